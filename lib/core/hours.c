/* SPDX-License-Identifier: MIT */
#include "core/hours.h"

#include <string.h>

#include "base/mem.h"
#include "base/time.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)

enum { HORIZON_DAYS = 731 };

static int64_t
offset_ms(const char *zone, int64_t at_ms)
{
	return time_in_zone(at_ms, zone).offset_s * INT64_C(1000);
}

/* a modulo b, never negative. */
static int64_t
modulo(int64_t a, int64_t b)
{
	return (a % b + b) % b;
}

static int64_t
local_day(const char *zone, int64_t at_ms)
{
	int64_t local = at_ms + offset_ms(zone, at_ms);

	return (local - modulo(local, DAY_MS)) / DAY_MS;
}

/* date as a special day writes it: without the year for each year's. */
static bool
covers(const struct hours_special *special, const struct time_civil *date)
{
	bool yearly = special->from_day < 10000;
	int64_t day = date->month * 100 + date->day + (yearly ? 0 : date->year * INT64_C(10000));

	if (yearly && special->from_day > special->to_day)
		return day >= special->from_day || day <= special->to_day;
	return day >= special->from_day && day <= special->to_day;
}

/* How long from local until a span that begins on this day runs: 0 when one does, -1 when none will
   any more. */
static int64_t
wait_in_day(const struct hours *hours, int64_t day, int64_t local)
{
	struct time_civil date = time_in_zone(day * DAY_MS, NULL);
	const struct hours_special *special = NULL;
	const struct hours_span *spans = hours->spans;
	size_t count = hours->count;
	int64_t best = -1;

	for (size_t i = 0; i < hours->special_count && special == NULL; i++)
		if (covers(&hours->specials[i], &date))
			special = &hours->specials[i];
	if (special != NULL) {
		spans = special->spans;
		count = special->count;
	}
	for (size_t i = 0; i < count; i++) {
		int64_t start = day * DAY_MS + spans[i].from_min * MINUTE_MS;
		int64_t end = day * DAY_MS + spans[i].to_min * MINUTE_MS;
		int64_t wait = start > local ? start - local : 0;

		if ((special != NULL || spans[i].weekday == date.weekday) && end > local
		    && (best < 0 || wait < best))
			best = wait;
	}
	return best;
}

/* How long until a span runs if the clock is not changed meanwhile: 0 when one runs now, -1 when
   there is none. */
static int64_t
wait_ms(const struct hours *hours, int64_t at_ms, int64_t offset)
{
	int64_t local = at_ms + offset, today = (local - modulo(local, DAY_MS)) / DAY_MS;

	/* What began yesterday may run over midnight. */
	for (int64_t day = today - 1; day < today + HORIZON_DAYS; day++) {
		int64_t wait = wait_in_day(hours, day, local);

		if (wait >= 0)
			return wait;
	}
	return -1;
}

bool
hours_open(const struct hours *hours, int64_t at_ms)
{
	int64_t local = at_ms + offset_ms(hours->zone, at_ms);
	int64_t today = (local - modulo(local, DAY_MS)) / DAY_MS;

	/* What began yesterday may run over midnight. */
	return wait_in_day(hours, today - 1, local) == 0 || wait_in_day(hours, today, local) == 0;
}

int64_t
hours_next_open(const struct hours *hours, int64_t at_ms)
{
	/* From one change of the clock to the next the wall clock runs evenly.  A week without an
	   opening (the only span fell into a skipped hour) ends at a change, so a few rounds do. */
	for (int round = 0; round < 8; round++) {
		int64_t offset = offset_ms(hours->zone, at_ms);
		int64_t wait = wait_ms(hours, at_ms, offset);

		if (wait < 0)
			return 0;
		if (offset_ms(hours->zone, at_ms + wait) == offset)
			return at_ms + wait;
		at_ms = time_zone_change(hours->zone, at_ms, at_ms + wait);
	}
	return 0;
}

char *
hours_say(void *mem, const struct hours *hours, int64_t at_ms, int64_t then_ms)
{
	static const char *const weekdays[] = {
		"в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу",
		"в воскресенье",
	};
	static const char *const months[] = {
		"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
		"сентября", "октября", "ноября", "декабря",
	};
	struct time_civil then = time_in_zone(then_ms, hours->zone);
	int64_t days = local_day(hours->zone, then_ms) - local_day(hours->zone, at_ms);
	const char *day;

	if (days == 0)
		day = "сегодня";
	else if (days == 1)
		day = "завтра";
	else if (days > 1 && days < 7)
		day = weekdays[then.weekday - 1];
	else
		day = mem_printf(mem, "%d %s", then.day, months[then.month - 1]);
	return mem_printf(mem, "%s в %d:%02d", day, then.hour, then.minute);
}
