/* SPDX-License-Identifier: MIT */
/* Working hours on the wall clock of an IANA zone; several spans a day, also over midnight.  Pure. */
#ifndef CORE_HOURS_H
#define CORE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hours_span {
	int64_t weekday;  /* 1 Monday .. 7 Sunday: the day it begins */
	int64_t from_min; /* minutes after midnight, 0..1439 */
	int64_t to_min;   /* > from_min, up to 2880: into the next day */
};

struct hours {
	const char *zone;
	const struct hours_span *spans;
	size_t count;
};

bool hours_open(const struct hours *hours, int64_t at_ms);

/* The next instant at or after at_ms at which it is open; 0 when it never is. */
int64_t hours_next_open(const struct hours *hours, int64_t at_ms);

/* "сегодня в 9:00", "завтра в 10:00", "в понедельник в 10:00" as seen at at_ms in the zone. */
char *hours_say(void *mem, const struct hours *hours, int64_t at_ms, int64_t then_ms);

#endif
