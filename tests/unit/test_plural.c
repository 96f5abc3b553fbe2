/* SPDX-License-Identifier: MIT */
#include "base/plural.h"

#include "test_base.h"

static const struct {
	const char *number, *russian, *english;
} forms[] = {
	{ "0", "many", "other" },
	{ "1", "one", "one" },
	{ "2", "few", "other" },
	{ "3", "few", "other" },
	{ "4", "few", "other" },
	{ "5", "many", "other" },
	{ "9", "many", "other" },
	{ "10", "many", "other" },
	{ "11", "many", "other" },
	{ "12", "many", "other" },
	{ "14", "many", "other" },
	{ "15", "many", "other" },
	{ "19", "many", "other" },
	{ "20", "many", "other" },
	{ "21", "one", "other" },
	{ "22", "few", "other" },
	{ "25", "many", "other" },
	{ "100", "many", "other" },
	{ "101", "one", "other" },
	{ "102", "few", "other" },
	{ "111", "many", "other" },
	{ "112", "many", "other" },
	{ "121", "one", "other" },
	{ "1000001", "one", "other" },
	{ "99999999999999999999922", "few", "other" },
	{ "-1", "one", "one" },
	{ "-11", "many", "other" },
	{ "1.5", "other", "other" },
	{ "1,5", "other", "other" },
	{ "0,1", "other", "other" },
	{ "1.0", "other", "other" },
	{ "499+", "other", "other" },
	{ "", "other", "other" },
	{ "-", "other", "other" },
	{ "много", "other", "other" },
};

START_TEST(the_form_follows_the_number)
{
	ck_assert_str_eq(plural_form("ru", forms[_i].number), forms[_i].russian);
	ck_assert_str_eq(plural_form("en", forms[_i].number), forms[_i].english);
}
END_TEST

Suite *
plural_suite(void)
{
	Suite *suite = suite_create("plural");
	TCase *form = fixture_case(suite, "plural_form");

	tcase_add_loop_test(form, the_form_follows_the_number, 0, COUNT(forms));
	return suite;
}
