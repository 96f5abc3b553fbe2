/* SPDX-License-Identifier: MIT */
/* core/split.h: a long text in messages.  The first byte is their length. */
#include "core/split.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz.h"

/* text without white space. */
static void
put_words(struct buf *buf, const char *text)
{
	while (*text != '\0') {
		const char *start = text;

		if (!utf8_is_space(utf8_next(&text)))
			buf_write(buf, start, (size_t)(text - start));
	}
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	size_t max = len > 0 ? (unsigned char)data[0] + 1u : 1, count;
	const char *text = fuzz_text(mem, data + (len > 0), len > 0 ? len - 1 : 0);
	struct buf *whole = buf_new(mem, 4 * len + 16), *joined = buf_new(mem, 4 * len + 16);
	char **parts;

	split_text(mem, text, max, &parts, &count);
	for (size_t i = 0; i < count; i++) {
		FUZZ_MUST(fuzz_valid(parts[i])[0] != '\0' && utf8_length(parts[i]) <= max);
		put_words(joined, parts[i]);
	}
	put_words(whole, text);
	FUZZ_MUST(strcmp(buf_data(whole), buf_data(joined)) == 0); /* nothing is lost */
}
