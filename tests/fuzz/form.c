/* SPDX-License-Identifier: MIT */
/* codec/form.h: a query, and the body of a form. */
#include "codec/form.h"

#include <string.h>

#include "base/buf.h"
#include "codec/url.h"
#include "fuzz.h"

enum { PAIRS = 50 };

/* Written again and read again, it is the same. */
static void
check_again(void *mem, const struct form *form, size_t len)
{
	struct buf *buf = buf_new(mem, 16 * len + 2 * PAIRS);
	struct form *again;
	struct err err;

	for (size_t i = 0; i < form->count; i++)
		buf_printf(buf, "%s=%s&", url_encode(mem, form->pairs[i].name),
			url_encode(mem, form->pairs[i].value));
	FUZZ_MUST(!buf_failed(buf));
	FUZZ_MUST(form_parse(mem, buf_data(buf), buf_len(buf), PAIRS, &again, &err));
	FUZZ_MUST(again->count == form->count);
	for (size_t i = 0; i < form->count; i++) {
		FUZZ_MUST(strcmp(again->pairs[i].name, form->pairs[i].name) == 0);
		FUZZ_MUST(strcmp(again->pairs[i].value, form->pairs[i].value) == 0);
	}
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	size_t before = fuzz_size(mem);
	struct form *form;
	struct err err;

	if (!form_parse(mem, data, len, PAIRS, &form, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		fuzz_valid(err.text);
		return;
	}
	FUZZ_MUST(form->count <= PAIRS);
	FUZZ_MUST(fuzz_size(mem) - before <= 1000 + 2 * len + form->count * 512);
	for (size_t i = 0; i < form->count; i++) {
		fuzz_valid(form->pairs[i].name);
		fuzz_valid(form->pairs[i].value);
		FUZZ_MUST(form_get(form, form->pairs[i].name) != NULL);
	}
	check_again(mem, form, len);
}
