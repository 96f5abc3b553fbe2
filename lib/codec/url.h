/* SPDX-License-Identifier: MIT */
/* Percent-encoding and the parts of absolute URLs.  Parsing is libcurl's; the words are ours. */
#ifndef CODEC_URL_H
#define CODEC_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct url {
	const char *scheme;   /* lower case */
	const char *user;     /* decoded; NULL when absent */
	const char *password; /* decoded; NULL when absent */
	const char *host;     /* lower case, without brackets */
	const char *port;     /* digits; NULL when absent */
	const char *path;     /* decoded, begins with '/' ("/" when absent) */
	const char *query;    /* as it stands; NULL when absent */
};

/* Everything but A-Z a-z 0-9 - . _ ~ becomes %XX. */
char *url_encode(void *mem, const char *text);

/* %XX decoded, and '+' as a blank if plus.  ERR_INVALID for a broken escape, %00 or a result that
   is not UTF-8. */
bool url_decode(void *mem, const char *text, size_t len, bool plus, char **text_r,
	struct err *err);

/* An absolute URL with a host.  ERR_INVALID otherwise. */
bool url_parse(void *mem, const char *text, struct url **url_r, struct err *err);

/* Does it begin like one of the web?  Only such are ever linked. */
bool url_is_web(const char *text);

/* An absolute http or https URL with a host and without user, query and fragment, for settings
   such as a base URL; the result has no trailing slash. */
bool url_parse_base(void *mem, const char *text, char **base_r, struct err *err);

#endif
