/* SPDX-License-Identifier: MIT */
#include "remote/picture.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/url.h"
#include "io/http.h"

enum source { SOURCE_NONE, SOURCE_AVITO, SOURCE_BASE };

/* Avito's own domains: img.k.avito.ru, 00.img.avito.st and so on. */
static bool
is_avitos(const char *host)
{
	static const char *const domains[] = { "avito.ru", "avito.st" };

	for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
		if (str_equal(host, domains[i])
		    || str_has_suffix(host, i == 0 ? ".avito.ru" : ".avito.st"))
			return true;
	return false;
}

static enum source
source_of(void *mem, const char *base, const char *text)
{
	struct url *url, *own;
	struct err ignored;

	if (!url_parse(mem, text, &url, &ignored) || url->user != NULL || url->password != NULL)
		return SOURCE_NONE;
	if (str_equal(url->scheme, "https") && is_avitos(url->host)
	    && (url->port == NULL || str_equal(url->port, "443")))
		return SOURCE_AVITO;
	if (url_parse(mem, base, &own, &ignored) && str_equal(url->scheme, own->scheme)
	    && str_equal(url->host, own->host) && str_equal(url->port, own->port)
	    && !is_avitos(own->host))
		return SOURCE_BASE;
	return SOURCE_NONE;
}

bool
picture_is_allowed(void *mem, const char *base, const char *url)
{
	return source_of(mem, base, url) != SOURCE_NONE;
}

const char *
picture_type(const char *data, size_t len)
{
	static const struct {
		const char *type, *start;
		size_t len;
	} kinds[] = {
		{ "image/jpeg", "\xFF\xD8\xFF", 3 },
		{ "image/png", "\x89PNG\r\n\x1A\n", 8 },
		{ "image/gif", "GIF87a", 6 },
		{ "image/gif", "GIF89a", 6 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (len > kinds[i].len && memcmp(data, kinds[i].start, kinds[i].len) == 0)
			return kinds[i].type;
	return len > 12 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0
		? "image/webp" : NULL;
}

bool
picture_fetch(struct http *http, void *mem, const char *base, const char *url,
	struct picture *picture_r, struct err *err)
{
	static const char *const headers[] = { "Accept: image/webp,image/jpeg,image/png,image/gif",
		NULL };
	enum source source = source_of(mem, base, url);
	struct http_request request = { .method = "GET", .url = url, .headers = headers,
		.connect_timeout_ms = PICTURE_TIMEOUT_MS / 2, .timeout_ms = PICTURE_TIMEOUT_MS,
		.max_answer = PICTURE_MAX, .public_only = source == SOURCE_AVITO };
	struct http_answer *answer;
	const char *type;

	if (source == SOURCE_NONE)
		return err_set(err, ERR_NOT_FOUND, "picture: not from Avito");
	if (!http_do(http, mem, &request, &answer, err)) {
		err->code = ERR_UPSTREAM;
		return err_prefix(err, "picture");
	}
	if (answer->status != 200)
		return err_set(err, ERR_UPSTREAM, "picture: status %d", answer->status);
	type = picture_type(answer->body, answer->len);
	if (type == NULL)
		return err_set(err, ERR_NOT_FOUND, "picture: another type of data");
	*picture_r = (struct picture){ type, answer->body, answer->len };
	return true;
}
