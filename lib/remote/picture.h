/* SPDX-License-Identifier: MIT */
/*
 * Pictures of chats and listings, fetched from Avito's own hosts and from nowhere else: the URL comes
 * with a message, and who writes messages must not choose what this server asks for.  https, no
 * redirect, no private address, at most PICTURE_MAX bytes, and by its first bytes a picture that a
 * browser draws without running anything (no SVG).  base is the configured API address: a simulator
 * stands there and serves its own pictures, wherever that is.
 */
#ifndef REMOTE_PICTURE_H
#define REMOTE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct http;

enum { PICTURE_MAX = 5 * 1024 * 1024, PICTURE_TIMEOUT_MS = 4000 };

struct picture {
	const char *type; /* "image/jpeg" */
	const char *data;
	size_t len;
};

/* Is this a URL from which pictures are fetched at all? */
bool picture_is_allowed(void *mem, const char *base, const char *url);

/* The type by the first bytes, or NULL when it is none of those shown. */
const char *picture_type(const char *data, size_t len);

/* ERR_NOT_FOUND for a URL that is not allowed and for what is no picture; ERR_UPSTREAM when it did
   not come. */
bool picture_fetch(struct http *http, void *mem, const char *base, const char *url,
	struct picture *picture_r, struct err *err);

#endif
