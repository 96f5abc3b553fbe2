/* SPDX-License-Identifier: MIT */
#include "core/greeting.h"

#include "test_core.h"

static const struct {
	const char *text;
	bool all, opens;
} texts[] = {
	{ "Здравствуйте!", true, true },
	{ "добрый день", true, true },
	{ "Доброго времени суток, уважаемый продавец", true, true },
	{ "И вам добрый вечер))", true, true },
	{ "Hi there", true, true },
	{ "Good morning", true, true },
	{ "Привет, диван ещё продаётся?", false, true },
	{ "Иван, здравствуйте! Да, есть.", false, true },
	{ "Добрый человек подарил", false, false },
	{ "Приветливый персонал", false, false },
	{ "Да, есть. Всего доброго дня!", false, false },
	{ "Всего доброго дня!", false, false },
	{ "Хорошего дня", false, false },
	{ "Доставка будет завтра, добрый день", false, false },
	{ "уважаемый продавец", false, false },
	{ "Добрый", false, false },
	{ "", false, false },
	{ "👋", false, false },
};

START_TEST(greetings_are_known_alone_and_at_the_start)
{
	ck_assert_int_eq(greeting_is_all(texts[_i].text), texts[_i].all);
	ck_assert_int_eq(greeting_opens(texts[_i].text), texts[_i].opens);
}
END_TEST

Suite *
greeting_suite(void)
{
	Suite *suite = suite_create("greeting");
	TCase *tcase = fixture_case(suite, "greeting_opens");

	tcase_add_loop_test(tcase, greetings_are_known_alone_and_at_the_start, 0, COUNT(texts));
	return suite;
}
