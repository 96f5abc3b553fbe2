/* SPDX-License-Identifier: MIT */
#include "core/split.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static const char *
skip_blanks(const char *text)
{
	const char *next = text;
	int32_t codepoint;

	while ((codepoint = utf8_next(&next)) != 0 && utf8_is_space(codepoint))
		text = next;
	return text;
}

/* Where the last word of text..end ends. */
static const char *
trim_end(const char *text, const char *end)
{
	const char *last = text;

	while (text < end)
		if (!utf8_is_space(utf8_decode(&text, end)))
			last = text;
	return last;
}

static bool
ends_sentence(int32_t codepoint)
{
	return codepoint == '.' || codepoint == '!' || codepoint == '?' || codepoint == 0x2026;
}

/* What may stand between a full stop and the blank after it. */
static bool
closes(int32_t codepoint)
{
	return codepoint == ')' || codepoint == '"' || codepoint == 0xbb || codepoint == 0x201d;
}

/* The best place to cut text at or before limit, which is inside of it.  A paragraph or a sentence
   that ends in the first half would leave a stub of a message, so a later border of words is
   preferred to it. */
static const char *
find_cut(const char *text, const char *limit)
{
	const char *half = text + (limit - text) / 2;
	const char *paragraph = NULL, *sentence = NULL, *word = NULL;
	bool stopped = false;

	for (const char *p = text, *here = p; here <= limit; here = p) {
		int32_t codepoint = utf8_next(&p);

		if (utf8_is_space(codepoint)) {
			word = here;
			if (codepoint == '\n' && here >= half)
				paragraph = here;
			if (stopped && here >= half)
				sentence = here;
		}
		stopped = ends_sentence(codepoint) || (stopped && closes(codepoint));
	}
	if (paragraph != NULL)
		return paragraph;
	if (sentence != NULL)
		return sentence;
	return word != NULL ? word : limit;
}

void
split_text(void *mem, const char *text, size_t max_chars, char ***parts_r, size_t *count_r)
{
	char **parts = mem_array(mem, char *, 1);
	size_t count = 0;

	assert(max_chars > 0);
	for (text = skip_blanks(text); *text != '\0'; text = skip_blanks(text)) {
		const char *limit = text + utf8_cut(text, max_chars);
		const char *cut = *limit == '\0' ? limit : find_cut(text, limit);

		parts = mem_resize(mem, parts, char *, count + 1);
		parts[count++] = mem_strndup(parts, text, (size_t)(trim_end(text, cut) - text));
		text = cut;
	}
	*parts_r = parts;
	*count_r = count;
}
