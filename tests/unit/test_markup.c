/* SPDX-License-Identifier: MIT */
#include "core/markup.h"

#include "test_core.h"

static const struct {
	const char *text, *plain;
	bool found;      /* in text */
	bool stays;      /* in plain */
} texts[] = {
	{ "Да, есть.", "Да, есть.", false, false },
	{ "**Да**, есть", "Да, есть", true, false },
	{ "__Да__ ~~нет~~", "Да нет", true, false },
	{ "это *важно* знать", "это важно знать", true, false },
	{ "90*60*75 см", "90*60*75 см", false, false },
	{ "4* отель, 5* тоже", "4* отель, 5* тоже", false, false },
	{ "2*3 и 4* отель", "2*3 и 4* отель", false, false },
	{ "код `A1` тут", "код A1 тут", true, false },
	{ "## Доставка\nПо Москве", "Доставка\nПо Москве", true, false },
	{ "#диван #осло", "#диван #осло", false, false },
	{ "Есть:\n- диван\n- кресло", "Есть:\n— диван\n— кресло", true, false },
	{ "* раз\n  + два", "— раз\n— два", true, false },
	{ "1. диван\n2. кресло", "1. диван\n2. кресло", false, false },
	{ "- **Диван**: есть", "— Диван: есть", true, false },
	{ "Москва - Тула", "Москва - Тула", false, false },
	{ "-20 % на всё", "-20 % на всё", false, false },
	{ "> цитата", "цитата", true, false },
	{ "```json\nДа\n```", "Да", true, false },
	{ "Да [факт 12].", "Да.", true, false },
	{ "Да (факты 3, 12), есть", "Да, есть", false, false },
	{ "Да (факт очевиден)", "Да (факт очевиден)", false, false },
	{ "[сайт](https://a.ru)", "[сайт](https://a.ru)", true, true },
	{ "<b>Да</b>", "<b>Да</b>", true, true },
	{ "Да<br/>нет", "Да<br/>нет", true, true },
	{ "5 < 6 и 7 > 3, <3", "5 < 6 и 7 > 3, <3", false, false },
	{ "a&nbsp;b", "a&nbsp;b", true, true },
	{ "| Размер | Цена |\n|---|---|", "| Размер | Цена |\n|---|---|", true, true },
	{ "Да\n\nнет", "Да\n\nнет", false, false },
	{ "", "", false, false },
	{ "**", "", true, false },
	{ "```", "", true, false },
};

START_TEST(markup_is_told_from_plain_writing)
{
	ck_assert_msg((markup_find(fixture_mem, texts[_i].text) != NULL) == texts[_i].found, "%s",
		texts[_i].text);
}
END_TEST

START_TEST(harmless_markup_goes_and_the_words_stay)
{
	const char *plain = markup_strip(fixture_mem, texts[_i].text);

	ck_assert_str_eq(plain, texts[_i].plain);
	ck_assert_int_eq(markup_find(fixture_mem, plain) != NULL, texts[_i].stays);
}
END_TEST

Suite *
markup_suite(void)
{
	Suite *suite = suite_create("markup");
	TCase *tcase = fixture_case(suite, "markup_find");

	tcase_add_loop_test(tcase, markup_is_told_from_plain_writing, 0, COUNT(texts));
	tcase = fixture_case(suite, "markup_strip");
	tcase_add_loop_test(tcase, harmless_markup_goes_and_the_words_stay, 0, COUNT(texts));
	return suite;
}
