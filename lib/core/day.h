/* SPDX-License-Identifier: MIT */
/* Days of a shop: they begin at midnight on its own wall clock.  Pure. */
#ifndef CORE_DAY_H
#define CORE_DAY_H

#include <stdint.h>

/* When the day of now_ms began in zone: its midnight, or the first instant after it where the clock
   skips midnight, or the first of two midnights.  An unknown zone is UTC. */
int64_t day_begin(int64_t now_ms, const char *zone);

#endif
