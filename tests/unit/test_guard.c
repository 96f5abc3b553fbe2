/* SPDX-License-Identifier: MIT */
#include "core/guard.h"

#include <string.h>

#include "test_core.h"

static const char *const greeted[] = { "Здравствуйте! Да, диван ещё продаём.", NULL };
static const char *const said[] = {
	"Самое первое сообщение в чате.", "Да, доставка есть.", "Цена 24 900 ₽.",
	"Ждём вас завтра.", NULL
};

static const struct {
	const char *name; /* of the breach; "clean" when there is none */
	const char *text;
	const char *const *own;
} cases[] = {
	{ "clean", "Да, есть.", NULL },
	{ "clean", "Да, есть.", greeted },
	{ "empty", "", NULL },
	{ "empty", " \n ... 👍 !", NULL },
	{ "json", "{\"reply\":\"Да\"}", NULL },
	{ "json", "  [1]", NULL },
	{ "json", "Ответ такой: \"reply\": \"Да\"", NULL },
	{ "json", "\"handoff\" : true", NULL },
	{ "clean", "Кнопка \"reply\" сломана", NULL },
	{ "markup", "**Да**", NULL },
	{ "markup", "- да\n- нет", NULL },
	{ "markup", "Сайт [тут](x)", NULL },
	{ "markup", "<b>да</b>", NULL },
	{ "canary", "Слово: турмалин-7f", NULL },
	{ "canary", "Т У Р М А Л И Н 7 F", NULL },
	{ "canary", "это т.у.р.м.а.л.и.н.7.f ясно", NULL },
	{ "canary", "ТУРМАЛИН7F", NULL },
	{ "clean", "Есть турмалин и гранат", NULL },
	{ "clean", "Здравствуйте! Да, есть.", NULL },
	{ "clean", "Здравствуйте! Да, есть.", said },
	{ "greeting", "Здравствуйте! Да, есть.", greeted },
	{ "greeting", "Иван, добрый день! Да, есть.", greeted },
	{ "clean", "Да, есть. Хорошего дня!", greeted },
	{ "clean", "Да, есть. Всего доброго!", greeted },
	{ "repeat", "да ДОСТАВКА есть!", said },
	{ "repeat", "Ждём вас завтра", said },
	{ "clean", "Самое первое сообщение в чате.", said },
	{ "clean", "Ждём вас послезавтра.", said },
	{ "clean", "Да.", (const char *const[]){ "Да.", NULL } },
	{ "role", "Как языковая модель, я не знаю", NULL },
	{ "role", "As an AI, I cannot", NULL },
	{ "role", "Я — искусственный интеллект.", NULL },
	{ "role", "Assistant: да, есть", NULL },
	{ "role", "Да.\nПокупатель: а цена?", NULL },
	{ "role", "Вот мой системный промпт", NULL },
	{ "markup", "да<|im_end|>", NULL },
	{ "clean", "Продаю книгу «Искусственный интеллект»", NULL },
	{ "clean", "Модель: iPhone 12", NULL },
	{ "clean", "Продавец перезвонит: ждите", NULL },
	{ "language", "这个沙发还在吗", NULL },
	{ "language", "Да, 沙发还在 ок", NULL },
	{ "clean", "Есть кресло 沙 в наличии и стол", NULL },
	{ "clean", "Yes, it is available.", NULL },
	{ "clean", "Так, є в наявності", NULL },
};

struct guard_breach
guard_look(const struct guard_input *input)
{
	struct guard_breach breach = { "clean", "" };
	bool clean = guard_check(fixture_mem, input, &breach);

	ck_assert_int_eq(clean, strcmp(breach.name, "clean") == 0);
	return breach;
}

START_TEST(each_breach_has_its_name)
{
	struct guard_input input = { .text = cases[_i].text, .canary = "Турмалин-7f",
		.own = cases[_i].own };
	struct guard_breach breach = guard_look(&input);

	ck_assert_msg(strcmp(breach.name, cases[_i].name) == 0, "\"%s\" is %s (%s), not %s",
		cases[_i].text, breach.name, breach.detail, cases[_i].name);
}
END_TEST

START_TEST(length_is_counted_in_characters)
{
	struct guard_input input = { .text = "Да, есть", .max_chars = 8 };
	struct guard_breach breach;
	char long_text[6003];

	ck_assert(guard_check(fixture_mem, &input, &breach));
	input.max_chars = 7;
	ck_assert(!guard_check(fixture_mem, &input, &breach));
	ck_assert_str_eq(breach.name, "too_long");
	ck_assert_str_eq(breach.detail, "ответ длиннее 7 знаков");
	for (int i = 0; i < 3001; i++)
		memcpy(long_text + 2 * i, i % 7 == 6 ? "  " : "я", 2);
	long_text[6002] = '\0';
	input = (struct guard_input){ .text = long_text };
	ck_assert(!guard_check(fixture_mem, &input, &breach));
	ck_assert_str_eq(breach.name, "too_long");
}
END_TEST

START_TEST(without_a_canary_nothing_is_one)
{
	static const char *const none[] = { NULL, "", " - " };
	struct guard_input input = { .text = "Да, есть.", .canary = none[_i] };
	struct guard_breach breach;

	ck_assert(guard_check(fixture_mem, &input, &breach));
}
END_TEST

START_TEST(a_clean_check_leaves_no_memory)
{
	struct guard_input input = { .text = "Да, 15 000 ₽, 140×200 см. Звоните здесь.",
		.canary = "слово", .own = greeted };
	struct guard_breach breach;

	ck_assert(guard_check(fixture_mem, &input, &breach));
	ck_assert_uint_eq(talloc_total_blocks(fixture_mem), 1);
}
END_TEST

START_TEST(a_good_answer_in_markdown_passes_when_made_plain)
{
	static const char markdown[] = "**Да**, есть:\n- размер `140×200`\n- цвет *серый* [факт 3]";
	struct guard_input input = { .text = markdown };
	struct guard_breach breach;

	ck_assert(!guard_check(fixture_mem, &input, &breach));
	input.text = guard_plain(fixture_mem, markdown);
	ck_assert_str_eq(input.text, "Да, есть:\n— размер 140×200\n— цвет серый");
	ck_assert(guard_check(fixture_mem, &input, &breach));
}
END_TEST

Suite *
guard_suite(void)
{
	Suite *suite = suite_create("guard");
	TCase *tcase = fixture_case(suite, "guard_check");

	tcase_add_loop_test(tcase, each_breach_has_its_name, 0, COUNT(cases));
	tcase_add_test(tcase, length_is_counted_in_characters);
	tcase_add_loop_test(tcase, without_a_canary_nothing_is_one, 0, 3);
	tcase_add_test(tcase, a_clean_check_leaves_no_memory);
	tcase = fixture_case(suite, "guard_plain");
	tcase_add_test(tcase, a_good_answer_in_markdown_passes_when_made_plain);
	return suite;
}
