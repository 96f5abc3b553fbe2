/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

#include "base/buf.h"
#include "test_base.h"

/* A string with its length, for bytes that hold NUL. */
#define BYTES(text) text, sizeof(text) - 1

#define ACUTE "\u0301"
#define FAMILY "\U0001f468\u200d\U0001f469\u200d\U0001f467" /* one letter of five code points */
#define FLAG "\U0001f1f7\U0001f1fa"

static const struct {
	const char *text;
	size_t len;
	bool valid;
	const char *repaired;
} bytes[] = {
	{ BYTES(""), true, "" },
	{ BYTES("abc"), true, "abc" },
	{ BYTES("привет \U0001f600"), true, "привет \U0001f600" },
	{ BYTES("\ufffd"), true, "\ufffd" },
	{ BYTES("\uffff\U0010ffff"), true, "\uffff\U0010ffff" },
	{ BYTES("a\0b"), false, "a\ufffdb" },
	{ BYTES("\xff"), false, "\ufffd" },
	{ BYTES("\x80x"), false, "\ufffdx" },
	{ BYTES("\xc0\x80"), false, "\ufffd\ufffd" },
	{ BYTES("\xe0\x80\xaf"), false, "\ufffd\ufffd\ufffd" },
	{ BYTES("\xed\xa0\x80"), false, "\ufffd\ufffd\ufffd" },
	{ BYTES("\xf4\x90\x80\x80"), false, "\ufffd\ufffd\ufffd\ufffd" },
	{ BYTES("a\xd0"), false, "a\ufffd" },
	{ BYTES("\xf0\x9f\x98"), false, "\ufffd\ufffd\ufffd" },
};

START_TEST(only_shortest_forms_without_nul_are_valid)
{
	ck_assert_int_eq(utf8_is_valid(bytes[_i].text, bytes[_i].len), bytes[_i].valid);
}
END_TEST

START_TEST(repairing_replaces_every_bad_byte)
{
	char *repaired = utf8_repair(fixture_mem, bytes[_i].text, bytes[_i].len);

	ck_assert_str_eq(repaired, bytes[_i].repaired);
	ck_assert(utf8_is_valid(repaired, strlen(repaired)));
}
END_TEST

START_TEST(length_counts_code_points)
{
	ck_assert_uint_eq(utf8_length(""), 0);
	ck_assert_uint_eq(utf8_length("aя€\U0001f600"), 4);
	ck_assert_uint_eq(utf8_length("e" ACUTE), 2);
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	const char *prefix, *shortened;
} cuts[] = {
	{ "", 5, "", "" },
	{ "abc", 0, "", "" },
	{ "abc", 2, "ab", "a…" },
	{ "abc", 3, "abc", "abc" },
	{ "привет", 3, "при", "пр…" },
	{ "привет", 1, "п", "…" },
	{ "ae" ACUTE "x", 2, "a", "a…" },
	{ "ae" ACUTE "x", 3, "ae" ACUTE, "a…" },
	{ "ae" ACUTE "x", 4, "ae" ACUTE "x", "ae" ACUTE "x" },
	{ "e" ACUTE "x", 1, "e", "…" },
	{ "a" FAMILY "b", 5, "a", "a…" },
	{ "a" FAMILY "b", 6, "a" FAMILY, "a…" },
	{ FAMILY, 3, "\U0001f468\u200d\U0001f469", "\U0001f468\u200d…" },
	{ FLAG FLAG, 3, FLAG, FLAG "…" },
	{ "a\r\nb", 2, "a", "a…" },
};

START_TEST(cutting_never_splits_a_letter)
{
	char *prefix = mem_strndup(fixture_mem, cuts[_i].text,
		utf8_cut(cuts[_i].text, cuts[_i].max));

	ck_assert_str_eq(prefix, cuts[_i].prefix);
}
END_TEST

START_TEST(shortening_marks_what_is_missing)
{
	char *text = utf8_shorten(fixture_mem, cuts[_i].text, cuts[_i].max);

	ck_assert_str_eq(text, cuts[_i].shortened);
	ck_assert_uint_le(utf8_length(text), cuts[_i].max);
}
END_TEST

static const struct {
	const char *text, *folded;
} folds[] = {
	{ "", "" },
	{ "ЁЛКА и ёж", "елка и еж" },
	{ "е\u0308ж", "еж" },
	{ "Йод и\u0306", "йод й" },
	{ "Straße", "strasse" },
	{ "ﬁ ① Ａ", "fi 1 a" },
	{ "м\u00adя\u200bч", "мяч" },
	{ "İ", "i\u0307" },
	{ "a\u00a0b", "a b" },
};

START_TEST(folding_makes_like_words_equal)
{
	ck_assert_str_eq(utf8_fold(fixture_mem, folds[_i].text), folds[_i].folded);
}
END_TEST

static const struct {
	const char *text, *normal;
} normals[] = {
	{ "", "" },
	{ " \t\n ", "" },
	{ "  a  b\r\n\r\nc ", "a b c" },
	{ "a\u00a0\u2003\u2028\u3000\xc2\x85" "b", "a b" },
	{ "и\u0306 е\u0308", "й ё" },
	{ "Ёж ①", "Ёж ①" },
	{ "a\u200bb", "a\u200bb" },
};

START_TEST(normalising_touches_white_space_and_composition_only)
{
	ck_assert_str_eq(utf8_normalise(fixture_mem, normals[_i].text), normals[_i].normal);
}
END_TEST

/* A thousand times the time limit, if long runs of marks were sorted. */
START_TEST(endless_marks_on_one_letter_cost_nothing)
{
	static const char *const marks[] = { "\u0301", "\u0327", "\u0f73" };
	enum { COUNT_EACH = 300000 };
	struct buf *buf = buf_new(fixture_mem, 3 * 3 * COUNT_EACH + 1);
	char *text;

	buf_puts(buf, "a");
	for (int i = 0; i < 3 * COUNT_EACH; i++)
		buf_puts(buf, marks[i / COUNT_EACH]);
	ck_assert(!buf_failed(buf));
	text = utf8_fold(fixture_mem, buf_data(buf));
	ck_assert_uint_lt(utf8_length(text), 40);
	ck_assert_str_eq(utf8_normalise(fixture_mem, buf_data(buf)), text);
}
END_TEST

START_TEST(a_run_of_thirty_marks_is_kept)
{
	char *text = mem_strdup(fixture_mem, "a");

	for (int i = 0; i < 30; i++)
		text = talloc_strdup_append(text, "\u0327");
	ck_assert_str_eq(utf8_normalise(fixture_mem, text), text);
}
END_TEST

/* The letter is one that falls into a base and a mark. */
START_TEST(what_is_normal_stays_so_with_many_marks)
{
	char *text = mem_strdup(fixture_mem, "\uFB30");

	for (int i = 0; i < 30; i++)
		text = talloc_strdup_append(text, ACUTE);
	text = utf8_normalise(fixture_mem, text);
	ck_assert_uint_eq(utf8_length(text), 31);
	ck_assert_str_eq(utf8_normalise(fixture_mem, text), text);
}
END_TEST

START_TEST(next_walks_to_the_end_and_stays)
{
	const char *text = "aя\U0001f600", *end = text + strlen(text);

	ck_assert_int_eq(utf8_next(&text), 'a');
	ck_assert_int_eq(utf8_next(&text), 0x44f);
	ck_assert_int_eq(utf8_next(&text), 0x1f600);
	ck_assert_int_eq(utf8_next(&text), 0);
	ck_assert_ptr_eq(text, end);
}
END_TEST

START_TEST(decoding_steps_over_bad_bytes)
{
	static const char text[] = "\xffz\xd1";
	const char *at = text, *end = text + sizeof(text) - 1;

	ck_assert_int_eq(utf8_decode(&at, end), 0xfffd);
	ck_assert_int_eq(utf8_decode(&at, end), 'z');
	ck_assert_int_eq(utf8_decode(&at, end), 0xfffd);
	ck_assert_ptr_eq(at, end);
}
END_TEST

static const struct {
	int32_t codepoint;
	bool word, cyrillic, latin;
} letters[] = {
	{ 'a', true, false, true },     { 'Z', true, false, true },
	{ '7', true, false, false },    { ' ', false, false, false },
	{ '-', false, false, false },   { '_', false, false, false },
	{ 0x44f, true, true, false },   { 0x451, true, true, false },
	{ 0x456, true, true, false },   { 0xe9, true, false, true },
	{ 0xd7, false, false, false },  { 0x131, true, false, true },
	{ 0x301, true, false, false },  { 0x4e2d, true, false, false },
	{ 0x661, true, false, false },  { 0x1f600, false, false, false },
	{ 0x2026, false, false, false }, { 0xff21, true, false, true },
	{ 0x3b1, true, false, false },  { 0, false, false, false },
};

START_TEST(letters_belong_to_words_and_scripts)
{
	int32_t codepoint = letters[_i].codepoint;

	ck_assert_msg(utf8_is_word(codepoint) == letters[_i].word, "U+%04X", (unsigned)codepoint);
	ck_assert_msg(utf8_is_cyrillic(codepoint) == letters[_i].cyrillic, "U+%04X",
		(unsigned)codepoint);
	ck_assert_msg(utf8_is_latin(codepoint) == letters[_i].latin, "U+%04X",
		(unsigned)codepoint);
}
END_TEST

static const struct {
	int32_t codepoint;
	int digit;
	bool mark, space;
} signs[] = {
	{ '0', 0, false, false },      { '9', 9, false, false },
	{ 0x660, 0, false, false },    { 0x669, 9, false, false },
	{ 0x6f4, 4, false, false },    { 0x96f, 9, false, false },
	{ 0xff15, 5, false, false },   { 0x1d7d7, 9, false, false },
	{ 0x1d7d8, 0, false, false },  { 0x1d7ff, 9, false, false },
	{ 0x2460, -1, false, false },  { 0xb2, -1, false, false },
	{ 0x41e, -1, false, false },   { 'O', -1, false, false },
	{ 0x301, -1, true, false },    { 0x20e3, -1, true, false },
	{ 0x336, -1, true, false },    { 0x439, -1, false, false },
	{ ' ', -1, false, true },      { '\n', -1, false, true },
	{ 0xa0, -1, false, true },     { 0x202f, -1, false, true },
	{ 0x2028, -1, false, true },   { 0x85, -1, false, true },
	{ 0x200b, -1, false, false },  { 0, -1, false, false },
};

START_TEST(digits_marks_and_blanks_of_all_scripts_are_known)
{
	int32_t codepoint = signs[_i].codepoint;

	ck_assert_int_eq(utf8_digit(codepoint), signs[_i].digit);
	ck_assert_int_eq(utf8_is_mark(codepoint), signs[_i].mark);
	ck_assert_int_eq(utf8_is_space(codepoint), signs[_i].space);
}
END_TEST

START_TEST(a_border_is_between_code_points)
{
	static const size_t borders[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };

	for (size_t at = 0; at < COUNT(borders); at++)
		ck_assert_uint_eq(utf8_border("aя…😀z", at), borders[at]);
}
END_TEST

Suite *
utf8_suite(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tcase = fixture_case(suite, "utf8_is_valid");

	tcase_add_loop_test(tcase, only_shortest_forms_without_nul_are_valid, 0, COUNT(bytes));
	tcase = fixture_case(suite, "utf8_repair");
	tcase_add_loop_test(tcase, repairing_replaces_every_bad_byte, 0, COUNT(bytes));
	tcase = fixture_case(suite, "utf8_length");
	tcase_add_test(tcase, length_counts_code_points);
	tcase_add_test(tcase, a_border_is_between_code_points);
	tcase = fixture_case(suite, "utf8_cut");
	tcase_add_loop_test(tcase, cutting_never_splits_a_letter, 0, COUNT(cuts));
	tcase = fixture_case(suite, "utf8_shorten");
	tcase_add_loop_test(tcase, shortening_marks_what_is_missing, 0, COUNT(cuts));
	tcase = fixture_case(suite, "utf8_fold");
	tcase_add_loop_test(tcase, folding_makes_like_words_equal, 0, COUNT(folds));
	tcase = fixture_case(suite, "utf8_normalise");
	tcase_add_loop_test(tcase, normalising_touches_white_space_and_composition_only, 0,
		COUNT(normals));
	tcase_add_test(tcase, endless_marks_on_one_letter_cost_nothing);
	tcase_add_test(tcase, a_run_of_thirty_marks_is_kept);
	tcase_add_test(tcase, what_is_normal_stays_so_with_many_marks);
	tcase = fixture_case(suite, "utf8_next");
	tcase_add_test(tcase, next_walks_to_the_end_and_stays);
	tcase = fixture_case(suite, "utf8_decode");
	tcase_add_test(tcase, decoding_steps_over_bad_bytes);
	tcase = fixture_case(suite, "utf8_is_word");
	tcase_add_loop_test(tcase, letters_belong_to_words_and_scripts, 0, COUNT(letters));
	tcase = fixture_case(suite, "utf8_digit");
	tcase_add_loop_test(tcase, digits_marks_and_blanks_of_all_scripts_are_known, 0,
		COUNT(signs));
	return suite;
}
