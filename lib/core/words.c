/* SPDX-License-Identifier: MIT */
#include "core/words.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

static int32_t
to_lower(int32_t codepoint)
{
	if (codepoint >= 'A' && codepoint <= 'Z')
		return codepoint + 0x20;
	if (codepoint == 0x401 || codepoint == 0x451) /* Ё, ё */
		return 0x435;
	if (codepoint >= 0x410 && codepoint <= 0x42f)
		return codepoint + 0x20;
	if (codepoint >= 0x400 && codepoint <= 0x40f)
		return codepoint + 0x50;
	return codepoint;
}

/* Lower case never needs more bytes here; what is not Latin or Cyrillic is copied as it stands. */
static size_t
put_lower(char *at, const char *bytes, size_t len, int32_t codepoint)
{
	int32_t lower = to_lower(codepoint);

	if (lower == codepoint) {
		memcpy(at, bytes, len);
		return len;
	}
	if (lower < 0x80) {
		at[0] = (char)lower;
		return 1;
	}
	at[0] = (char)(0xc0 | lower >> 6);
	at[1] = (char)(0x80 | (lower & 0x3f));
	return 2;
}

bool
words_next(const char **text, char word_r[WORD_SIZE])
{
	size_t len = 0;
	bool full = false;

	for (;;) {
		const char *start = *text, *next = *text;
		int32_t codepoint = utf8_next(&next);

		if (codepoint == 0 || (len > 0 && !utf8_is_word(codepoint)))
			break;
		*text = next;
		if (!utf8_is_word(codepoint))
			continue;
		full = full || len + (size_t)(next - start) >= WORD_SIZE;
		if (!full)
			len += put_lower(word_r + len, start, (size_t)(next - start), codepoint);
	}
	word_r[len] = '\0';
	return len > 0;
}

size_t
words_count(const char *text, size_t max)
{
	char word[WORD_SIZE];
	size_t count = 0;

	while (count < max && words_next(&text, word))
		count++;
	return count;
}

bool
words_same(const char *a, const char *b)
{
	char word_a[WORD_SIZE], word_b[WORD_SIZE];

	for (;;) {
		bool more = words_next(&a, word_a);

		if (more != words_next(&b, word_b))
			return false;
		if (!more)
			return true;
		if (strcmp(word_a, word_b) != 0)
			return false;
	}
}

char *
words_line(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, 2 * strlen(text) + 1);
	char word[WORD_SIZE];

	buf_putc(buf, ' ');
	while (words_next(&text, word)) {
		buf_puts(buf, word);
		buf_putc(buf, ' ');
	}

	char *line = mem_strndup(mem, buf_data(buf), buf_len(buf));

	mem_free(buf);
	return line;
}
