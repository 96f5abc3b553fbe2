/* SPDX-License-Identifier: MIT */
#include "core/guard.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/contact.h"
#include "core/greeting.h"
#include "core/markup.h"
#include "core/words.h"

enum {
	DEFAULT_MAX_CHARS = 3000,
	REPEAT_MESSAGES = 3, /* how far back a repetition counts */
	REPEAT_WORDS = 3,    /* "Да." may be said twice */
	FOREIGN_SHARE = 5    /* one letter in so many may be of another script */
};

/* Always false, so that a check can end with it. */
static bool
breach(struct guard_breach *breach_r, const char *name, const char *detail)
{
	*breach_r = (struct guard_breach){ name, detail };
	return false;
}

/* --- shape */

static bool
check_length(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	size_t max = input->max_chars != 0 ? input->max_chars : DEFAULT_MAX_CHARS;

	if (words_count(input->text, 1) == 0)
		return breach(breach_r, "empty", "ответ пустой");
	if (utf8_length(input->text) > max)
		return breach(breach_r, "too_long",
			mem_printf(mem, "ответ длиннее %zu знаков", max));
	return true;
}

/* Does "key" stand in text with a colon behind it? */
static bool
has_key(const char *text, const char *key)
{
	for (const char *p = text; (p = strstr(p, key)) != NULL; p++)
		if (p[strlen(key) + strspn(p + strlen(key), " \t\r\n")] == ':')
			return true;
	return false;
}

static bool
check_json(const struct guard_input *input, struct guard_breach *breach_r)
{
	static const char *const keys[] = {
		"\"reply\"", "\"handoff\"", "\"intent\"", "\"confidence\"", "\"facts_used\"",
	};
	const char *start = input->text + strspn(input->text, " \t\r\n");

	if (*start == '{' || *start == '[')
		return breach(breach_r, "json", "вместо обычного текста JSON");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (has_key(input->text, keys[i]))
			return breach(breach_r, "json", "вместо обычного текста JSON");
	return true;
}

static bool
check_markup(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	const char *piece = markup_find(mem, input->text);

	if (piece == NULL)
		return true;
	return breach(breach_r, "markup",
		mem_printf(mem, "разметка «%s», а нужен обычный текст", piece));
}

/* --- what must not come out */

/* The letters and digits of text alone, folded. */
static const char *
squash(void *mem, const char *text)
{
	const char *p = utf8_fold(mem, text);
	struct buf *buf = buf_new(mem, strlen(p));

	for (const char *start = p; *p != '\0'; start = p)
		if (utf8_is_word(utf8_next(&p)))
			buf_write(buf, start, (size_t)(p - start));
	return buf_data(buf);
}

static bool
check_canary(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	const char *canary = squash(mem, str_or(input->canary, ""));

	if (canary[0] == '\0' || strstr(squash(mem, input->text), canary) == NULL)
		return true;
	return breach(breach_r, "canary", "внутреннее слово");
}

static const struct {
	const char *name, *what;
} contact_words[] = {
	[CONTACT_PHONE] = { "contact", "номер телефона" },
	[CONTACT_CARD] = { "card", "номер карты или счёта" },
	[CONTACT_EMAIL] = { "contact", "адрес почты" },
	[CONTACT_LINK] = { "link", "ссылка" },
	[CONTACT_NICK] = { "link", "ник" },
};

static bool
check_list(void *mem, const struct guard_input *input, const struct contact *list, size_t count,
	struct guard_breach *breach_r)
{
	for (size_t i = 0; i < count; i++)
		if (!contact_is_among(mem, &list[i], input->allowed) &&
		    !contact_is_among(mem, &list[i], input->facts))
			return breach(breach_r, contact_words[list[i].kind].name,
				mem_printf(mem, "%s «%s»", contact_words[list[i].kind].what,
					list[i].piece));
	return true;
}

static bool
check_contacts(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	struct contact *links, *numbers;
	size_t link_count = contact_links(mem, input->text, &links);
	size_t number_count = contact_numbers(mem, input->text, &numbers);

	return check_list(mem, input, links, link_count, breach_r) &&
		check_list(mem, input, numbers, number_count, breach_r);
}

/* --- manners */

static bool
check_greeting(const struct guard_input *input, struct guard_breach *breach_r)
{
	if (!greeting_opens(input->text))
		return true;
	for (size_t i = 0; input->own != NULL && input->own[i] != NULL; i++)
		if (greeting_opens(input->own[i]))
			return breach(breach_r, "greeting", "повторное приветствие");
	return true;
}

static bool
check_repeat(const struct guard_input *input, struct guard_breach *breach_r)
{
	size_t count = 0;

	while (input->own != NULL && input->own[count] != NULL)
		count++;
	if (words_count(input->text, REPEAT_WORDS) < REPEAT_WORDS)
		return true;
	for (size_t i = count > REPEAT_MESSAGES ? count - REPEAT_MESSAGES : 0; i < count; i++)
		if (words_same(input->own[i], input->text))
			return breach(breach_r, "repeat", "дословный повтор недавнего сообщения");
	return true;
}

/* A line that begins with who is speaking: "Assistant: ..." */
static bool
has_speaker(const char *text)
{
	static const char *const speakers[] = {
		"assistant", "ассистент", "помощник", "bot", "бот", "продавец", "seller", "user",
		"system", "покупатель", "buyer", "ai", "ии", "ответ", "reply", NULL
	};
	char word[WORD_SIZE];

	for (const char *line = text; line != NULL;) {
		const char *p = line;

		if (words_next(&p, word) && str_index(speakers, word) >= 0 &&
		    p[strspn(p, " *")] == ':')
			return true;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}

static bool
check_role(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	static const char *const phrases[] = {
		"языковая модель", "языковой модели", "языковую модель", "языковой моделью",
		"как ии", "как искусственный интеллект", "я искусственный интеллект",
		"я нейросеть", "системный промпт", "системного промпта", "мои инструкции",
		"моих инструкций", "моими инструкциями", "блоке фактов", "as an ai",
		"language model", "i am an ai", "i m an ai", "system prompt", "my instructions",
	};
	const char *line = words_line(mem, input->text);

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (strstr(line, mem_printf(mem, " %s ", phrases[i])) != NULL)
			return breach(breach_r, "role", mem_printf(mem, "слова «%s»", phrases[i]));
	if (has_speaker(input->text))
		return breach(breach_r, "role", "пометка, кто говорит");
	return true;
}

static bool
check_language(const struct guard_input *input, struct guard_breach *breach_r)
{
	size_t letters = 0, foreign = 0;

	for (const char *p = input->text; *p != '\0';) {
		int32_t codepoint = utf8_next(&p);

		if (!utf8_is_word(codepoint) || utf8_is_mark(codepoint) ||
		    utf8_digit(codepoint) >= 0)
			continue;
		letters++;
		foreign += !utf8_is_cyrillic(codepoint) && !utf8_is_latin(codepoint);
	}
	if (foreign * FOREIGN_SHARE <= letters)
		return true;
	return breach(breach_r, "language", "ответ не кириллицей и не латиницей");
}

static bool
check_all(void *scratch, const struct guard_input *input, struct guard_breach *breach_r)
{
	return check_length(scratch, input, breach_r) && check_json(input, breach_r) &&
		check_canary(scratch, input, breach_r) && check_markup(scratch, input, breach_r) &&
		check_contacts(scratch, input, breach_r) && check_greeting(input, breach_r) &&
		check_repeat(input, breach_r) && check_role(scratch, input, breach_r) &&
		check_language(input, breach_r);
}

bool
guard_check(void *mem, const struct guard_input *input, struct guard_breach *breach_r)
{
	void *scratch = mem_context(mem, "guard_check");
	struct guard_breach found;
	bool clean = check_all(scratch, input, &found);

	if (!clean)
		*breach_r = (struct guard_breach){ found.name, mem_strdup(mem, found.detail) };
	mem_free(scratch);
	return clean;
}

char *
guard_plain(void *mem, const char *text)
{
	return markup_strip(mem, text);
}
