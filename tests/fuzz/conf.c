/* SPDX-License-Identifier: MIT */
/* base/conf.h: the file prilavok.env. */
#include "base/conf.h"

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

static void
check_values(void *mem, const char *data, size_t len)
{
	struct conf *conf;
	struct err err;

	if (!conf_parse(mem, "prilavok.env", data, len, &conf, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		fuzz_valid(err.text);
		return;
	}
	for (const char *const *key = conf_known_keys(); *key != NULL; key++)
		if (conf_get(conf, *key) != NULL)
			FUZZ_MUST(fuzz_valid(conf_get(conf, *key))[0] != '\0');
}

/* What is written as the manual says comes back. */
static void
check_quoted(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, 2 * strlen(text) + 100);
	const char *value;
	struct conf *conf;
	struct err err;

	buf_puts(buf, "# made here\nAPI_KEY=\"");
	for (const char *p = text; *p != '\0'; p++) {
		if (strchr("\"\\$`", *p) != NULL)
			buf_putc(buf, '\\');
		buf_putc(buf, *p);
	}
	buf_puts(buf, "\"\nLOG_LEVEL=INFO\n");
	FUZZ_MUST(conf_parse(mem, "prilavok.env", buf_data(buf), buf_len(buf), &conf, &err));
	value = conf_get(conf, "API_KEY");
	FUZZ_MUST(strcmp(value != NULL ? value : "", text) == 0);
	FUZZ_MUST(strcmp(conf_get(conf, "LOG_LEVEL"), "INFO") == 0);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	check_values(mem, data, len);
	check_quoted(mem, fuzz_text(mem, data, len));
}
