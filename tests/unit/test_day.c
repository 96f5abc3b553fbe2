/* SPDX-License-Identifier: MIT */
#include "core/day.h"

#include "base/time.h"
#include "test_core.h"

static const struct {
	const char *zone, *now, *begin;
} cases[] = {
	/* Moscow is UTC+3 all year: its midnight is 21:00 of the day before. */
	{ "Europe/Moscow", "2025-10-06T12:00:00Z", "2025-10-05T21:00:00Z" },
	{ "Europe/Moscow", "2025-10-05T20:59:59.999Z", "2025-10-04T21:00:00Z" },
	{ "Europe/Moscow", "2025-10-05T21:00:00Z", "2025-10-05T21:00:00Z" },
	{ "Europe/Moscow", "2025-12-31T21:00:00.001Z", "2025-12-31T21:00:00Z" },
	{ "Asia/Vladivostok", "2025-10-06T12:00:00Z", "2025-10-05T14:00:00Z" },
	{ "Asia/Vladivostok", "2025-10-06T14:00:00Z", "2025-10-06T14:00:00Z" },
	{ "Asia/Kathmandu", "2025-10-06T18:14:59Z", "2025-10-05T18:15:00Z" },
	{ "Europe/Kaliningrad", "2025-02-28T22:30:00Z", "2025-02-28T22:00:00Z" },
	/* Berlin's days of 23 and 25 hours: midnight is before the change. */
	{ "Europe/Berlin", "2025-03-30T12:00:00Z", "2025-03-29T23:00:00Z" },
	{ "Europe/Berlin", "2025-03-30T21:59:59Z", "2025-03-29T23:00:00Z" },
	{ "Europe/Berlin", "2025-03-30T22:00:00Z", "2025-03-30T22:00:00Z" },
	{ "Europe/Berlin", "2025-10-26T12:00:00Z", "2025-10-25T22:00:00Z" },
	{ "Europe/Berlin", "2025-10-26T22:59:59Z", "2025-10-25T22:00:00Z" },
	{ "Europe/Berlin", "2025-10-26T23:00:00Z", "2025-10-26T23:00:00Z" },
	/* Santiago skips midnight: the day begins at one.  Havana has two of them. */
	{ "America/Santiago", "2025-09-07T12:00:00Z", "2025-09-07T04:00:00Z" },
	{ "America/Havana", "2025-11-02T12:00:00Z", "2025-11-02T04:00:00Z" },
	{ "America/Havana", "2025-11-02T04:30:00Z", "2025-11-02T04:00:00Z" },
	{ "America/Havana", "2025-11-02T05:30:00Z", "2025-11-02T04:00:00Z" },
	{ "No/Such", "2025-10-06T12:00:00Z", "2025-10-06T00:00:00Z" },
};

static int64_t
utc(const char *text)
{
	int64_t at_ms = 0;

	MUST(time_parse_utc(text, &at_ms, &fixture_err));
	return at_ms;
}

START_TEST(a_day_begins_at_midnight_of_the_shop)
{
	ck_assert_str_eq(time_format_utc(fixture_mem, day_begin(utc(cases[_i].now), cases[_i].zone)),
		time_format_utc(fixture_mem, utc(cases[_i].begin)));
}
END_TEST

Suite *
day_suite(void)
{
	Suite *suite = suite_create("day");
	TCase *tcase = fixture_case(suite, "day_begin");

	tcase_add_loop_test(tcase, a_day_begins_at_midnight_of_the_shop, 0, COUNT(cases));
	return suite;
}
