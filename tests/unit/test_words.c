/* SPDX-License-Identifier: MIT */
#include "core/words.h"

#include <string.h>

#include "test_core.h"

static const struct {
	const char *text, *line;
	size_t count;
} lines[] = {
	{ "", " ", 0 },
	{ " -- 👍 ?!", " ", 0 },
	{ "Ещё ЖИВОЙ?", " еще живой ", 2 },
	{ "т.е. 140×200см", " т е 140 200см ", 4 },
	{ "Wi-Fi ÀÉ ЇЄ", " wi fi ÀÉ їє ", 4 },
	{ "Ёж", " еж ", 1 },
};

START_TEST(words_are_runs_of_letters_and_digits_in_lower_case)
{
	ck_assert_str_eq(words_line(fixture_mem, lines[_i].text), lines[_i].line);
	ck_assert_uint_eq(words_count(lines[_i].text, 99), lines[_i].count);
}
END_TEST

START_TEST(a_long_word_is_cut_at_a_letter_and_read_to_its_end)
{
	char text[400], word[WORD_SIZE];
	const char *p = text;

	memset(text, 0, sizeof(text));
	for (int i = 0; i < 100; i++)
		memcpy(text + 2 * i, "Ж", 2);
	memcpy(text + 200, " да", strlen(" да"));
	ck_assert(words_next(&p, word));
	ck_assert_uint_eq(strlen(word), 62);
	ck_assert_int_eq(strncmp(word, "жж", 4), 0);
	ck_assert(words_next(&p, word));
	ck_assert_str_eq(word, "да");
	ck_assert(!words_next(&p, word));
	ck_assert_str_eq(word, "");
}
END_TEST

START_TEST(counting_stops_at_its_limit)
{
	ck_assert_uint_eq(words_count("а б в г д", 3), 3);
	ck_assert_uint_eq(words_count("а б", 0), 0);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "Да, есть!", "да есть", true },     { "Ещё есть", "еще  ЕСТЬ...", true },
	{ "да", "да есть", false },           { "да есть", "да", false },
	{ "есть да", "да есть", false },      { "", " ?", true },
	{ "", "а", false },
};

START_TEST(sameness_is_of_words_not_of_signs)
{
	ck_assert_int_eq(words_same(pairs[_i].a, pairs[_i].b), pairs[_i].same);
}
END_TEST

Suite *
words_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = fixture_case(suite, "words_next");

	tcase_add_loop_test(tcase, words_are_runs_of_letters_and_digits_in_lower_case, 0,
		COUNT(lines));
	tcase_add_test(tcase, a_long_word_is_cut_at_a_letter_and_read_to_its_end);
	tcase_add_test(tcase, counting_stops_at_its_limit);
	tcase = fixture_case(suite, "words_same");
	tcase_add_loop_test(tcase, sameness_is_of_words_not_of_signs, 0, COUNT(pairs));
	return suite;
}
