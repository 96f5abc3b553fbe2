/* SPDX-License-Identifier: MIT */
/* base/num.h, base/plural.h and instants of base/time.h. */
#include "base/num.h"

#include <string.h>

#include "base/plural.h"
#include "base/time.h"
#include "fuzz.h"

static void
check_whole(void *mem, const char *text)
{
	int64_t number, again, inside;
	struct err err;

	if (!num_parse_i64(text, &number, &err)) {
		fuzz_valid(err.text);
		return;
	}
	FUZZ_MUST(num_parse_i64(mem_printf(mem, "%lld", (long long)number), &again, &err));
	FUZZ_MUST(again == number);
	FUZZ_MUST(num_parse_range(text, -100, 100, &inside, &err) ==
		(number >= -100 && number <= 100));
}

static void
check_instant(void *mem, const char *text)
{
	int64_t at_ms, again;
	struct err err;

	if (!time_parse_utc(text, &at_ms, &err))
		return;
	FUZZ_MUST(time_parse_utc(time_format_utc(mem, at_ms), &again, &err));
	FUZZ_MUST(again == at_ms);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *text = fuzz_text(mem, data, len);
	struct err err;
	bool flag;

	check_whole(mem, text);
	check_instant(mem, text);
	(void)num_parse_bool(text, &flag, &err);
	FUZZ_MUST(strspn(plural_form("ru", text), "abcdefghijklmnopqrstuvwxyz") >= 3);
	FUZZ_MUST(strspn(plural_form("en", text), "abcdefghijklmnopqrstuvwxyz") >= 3);
}
