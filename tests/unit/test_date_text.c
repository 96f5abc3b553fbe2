/* SPDX-License-Identifier: MIT */
#include "ui/date_text.h"

#include "test_web.h"

static const struct {
	const char *text;
	int64_t day;       /* 0: refused */
	const char *shown;
} cases[] = {
	{ "31.12", 1231, "31.12" },
	{ " 1.1 ", 101, "01.01" },
	{ "8/3", 308, "08.03" },
	{ "31.12.2026", 20261231, "31.12.2026" },
	{ "1.5.2026", 20260501, "01.05.2026" },
	{ "01/05/2026", 20260501, "01.05.2026" },
	{ "29.2", 229, "29.02" },
	{ "29.2.2028", 20280229, "29.02.2028" },
	{ "29.2.2027", 0, NULL },
	{ "30.2", 0, NULL },
	{ "31.4", 0, NULL },
	{ "0.1", 0, NULL },
	{ "1.0", 0, NULL },
	{ "1.13", 0, NULL },
	{ "32.1", 0, NULL },
	{ "1", 0, NULL },
	{ "1.", 0, NULL },
	{ ".1", 0, NULL },
	{ "", 0, NULL },
	{ "1.1.", 0, NULL },
	{ "1.1.26", 0, NULL },
	{ "1.1.1999", 0, NULL },
	{ "1.1.20261", 0, NULL },
	{ "1 января", 0, NULL },
	{ "2026-12-31", 0, NULL },
};

START_TEST(dates_are_read_with_and_without_a_year)
{
	int64_t day = 77;

	if (cases[_i].day == 0) {
		MUST_FAIL(date_text_parse(cases[_i].text, &day, &fixture_err), ERR_INVALID);
		ck_assert_int_eq(day, 77);
		return;
	}
	MUST(date_text_parse(cases[_i].text, &day, &fixture_err));
	ck_assert_int_eq(day, cases[_i].day);
	ck_assert_str_eq(date_text_format(fixture_mem, day), cases[_i].shown);
}
END_TEST

Suite *
date_text_suite(void)
{
	Suite *suite = suite_create("date_text");
	TCase *tcase = fixture_case(suite, "date_text");

	tcase_add_loop_test(tcase, dates_are_read_with_and_without_a_year, 0, COUNT(cases));
	return suite;
}
