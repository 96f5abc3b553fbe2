/* SPDX-License-Identifier: MIT */
/* codec/cookie.h: the header Cookie. */
#include "codec/cookie.h"

#include <string.h>

#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *header = mem_strndup(mem, data, len);
	const char *value = cookie_get(mem, header, "prilavok"), *set, *again;

	if (value == NULL)
		return;
	for (const char *p = value; *p != '\0'; p++)
		FUZZ_MUST(*p > ' ' && *p <= '~' && strchr("\",;\\", *p) == NULL);
	set = cookie_format(mem, "prilavok", value, 60, true);
	FUZZ_MUST(strpbrk(set, "\r\n") == NULL);
	again = cookie_get(mem, mem_printf(mem, "a=b; %s", set), "prilavok");
	FUZZ_MUST(again != NULL && strcmp(again, value) == 0);
}
