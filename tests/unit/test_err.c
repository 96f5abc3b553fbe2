/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <string.h>

#include "base/utf8.h"
#include "test_base.h"

START_TEST(setting_returns_false_and_keeps_code_and_text)
{
	ck_assert(!err_set(&fixture_err, ERR_CONFLICT, "login %s is taken", "anna"));
	ck_assert_int_eq(fixture_err.code, ERR_CONFLICT);
	ck_assert_str_eq(fixture_err.text, "login anna is taken");
}
END_TEST

START_TEST(a_long_text_is_cut_between_letters)
{
	char text[1024];
	size_t len = (size_t)_i;

	/* A few bytes before two-byte letters: for every second count the cut falls into one. */
	memset(text, 'x', len);
	for (; len < sizeof(text) - 2; len += 2)
		memcpy(text + len, "\u044f", 2);
	text[len] = '\0';
	(void)err_set(&fixture_err, ERR_INVALID, "%s", text);
	ck_assert_uint_ge(strlen(fixture_err.text), sizeof(fixture_err.text) - 2);
	ck_assert(utf8_is_valid(fixture_err.text, strlen(fixture_err.text)));
}
END_TEST

START_TEST(a_piece_cut_within_a_letter_stays_text)
{
	(void)err_set(&fixture_err, ERR_INVALID, "\"%.3s\" is no number", "я\u044f");
	ck_assert_str_eq(fixture_err.text, "\"я?\" is no number");
	(void)err_set(&fixture_err, ERR_INVALID, "not a number: %.3s", "я\u044f");
	ck_assert_str_eq(fixture_err.text, "not a number: я");
	(void)err_prefix(&fixture_err, "%.3s", "я\u044f");
	ck_assert_str_eq(fixture_err.text, "я: not a number: я");
}
END_TEST

START_TEST(a_prefix_comes_before_the_text_and_keeps_the_code)
{
	(void)err_set(&fixture_err, ERR_BUSY, "no connection");
	ck_assert(!err_prefix(&fixture_err, "import %d", 7));
	ck_assert_int_eq(fixture_err.code, ERR_BUSY);
	ck_assert_str_eq(fixture_err.text, "import 7: no connection");
}
END_TEST

START_TEST(a_long_prefix_is_cut_between_letters)
{
	char prefix[300];

	memset(prefix, 'x', 126);
	memcpy(prefix + 126, "\u044f\u044f", 5);
	(void)err_set(&fixture_err, ERR_BUSY, "tail");
	(void)err_prefix(&fixture_err, "%s", prefix);
	ck_assert(utf8_is_valid(fixture_err.text, strlen(fixture_err.text)));
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "x: tail"));
}
END_TEST

static const struct {
	enum err_code code;
	const char *name;
} names[] = {
	{ ERR_NONE, "none" },           { ERR_INVALID, "invalid" },
	{ ERR_DENIED, "denied" },       { ERR_NOT_FOUND, "not_found" },
	{ ERR_CONFLICT, "conflict" },   { ERR_LIMITED, "limited" },
	{ ERR_UPSTREAM, "upstream" },   { ERR_UNCERTAIN, "uncertain" },
	{ ERR_BUSY, "busy" },           { ERR_INTERNAL, "internal" },
};

START_TEST(every_code_has_its_word)
{
	ck_assert_str_eq(err_code_name(names[_i].code), names[_i].name);
}
END_TEST

Suite *
err_suite(void)
{
	Suite *suite = suite_create("err");
	TCase *tcase = fixture_case(suite, "err_set");

	tcase_add_test(tcase, setting_returns_false_and_keeps_code_and_text);
	tcase_add_loop_test(tcase, a_long_text_is_cut_between_letters, 0, 4);
	tcase_add_test(tcase, a_piece_cut_within_a_letter_stays_text);
	tcase = fixture_case(suite, "err_prefix");
	tcase_add_test(tcase, a_prefix_comes_before_the_text_and_keeps_the_code);
	tcase_add_test(tcase, a_long_prefix_is_cut_between_letters);
	tcase = fixture_case(suite, "err_code_name");
	tcase_add_loop_test(tcase, every_code_has_its_word, 0, COUNT(names));
	return suite;
}
