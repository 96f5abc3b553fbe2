/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/mem.h"

enum { REPLACEMENT = 0xfffd, MARKS_MAX = 30 };

static void
put(struct buf *buf, int32_t codepoint)
{
	utf8proc_uint8_t bytes[4];

	buf_write(buf, bytes, (size_t)utf8proc_encode_char(codepoint, bytes));
}

int32_t
utf8_decode(const char **text, const char *end)
{
	int32_t codepoint;
	utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)*text, end - *text,
		&codepoint);

	if (used > 0 && codepoint > 0) {
		*text += used;
		return codepoint;
	}
	(*text)++;
	return REPLACEMENT;
}

bool
utf8_is_valid(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *start = text;

		/* U+FFFD itself has three bytes: one byte for it stands for a bad one. */
		if (utf8_decode(&text, end) == REPLACEMENT && text - start == 1)
			return false;
	}
	return true;
}

char *
utf8_repair(void *mem, const char *text, size_t len)
{
	struct buf *buf = buf_new(mem, 3 * len);
	const char *end = text + len;

	while (text < end)
		put(buf, utf8_decode(&text, end));

	char *copy = mem_strndup(mem, buf_data(buf), buf_len(buf));

	mem_free(buf);
	return copy;
}

size_t
utf8_length(const char *text)
{
	size_t length = 0;

	for (; *text != '\0'; text++)
		length += ((unsigned char)*text & 0xc0) != 0x80;
	return length;
}

size_t
utf8_border(const char *text, size_t at)
{
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

int32_t
utf8_next(const char **text)
{
	if (**text == '\0')
		return 0;
	return utf8_decode(text, *text + strnlen(*text, 4));
}

size_t
utf8_cut(const char *text, size_t max_chars)
{
	const char *at = text, *border = text;
	utf8proc_int32_t before = 0, state = 0;

	for (size_t count = 0;; count++) {
		const char *here = at;
		int32_t codepoint = utf8_next(&at);

		if (codepoint == 0)
			return (size_t)(here - text);
		if (count > 0 && utf8proc_grapheme_break_stateful(before, codepoint, &state))
			border = here;
		if (count == max_chars)
			return (size_t)((border > text ? border : here) - text);
		before = codepoint;
	}
}

char *
utf8_shorten(void *mem, const char *text, size_t max_chars)
{
	if (utf8_length(text) <= max_chars)
		return mem_strdup(mem, text);
	if (max_chars == 0)
		return mem_strdup(mem, "");
	return mem_printf(mem, "%.*s\u2026", (int)utf8_cut(text, max_chars - 1), text);
}

/* A copy with at most max marks in a row. */
static char *
limit_marks(void *mem, const char *text, int max)
{
	struct buf *buf = buf_new(mem, strlen(text));
	int marks = 0;

	for (int32_t codepoint; (codepoint = utf8_next(&text)) != 0;) {
		marks = utf8_is_mark(codepoint) ? marks + 1 : 0;
		if (marks <= max)
			put(buf, codepoint);
	}

	char *copy = mem_strndup(mem, buf_data(buf), buf_len(buf));

	mem_free(buf);
	return copy;
}

/* What utf8proc makes of text by options.  Valid text leaves it nothing to fail for but memory.
   MARKS_MAX is the measure of UAX #15 for stream-safe text: it takes utf8proc quadratic time to sort
   a longer run, and no language has one.  A letter may bring marks along which are only seen once it
   is taken apart, so what counts are those of the result. */
static char *
map(void *mem, const char *text, utf8proc_option_t options)
{
	char *safe = limit_marks(mem, text, 2 * MARKS_MAX);
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)safe,
		(utf8proc_ssize_t)strlen(safe), &mapped, options);

	assert(len >= 0);
	mem_free(safe);

	char *whole = mem_strndup(mem, (const char *)mapped, (size_t)len);
	char *copy = limit_marks(mem, whole, MARKS_MAX);

	free(mapped);
	mem_free(whole);
	return copy;
}

char *
utf8_fold(void *mem, const char *text)
{
	static const char yo[] = "\u0451", ye[] = "\u0435";
	char *folded = map(mem, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
		UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

	for (char *p = folded; (p = strstr(p, yo)) != NULL; p += sizeof(ye) - 1)
		memcpy(p, ye, sizeof(ye) - 1);
	return folded;
}

bool
utf8_is_space(int32_t codepoint)
{
	switch (utf8proc_category(codepoint)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return (codepoint >= '\t' && codepoint <= '\r') || codepoint == 0x85;
	}
}

char *
utf8_normalise(void *mem, const char *text)
{
	char *composed = map(mem, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	struct buf *buf = buf_new(composed, strlen(composed));
	const char *p = composed;
	bool blank = false;

	for (int32_t codepoint; (codepoint = utf8_next(&p)) != 0;) {
		if (utf8_is_space(codepoint)) {
			blank = buf_len(buf) > 0;
			continue;
		}
		if (blank)
			buf_putc(buf, ' ');
		blank = false;
		put(buf, codepoint);
	}

	char *normal = mem_strndup(mem, buf_data(buf), buf_len(buf));

	mem_free(composed);
	return normal;
}

bool
utf8_is_word(int32_t codepoint)
{
	utf8proc_category_t category = utf8proc_category(codepoint);

	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ND;
}

const char *
utf8_next_word(const char **text, size_t *len_r)
{
	const char *start = NULL;

	for (;;) {
		const char *here = *text;
		bool inside = utf8_is_word(utf8_next(text));

		if (inside && start == NULL)
			start = here;
		if (!inside && start != NULL) {
			*text = here;
			*len_r = (size_t)(here - start);
			return start;
		}
		if (*here == '\0')
			return NULL;
	}
}

bool
utf8_is_mark(int32_t codepoint)
{
	utf8proc_category_t category = utf8proc_category(codepoint);

	return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

int
utf8_digit(int32_t codepoint)
{
	int before = 0;

	if (codepoint >= '0' && codepoint <= '9')
		return codepoint - '0';
	if (utf8proc_category(codepoint) != UTF8PROC_CATEGORY_ND)
		return -1;
	/* Unicode keeps the digits of a script together and in order, in tens. */
	while (utf8proc_category(codepoint - before - 1) == UTF8PROC_CATEGORY_ND)
		before++;
	return before % 10;
}

struct range {
	int32_t first, last;
};

static bool
is_within(const struct range *ranges, size_t count, int32_t codepoint)
{
	for (size_t i = 0; i < count; i++)
		if (codepoint >= ranges[i].first && codepoint <= ranges[i].last)
			return true;
	return false;
}

bool
utf8_is_cyrillic(int32_t codepoint)
{
	static const struct range ranges[] = {
		{ 0x400, 0x52f }, { 0x1c80, 0x1c8f }, { 0x1d2b, 0x1d2b }, { 0x1d78, 0x1d78 },
		{ 0x2de0, 0x2dff }, { 0xa640, 0xa69f },
	};

	return is_within(ranges, sizeof(ranges) / sizeof(ranges[0]), codepoint);
}

bool
utf8_is_latin(int32_t codepoint)
{
	static const struct range ranges[] = {
		{ 'A', 'Z' }, { 'a', 'z' }, { 0xaa, 0xaa }, { 0xba, 0xba }, { 0xc0, 0xd6 },
		{ 0xd8, 0xf6 }, { 0xf8, 0x2b8 }, { 0x1d00, 0x1d25 }, { 0x1d2c, 0x1d5c },
		{ 0x1d62, 0x1d65 }, { 0x1d6b, 0x1d77 }, { 0x1d79, 0x1dbe }, { 0x1e00, 0x1eff },
		{ 0x2c60, 0x2c7f }, { 0xa722, 0xa787 }, { 0xa78b, 0xa7ff }, { 0xab30, 0xab64 },
		{ 0xfb00, 0xfb06 }, { 0xff21, 0xff3a }, { 0xff41, 0xff5a },
	};

	return is_within(ranges, sizeof(ranges) / sizeof(ranges[0]), codepoint);
}
