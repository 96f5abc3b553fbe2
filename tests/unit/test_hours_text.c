/* SPDX-License-Identifier: MIT */
#include "core/hours_text.h"

#include "store/project.h"
#include "test_web.h"

enum { WEDNESDAY = 3 };

static const struct {
	const char *text;
	const char *shown; /* NULL: refused */
} cases[] = {
	{ "", "" },
	{ "   ", "" },
	{ "9:00–18:00", "9:00–18:00" },
	{ "9-18", "9:00–18:00" },
	{ " 09.30 - 18.05 ", "9:30–18:05" },
	{ "9:00—18:00", "9:00–18:00" },
	{ "9:00\u00a0−\u00a018:00", "9:00–18:00" },
	{ "10–14, 15–20", "10:00–14:00, 15:00–20:00" },
	{ "10–14;15–20", "10:00–14:00, 15:00–20:00" },
	{ "15–20, 10–14", "10:00–14:00, 15:00–20:00" },
	{ "10–14,", "10:00–14:00" },
	{ "20:00-2:00", "20:00–2:00" },
	{ "9:00–18:00, 20:00-2:00", "9:00–18:00, 20:00–2:00" },
	{ "0–24", "0:00–24:00" },
	{ "0:00-0:00", "0:00–24:00" },
	{ "22:00–24:00", "22:00–24:00" },
	{ "9:30–9:30", "9:30–9:30" },
	{ "0-1,2-3,4-5,6-7,8-9,10-11,12-13,14-15", "0:00–1:00, 2:00–3:00, 4:00–5:00, 6:00–7:00,"
		" 8:00–9:00, 10:00–11:00, 12:00–13:00, 14:00–15:00" },
	{ "0-0:30,1-1:30,2-2:30,3-3:30,4-4:30,5-5:30,6-6:30,7-7:30,8-8:30,9-9:30,10-10:30,11-11:30,"
		"12-12:30,13-13:30,14-14:30,15-15:30,16-16:30,17-17:30,18-18:30,19-19:30,20-20:30,"
		"21-21:30,22-22:30,23-23:10,23:20-23:30", NULL },
	{ "9", NULL },
	{ "9-", NULL },
	{ "-18", NULL },
	{ "9:00 18:00", NULL },
	{ "9-18 20-22", NULL },
	{ "9-18,,20-22", NULL },
	{ ",9-18", NULL },
	{ "9:60-18", NULL },
	{ "9:-18", NULL },
	{ "9-24:01", NULL },
	{ "24-25", NULL },
	{ "24:00-2:00", NULL },
	{ "25-3", NULL },
	{ "900-1800", NULL },
	{ "9--18", NULL },
	{ "завтра", NULL },
	{ "9-18 ч", NULL },
	{ "9-18, 17-20", NULL },
	{ "9-18, 9-12", NULL },
	{ "20-2, 21-22", NULL },
	{ "20-22, 21-2", NULL },
};

START_TEST(hours_are_read_as_people_write_them)
{
	struct project_span spans[HOURS_TEXT_SPANS + 1];
	size_t count = 77;

	if (cases[_i].shown == NULL) {
		MUST_FAIL(hours_text_parse(cases[_i].text, WEDNESDAY, spans, &count, &fixture_err),
			ERR_INVALID);
		ck_assert_uint_eq(count, 77);
		return;
	}
	MUST(hours_text_parse(cases[_i].text, WEDNESDAY, spans, &count, &fixture_err));
	ck_assert_str_eq(hours_text_format(fixture_mem, spans, count, WEDNESDAY), cases[_i].shown);
}
END_TEST

START_TEST(what_is_shown_is_read_back_as_the_same)
{
	struct project_span spans[HOURS_TEXT_SPANS], again[HOURS_TEXT_SPANS];
	size_t count, again_count;
	char *shown;

	if (cases[_i].shown == NULL)
		return;
	MUST(hours_text_parse(cases[_i].text, WEDNESDAY, spans, &count, &fixture_err));
	shown = hours_text_format(fixture_mem, spans, count, WEDNESDAY);
	MUST(hours_text_parse(shown, WEDNESDAY, again, &again_count, &fixture_err));
	ck_assert_uint_eq(count, again_count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(spans[i].weekday, WEDNESDAY);
		ck_assert_int_eq(spans[i].from_min, again[i].from_min);
		ck_assert_int_eq(spans[i].to_min, again[i].to_min);
	}
}
END_TEST

START_TEST(a_span_over_midnight_ends_on_the_next_day)
{
	struct project_span spans[HOURS_TEXT_SPANS];
	size_t count;

	MUST(hours_text_parse("20:00-2:00", WEDNESDAY, spans, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(spans[0].from_min, 20 * 60);
	ck_assert_int_eq(spans[0].to_min, 26 * 60);
}
END_TEST

START_TEST(only_the_spans_of_the_day_are_shown)
{
	const struct project_span spans[] = { { 1, 540, 1080 }, { 3, 600, 720 }, { 7, 0, 1440 } };

	ck_assert_str_eq(hours_text_format(fixture_mem, spans, 3, 3), "10:00–12:00");
	ck_assert_str_eq(hours_text_format(fixture_mem, spans, 3, 2), "");
	ck_assert_str_eq(hours_text_format(fixture_mem, NULL, 0, 1), "");
}
END_TEST

Suite *
hours_text_suite(void)
{
	Suite *suite = suite_create("hours_text");
	TCase *parse = fixture_case(suite, "hours_text_parse");
	TCase *format = fixture_case(suite, "hours_text_format");

	tcase_add_loop_test(parse, hours_are_read_as_people_write_them, 0, COUNT(cases));
	tcase_add_test(parse, a_span_over_midnight_ends_on_the_next_day);
	tcase_add_loop_test(format, what_is_shown_is_read_back_as_the_same, 0, COUNT(cases));
	tcase_add_test(format, only_the_spans_of_the_day_are_shown);
	return suite;
}
