/* SPDX-License-Identifier: MIT */
/* The stored week and holidays of a project as core/hours.h reads them.  Pure. */
#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include <stddef.h>

struct holiday;
struct hours;
struct project_span;

struct schedule {
	const char *zone;
	const struct project_span *spans;
	size_t span_count;
	const struct holiday *holidays; /* in the order in which they win */
	size_t holiday_count;
};

/* Under mem.  A holiday whose hours cannot be read is closed. */
void schedule_hours(void *mem, const struct schedule *schedule, struct hours *hours_r);

#endif
