/* SPDX-License-Identifier: MIT */
#include "core/day.h"

#include "base/time.h"

int64_t
day_begin(int64_t now_ms, const char *zone)
{
	struct time_civil midnight = time_in_zone(now_ms, zone);

	midnight.hour = midnight.minute = midnight.second = 0;
	return time_from_civil(&midnight, zone);
}
