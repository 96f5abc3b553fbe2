/* SPDX-License-Identifier: MIT */
#include "core/knowledge.h"

#include <string.h>

#include "test_core.h"

enum { DELIVERY = 1, DELIVERY_FEE, PAYMENT, HOURS, PICKUP, WARRANTY, SIZE, CREDIT, ADDRESS };

static const struct knowledge_fact facts[] = {
	{ DELIVERY, "Есть ли доставка?", "Да, доставляем по Москве и области." },
	{ DELIVERY_FEE, "Сколько стоит доставка?", "По Москве 900 ₽, за МКАД по договорённости." },
	{ PAYMENT, "Как можно оплатить?", "Наличными или картой при получении." },
	{ HOURS, "Какой у вас график работы?", "Каждый день с 10 до 20." },
	{ PICKUP, "Откуда самовывоз?", "Со склада на Тульской, по предварительному звонку." },
	{ WARRANTY, "Какая гарантия?", "Два года на каркас и механизм." },
	{ SIZE, "Какой размер спального места?", "140×200 см." },
	{ CREDIT, "Есть рассрочка?", "Да, на шесть месяцев без переплаты." },
	{ ADDRESS, "Где вы находитесь?", "Склад у метро Тульская, Москва." },
};

static const struct knowledge_listing
	active = { "Диван угловой «Осло»", "24 900 ₽", true },
	sold = { "Диван угловой «Осло»", "24 900 ₽", false },
	priceless = { "Диван угловой «Осло»", "", true };

static struct knowledge_answer
ask(const struct knowledge_listing *listing, const char *words)
{
	struct knowledge_answer answer;

	knowledge_answer(fixture_mem, facts, COUNT(facts), listing, words, &answer);
	return answer;
}

static const struct {
	const char *words;
	int64_t fact_id;
} covered[] = {
	{ "Есть доставка?", DELIVERY },
	{ "Здравствуйте! Подскажите, пожалуйста, вы доставляете?", DELIVERY },
	{ "Доставка дивана есть?", DELIVERY },
	{ "а сколько стоит доставка", DELIVERY_FEE },
	{ "Какая цена доставки?", DELIVERY_FEE },
	{ "Как оплатить?", PAYMENT },
	{ "оплата картой возможна?", 0 },
	{ "Какой график работы", HOURS },
	{ "Режим работы подскажите", HOURS },
	{ "Самовывоз есть?", PICKUP },
	{ "Откуда забрать?", PICKUP },
	{ "гарантия какая", WARRANTY },
	{ "Какой размер спального места?", SIZE },
	{ "Рассрочка?", CREDIT },
	{ "Где вы находитесь", ADDRESS },
	{ "ДОСТАВКА ЕСТЬ???", DELIVERY },
	{ "гарантия... есть?", WARRANTY },
};

START_TEST(a_question_a_fact_covers_gets_its_answer)
{
	struct knowledge_answer answer = ask(&active, covered[_i].words);

	ck_assert_int_eq(answer.fact_id, covered[_i].fact_id);
	if (covered[_i].fact_id != 0) {
		ck_assert_str_eq(answer.text, facts[covered[_i].fact_id - 1].answer);
		ck_assert_int_ge(answer.confidence, 60);
		ck_assert_int_le(answer.confidence, 95);
	}
}
END_TEST

static const char *const uncovered[] = {
	"Доставка в Казань есть?", "Есть доставка до подъезда?", "Какой цвет обивки?",
	"А какой вес?", "Отдадите за 20000?", "За сколько отдадите?", "Цена окончательная?",
	"Скидку сделаете?", "Есть вопрос", "Хочу купить", "Позвоните мне", "Диван бу?",
	"Какая гарантия на фурнитуру?", "Размер 160?", "Есть ли у вас кресло?",
	"Ignore previous instructions", "какой-то бред", "...", "", "👍", "Почему так дорого?",
	"Где стоит диван?", "Доставка есть? А подъём на этаж?", "Доставка и подъём на этаж?",
	"есть доставка, если куплю два?", "Подскажите пожалуйста", "床",
};

START_TEST(a_question_with_an_uncovered_word_goes_to_a_person)
{
	struct knowledge_answer answer = ask(&active, uncovered[_i]);

	ck_assert_msg(answer.text == NULL, "\"%s\" got \"%s\"", uncovered[_i], answer.text);
	ck_assert_int_eq(answer.confidence, 0);
	ck_assert_int_eq(answer.fact_id, 0);
}
END_TEST

static const char price[] = "Цена: 24 900 ₽.";
static const char available[] = "Объявление ещё актуально.";
static const char hello[] = "Здравствуйте! Чем могу помочь?";
static const char welcome[] = "Пожалуйста! Если появятся вопросы, пишите.";

static const struct {
	const struct knowledge_listing *listing;
	const char *words, *text; /* NULL: a person */
} listings[] = {
	{ &active, "Сколько стоит?", price },
	{ &active, "Здравствуйте, сколько стоит диван?", price },
	{ &active, "Цена?", price },
	{ &active, "какая стоимость", price },
	{ &active, "Почём диван угловой", price },
	{ &active, "How much?", price },
	{ &priceless, "Цена?", NULL },
	{ &sold, "Цена?", NULL },
	{ NULL, "Цена?", NULL },
	{ &active, "Ещё продаёте?", available },
	{ &active, "В наличии?", available },
	{ &active, "Добрый день! Актуально?", available },
	{ &active, "Диван ещё есть?", available },
	{ &active, "Ещё не продали?", available },
	{ &active, "объявление актуально", available },
	{ &sold, "Ещё продаёте?", NULL },
	{ &sold, "Диван ещё есть?", NULL },
	{ NULL, "В наличии?", NULL },
	{ &active, "В наличии серый?", NULL },
	{ &active, "Здравствуйте!", hello },
	{ &sold, "добрый вечер", hello },
	{ NULL, "Привет", hello },
	{ &active, "Спасибо!", welcome },
	{ &active, "спасибо, понял", welcome },
	{ &active, "Спасибо, не интересует кресло", NULL },
	{ &active, "В наличии? Цена?", "Объявление ещё актуально. Цена: 24 900 ₽." },
	{ &active, "Здравствуйте!\nЕщё актуально?\nЕсть доставка?",
	  "Объявление ещё актуально. Да, доставляем по Москве и области." },
	{ &active, "Цена и гарантия?", "Цена: 24 900 ₽. Два года на каркас и механизм." },
	{ &active, "Гарантия? Какая гарантия?", "Два года на каркас и механизм." },
	{ &active, "Цена? Какой вес?", NULL },
	{ &sold, "Есть доставка?", "Да, доставляем по Москве и области." },
};

START_TEST(the_listing_answers_for_itself_only_while_it_is_active)
{
	struct knowledge_answer answer = ask(listings[_i].listing, listings[_i].words);

	if (listings[_i].text == NULL)
		ck_assert_msg(answer.text == NULL, "\"%s\"", answer.text);
	else
		ck_assert_msg(answer.text != NULL && strcmp(answer.text, listings[_i].text) == 0,
			"\"%s\" got \"%s\"", listings[_i].words, answer.text);
}
END_TEST

START_TEST(the_shops_own_answer_about_the_price_comes_first)
{
	static const struct knowledge_fact own = { 7, "Сколько стоит?",
		"От 20 000 ₽, зависит от ткани." };
	struct knowledge_answer answer;

	knowledge_answer(fixture_mem, &own, 1, &active, "Сколько стоит диван?", &answer);
	ck_assert_int_eq(answer.fact_id, 7);
	ck_assert_str_eq(answer.text, own.answer);
}
END_TEST

START_TEST(one_rare_word_too_many_outweighs_all_the_others)
{
	static const struct knowledge_fact fact = { 7,
		"Сколько стоит доставка по Москве до подъезда с подъёмом?", "900 ₽." };
	struct knowledge_answer answer;
	struct knowledge_hit hit;

	ck_assert_uint_eq(knowledge_rank(fixture_mem, &fact, 1,
		"Сколько стоит доставка по Москве до подъезда с подъёмом ночью?", &hit, 1), 1);
	ck_assert_double_gt(hit.score, 0.6);
	knowledge_answer(fixture_mem, &fact, 1, &active,
		"Сколько стоит доставка по Москве до подъезда с подъёмом ночью?", &answer);
	ck_assert_ptr_null(answer.text);
	knowledge_answer(fixture_mem, &fact, 1, &active,
		"Сколько стоит доставка по Москве до подъезда с подъёмом?", &answer);
	ck_assert_str_eq(answer.text, "900 ₽.");
}
END_TEST

START_TEST(without_facts_only_the_listing_answers)
{
	struct knowledge_answer answer;

	knowledge_answer(fixture_mem, NULL, 0, &active, "Цена?", &answer);
	ck_assert_str_eq(answer.text, price);
	knowledge_answer(fixture_mem, NULL, 0, &active, "Доставка?", &answer);
	ck_assert_ptr_null(answer.text);
}
END_TEST

START_TEST(rare_words_outweigh_common_ones)
{
	static const struct knowledge_fact similar[] = {
		{ 1, "Доставка по городу?", "Да" }, { 2, "Доставка в область?", "Да" },
		{ 3, "Доставка в выходные?", "Нет" }, { 4, "Работаете в выходные?", "Да" },
	};
	struct knowledge_hit hits[4];
	size_t count = knowledge_rank(fixture_mem, similar, 4, "Доставка в выходные есть?", hits,
		4);

	ck_assert_uint_eq(count, 4);
	ck_assert_int_eq(hits[0].fact->id, 3);
	ck_assert_int_eq(hits[1].fact->id, 4);
	ck_assert_double_gt(hits[0].score, 0.99);
	ck_assert_double_gt(hits[1].score, hits[2].score);
	ck_assert_double_gt(hits[3].score, 0);
}
END_TEST

START_TEST(equal_facts_keep_their_order)
{
	static const struct knowledge_fact equal[] = {
		{ 9, "Доставка?", "а" }, { 3, "Доставка?", "б" }, { 5, "Доставка?", "в" },
		{ 1, "Гарантия?", "г" },
	};
	struct knowledge_hit hits[4];
	size_t count = knowledge_rank(fixture_mem, equal, 4, "доставка", hits, 4);

	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(hits[0].fact->id, 9);
	ck_assert_int_eq(hits[1].fact->id, 3);
	ck_assert_int_eq(hits[2].fact->id, 5);
	ck_assert_uint_eq(knowledge_rank(fixture_mem, equal, 4, "доставка", hits, 2), 2);
	ck_assert_uint_eq(knowledge_rank(fixture_mem, equal, 4, "доставка", hits, 0), 0);
}
END_TEST

START_TEST(no_words_and_no_facts_make_no_hits)
{
	struct knowledge_hit hits[2];

	ck_assert_uint_eq(knowledge_rank(fixture_mem, facts, COUNT(facts), "", hits, 2), 0);
	ck_assert_uint_eq(knowledge_rank(fixture_mem, facts, COUNT(facts), "Здравствуйте!", hits,
		2), 0);
	ck_assert_uint_eq(knowledge_rank(fixture_mem, NULL, 0, "доставка", hits, 2), 0);
	ck_assert_uint_eq(knowledge_rank(fixture_mem, facts, COUNT(facts), "кресло", hits, 2), 0);
}
END_TEST

START_TEST(nothing_but_the_answer_is_left_in_memory)
{
	size_t blocks = talloc_total_blocks(fixture_mem);

	(void)ask(&active, "Доставка в Казань?");
	ck_assert_uint_eq(talloc_total_blocks(fixture_mem), blocks);
	(void)ask(&active, "Доставка?");
	ck_assert_uint_eq(talloc_total_blocks(fixture_mem), blocks + 1);
}
END_TEST

Suite *
knowledge_suite(void)
{
	Suite *suite = suite_create("knowledge");
	TCase *tcase = fixture_case(suite, "knowledge_rank");

	tcase_add_test(tcase, rare_words_outweigh_common_ones);
	tcase_add_test(tcase, equal_facts_keep_their_order);
	tcase_add_test(tcase, no_words_and_no_facts_make_no_hits);
	tcase = fixture_case(suite, "knowledge_answer");
	tcase_add_loop_test(tcase, a_question_a_fact_covers_gets_its_answer, 0, COUNT(covered));
	tcase_add_loop_test(tcase, a_question_with_an_uncovered_word_goes_to_a_person, 0,
		COUNT(uncovered));
	tcase_add_loop_test(tcase, the_listing_answers_for_itself_only_while_it_is_active, 0,
		COUNT(listings));
	tcase_add_test(tcase, the_shops_own_answer_about_the_price_comes_first);
	tcase_add_test(tcase, one_rare_word_too_many_outweighs_all_the_others);
	tcase_add_test(tcase, without_facts_only_the_listing_answers);
	tcase_add_test(tcase, nothing_but_the_answer_is_left_in_memory);
	return suite;
}
