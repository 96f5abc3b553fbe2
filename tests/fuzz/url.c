/* SPDX-License-Identifier: MIT */
/* codec/url.h, io/db_url.h, and remote/picture.h's choice of whom it asks. */
#include "codec/url.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "fuzz.h"
#include "io/db_url.h"
#include "remote/picture.h"

static void
check_escapes(void *mem, const char *data, size_t len, const char *text)
{
	char *decoded;
	struct err err;

	FUZZ_MUST(url_decode(mem, url_encode(mem, text), strlen(url_encode(mem, text)), true,
		&decoded, &err));
	FUZZ_MUST(strcmp(decoded, text) == 0);
	if (url_decode(mem, data, len, false, &decoded, &err))
		FUZZ_MUST(strlen(fuzz_valid(decoded)) <= len);
}

static void
check_parts(void *mem, const char *text)
{
	struct url *url;
	struct err err;

	if (!url_parse(mem, text, &url, &err)) {
		FUZZ_MUST(!picture_is_allowed(mem, "https://api.avito.ru", text));
		return;
	}
	FUZZ_MUST(fuzz_valid(url->host)[0] != '\0');
	FUZZ_MUST(fuzz_valid(url->path)[0] == '/');
	fuzz_valid(url->scheme);
	FUZZ_MUST(url->port == NULL || strspn(url->port, "0123456789") == strlen(url->port));
	if (picture_is_allowed(mem, "https://api.avito.ru", text))
		FUZZ_MUST(str_equal(url->scheme, "https") && url->user == NULL &&
			(str_has_suffix(url->host, "avito.ru") ||
			str_has_suffix(url->host, "avito.st")));
}

static void
check_base(void *mem, const char *text)
{
	char *base, *again;
	struct err err;

	if (!url_parse_base(mem, text, &base, &err))
		return;
	FUZZ_MUST(url_parse_base(mem, fuzz_valid(base), &again, &err));
	FUZZ_MUST(strcmp(again, base) == 0);
	FUZZ_MUST(strncasecmp(base, "http", 4) == 0 && !str_has_suffix(base, "/"));
	FUZZ_MUST(strpbrk(base, "?# \r\n") == NULL);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *text = fuzz_text(mem, data, len);
	struct db_url *db;
	struct err err;

	check_escapes(mem, data, len, text);
	check_parts(mem, text);
	check_base(mem, text);
	if (db_url_parse(mem, text, &db, &err))
		FUZZ_MUST(db->port <= 65535);
	else
		fuzz_valid(err.text);
}
