/* SPDX-License-Identifier: MIT */
/* multipart/form-data of a body that is already in memory (RFC 7578).  Parts point into it. */
#ifndef CODEC_MULTIPART_H
#define CODEC_MULTIPART_H

#include <stddef.h>

#include "base/err.h"

struct multipart_part {
	const char *name;         /* valid UTF-8 */
	const char *filename;     /* NULL for a plain field */
	const char *content_type; /* NULL when absent */
	const char *data;         /* not NUL-terminated, any bytes */
	size_t len;
};

struct multipart {
	struct multipart_part *parts;
	size_t count;
};

/* content_type is the whole header value with its boundary.  At most max_parts.  ERR_INVALID when
   the type has no boundary, a part has no name, or the closing boundary is missing. */
bool multipart_parse(void *mem, const char *content_type, const char *body, size_t len,
	size_t max_parts, struct multipart **multipart_r, struct err *err);

#endif
