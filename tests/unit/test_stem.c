/* SPDX-License-Identifier: MIT */
#include "codec/stem.h"

#include <string.h>

#include "test_codec.h"

static const struct {
	const char *text, *stems;
} texts[] = {
	{ "", "" },
	{ " — !? ", "" },
	{ "Диваны диван дивана", "дива" },
	{ "Сколько стоит доставка?", "скольк сто доставк" },
	{ "Ёлка, елка и ЁЛКИ", "елк" },
	{ "Deliveries DELIVERY", "deliveri" },
	{ "iPhone 12 Pro Max, 128 ГБ", "iphon 12 pro max 128 гб" },
	{ "размер 140×200", "размер 140 200" },
	{ "и у вас я ли не это", "" },
	{ "я б на I a", "" },
	{ "этаж 5", "этаж 5" },
	{ "ｆｕｌｌ ｗｉｄｔｈ", "full width" },
	{ "со\xc2\xad" "фа", "соф" },
	{ "床 沙发", "沙发" },
};

START_TEST(texts_become_folded_stems_each_once)
{
	ck_assert_str_eq(stem_text(fixture_mem, texts[_i].text, 100), texts[_i].stems);
}
END_TEST

START_TEST(every_stop_word_of_both_ends_of_the_list_is_left_out)
{
	ck_assert_str_eq(stem_text(fixture_mem, "about after ALL your you with The", 9), "");
	ck_assert_str_eq(stem_text(fixture_mem, "Без бы был эту этот нас или ещё её", 9), "");
}
END_TEST

START_TEST(no_more_words_than_asked_come_back)
{
	size_t count = 9;
	char **words = stem_words(fixture_mem, "стол стул шкаф кровать", 2, &count);

	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(words[0], "стол");
	ck_assert_str_eq(words[1], "стул");
	ck_assert_ptr_null(words[2]);
	words = stem_words(fixture_mem, "стол", 0, &count);
	ck_assert_uint_eq(count, 0);
	ck_assert_ptr_null(words[0]);
}
END_TEST

START_TEST(a_character_that_unfolds_into_many_fits)
{
	/* U+FDFA unfolds into eighteen letters. */
	const char *stems = stem_text(fixture_mem, "\uFDFA \uFDFA\uFDFA", 9);

	ck_assert_uint_gt(strlen(stems), 20);
}
END_TEST

Suite *
stem_suite(void)
{
	Suite *suite = suite_create("stem");
	TCase *tcase = fixture_case(suite, "stem_text");

	tcase_add_loop_test(tcase, texts_become_folded_stems_each_once, 0, COUNT(texts));
	tcase_add_test(tcase, every_stop_word_of_both_ends_of_the_list_is_left_out);
	tcase_add_test(tcase, a_character_that_unfolds_into_many_fits);
	tcase = fixture_case(suite, "stem_words");
	tcase_add_test(tcase, no_more_words_than_asked_come_back);
	return suite;
}
