/* SPDX-License-Identifier: MIT */
/* Cookies of a request header, and one Set-Cookie value.  Bounded; never fails on foreign rubbish. */
#ifndef CODEC_COOKIE_H
#define CODEC_COOKIE_H

#include <stdbool.h>

/* The value of the first cookie with this name in a Cookie header, or NULL.  header may be NULL. */
const char *cookie_get(void *mem, const char *header, const char *name);

/* "name=value; Path=/; HttpOnly; SameSite=Lax[; Secure][; Max-Age=n]".  max_age_s 0: until the
   browser closes; -1: delete it.  name and value must be cookie-octets (assert). */
char *cookie_format(void *mem, const char *name, const char *value, int max_age_s, bool secure);

#endif
