/* SPDX-License-Identifier: MIT */
/* What a browser would rather have (RFC 9110, 12.5). */
#ifndef CODEC_ACCEPT_H
#define CODEC_ACCEPT_H

/* That of the NULL-terminated known languages ("ru") which the header Accept-Language wants most,
   the first named when two are wanted alike; "en-GB" and "*" count for "en" and for the first known
   one.  The first known one when none is wanted or header is NULL. */
const char *accept_language(const char *header, const char *const known[]);

#endif
