/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include "test_base.h"

static const struct {
	const char *a, *b;
	bool equal, equal_nocase;
} pairs[] = {
	{ "abc", "abc", true, true },   { "abc", "ABC", false, true },
	{ "abc", "abcd", false, false }, { "", "", true, true },
	{ NULL, NULL, true, true },     { NULL, "", false, false },
	{ "", NULL, false, false },     { "Я", "я", false, false },
};

START_TEST(equality_knows_null_and_case)
{
	ck_assert_int_eq(str_equal(pairs[_i].a, pairs[_i].b), pairs[_i].equal);
	ck_assert_int_eq(str_equal_nocase(pairs[_i].a, pairs[_i].b), pairs[_i].equal_nocase);
}
END_TEST

START_TEST(a_prefix_and_a_suffix_may_be_the_whole_text)
{
	ck_assert(str_has_prefix("abc", "ab") && str_has_prefix("abc", "abc"));
	ck_assert(str_has_prefix("abc", "") && !str_has_prefix("abc", "abcd"));
	ck_assert(!str_has_prefix("abc", "bc"));
	ck_assert(str_has_suffix("abc", "bc") && str_has_suffix("abc", "abc"));
	ck_assert(str_has_suffix("abc", "") && !str_has_suffix("abc", "zabc"));
	ck_assert(!str_has_suffix("abc", "ab"));
}
END_TEST

START_TEST(null_is_as_empty_as_an_empty_text)
{
	ck_assert(str_is_empty(NULL) && str_is_empty("") && !str_is_empty(" "));
	ck_assert_str_eq(str_or(NULL, "x"), "x");
	ck_assert_str_eq(str_or("", "x"), "x");
	ck_assert_str_eq(str_or("a", "x"), "a");
	ck_assert_ptr_null(str_or(NULL, NULL));
}
END_TEST

static const struct {
	const char *text, *trimmed, *without_slashes;
} trims[] = {
	{ " \t\r\n a b \n", "a b", " \t\r\n a b \n" },
	{ "", "", "" },
	{ " \n", "", " \n" },
	{ "a", "a", "a" },
	{ "http://h//", "http://h//", "http://h" },
	{ "/", "/", "" },
};

START_TEST(trimming_takes_both_ends)
{
	ck_assert_str_eq(str_trim(fixture_mem, trims[_i].text), trims[_i].trimmed);
	ck_assert_str_eq(str_trim_slashes(fixture_mem, trims[_i].text),
		trims[_i].without_slashes);
}
END_TEST

START_TEST(an_index_is_the_position_of_the_whole_word)
{
	static const char *const words[] = { "off", "draft", "auto", NULL };

	ck_assert_int_eq(str_index(words, "off"), 0);
	ck_assert_int_eq(str_index(words, "auto"), 2);
	ck_assert_int_eq(str_index(words, "aut"), -1);
	ck_assert_int_eq(str_index(words, ""), -1);
	ck_assert_int_eq(str_index(words, NULL), -1);
}
END_TEST

START_TEST(secrets_are_equal_only_as_a_whole)
{
	ck_assert(str_equal_secret("s3cret", "s3cret") && str_equal_secret("", ""));
	ck_assert(!str_equal_secret("s3cret", "s3creT") && !str_equal_secret("s3cret", "S3cret"));
	ck_assert(!str_equal_secret("s3cret", "s3cre") && !str_equal_secret("", "x"));
}
END_TEST

Suite *
str_suite(void)
{
	Suite *suite = suite_create("str");
	TCase *tcase = fixture_case(suite, "str_equal");

	tcase_add_loop_test(tcase, equality_knows_null_and_case, 0, COUNT(pairs));
	tcase = fixture_case(suite, "str_has_prefix");
	tcase_add_test(tcase, a_prefix_and_a_suffix_may_be_the_whole_text);
	tcase = fixture_case(suite, "str_or");
	tcase_add_test(tcase, null_is_as_empty_as_an_empty_text);
	tcase = fixture_case(suite, "str_trim");
	tcase_add_loop_test(tcase, trimming_takes_both_ends, 0, COUNT(trims));
	tcase = fixture_case(suite, "str_index");
	tcase_add_test(tcase, an_index_is_the_position_of_the_whole_word);
	tcase = fixture_case(suite, "str_equal_secret");
	tcase_add_test(tcase, secrets_are_equal_only_as_a_whole);
	return suite;
}
