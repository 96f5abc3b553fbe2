/* SPDX-License-Identifier: MIT */
#include "core/split.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "test_core.h"

static const struct {
	const char *text;
	size_t max_chars;
	const char *parts; /* with | between */
} cuts[] = {
	{ "", 10, "" },
	{ " \n\t \xc2\xa0", 10, "" },
	{ "Да, есть.", 9, "Да, есть." },
	{ "  Да, есть. \n", 9, "Да, есть." },
	{ "один два три", 7, "один|два три" },
	{ "один два три", 8, "один два|три" },
	{ "один два три", 9, "один два|три" },
	{ "Есть стол. Есть стул", 15, "Есть стол.|Есть стул" },
	{ "Есть стол! (Новый.) Беру", 20, "Есть стол! (Новый.)|Беру" },
	{ "А. Б и ещё много слов", 14, "А. Б и ещё|много слов" },
	{ "Первый абзац\nвторой. Третий", 21, "Первый абзац|второй. Третий" },
	{ "Цена 1.5 млн за дом", 10, "Цена 1.5|млн за дом" },
	{ "абвгдежзик", 4, "абвг|дежз|ик" },
	{ "слово абвгдежзик", 8, "слово|абвгдежз|ик" },
	{ "я 👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 9, "я|👨‍👩‍👧‍👦|👨‍👩‍👧‍👦" },
	{ "е́е́е́", 3, "е́|е́|е́" },
	{ "abc", 1, "a|b|c" },
	{ "раз два", 3, "раз|два" },
	{ "раз\xc2\xa0два\xe2\x80\xaf" "три", 8, "раз\xc2\xa0два|три" },
};

static const char *
join(const char *text, size_t max_chars, const char *mark)
{
	struct buf *buf = buf_new(fixture_mem, 1 << 20);
	char **parts;
	size_t count;

	split_text(fixture_mem, text, max_chars, &parts, &count);
	for (size_t i = 0; i < count; i++)
		buf_printf(buf, "%s%s", i > 0 ? mark : "", parts[i]);
	return buf_data(buf);
}

START_TEST(long_texts_are_cut_at_the_best_border)
{
	ck_assert_str_eq(join(cuts[_i].text, cuts[_i].max_chars, "|"), cuts[_i].parts);
}
END_TEST

static const char *const pieces[] = {
	"слово", "да", "Есть.", "Нет!", "\n", "\n\n", " ", "  ", "\t", "👍🏽", "é", "e\xcc\x81",
	"140×200", "длинноеслововкоторомнетпробелов", "?", "…", "\xc2\xa0", "👨‍👩‍👧", "(скоро.)",
};

/* A generator of our own, so that every run and every machine sees the same texts. */
static unsigned
next_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

static const char *
random_text(unsigned *state)
{
	struct buf *buf = buf_new(fixture_mem, 1 << 16);
	unsigned count = next_random(state) % 60;

	for (unsigned i = 0; i < count; i++)
		buf_puts(buf, pieces[next_random(state) % (unsigned)COUNT(pieces)]);
	return buf_data(buf);
}

static const char *
without_blanks(const char *text)
{
	struct buf *buf = buf_new(fixture_mem, 1 << 16);

	for (const char *p = text; *p != '\0';) {
		const char *start = p;

		if (!utf8_is_space(utf8_next(&p)))
			buf_write(buf, start, (size_t)(p - start));
	}
	return buf_data(buf);
}

static void
check_parts(const char *text, size_t max_chars)
{
	char **parts;
	size_t count;

	split_text(fixture_mem, text, max_chars, &parts, &count);
	for (size_t i = 0; i < count; i++) {
		const char *p = parts[i];

		ck_assert_uint_gt(strlen(p), 0);
		ck_assert_uint_le(utf8_length(p), max_chars);
		ck_assert(utf8_is_valid(p, strlen(p)));
		ck_assert(!utf8_is_space(utf8_next(&p)));
	}
}

START_TEST(nothing_but_white_space_is_lost_and_no_part_is_too_long)
{
	unsigned state = (unsigned)_i + 1;

	for (int round = 0; round < 100; round++) {
		const char *text = random_text(&state);
		size_t max_chars = 1 + next_random(&state) % 80;

		check_parts(text, max_chars);
		ck_assert_str_eq(without_blanks(join(text, max_chars, "")),
			without_blanks(text));
	}
}
END_TEST

START_TEST(splitting_a_part_again_changes_nothing)
{
	unsigned state = 77;

	for (int round = 0; round < 200; round++) {
		const char *text = random_text(&state);
		char **parts;
		size_t count;

		split_text(fixture_mem, text, 40, &parts, &count);
		for (size_t i = 0; i < count; i++)
			ck_assert_str_eq(join(parts[i], 40, "|"), parts[i]);
	}
}
END_TEST

Suite *
split_suite(void)
{
	Suite *suite = suite_create("split");
	TCase *tcase = fixture_case(suite, "split_text");

	tcase_add_loop_test(tcase, long_texts_are_cut_at_the_best_border, 0, COUNT(cuts));
	tcase_add_loop_test(tcase, nothing_but_white_space_is_lost_and_no_part_is_too_long, 0, 10);
	tcase_add_test(tcase, splitting_a_part_again_changes_nothing);
	return suite;
}
