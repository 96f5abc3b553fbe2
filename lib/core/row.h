/* SPDX-License-Identifier: MIT */
/* What rows of digit groups mean when they are no phone: dates, hours, prices, sizes. */
#ifndef CORE_ROW_H
#define CORE_ROW_H

#include <stdbool.h>
#include <stddef.h>

struct digits;

/* Neighbouring groups without words in between. */
struct row {
	const struct digits *groups;
	size_t count;
};

/* How many groups at the start are a date or a time of day: 12.05.2025, 14:30, 9.00-18.30. */
size_t row_calendar_length(const struct digits *groups, size_t count);

/* "85 000 – 120 000", "9500, 12000": thousands that end as prices do, set apart by more than a
   blank.  One alone must be rounder still, or be called roubles. */
bool row_is_prices(const struct row *row);

/* "86, 92, 98, 104", "7.5 8.5 9.5 10.5": sizes. */
bool row_is_increasing(const struct row *row);

#endif
