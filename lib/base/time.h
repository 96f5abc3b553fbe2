/* SPDX-License-Identifier: MIT */
/*
 * The clock.  Instants are milliseconds since 1970 in UTC; what a wall clock shows is computed for
 * a named IANA zone and never stored.  Tests may set the wall clock; the monotonic one never moves
 * with it and is what time-outs use.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What a clock on the wall shows. */
struct time_civil {
	int year;
	int month;   /* 1..12 */
	int day;     /* 1..31 */
	int hour, minute, second;
	int weekday; /* 1 Monday .. 7 Sunday */
	int offset_s; /* east of UTC */
};

/* Now, UTC; what tests set with time_set_ms. */
int64_t time_now_ms(void);

/* Fixes time_now_ms for tests; 0 lets it run again. */
void time_set_ms(int64_t now_ms);

/* Another clock, which shows now_ms, is the one that counts: time_now_ms goes by it from now on,
   should the two differ by more than two seconds. */
void time_follow(int64_t now_ms);

int64_t time_monotonic_ms(void);
void time_sleep_ms(int64_t ms);

/* ERR_INVALID when the system knows no such zone ("Europe/Moscow"). */
bool time_zone_check(const char *zone, struct err *err);

/* The names of the system's zones in alphabetical order, UTC among them; at least that one. */
char **time_zone_list(void *mem, size_t *count_r);

/* The wall clock of zone at an instant; an unknown zone shows UTC. */
struct time_civil time_in_zone(int64_t at_ms, const char *zone);

/* The first instant at which zone's wall clock shows this date and time or later (a time skipped
   by daylight saving gives the instant after the gap; a repeated one its first).  Only year,
   month, day, hour, minute, second are read; they may overflow (hour 24, day 32). */
int64_t time_from_civil(const struct time_civil *civil, const char *zone);

/* The first instant in low_ms..high_ms at which zone's clock is no longer as far from UTC as at low_ms;
   at high_ms it must not be. */
int64_t time_zone_change(const char *zone, int64_t low_ms, int64_t high_ms);

/* "2025-10-09T08:53:20.123Z" */
char *time_format_utc(void *mem, int64_t at_ms);

/* RFC 3339 with Z or an offset. */
bool time_parse_utc(const char *text, int64_t *at_ms_r, struct err *err);

#endif
