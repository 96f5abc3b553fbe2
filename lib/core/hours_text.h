/* SPDX-License-Identifier: MIT */
/*
 * Working hours of a day as people write them: "9:00–18:00, 20:00-2:00".  A span that ends at or
 * before its beginning goes over midnight.  Pure.
 */
#ifndef CORE_HOURS_TEXT_H
#define CORE_HOURS_TEXT_H

#include <stddef.h>

#include "base/err.h"

struct project_span;

enum { HOURS_TEXT_SPANS = 24 };

/* At most HOURS_TEXT_SPANS spans of weekday into spans_r, in the order of the day; none for an empty
   text.  ERR_INVALID when it cannot be read or spans overlap. */
bool hours_text_parse(const char *text, int weekday, struct project_span *spans_r,
	size_t *count_r, struct err *err);

/* The spans of weekday among these. */
char *hours_text_format(void *mem, const struct project_span *spans, size_t count, int weekday);

#endif
