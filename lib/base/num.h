/* SPDX-License-Identifier: MIT */
/* Strict numbers: the whole string or nothing. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

#include "base/err.h"

/* Decimal digits with an optional '-', nothing else around.  ERR_INVALID otherwise or out of range. */
bool num_parse_i64(const char *text, int64_t *number_r, struct err *err);

/* The same, and min <= number <= max. */
bool num_parse_range(const char *text, int64_t min, int64_t max, int64_t *number_r,
	struct err *err);

/* "1 true yes on" and "0 false no off", any case. */
bool num_parse_bool(const char *text, bool *value_r, struct err *err);

#endif
