/* SPDX-License-Identifier: MIT */
/*
 * Working hours on the wall clock of an IANA zone; several spans a day, also over midnight.  A
 * special day has its own spans instead of its weekday's; what began the evening before goes on.
 * Pure.
 */
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

struct hours_special {
	int64_t from_day, to_day; /* 20261231: that day; 1231: of each year, where 1231..0108 is winter */
	const struct hours_span *spans; /* weekday does not count; none: closed */
	size_t count;
};

struct hours {
	const char *zone;
	const struct hours_span *spans;
	size_t count;
	const struct hours_special *specials; /* the first that fits a day counts */
	size_t special_count;
};

bool hours_open(const struct hours *hours, int64_t at_ms);

/* The next instant at or after at_ms at which it is open; 0 when it is not within two years. */
int64_t hours_next_open(const struct hours *hours, int64_t at_ms);

/* "сегодня в 9:00", "завтра в 10:00", "в понедельник в 10:00" as seen at at_ms in the zone. */
char *hours_say(void *mem, const struct hours *hours, int64_t at_ms, int64_t then_ms);

#endif
