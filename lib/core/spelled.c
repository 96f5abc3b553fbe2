/* SPDX-License-Identifier: MIT */
#include "core/spelled.h"

#include <string.h>

#include "base/str.h"
#include "core/tokens.h"

static const char *const dots[] = { "точка", "тчк", "дот", "dot", "tochka", NULL };

static const char *const ats[] = { "собака", "собачка", "sobaka", "sobachka", NULL };

/* Words that are an at in brackets, or before a mail host. */
static const char *const weak_ats[] = { "at", "эт", "ат", "dog", NULL };

static const char *const mail_hosts[] = {
	"mail", "мейл", "мэйл", "маил", "gmail", "гмейл", "гмаил", "джимейл", "yandex", "яндекс",
	"ya", "inbox", "инбокс", "rambler", "рамблер", "icloud", "outlook", "hotmail", "proton",
	NULL
};

bool
spelled_is_dot(const struct token *token)
{
	static const int32_t signs[] = { '.', 0x3002, 0xb7, 0x2022, 0x2027, 0x2219, 0x22c5 };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (token->sign == signs[i])
			return true;
	return false;
}

bool
spelled_is_at(const struct token *token)
{
	return token_is_word(token, ats);
}

bool
spelled_is_mail_host(const struct token *token)
{
	return token_is_word(token, mail_hosts);
}

/* Is the token behind the one at index set in brackets, stars and the like: "(dot)", "*точка*"? */
static bool
sets_off(const struct tokens *tokens, size_t index)
{
	return token_is_sign(tokens_at(tokens, index), "([{<*-/'\"|~") &&
		token_is_sign(tokens_at(tokens, index + 2), ")]}>*-/'\"|~");
}

size_t
spelled_dot(const struct tokens *tokens, size_t index)
{
	const struct token *next = tokens_at(tokens, index + 1);

	if (token_is_word(tokens_at(tokens, index), dots))
		return 1;
	return sets_off(tokens, index) && (token_is_word(next, dots) || spelled_is_dot(next))
		? 3 : 0;
}

size_t
spelled_any_dot(const struct tokens *tokens, size_t index)
{
	return spelled_is_dot(tokens_at(tokens, index)) ? 1 : spelled_dot(tokens, index);
}

size_t
spelled_at(const struct tokens *tokens, size_t index)
{
	const struct token *token = tokens_at(tokens, index), *next = tokens_at(tokens, index + 1);

	if (spelled_is_at(token) || (token_is_word(token, weak_ats) && spelled_is_mail_host(next)))
		return 1;
	if (!sets_off(tokens, index))
		return 0;
	return spelled_is_at(next) || token_is_word(next, weak_ats) || token_is_sign(next, "@")
		? 3 : 0;
}

bool
spelled_in_one_word(const char *word, const char *const domains[])
{
	for (size_t i = 0; dots[i] != NULL; i++) {
		const char *p = strstr(word, dots[i]);

		if (p != NULL && p > word && str_index(domains, p + strlen(dots[i])) >= 0)
			return true;
	}
	return false;
}
