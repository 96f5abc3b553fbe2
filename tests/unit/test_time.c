/* SPDX-License-Identifier: MIT */
#include "base/time.h"

#include <string.h>
#include <time.h>

#include <pthread.h>

#include "test_base.h"

static int64_t
utc(const char *text)
{
	int64_t at_ms = 0;

	MUST(time_parse_utc(text, &at_ms, &fixture_err));
	return at_ms;
}

START_TEST(the_wall_clock_can_be_set_and_let_go)
{
	time_set_ms(1760000000123);
	ck_assert_int_eq(time_now_ms(), 1760000000123);
	ck_assert_int_eq(time_now_ms(), 1760000000123);
	time_set_ms(0);
	ck_assert_int_gt(time_now_ms(), 1760000000123);
}
END_TEST

/* This machine's clock as a test wants it; 0: as it is (--wrap=clock_gettime in local.mk). */
static int64_t machine_ms;

int __real_clock_gettime(clockid_t id, struct timespec *now);
int __wrap_clock_gettime(clockid_t id, struct timespec *now);

int
__wrap_clock_gettime(clockid_t id, struct timespec *now)
{
	if (id != CLOCK_REALTIME || machine_ms == 0)
		return __real_clock_gettime(id, now);
	*now = (struct timespec){ .tv_sec = machine_ms / 1000, .tv_nsec = machine_ms % 1000 * 1000000 };
	return 0;
}

enum { HOUR_MS = 3600000 };

/* What another clock shows first and then, and what is gone by in the end; all of this machine's. */
static const struct {
	int64_t first, then, ours;
} followed[] = {
	{ 0, 0, 0 },
	{ 0, 1999, 0 }, { 0, 2000, 2000 }, { 0, 2001, 2001 },
	{ 0, -1999, 0 }, { 0, -2000, -2000 }, { 0, -HOUR_MS, -HOUR_MS },
	{ HOUR_MS, HOUR_MS + 1999, HOUR_MS }, { HOUR_MS, HOUR_MS - 1999, HOUR_MS },
	{ HOUR_MS, HOUR_MS + 2000, HOUR_MS + 2000 }, { HOUR_MS, HOUR_MS - 2000, HOUR_MS - 2000 },
	{ HOUR_MS, 1999, 0 }, { HOUR_MS, -1999, 0 }, { HOUR_MS, 0, 0 },
	{ 3000, 2000, 3000 }, /* they are near to each other, and not to ours */
	{ 3000, 1500, 0 },
	{ -HOUR_MS, HOUR_MS, HOUR_MS },
};

START_TEST(another_clock_is_followed_from_two_seconds_on)
{
	const int64_t machine = INT64_C(1800000000123);

	machine_ms = machine;
	time_follow(machine + followed[_i].first);
	machine_ms += 30000; /* both go on */
	time_follow(machine_ms + followed[_i].then);
	ck_assert_int_eq(time_now_ms() - machine_ms, followed[_i].ours);
	machine_ms = 0;
}
END_TEST

START_TEST(a_test_that_sets_the_clock_follows_none)
{
	time_set_ms(1760000000123);
	time_follow(1800000000000);
	ck_assert_int_eq(time_now_ms(), 1760000000123);
	time_set_ms(0);
}
END_TEST

START_TEST(the_monotonic_clock_ignores_the_wall_clock)
{
	int64_t before = time_monotonic_ms();

	time_set_ms(1);
	ck_assert_int_ge(time_monotonic_ms(), before);
	time_set_ms(0);
}
END_TEST

START_TEST(sleeping_no_time_returns_at_once)
{
	time_sleep_ms(0);
	time_sleep_ms(-5); /* and does not hang */
}
END_TEST

static const struct {
	const char *name;
	bool known;
} zones[] = {
	{ "Europe/Moscow", true },       { "Asia/Yekaterinburg", true },
	{ "America/Argentina/Ushuaia", true }, { "UTC", true }, { "Etc/GMT-3", true },
	{ "Europe/Moskow", false },      { "europe/moscow", false }, { "Europe", false },
	{ "Europe/", false },            { "", false },         { NULL, false },
	{ "+03:00", false },             { "MSK-3", false },    { "Moscow1", false },
	{ "/etc/localtime", false },     { "../../../etc/passwd", false },
	{ "Europe/../UTC", false },      { "Europe/Moscow\n", false },
	{ "A/23456789012345678901234567890123456789012345678901234567890123456789", false },
};

START_TEST(only_names_of_the_zone_database_are_zones)
{
	bool known = time_zone_check(zones[_i].name, &fixture_err);

	ck_assert_msg(known == zones[_i].known, "%s", zones[_i].name);
	if (!known)
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
}
END_TEST

static const struct {
	const char *at, *zone;
	struct time_civil civil;
} clocks[] = {
	{ "2025-10-09T08:53:20.999Z", "Europe/Moscow", { 2025, 10, 9, 11, 53, 20, 4, 10800 } },
	{ "2014-10-25T21:59:59Z", "Europe/Moscow", { 2014, 10, 26, 1, 59, 59, 7, 14400 } },
	{ "2014-10-25T22:00:00Z", "Europe/Moscow", { 2014, 10, 26, 1, 0, 0, 7, 10800 } },
	{ "2025-03-30T00:59:59Z", "Europe/Berlin", { 2025, 3, 30, 1, 59, 59, 7, 3600 } },
	{ "2025-03-30T01:00:00Z", "Europe/Berlin", { 2025, 3, 30, 3, 0, 0, 7, 7200 } },
	{ "2024-12-31T20:00:00Z", "Asia/Yekaterinburg", { 2025, 1, 1, 1, 0, 0, 3, 18000 } },
	{ "2024-02-29T12:00:00Z", "UTC", { 2024, 2, 29, 12, 0, 0, 4, 0 } },
	{ "1969-12-31T23:59:59.500Z", "UTC", { 1969, 12, 31, 23, 59, 59, 3, 0 } },
	{ "2025-06-01T12:00:00Z", "Asia/Kathmandu", { 2025, 6, 1, 17, 45, 0, 7, 20700 } },
	{ "2025-06-01T12:00:00Z", "No/Where", { 2025, 6, 1, 12, 0, 0, 7, 0 } },
	{ "2025-06-01T12:00:00Z", NULL, { 2025, 6, 1, 12, 0, 0, 7, 0 } },
};

static void
assert_civil(const struct time_civil *got, const struct time_civil *want)
{
	ck_assert_int_eq(got->year, want->year);
	ck_assert_int_eq(got->month, want->month);
	ck_assert_int_eq(got->day, want->day);
	ck_assert_int_eq(got->hour, want->hour);
	ck_assert_int_eq(got->minute, want->minute);
	ck_assert_int_eq(got->second, want->second);
	ck_assert_int_eq(got->weekday, want->weekday);
	ck_assert_int_eq(got->offset_s, want->offset_s);
}

START_TEST(a_zone_shows_its_own_wall_clock)
{
	struct time_civil civil = time_in_zone(utc(clocks[_i].at), clocks[_i].zone);

	assert_civil(&civil, &clocks[_i].civil);
}
END_TEST

static const struct {
	struct time_civil civil;
	const char *zone, *at;
} instants[] = {
	{ { .year = 2025, .month = 10, .day = 9, .hour = 11, .minute = 53, .second = 20 },
	  "Europe/Moscow", "2025-10-09T08:53:20.000Z" },
	/* skipped: clocks go from 02:00 to 03:00 */
	{ { .year = 2025, .month = 3, .day = 30, .hour = 1, .minute = 59, .second = 59 },
	  "Europe/Berlin", "2025-03-30T00:59:59.000Z" },
	{ { .year = 2025, .month = 3, .day = 30, .hour = 2 }, "Europe/Berlin",
	  "2025-03-30T01:00:00.000Z" },
	{ { .year = 2025, .month = 3, .day = 30, .hour = 2, .minute = 30 }, "Europe/Berlin",
	  "2025-03-30T01:00:00.000Z" },
	{ { .year = 2025, .month = 3, .day = 30, .hour = 3 }, "Europe/Berlin",
	  "2025-03-30T01:00:00.000Z" },
	{ { .year = 2025, .month = 3, .day = 30, .hour = 3, .minute = 1 }, "Europe/Berlin",
	  "2025-03-30T01:01:00.000Z" },
	/* repeated: clocks go from 03:00 to 02:00 */
	{ { .year = 2025, .month = 10, .day = 26, .hour = 2, .minute = 30 }, "Europe/Berlin",
	  "2025-10-26T00:30:00.000Z" },
	{ { .year = 2025, .month = 10, .day = 26, .hour = 3 }, "Europe/Berlin",
	  "2025-10-26T02:00:00.000Z" },
	/* repeated without summer time */
	{ { .year = 2014, .month = 10, .day = 26, .hour = 1, .minute = 30 }, "Europe/Moscow",
	  "2014-10-25T21:30:00.000Z" },
	/* a whole day that never was */
	{ { .year = 2011, .month = 12, .day = 30, .hour = 12 }, "Pacific/Apia",
	  "2011-12-30T10:00:00.000Z" },
	/* overflowing fields */
	{ { .year = 2025, .month = 12, .day = 31, .hour = 24 }, "UTC", "2026-01-01T00:00:00.000Z" },
	{ { .year = 2025, .month = 1, .day = 32, .minute = -1 }, "UTC", "2025-01-31T23:59:00.000Z" },
	{ { .year = 2025, .month = 13, .day = 1 }, "No/Where", "2026-01-01T00:00:00.000Z" },
};

START_TEST(a_wall_clock_names_its_first_instant)
{
	int64_t at_ms = time_from_civil(&instants[_i].civil, instants[_i].zone);

	ck_assert_str_eq(time_format_utc(fixture_mem, at_ms), instants[_i].at);
}
END_TEST

START_TEST(every_hour_of_a_year_comes_back)
{
	int64_t start = utc("2025-01-01T00:00:00Z");

	for (int64_t at = start; at < start + INT64_C(365) * 86400000; at += 3600000) {
		struct time_civil civil = time_in_zone(at, "America/New_York");
		int64_t back = time_from_civil(&civil, "America/New_York");

		/* The second 01:xx of November 2 is named by the first. */
		ck_assert(back == at || back == at - 3600000);
	}
}
END_TEST

static const struct {
	const char *text, *utc; /* utc NULL: refused */
} stamps[] = {
	{ "2025-10-09T08:53:20Z", "2025-10-09T08:53:20.000Z" },
	{ "2025-10-09t08:53:20.1z", "2025-10-09T08:53:20.100Z" },
	{ "2025-10-09T08:53:20.123456789Z", "2025-10-09T08:53:20.123Z" },
	{ "2025-10-09T08:53:20+03:00", "2025-10-09T05:53:20.000Z" },
	{ "2025-01-01T00:00:00.5-05:30", "2025-01-01T05:30:00.500Z" },
	{ "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
	{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z" },
	{ "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z" },
	{ "2025-02-29T00:00:00Z", NULL },
	{ "2025-00-10T00:00:00Z", NULL },
	{ "2025-13-10T00:00:00Z", NULL },
	{ "2025-01-00T00:00:00Z", NULL },
	{ "2025-01-01T24:00:00Z", NULL },
	{ "2025-01-01T00:60:00Z", NULL },
	{ "2025-01-01T00:00:61Z", NULL },
	{ "2025-01-01T00:00:00", NULL },
	{ "2025-01-01T00:00:00.Z", NULL },
	{ "2025-01-01T00:00:00+3", NULL },
	{ "2025-01-01T00:00:00+24:00", NULL },
	{ "2025-01-01T00:00:00Z ", NULL },
	{ " 2025-01-01T00:00:00Z", NULL },
	{ "2025-1-1T00:00:00Z", NULL },
	{ "+025-01-01T00:00:00Z", NULL },
	{ "2025", NULL },
	{ "", NULL },
};

START_TEST(a_time_stamp_is_rfc_3339_or_refused)
{
	int64_t at_ms = 42;
	bool parsed = time_parse_utc(stamps[_i].text, &at_ms, &fixture_err);

	ck_assert_msg(parsed == (stamps[_i].utc != NULL), "\"%s\"", stamps[_i].text);
	if (parsed)
		ck_assert_str_eq(time_format_utc(fixture_mem, at_ms), stamps[_i].utc);
	else
		ck_assert_int_eq(at_ms, 42);
}
END_TEST

static void *
read_many_zones(void *arg)
{
	static const char *const names[] = {
		"Europe/Moscow", "Europe/Samara", "Asia/Omsk", "Asia/Tokyo", "No/Where", "UTC",
	};
	int64_t *sum = arg;

	for (int i = 0; i < 600; i++)
		*sum += time_in_zone(1760000000000, names[i % COUNT(names)]).offset_s;
	return NULL;
}

START_TEST(zones_are_shared_by_threads)
{
	enum { THREADS = 4 };
	pthread_t threads[THREADS];
	int64_t sums[THREADS] = { 0 };

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_many_zones, &sums[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert_int_eq(sums[i], (3 + 4 + 6 + 9) * 3600 * 100);
	}
}
END_TEST

START_TEST(more_zones_than_are_kept_still_work)
{
	for (int i = -12; i <= 14; i++) {
		char *west = mem_printf(fixture_mem, "Etc/GMT%+d", -i);

		ck_assert_int_eq(time_in_zone(0, west).offset_s, i * 3600);
	}
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Omsk").offset_s, 6 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Tokyo").offset_s, 9 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Dubai").offset_s, 4 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Almaty").offset_s, 5 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Chita").offset_s, 9 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Tomsk").offset_s, 7 * 3600);
	ck_assert_int_eq(time_in_zone(1760000000000, "Asia/Omsk").offset_s, 6 * 3600);
}
END_TEST

START_TEST(the_list_has_zones_only_in_order)
{
	size_t count;
	char **names = time_zone_list(fixture_mem, &count);
	bool has_moscow = false, has_utc = false;

	ck_assert_uint_gt(count, 300);
	for (size_t i = 0; i < count; i++) {
		MUST(time_zone_check(names[i], &fixture_err));
		ck_assert(i == 0 || strcmp(names[i - 1], names[i]) <= 0);
		has_moscow = has_moscow || strcmp(names[i], "Europe/Moscow") == 0;
		has_utc = has_utc || strcmp(names[i], "UTC") == 0;
	}
	ck_assert(has_moscow && has_utc);
}
END_TEST

/* --- time_zone_change */

START_TEST(a_change_of_the_clock_is_found_to_the_second)
{
	/* Berlin goes to summer time on 2026-03-29 at 01:00 UTC. */
	const int64_t change_ms = INT64_C(1774746000000);

	ck_assert_int_eq(time_zone_change("Europe/Berlin", change_ms - 86400123, change_ms + 86400123),
		change_ms);
	ck_assert_int_eq(time_zone_change("Europe/Berlin", change_ms - 1, change_ms), change_ms);
}
END_TEST

Suite *
time_suite(void)
{
	Suite *suite = suite_create("time");
	TCase *tcase = fixture_case(suite, "time_now_ms");

	tcase_add_test(tcase, the_wall_clock_can_be_set_and_let_go);
	tcase_add_test(tcase, the_monotonic_clock_ignores_the_wall_clock);
	tcase_add_loop_test(tcase, another_clock_is_followed_from_two_seconds_on, 0, COUNT(followed));
	tcase_add_test(tcase, a_test_that_sets_the_clock_follows_none);
	tcase_add_test(tcase, sleeping_no_time_returns_at_once);
	tcase = fixture_case(suite, "time_zone_check");
	tcase_add_loop_test(tcase, only_names_of_the_zone_database_are_zones, 0, COUNT(zones));
	tcase_add_test(tcase, the_list_has_zones_only_in_order);
	tcase = fixture_case(suite, "time_in_zone");
	tcase_add_loop_test(tcase, a_zone_shows_its_own_wall_clock, 0, COUNT(clocks));
	tcase_add_test(tcase, zones_are_shared_by_threads);
	tcase_add_test(tcase, more_zones_than_are_kept_still_work);
	tcase = fixture_case(suite, "time_from_civil");
	tcase_add_loop_test(tcase, a_wall_clock_names_its_first_instant, 0, COUNT(instants));
	tcase_add_test(tcase, every_hour_of_a_year_comes_back);
	tcase = fixture_case(suite, "time_parse_utc");
	tcase_add_loop_test(tcase, a_time_stamp_is_rfc_3339_or_refused, 0, COUNT(stamps));
	tcase = fixture_case(suite, "time_zone_change");
	tcase_add_test(tcase, a_change_of_the_clock_is_found_to_the_second);
	return suite;
}
