/* SPDX-License-Identifier: MIT */
#include "core/tokens.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
	SPELLED_LETTERS = 3, /* so many letters one by one are a word */
	SPELLED_GAP = 4      /* at most so many signs between two of them */
};

static bool
is_name_char(int32_t codepoint)
{
	return utf8_is_word(codepoint) || codepoint == '_';
}

static char
latin_alike(int32_t letter)
{
	static const struct { int32_t cyrillic; char latin; } pairs[] = {
		{ 0x430, 'a' }, { 0x432, 'b' }, { 0x435, 'e' }, { 0x43a, 'k' }, { 0x43c, 'm' },
		{ 0x43d, 'h' }, { 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x442, 't' },
		{ 0x443, 'y' }, { 0x445, 'x' }, { 0x456, 'i' }, { 0x455, 's' }, { 0x458, 'j' },
		{ 0x433, 'r' }, { 0x438, 'u' },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i].cyrillic == letter)
			return pairs[i].latin;
	return '\0';
}

char *
tokens_as_latin(void *mem, const char *word)
{
	struct buf *buf = buf_new(mem, strlen(word));
	const char *p = word;

	for (const char *start = p; *p != '\0'; start = p) {
		int32_t letter = utf8_next(&p);
		char latin = latin_alike(letter);

		if (latin != '\0')
			buf_putc(buf, latin);
		else if (utf8_is_cyrillic(letter))
			return NULL;
		else
			buf_write(buf, start, (size_t)(p - start));
	}
	return mem_strdup(mem, buf_data(buf));
}

static void
read_word(void *mem, struct token *token)
{
	bool latin = false, cyrillic = false;
	char *word = mem_strndup(mem, token->start, (size_t)(token->end - token->start));

	for (const char *p = word; *p != '\0';) {
		int32_t letter = utf8_next(&p);

		latin = latin || utf8_is_latin(letter);
		cyrillic = cyrillic || utf8_is_cyrillic(letter);
	}
	token->word = latin && cyrillic ? tokens_as_latin(mem, word) : NULL;
	token->latin = latin && (!cyrillic || token->word != NULL);
	if (token->word == NULL)
		token->word = word;
}

struct tokens
tokens_read(void *mem, const char *text)
{
	struct tokens tokens = { text, mem_array(mem, struct token, strlen(text) + 1), 0 };
	bool apart = false;

	while (*text != '\0') {
		struct token token = { .start = text, .apart = apart };
		int32_t codepoint = utf8_next(&text);

		apart = utf8_is_space(codepoint);
		if (apart && codepoint != '\n')
			continue;
		token.end = text;
		if (is_name_char(codepoint)) {
			while (is_name_char(utf8_next(&text)))
				token.end = text;
			text = token.end;
			read_word(mem, &token);
		} else {
			token.sign = codepoint;
		}
		tokens.list[tokens.count++] = token;
	}
	return tokens;
}

const struct token *
tokens_at(const struct tokens *tokens, size_t index)
{
	static const struct token nothing = { .start = "", .end = "", .apart = true };

	return index < tokens->count ? &tokens->list[index] : &nothing;
}

bool
token_is_word(const struct token *token, const char *const list[])
{
	return token->word != NULL && str_index(list, token->word) >= 0;
}

bool
token_is_sign(const struct token *token, const char *signs)
{
	return token->sign > 0 && token->sign < 0x80 && strchr(signs, (char)token->sign) != NULL;
}

/* --- letters one by one */

/* The end of a single letter or digit at p with no other one beside it, or NULL. */
static const char *
single_letter(const char *p)
{
	const char *end = p, *next;

	if (!utf8_is_word(utf8_next(&end)))
		return NULL;
	next = end;
	return utf8_is_word(utf8_next(&next)) ? NULL : end;
}

/* Where the next letter of a spelled word stands, seen from the end of one; NULL when it ends. */
static const char *
next_letter(const char *p)
{
	for (int i = 0; i < SPELLED_GAP; i++) {
		int32_t codepoint = utf8_next(&p);

		if (codepoint == 0 || utf8_is_word(codepoint))
			return NULL;
		if (single_letter(p) != NULL)
			return p;
	}
	return NULL;
}

/* How many letters are spelled one by one from p on, digits among them not counted; end_r is behind
   the last. */
static size_t
count_spelled(const char *p, const char **end_r)
{
	size_t count = 0;

	for (const char *end; p != NULL && (end = single_letter(p)) != NULL; p = next_letter(end)) {
		count += utf8_digit(utf8_next(&p)) < 0;
		*end_r = end;
	}
	return count;
}

/* Copies start..end without what only keeps letters apart. */
static void
put_joined(struct buf *buf, const char *start, const char *end)
{
	while (start < end) {
		const char *p = start;
		int32_t codepoint = utf8_decode(&start, end);
		bool keeps_apart = utf8_is_space(codepoint) || codepoint == '-' ||
			codepoint == '_' || codepoint == '*' || codepoint == '~' ||
			codepoint == '|' || (codepoint >= 0x2010 && codepoint <= 0x2015);

		if (!keeps_apart)
			buf_write(buf, p, (size_t)(start - p));
	}
}

char *
tokens_join_letters(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, strlen(text));

	for (bool inside = false; *text != '\0';) {
		const char *start = text, *end = text;

		if (!inside && count_spelled(text, &end) >= SPELLED_LETTERS) {
			put_joined(buf, start, end);
			text = end;
			continue;
		}
		inside = utf8_is_word(utf8_next(&text));
		buf_write(buf, start, (size_t)(text - start));
	}

	char *joined = mem_strdup(mem, buf_data(buf));

	mem_free(buf);
	return joined;
}
