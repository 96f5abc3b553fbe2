/* SPDX-License-Identifier: MIT */
/* base/utf8.h: bytes that call themselves text.  The first byte is the length to cut to. */
#include "base/utf8.h"

#include <string.h>

#include "fuzz.h"

static void
check_steps(const char *data, size_t len)
{
	const char *end = data + len;
	bool fine = true;

	for (const char *p = data; p < end;) {
		const char *before = p;
		int32_t codepoint = utf8_decode(&p, end);

		FUZZ_MUST(p > before && p <= end && p - before <= 4);
		FUZZ_MUST(codepoint > 0 && codepoint <= 0x10FFFF);
		fine = fine && (codepoint != 0xFFFD || p - before == 3);
	}
	FUZZ_MUST(fine == utf8_is_valid(data, len));
}

static void
check_repair(void *mem, const char *data, size_t len, const char *text)
{
	fuzz_valid(text);
	FUZZ_MUST(utf8_length(text) <= len);
	FUZZ_MUST(strcmp(utf8_repair(mem, text, strlen(text)), text) == 0);
	if (utf8_is_valid(data, len))
		FUZZ_MUST(strlen(text) == len && memcmp(text, data, len) == 0);
}

static void
check_cut(void *mem, const char *text, size_t max)
{
	size_t cut = utf8_cut(text, max);
	const char *shortened = utf8_shorten(mem, text, max);

	FUZZ_MUST(cut <= strlen(text));
	FUZZ_MUST(utf8_length(fuzz_valid(mem_strndup(mem, text, cut))) <= max);
	FUZZ_MUST(max == 0 || text[0] == '\0' || cut > 0);
	FUZZ_MUST(utf8_length(fuzz_valid(shortened)) <= max);
	FUZZ_MUST((strcmp(shortened, text) == 0) || utf8_length(text) > max);
}

/* What tells words apart only for the eye is gone. */
static void
check_fold(const char *text, const char *folded)
{
	static const char *const gone[] = { "ё", "\u00ad", "\u200d", "\u200b", "Я", "ﬁ" };

	FUZZ_MUST(strlen(fuzz_valid(folded)) <= 64 * strlen(text));
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		FUZZ_MUST(strstr(folded, gone[i]) == NULL);
	for (const char *p = folded; *p != '\0'; p++)
		FUZZ_MUST(*p < 'A' || *p > 'Z');
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	size_t max = len > 0 ? (unsigned char)data[0] : 0;
	const char *text, *normal;

	check_steps(data, len);
	text = utf8_repair(mem, data, len);
	check_repair(mem, data, len, text);
	check_cut(mem, text, max + 1);
	normal = fuzz_valid(utf8_normalise(mem, text));
	FUZZ_MUST(strcmp(utf8_normalise(mem, normal), normal) == 0);
	check_fold(text, utf8_fold(mem, text));
}
