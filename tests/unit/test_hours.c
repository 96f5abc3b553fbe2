/* SPDX-License-Identifier: MIT */
#include "core/hours.h"

#include <string.h>

#include "base/time.h"
#include "test_core.h"

enum { MON = 1, TUE, WED, THU, FRI, SAT, SUN, H = 60 };

static int64_t
utc(const char *text)
{
	int64_t at_ms = 0;

	MUST(time_parse_utc(text, &at_ms, &fixture_err));
	return at_ms;
}

static const struct hours_span
	none[] = { { 0, 0, 0 } },
	office[] = { { MON, 9 * H, 18 * H }, { TUE, 9 * H, 18 * H }, { FRI, 10 * H, 17 * H } },
	broken[] = { { MON, 9 * H, 13 * H }, { MON, 13 * H, 14 * H }, { MON, 15 * H, 18 * H } },
	night[] = { { SUN, 22 * H, 30 * H }, { FRI, 20 * H, 28 * H } },
	round_the_clock[] = {
		{ MON, 0, 24 * H }, { TUE, 0, 24 * H }, { WED, 0, 24 * H }, { THU, 0, 24 * H },
		{ FRI, 0, 24 * H }, { SAT, 0, 24 * H }, { SUN, 0, 24 * H },
	},
	two_days[] = { { SAT, 0, 48 * H } },
	gap[] = { { SUN, 2 * H + 30, 2 * H + 45 } },
	over_gap[] = { { SUN, 2 * H + 30, 4 * H } },
	early[] = { { SUN, 1 * H, 2 * H + 30 } };

#define SPANS(spans) (spans), sizeof(spans) / sizeof((spans)[0])

static const struct {
	const char *zone;
	const struct hours_span *spans;
	size_t count;
	const char *at;
	const char *next; /* the same instant: open; NULL: never */
} cases[] = {
	{ "Europe/Moscow", none, 0, "2025-10-06T12:00:00Z", NULL },
	/* 2025-10-06 is a Monday; Moscow is UTC+3. */
	{ "Europe/Moscow", SPANS(office), "2025-10-06T05:59:59.999Z", "2025-10-06T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), "2025-10-06T06:00:00Z", "2025-10-06T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), "2025-10-06T14:59:59.999Z", "2025-10-06T14:59:59.999Z" },
	{ "Europe/Moscow", SPANS(office), "2025-10-06T15:00:00Z", "2025-10-07T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), "2025-10-07T15:00:00Z", "2025-10-10T07:00:00Z" },
	{ "Europe/Moscow", SPANS(office), "2025-10-10T14:00:00Z", "2025-10-13T06:00:00Z" },
	/* The same instants by another zone's clock. */
	{ "Asia/Kathmandu", SPANS(office), "2025-10-06T03:14:00Z", "2025-10-06T03:15:00Z" },
	{ "Asia/Kathmandu", SPANS(office), "2025-10-06T06:00:00Z", "2025-10-06T06:00:00Z" },
	{ "Asia/Kathmandu", SPANS(office), "2025-10-06T12:15:00Z", "2025-10-07T03:15:00Z" },
	{ "America/New_York", SPANS(office), "2025-10-06T06:00:00Z", "2025-10-06T13:00:00Z" },
	{ "No/Such", SPANS(office), "2025-10-06T08:00:00Z", "2025-10-06T09:00:00Z" },
	/* Spans that touch leave no hole; a lunch break does. */
	{ "Europe/Moscow", SPANS(broken), "2025-10-06T10:00:00Z", "2025-10-06T10:00:00Z" },
	{ "Europe/Moscow", SPANS(broken), "2025-10-06T11:00:00Z", "2025-10-06T12:00:00Z" },
	{ "Europe/Moscow", SPANS(broken), "2025-10-06T15:00:00Z", "2025-10-13T06:00:00Z" },
	/* Over midnight, and from Sunday into Monday. */
	{ "Europe/Moscow", SPANS(night), "2025-10-05T18:59:00Z", "2025-10-05T19:00:00Z" },
	{ "Europe/Moscow", SPANS(night), "2025-10-05T22:00:00Z", "2025-10-05T22:00:00Z" },
	{ "Europe/Moscow", SPANS(night), "2025-10-06T02:59:59Z", "2025-10-06T02:59:59Z" },
	{ "Europe/Moscow", SPANS(night), "2025-10-06T03:00:00Z", "2025-10-10T17:00:00Z" },
	{ "Europe/Moscow", SPANS(night), "2025-10-11T00:30:00Z", "2025-10-11T00:30:00Z" },
	{ "Europe/Moscow", SPANS(night), "2025-10-11T01:00:00Z", "2025-10-12T19:00:00Z" },
	{ "Europe/Moscow", SPANS(round_the_clock), "2025-10-05T20:59:59.999Z",
	  "2025-10-05T20:59:59.999Z" },
	{ "Europe/Moscow", SPANS(round_the_clock), "2025-10-05T21:00:00Z",
	  "2025-10-05T21:00:00Z" },
	{ "Europe/Moscow", SPANS(two_days), "2025-10-12T20:59:00Z", "2025-10-12T20:59:00Z" },
	{ "Europe/Moscow", SPANS(two_days), "2025-10-12T21:00:00Z", "2025-10-17T21:00:00Z" },
	/* Berlin skips 2:00..3:00 on Sunday 2025-03-30, at 1:00 UTC. */
	{ "Europe/Berlin", SPANS(gap), "2025-03-30T00:00:00Z", "2025-04-06T00:30:00Z" },
	{ "Europe/Berlin", SPANS(over_gap), "2025-03-30T00:00:00Z", "2025-03-30T01:00:00Z" },
	{ "Europe/Berlin", SPANS(over_gap), "2025-03-30T01:59:59Z", "2025-03-30T01:59:59Z" },
	{ "Europe/Berlin", SPANS(over_gap), "2025-03-30T02:00:00Z", "2025-04-06T00:30:00Z" },
	{ "Europe/Berlin", SPANS(office), "2025-03-28T20:00:00Z", "2025-03-31T07:00:00Z" },
	/* Berlin repeats 2:00..3:00 on Sunday 2025-10-26, until 1:00 UTC. */
	{ "Europe/Berlin", SPANS(gap), "2025-10-26T00:00:00Z", "2025-10-26T00:30:00Z" },
	{ "Europe/Berlin", SPANS(gap), "2025-10-26T00:45:00Z", "2025-10-26T01:30:00Z" },
	{ "Europe/Berlin", SPANS(gap), "2025-10-26T01:45:00Z", "2025-11-02T01:30:00Z" },
	{ "Europe/Berlin", SPANS(early), "2025-10-26T00:30:00Z", "2025-10-26T01:00:00Z" },
	{ "Europe/Berlin", SPANS(office), "2025-10-24T20:00:00Z", "2025-10-27T08:00:00Z" },
	/* New York skips 2:00..3:00 on Sunday 2025-03-09 and repeats 1:00..2:00 on 2025-11-02. */
	{ "America/New_York", SPANS(gap), "2025-03-08T12:00:00Z", "2025-03-16T06:30:00Z" },
	{ "America/New_York", SPANS(night), "2025-11-02T23:00:00Z", "2025-11-03T03:00:00Z" },
	{ "America/New_York", SPANS(early), "2025-11-02T05:59:00Z", "2025-11-02T05:59:00Z" },
	{ "America/New_York", SPANS(early), "2025-11-02T06:30:00Z", "2025-11-02T06:30:00Z" },
	{ "America/New_York", SPANS(early), "2025-11-02T07:30:00Z", "2025-11-09T06:00:00Z" },
};

START_TEST(it_is_open_by_the_clock_on_the_wall)
{
	struct hours hours = { .zone = cases[_i].zone, .spans = cases[_i].spans,
		.count = cases[_i].count };
	bool open = cases[_i].next != NULL && strcmp(cases[_i].at, cases[_i].next) == 0;

	ck_assert_int_eq(hours_open(&hours, utc(cases[_i].at)), open);
}
END_TEST

START_TEST(the_next_opening_is_found_across_weeks_and_changed_clocks)
{
	struct hours hours = { .zone = cases[_i].zone, .spans = cases[_i].spans,
		.count = cases[_i].count };
	int64_t next = hours_next_open(&hours, utc(cases[_i].at));

	if (cases[_i].next == NULL)
		ck_assert_int_eq(next, 0);
	else
		ck_assert_str_eq(time_format_utc(fixture_mem, next),
			time_format_utc(fixture_mem, utc(cases[_i].next)));
}
END_TEST

static const char *const zones[] = {
	"Europe/Berlin", "America/New_York", "Europe/Moscow", "Asia/Kathmandu",
};

/* The definition, minute by minute, over the weeks around both changes of the clock. */
START_TEST(the_next_opening_is_the_first_open_minute)
{
	struct hours hours = { .zone = zones[_i], .spans = night, .count = COUNT(night) };
	static const char *const starts[] = { "2025-03-07T00:07:00Z", "2025-10-24T00:07:00Z" };

	for (int i = 0; i < COUNT(starts); i++) {
		int64_t at = utc(starts[i]), end = at + INT64_C(11) * 24 * 3600 * 1000;
		int64_t next = hours_next_open(&hours, at);

		for (; at < end; at += 60000) {
			if (next < at)
				next = hours_next_open(&hours, at);
			ck_assert_int_eq(hours_open(&hours, at), next == at);
		}
	}
}
END_TEST

static const struct {
	const char *zone, *at, *then, *words;
} sayings[] = {
	{ "Europe/Moscow", "2025-10-06T05:00:00Z", "2025-10-06T06:00:00Z", "сегодня в 9:00" },
	{ "Europe/Moscow", "2025-10-06T15:00:00Z", "2025-10-07T07:05:00Z", "завтра в 10:05" },
	{ "Europe/Moscow", "2025-10-06T20:59:00Z", "2025-10-06T21:00:00Z", "завтра в 0:00" },
	{ "Europe/Moscow", "2025-10-06T21:00:00Z", "2025-10-07T06:00:00Z", "сегодня в 9:00" },
	{ "Europe/Moscow", "2025-10-04T12:00:00Z", "2025-10-06T07:00:00Z",
	  "в понедельник в 10:00" },
	{ "Europe/Moscow", "2025-10-05T12:00:00Z", "2025-10-07T07:00:00Z", "во вторник в 10:00" },
	{ "Europe/Moscow", "2025-10-06T12:00:00Z", "2025-10-12T07:00:00Z",
	  "в воскресенье в 10:00" },
	{ "Europe/Moscow", "2025-10-06T12:00:00Z", "2025-10-13T07:00:00Z", "13 октября в 10:00" },
	{ "Europe/Moscow", "2025-12-31T12:00:00Z", "2026-01-09T07:00:00Z", "9 января в 10:00" },
	{ "America/New_York", "2025-11-02T03:00:00Z", "2025-11-02T15:00:00Z", "завтра в 10:00" },
	{ "Asia/Kathmandu", "2025-10-06T18:14:00Z", "2025-10-06T18:15:00Z", "завтра в 0:00" },
};

START_TEST(an_opening_is_said_as_the_shop_would_say_it)
{
	struct hours hours = { .zone = sayings[_i].zone, .spans = none };

	ck_assert_str_eq(hours_say(fixture_mem, &hours, utc(sayings[_i].at),
		utc(sayings[_i].then)), sayings[_i].words);
}
END_TEST

/* --- special days */

static const struct hours_span
	short_day[] = { { 0, 10 * H, 15 * H } },
	party[] = { { 0, 20 * H, 27 * H } },
	all_day[] = { { 0, 0, 24 * H } };

#define CLOSED NULL, 0

static const struct hours_special
	once[] = { { 20251006, 20251006, CLOSED } },
	once_short[] = { { 20251006, 20251006, SPANS(short_day) } },
	/* the more special one stands first */
	once_in_each[] = { { 20251006, 20251006, SPANS(short_day) }, { 1001, 1031, CLOSED } },
	winter[] = { { 1231, 108, CLOSED } },
	saturday_off[] = { { 20251011, 20251011, CLOSED } },
	friday_party[] = { { 20251010, 20251010, SPANS(party) } },
	leap[] = { { 229, 229, CLOSED } },
	sunday_open[] = { { 20250330, 20250330, SPANS(all_day) }, { 20251026, 20251026, SPANS(all_day) } },
	two_years[] = { { 20251006, 20271005, CLOSED } },
	for_ever[] = { { 101, 1231, CLOSED } };

static const struct {
	const char *zone;
	const struct hours_span *spans;
	size_t count;
	const struct hours_special *specials;
	size_t special_count;
	const char *at;
	const char *next;
} special_cases[] = {
	/* 2025-10-06 is a Monday. */
	{ "Europe/Moscow", SPANS(office), SPANS(once), "2025-10-05T20:00:00Z", "2025-10-07T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once), "2025-10-06T08:00:00Z", "2025-10-07T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once), "2025-10-13T08:00:00Z", "2025-10-13T08:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once_short), "2025-10-06T06:30:00Z", "2025-10-06T07:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once_short), "2025-10-06T12:00:00Z", "2025-10-07T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once_in_each), "2025-10-06T08:00:00Z",
	  "2025-10-06T08:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once_in_each), "2025-10-06T12:00:00Z",
	  "2025-11-03T06:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(once_in_each), "2026-10-01T06:00:00Z",
	  "2026-11-02T06:00:00Z" },
	/* The day is the shop's: in Vladivostok Monday is over when Moscow's has hours to go. */
	{ "Asia/Vladivostok", SPANS(office), SPANS(once), "2025-10-06T14:00:00Z", "2025-10-06T23:00:00Z" },
	{ "America/New_York", SPANS(office), SPANS(once), "2025-10-06T03:59:00Z", "2025-10-07T13:00:00Z" },
	/* Over New Year. */
	{ "Europe/Moscow", SPANS(round_the_clock), SPANS(winter), "2025-12-30T20:59:59Z",
	  "2025-12-30T20:59:59Z" },
	{ "Europe/Moscow", SPANS(round_the_clock), SPANS(winter), "2025-12-30T21:00:00Z",
	  "2026-01-08T21:00:00Z" },
	{ "Europe/Moscow", SPANS(round_the_clock), SPANS(winter), "2026-01-05T12:00:00Z",
	  "2026-01-08T21:00:00Z" },
	/* Friday's night runs into a Saturday that is off; a party runs into a common one. */
	{ "Europe/Moscow", SPANS(night), SPANS(saturday_off), "2025-10-11T00:30:00Z",
	  "2025-10-11T00:30:00Z" },
	{ "Europe/Moscow", SPANS(night), SPANS(saturday_off), "2025-10-11T01:00:00Z",
	  "2025-10-12T19:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(friday_party), "2025-10-10T08:00:00Z",
	  "2025-10-10T17:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(friday_party), "2025-10-10T23:59:00Z",
	  "2025-10-10T23:59:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(friday_party), "2025-10-11T00:00:00Z",
	  "2025-10-13T06:00:00Z" },
	/* 2028 has a 29th of February, a Tuesday; 2027 has none. */
	{ "Europe/Moscow", SPANS(office), SPANS(leap), "2028-02-28T16:00:00Z", "2028-03-03T07:00:00Z" },
	{ "Europe/Moscow", SPANS(round_the_clock), SPANS(leap), "2027-02-28T20:30:00Z",
	  "2027-02-28T20:30:00Z" },
	/* Days of 23 and 25 hours. */
	{ "Europe/Berlin", none, 0, SPANS(sunday_open), "2025-03-29T12:00:00Z", "2025-03-29T23:00:00Z" },
	{ "Europe/Berlin", none, 0, SPANS(sunday_open), "2025-03-30T21:59:00Z", "2025-03-30T21:59:00Z" },
	{ "Europe/Berlin", none, 0, SPANS(sunday_open), "2025-03-30T22:00:00Z", "2025-10-25T22:00:00Z" },
	{ "Europe/Berlin", none, 0, SPANS(sunday_open), "2025-10-26T22:59:00Z", "2025-10-26T22:59:00Z" },
	{ "Europe/Berlin", none, 0, SPANS(sunday_open), "2025-10-26T23:00:00Z", NULL },
	/* Closed for long. */
	{ "Europe/Moscow", SPANS(office), SPANS(two_years), "2025-11-01T12:00:00Z", "2027-10-08T07:00:00Z" },
	{ "Europe/Moscow", SPANS(office), SPANS(for_ever), "2025-11-01T12:00:00Z", NULL },
};

static struct hours
special_hours(int row)
{
	return (struct hours){ .zone = special_cases[row].zone, .spans = special_cases[row].spans,
		.count = special_cases[row].count, .specials = special_cases[row].specials,
		.special_count = special_cases[row].special_count };
}

START_TEST(a_special_day_has_its_own_hours)
{
	struct hours hours = special_hours(_i);
	int64_t at = utc(special_cases[_i].at), next = hours_next_open(&hours, at);

	if (special_cases[_i].next == NULL)
		ck_assert_int_eq(next, 0);
	else
		ck_assert_str_eq(time_format_utc(fixture_mem, next),
			time_format_utc(fixture_mem, utc(special_cases[_i].next)));
	ck_assert_int_eq(hours_open(&hours, at), next == at);
}
END_TEST

Suite *
hours_suite(void)
{
	Suite *suite = suite_create("hours");
	TCase *tcase = fixture_case(suite, "hours_open");

	tcase_add_loop_test(tcase, it_is_open_by_the_clock_on_the_wall, 0, COUNT(cases));
	tcase = fixture_case(suite, "hours_next_open");
	tcase_add_loop_test(tcase, the_next_opening_is_found_across_weeks_and_changed_clocks, 0,
		COUNT(cases));
	tcase_add_loop_test(tcase, the_next_opening_is_the_first_open_minute, 0, COUNT(zones));
	tcase_add_loop_test(tcase, a_special_day_has_its_own_hours, 0, COUNT(special_cases));
	tcase = fixture_case(suite, "hours_say");
	tcase_add_loop_test(tcase, an_opening_is_said_as_the_shop_would_say_it, 0,
		COUNT(sayings));
	return suite;
}
