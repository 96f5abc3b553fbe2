/* SPDX-License-Identifier: MIT */
#include "core/quiet.h"

#include "test_core.h"

static const struct {
	const char *text;
	int64_t wait_ms; /* of a base of 10 s */
} shapes[] = {
	{ "", 10000 },
	{ "  ", 10000 },
	{ "🙂", 10000 },
	{ "?", 8000 },
	{ "Цена?", 8000 },
	{ "Какой размер у дивана и есть ли доставка??", 8000 },
	{ "Вы серьёзно отдадите за эту цену?!", 8000 },
	{ "А самовывоз есть? 🙂", 8000 },
	{ "Меня интересует доставка в субботу.", 10000 },
	{ "Меня очень интересует этот диван!)", 10000 },
	{ "Меня интересует доставка в субботу", 12000 },
	{ "Есть доставка? Я живу рядом", 12000 },
	{ "Меня интересует доставка в 14.30 сегодня", 12000 },
	{ "беру диван", 15000 },
	{ "Ок.", 15000 },
	{ "Здравствуйте!", 15000 },
	{ "Доброго времени суток, уважаемый продавец!", 15000 },
};

START_TEST(the_shape_of_the_last_words_sets_the_wait)
{
	struct quiet quiet = { 10000, 40000 };

	ck_assert_int_eq(quiet_answer_at(&quiet, shapes[_i].text, 500000, 500000),
		500000 + shapes[_i].wait_ms);
}
END_TEST

START_TEST(a_chatterbox_is_answered_at_the_ceiling)
{
	struct quiet quiet = { 20000, 40000 };

	ck_assert_int_eq(quiet_answer_at(&quiet, "и ещё", 100000, 110000), 140000);
	ck_assert_int_eq(quiet_answer_at(&quiet, "и ещё", 100000, 139999), 140000);
}
END_TEST

START_TEST(past_the_ceiling_the_answer_goes_at_once)
{
	struct quiet quiet = { 20000, 40000 };

	ck_assert_int_eq(quiet_answer_at(&quiet, "и ещё", 100000, 200000), 200000);
}
END_TEST

START_TEST(without_quiet_time_the_answer_goes_at_once)
{
	struct quiet none = { 0, 40000 }, zero = { 0, 0 }, no_ceiling = { 20000, 0 };

	ck_assert_int_eq(quiet_answer_at(&none, "привет", 100000, 100001), 100001);
	ck_assert_int_eq(quiet_answer_at(&zero, "Цена?", 100000, 100000), 100000);
	ck_assert_int_eq(quiet_answer_at(&no_ceiling, "Цена?", 100000, 100000), 100000);
}
END_TEST

Suite *
quiet_suite(void)
{
	Suite *suite = suite_create("quiet");
	TCase *tcase = fixture_case(suite, "quiet_answer_at");

	tcase_add_loop_test(tcase, the_shape_of_the_last_words_sets_the_wait, 0, COUNT(shapes));
	tcase_add_test(tcase, a_chatterbox_is_answered_at_the_ceiling);
	tcase_add_test(tcase, past_the_ceiling_the_answer_goes_at_once);
	tcase_add_test(tcase, without_quiet_time_the_answer_goes_at_once);
	return suite;
}
