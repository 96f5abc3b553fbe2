/* SPDX-License-Identifier: MIT */
#include "codec/url.h"

#include <curl/curl.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	"0123456789-._~";

char *
url_encode(void *mem, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *encoded = mem_array(mem, char, 3 * strlen(text) + 1), *out = encoded;

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text) != NULL) {
			*out++ = *text;
			continue;
		}
		*out++ = '%';
		*out++ = hex[(unsigned char)*text >> 4];
		*out++ = hex[(unsigned char)*text & 15];
	}
	return encoded;
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c);

	return found != NULL ? (int)(found - digits) : -1;
}

/* The byte written %XX at text, or -1. */
static int
escaped_byte(const char *text, size_t len)
{
	int high = len < 3 ? -1 : hex_value(text[1]);
	int low = high < 0 ? -1 : hex_value(text[2]);

	return low < 0 ? -1 : high << 4 | low;
}

bool
url_decode(void *mem, const char *text, size_t len, bool plus, char **text_r, struct err *err)
{
	char *decoded = mem_array(mem, char, len + 1), *out = decoded;

	for (size_t i = 0; i < len; i++) {
		int byte = plus && text[i] == '+' ? ' ' : text[i];

		if (text[i] == '%') {
			byte = escaped_byte(text + i, len - i);
			if (byte < 0) {
				mem_free(decoded);
				return err_set(err, ERR_INVALID, "broken %%-escape at byte %zu", i);
			}
			i += 2;
		}
		*out++ = (char)byte;
	}
	if (!utf8_is_valid(decoded, (size_t)(out - decoded))) {
		mem_free(decoded);
		return err_set(err, ERR_INVALID, "not UTF-8 without NUL");
	}
	*text_r = decoded;
	return true;
}

/* --- URLs */

/* A part of a parsed URL under mem; NULL when it is absent or no valid text. */
static char *
part(void *mem, CURLU *handle, CURLUPart what, unsigned flags)
{
	char *text = NULL, *copy = NULL;

	if (curl_url_get(handle, what, &text, flags) == CURLUE_OK &&
	    utf8_is_valid(text, strlen(text)))
		copy = mem_strdup(mem, text);
	curl_free(text);
	return copy;
}

static char *
lower(char *text)
{
	for (char *p = text; p != NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p |= 0x20;
	return text;
}

/* An IPv6 address comes in brackets. */
static char *
unbracket(char *host)
{
	size_t len = host != NULL ? strlen(host) : 0;

	if (len < 2 || host[0] != '[' || host[len - 1] != ']')
		return host;
	host[len - 1] = '\0';
	return host + 1;
}

/* libcurl also takes "http:/host" and "http:///host". */
static bool
has_authority(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon != NULL && str_has_prefix(colon, "://") && colon[3] != '/' && colon[3] != '\0';
}

/* Whether a part that is written down could also be read. */
static bool
was_read(CURLU *handle, CURLUPart what, const char *value)
{
	char *raw = NULL;
	bool present = curl_url_get(handle, what, &raw, 0) == CURLUE_OK;

	curl_free(raw);
	return !present || value != NULL;
}

static bool
read_parts(struct url *url, CURLU *handle)
{
	url->scheme = lower(part(url, handle, CURLUPART_SCHEME, 0));
	url->user = part(url, handle, CURLUPART_USER, CURLU_URLDECODE);
	url->password = part(url, handle, CURLUPART_PASSWORD, CURLU_URLDECODE);
	url->host = unbracket(lower(part(url, handle, CURLUPART_HOST, 0)));
	url->port = part(url, handle, CURLUPART_PORT, 0);
	url->path = part(url, handle, CURLUPART_PATH, CURLU_URLDECODE);
	url->query = part(url, handle, CURLUPART_QUERY, 0);
	return url->scheme != NULL && !str_is_empty(url->host) && url->path != NULL &&
		was_read(handle, CURLUPART_USER, url->user) &&
		was_read(handle, CURLUPART_PASSWORD, url->password) &&
		was_read(handle, CURLUPART_QUERY, url->query);
}

bool
url_parse(void *mem, const char *text, struct url **url_r, struct err *err)
{
	struct url *url = mem_new(mem, struct url);
	CURLU *handle = curl_url();
	bool valid = handle != NULL && has_authority(text) &&
		curl_url_set(handle, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
		read_parts(url, handle);

	curl_url_cleanup(handle);
	if (!valid) {
		mem_free(url);
		return err_set(err, ERR_INVALID, "not an absolute URL with a host");
	}
	*url_r = url;
	return true;
}

bool
url_is_web(const char *text)
{
	return str_has_prefix(text, "https://") || str_has_prefix(text, "http://");
}

bool
url_parse_base(void *mem, const char *text, char **base_r, struct err *err)
{
	struct url *url;

	if (!url_parse(mem, text, &url, err))
		return false;

	bool http = str_equal(url->scheme, "http") || str_equal(url->scheme, "https");
	const char *authority = strchr(text, ':') + 3;
	bool bare = strpbrk(text, "?#") == NULL &&
		memchr(authority, '@', strcspn(authority, "/")) == NULL;

	mem_free(url);
	if (!http)
		return err_set(err, ERR_INVALID, "not an http or https URL");
	if (!bare)
		return err_set(err, ERR_INVALID, "a base URL has no user, query or fragment");
	*base_r = str_trim_slashes(mem, text);
	return true;
}
