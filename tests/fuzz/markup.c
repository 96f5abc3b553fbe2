/* SPDX-License-Identifier: MIT */
/* core/markup.h: a model's answer on its way into a chat that shows markup raw. */
#include "core/markup.h"

#include <string.h>

#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *text = fuzz_text(mem, data, len), *found = markup_find(mem, text);
	const char *bare = fuzz_valid(markup_strip(mem, text));

	FUZZ_MUST(strlen(bare) <= 3 * strlen(text)); /* a dash is longer than a hyphen */
	if (found != NULL)
		FUZZ_MUST(fuzz_valid(found)[0] != '\0');
	found = markup_find(mem, bare);
	if (found != NULL)
		fuzz_valid(found);
}
