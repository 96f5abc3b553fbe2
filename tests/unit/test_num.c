/* SPDX-License-Identifier: MIT */
#include "base/num.h"

#include "test_base.h"

/* The output that no failing call may touch. */
enum { UNTOUCHED = -77 };

struct row {
	const char *text;
	bool valid;
	int64_t number;
};

static const struct row whole[] = {
	{ "0", true, 0 },
	{ "-0", true, 0 },
	{ "42", true, 42 },
	{ "-42", true, -42 },
	{ "007", true, 7 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "-9223372036854775808", true, INT64_MIN },
	{ "9223372036854775808", false, 0 },
	{ "-9223372036854775809", false, 0 },
	{ "99999999999999999999999", false, 0 },
	{ "", false, 0 },
	{ "-", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1x", false, 0 },
	{ "0x10", false, 0 },
	{ "1.0", false, 0 },
	{ "--1", false, 0 },
	{ "١", false, 0 },
};

static void
check_row(const struct row *row, bool parsed, int64_t number)
{
	ck_assert_msg(parsed == row->valid, "\"%s\"", row->text);
	ck_assert_int_eq(number, row->valid ? row->number : UNTOUCHED);
	if (!parsed)
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
}

START_TEST(a_whole_number_is_the_whole_text)
{
	int64_t number = UNTOUCHED;
	bool parsed = num_parse_i64(whole[_i].text, &number, &fixture_err);

	check_row(&whole[_i], parsed, number);
}
END_TEST

static const struct row ranged[] = {
	{ "-1", false, 0 }, { "0", true, 0 }, { "10", true, 10 }, { "11", false, 0 },
	{ "x", false, 0 },
};

START_TEST(a_range_holds_its_borders)
{
	int64_t number = UNTOUCHED;
	bool parsed = num_parse_range(ranged[_i].text, 0, 10, &number, &fixture_err);

	check_row(&ranged[_i], parsed, number);
}
END_TEST

static const struct row switches[] = {
	{ "1", true, 1 },     { "true", true, 1 }, { "Yes", true, 1 }, { "ON", true, 1 },
	{ "0", true, 0 },     { "False", true, 0 }, { "no", true, 0 }, { "off", true, 0 },
	{ "", false, 0 },     { "2", false, 0 },   { "yes ", false, 0 }, { "y", false, 0 },
};

START_TEST(yes_and_no_have_four_words_each)
{
	bool value = !switches[_i].number;
	bool parsed = num_parse_bool(switches[_i].text, &value, &fixture_err);

	ck_assert_int_eq(parsed, switches[_i].valid);
	ck_assert_int_eq(value, switches[_i].valid ? switches[_i].number : !switches[_i].number);
}
END_TEST

Suite *
num_suite(void)
{
	Suite *suite = suite_create("num");
	TCase *tcase = fixture_case(suite, "num_parse_i64");

	tcase_add_loop_test(tcase, a_whole_number_is_the_whole_text, 0, COUNT(whole));
	tcase = fixture_case(suite, "num_parse_range");
	tcase_add_loop_test(tcase, a_range_holds_its_borders, 0, COUNT(ranged));
	tcase = fixture_case(suite, "num_parse_bool");
	tcase_add_loop_test(tcase, yes_and_no_have_four_words_each, 0, COUNT(switches));
	return suite;
}
