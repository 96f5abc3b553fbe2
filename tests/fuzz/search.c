/* SPDX-License-Identifier: MIT */
/* core/search.h: what is typed to find a chat, cut out of a text, which follows in the next line. */
#include "core/search.h"

#include <string.h>

#include "base/utf8.h"
#include "codec/stem.h"
#include "fuzz.h"

static void
check_pattern(const struct search *search)
{
	size_t digits = search->digits != NULL ? strspn(search->digits, "0123456789") : 0;

	FUZZ_MUST(search->digits == NULL ||
		(search->digits[digits] == '\0' && digits >= SEARCH_PHONE_MIN));
	for (size_t i = 0; search->stems[i] != NULL; i++) {
		FUZZ_MUST(i < SEARCH_WORDS_MAX);
		for (const char *p = fuzz_valid(search->stems[i]); *p != '\0';)
			FUZZ_MUST(utf8_is_word(utf8_next(&p)));
	}
	if (search->like == NULL)
		return;
	for (const char *p = fuzz_valid(search->like) + 1; *p != '\0' && p[1] != '\0'; p++)
		if (*p == '\\')
			p++;
		else
			FUZZ_MUST(*p != '%' && *p != '_');
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct fuzz_input input = { data, len };
	const char *typed = fuzz_line(mem, &input), *text = fuzz_text(mem, input.data, input.len);
	struct search_snippet snippet;
	struct search search;

	search_parse(mem, typed, &search);
	check_pattern(&search);
	search_cut(mem, &search, text, &snippet);
	fuzz_valid(snippet.before);
	fuzz_valid(snippet.match);
	fuzz_valid(snippet.after);
	fuzz_valid(stem_text(mem, text, 100));
}
