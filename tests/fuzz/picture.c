/* SPDX-License-Identifier: MIT */
/* remote/picture.h: bytes that call themselves a picture. */
#include "remote/picture.h"

#include <string.h>

#include "base/str.h"
#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	static const char *const types[] = { "image/jpeg", "image/png", "image/gif", "image/webp",
		NULL };
	const char *type = picture_type(data, len);

	(void)mem;
	FUZZ_MUST(type == NULL || str_index(types, type) >= 0);
	/* What a browser would run is none. */
	FUZZ_MUST(type == NULL || strchr("<% \t\r\n", data[0]) == NULL);
}
