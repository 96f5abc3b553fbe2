/* SPDX-License-Identifier: MIT */
/*
 * Names and values of a query string or a form body, in order, decoded and checked as UTF-8.
 * Linear in the input, and bounded in the number of pairs.
 */
#ifndef CODEC_FORM_H
#define CODEC_FORM_H

#include <stddef.h>

#include "base/err.h"

struct form_pair {
	const char *name;
	const char *value;
};

struct form {
	const struct form_pair *pairs;
	size_t count;
};

/* application/x-www-form-urlencoded.  At most max_pairs, else ERR_INVALID. */
bool form_parse(void *mem, const char *text, size_t len, size_t max_pairs, struct form **form_r,
	struct err *err);

/* The first value of name, or NULL. */
const char *form_get(const struct form *form, const char *name);

#endif
