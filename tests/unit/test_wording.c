/* SPDX-License-Identifier: MIT */
#include "ui/words.h"

#include <string.h>

#include "base/time.h"
#include "test_web.h"
#include "web.h"

#define S(n) ((n) * INT64_C(1000))
#define M(n) (60 * S(n))
#define H(n) (60 * M(n))
#define D(n) (24 * H(n))

/* A request of somebody who reads this language; no database is needed. */
static struct request *
reader(const char *lang)
{
	struct request *req = mem_new(fixture_mem, struct request);
	struct app *app = mem_new(fixture_mem, struct app);

	web_set_files(app);
	*req = (struct request){ .mem = fixture_mem, .app = app, .lang = lang };
	return req;
}

static int64_t
utc(const char *text)
{
	int64_t at_ms = 0;

	MUST(time_parse_utc(text, &at_ms, &fixture_err));
	return at_ms;
}

static void
run_the_clock(void)
{
	time_set_ms(0);
}

/* --- filling */

static const struct {
	const char *text, *value, *filled;
} fills[] = {
	{ "{}", "4", "4" },
	{ "ещё {} мин", "42", "ещё 42 мин" },
	{ "без места", "x", "без места" },
	{ "{} и {}", "раз", "раз и раз" },
	{ "«{}»", "{}", "«{}»" },
	{ "{when}, {", "x", "{when}, {" },
	{ "", "x", "" },
};

START_TEST(the_value_goes_where_the_slot_is)
{
	ck_assert_str_eq(words_fill(fixture_mem, fills[_i].text, fills[_i].value), fills[_i].filled);
}
END_TEST

/* --- looking up */

START_TEST(names_from_outside_are_looked_up_safely)
{
	struct request *req = reader("ru");

	ck_assert_str_eq(words_of(req, "Type", "image"), "Фото");
	ck_assert_str_eq(words_of(req, "Type", "hologram"), "hologram");
	ck_assert_ptr_null(words_find(req, "Type", "hologram"));
	ck_assert_ptr_null(words_find(req, "Type", ""));
	ck_assert_ptr_null(words_find(req, "Type", "a..b"));
	ck_assert_ptr_null(words_find(req, "Type", "image.x"));
	ck_assert_ptr_null(words_find(req, "Type", "фото"));
	ck_assert_str_eq(words_of(reader("en"), "Type", "image"), "Photo");
}
END_TEST

/* Numbers and units are kept together by blanks that do not break. */
static char *
plain_blanks(char *text)
{
	static const char no_break[] = "\u00a0";
	char *at;

	while ((at = strstr(text, no_break)) != NULL) {
		*at = ' ';
		memmove(at + 1, at + 2, strlen(at + 2) + 1);
	}
	return text;
}

/* --- counting */

static const struct {
	const char *number, *russian, *english;
} counts[] = {
	{ "0", "0 знаков", "0 characters" },
	{ "1", "1 знак", "1 character" },
	{ "2", "2 знака", "2 characters" },
	{ "11", "11 знаков", "11 characters" },
	{ "21", "21 знак", "21 characters" },
	{ "112", "112 знаков", "112 characters" },
	{ "1,5", "1,5 знака", "1,5 characters" },
};

START_TEST(words_agree_with_their_number)
{
	const char *number = counts[_i].number;

	ck_assert_str_eq(plain_blanks(words_number_text(reader("ru"), "Prompt.Size", number)),
		counts[_i].russian);
	ck_assert_str_eq(plain_blanks(words_number_text(reader("en"), "Prompt.Size", number)),
		counts[_i].english);
}
END_TEST

/* --- spans */

static const struct {
	int64_t ms;
	const char *span;
} spans[] = {
	{ S(-5), "0 с" }, { 0, "0 с" }, { 999, "0 с" }, { S(40), "40 с" }, { S(60) - 1, "59 с" },
	{ M(1), "1 мин" }, { M(59) + S(59), "59 мин" }, { H(1), "1 ч" }, { H(1) + S(59), "1 ч" },
	{ H(3) + M(5), "3 ч 5 мин" }, { D(1) - 1, "23 ч 59 мин" }, { D(1), "1 день" }, { D(2), "2 дня" },
	{ D(9) + H(20), "9 дней" }, { D(21), "21 день" },
};

START_TEST(spans_are_told_in_whole_units)
{
	ck_assert_str_eq(plain_blanks(words_span(reader("ru"), spans[_i].ms)), spans[_i].span);
}
END_TEST

START_TEST(what_is_left_is_rounded_up_to_minutes)
{
	struct request *req = reader("ru");

	ck_assert_str_eq(plain_blanks(words_left(req, 1)), "1 мин");
	ck_assert_str_eq(plain_blanks(words_left(req, M(42))), "42 мин");
	ck_assert_str_eq(plain_blanks(words_left(req, M(42) + 1)), "43 мин");
	ck_assert_str_eq(plain_blanks(words_left(req, M(59) + 1)), "1 ч");
}
END_TEST

START_TEST(ago_begins_with_just_now)
{
	struct request *req = reader("ru");

	time_set_ms(utc("2026-05-12T10:00:00Z"));
	ck_assert_str_eq(words_ago(req, time_now_ms() - S(4)), "только что");
	ck_assert_str_eq(words_ago(req, time_now_ms() + S(9)), "только что");
	ck_assert_str_eq(plain_blanks(words_ago(req, time_now_ms() - M(5))), "5 мин назад");
}
END_TEST

/* --- days */

static const struct {
	const char *at, *zone, *moment;
} moments[] = {
	/* Now is 2026-05-12T10:00:00Z: 13:00 in Moscow, 20:00 in Vladivostok. */
	{ "2026-05-12T09:05:00Z", "Europe/Moscow", "12:05" },
	{ "2026-05-11T21:00:00Z", "Europe/Moscow", "0:00" },
	{ "2026-05-11T20:59:59Z", "Europe/Moscow", "вчера" },
	{ "2026-05-11T14:00:00Z", "Asia/Vladivostok", "0:00" },
	{ "2026-05-10T20:59:00Z", "Europe/Moscow", "10 мая" },
	{ "2025-12-31T21:00:00Z", "Europe/Moscow", "1 января" },
	{ "2025-12-31T20:59:00Z", "Europe/Moscow", "31 декабря 2025" },
};

START_TEST(days_are_those_of_the_shops_own_clock)
{
	time_set_ms(utc("2026-05-12T10:00:00Z"));
	ck_assert_str_eq(words_moment(reader("ru"), utc(moments[_i].at), moments[_i].zone),
		moments[_i].moment);
}
END_TEST

START_TEST(english_has_its_own_order)
{
	time_set_ms(utc("2026-05-12T10:00:00Z"));
	ck_assert_str_eq(words_day(reader("en"), utc("2025-03-04T12:00:00Z"), "UTC"), "4 March 2025");
	ck_assert_str_eq(words_day(reader("en"), time_now_ms(), "UTC"), "today");
}
END_TEST

Suite *
wording_suite(void)
{
	Suite *suite = suite_create("wording");
	TCase *fill = fixture_case(suite, "words_fill");
	TCase *find = fixture_case(suite, "words_find");
	TCase *count = fixture_case(suite, "words_number");
	TCase *span = fixture_case(suite, "words_span");
	TCase *day = fixture_case(suite, "words_day");

	tcase_add_loop_test(fill, the_value_goes_where_the_slot_is, 0, COUNT(fills));
	tcase_add_test(find, names_from_outside_are_looked_up_safely);
	tcase_add_loop_test(count, words_agree_with_their_number, 0, COUNT(counts));
	tcase_add_checked_fixture(span, NULL, run_the_clock);
	tcase_add_loop_test(span, spans_are_told_in_whole_units, 0, COUNT(spans));
	tcase_add_test(span, what_is_left_is_rounded_up_to_minutes);
	tcase_add_test(span, ago_begins_with_just_now);
	tcase_add_checked_fixture(day, NULL, run_the_clock);
	tcase_add_loop_test(day, days_are_those_of_the_shops_own_clock, 0, COUNT(moments));
	tcase_add_test(day, english_has_its_own_order);
	return suite;
}
