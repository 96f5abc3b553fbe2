/* SPDX-License-Identifier: MIT */
/* codec/accept.h: the header Accept-Language. */
#include "codec/accept.h"

#include "base/str.h"
#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	static const char *const known[] = { "ru", "en", NULL };

	FUZZ_MUST(str_index(known, accept_language(mem_strndup(mem, data, len), known)) >= 0);
}
