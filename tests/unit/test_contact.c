/* SPDX-License-Identifier: MIT */
/* Contacts that a shop may name, and how they are found in its own texts. */
#include "core/contact.h"

#include <string.h>

#include "core/guard.h"
#include "test_core.h"

static const char *const shops[] = {
	"8 (495) 123-45-67", "https://www.oslo-mebel.ru/", "zakaz@oslo-mebel.ru", "@oslo_shop",
	"t.me/oslo_shop", "+375 29 123-45-67", "Сайты lampa.com.ua и shkaf.ru. Ждём вас",
	"Карта магазина 2200 0000 0000 0004", NULL
};

static const struct {
	const char *text;
	bool allowed;
} known[] = {
	{ "Звоните: +7 495 123 45 67", true },
	{ "4951234567", true },
	{ "восемь четыреста девяносто пять сто двадцать три сорок пять шестьдесят семь", true },
	{ "oslo-mebel.ru", true },
	{ "www.oslo-mebel.ru", true },
	{ "https://oslo-mebel.ru/divany?x=1", true },
	{ "zakaz@oslo-mebel.ru", true },
	{ "Мы в телеграме: oslo_shop", true },
	{ "@oslo_shop", true },
	{ "https://t.me/oslo_shop", true },
	{ "375291234567", true },
	{ "Звоните: +7 495 123 45 68", false },
	{ "+7 495 123 45 67 или +7 916 123 45 67", false },
	{ "evil-oslo-mebel.ru", false },
	{ "oslo-mebel.ru.evil.com", false },
	{ "shop.oslo-mebel.ru", false },
	{ "ivan@oslo-mebel.ru", false },
	{ "@oslo_shop2", false },
	{ "t.me/oslo_shopping", false },
	{ "t.me/evil", false },
	{ "mebel.ru", false },
	{ "@oslo", false },
	{ "t.me/oslo", false },
	{ "@oslo_sho", false },
	{ "lampa.com", false },
	{ "shkaf.ru", true },
	{ "Можно на карту 2200000000000004", true },
	{ "Можно на карту 4111 1111 1111 1111", false },
	{ "oslo-mebel.ru и s h o p . r u", false },
};

START_TEST(the_shops_own_contacts_may_be_named_and_no_others)
{
	struct guard_input by_list = { .text = known[_i].text, .allowed = shops };
	struct guard_input by_fact = { .text = known[_i].text, .facts = shops };
	struct guard_breach breach = guard_look(&by_list);

	ck_assert_msg((strcmp(breach.name, "clean") == 0) == known[_i].allowed, "\"%s\" is %s (%s)",
		known[_i].text, breach.name, breach.detail);
	ck_assert_str_eq(guard_look(&by_fact).name, breach.name);
}
END_TEST

START_TEST(a_fact_allows_the_contact_in_the_middle_of_it)
{
	static const char *const facts[] = {
		"Склад: ул. Ленина, 5, телефон склада 8-916-123-45-67, сайт oslo.ru, код 15.", NULL
	};
	struct guard_input input = { .text = "Телефон склада 89161234567, сайт oslo.ru.",
		.facts = facts };

	ck_assert_str_eq(guard_look(&input).name, "clean");
	input.text = "Телефон склада 89161234515.";
	ck_assert_str_eq(guard_look(&input).name, "contact");
}
END_TEST

START_TEST(the_detail_quotes_the_piece_alone)
{
	struct guard_input input = { .text = "Диван в наличии, звоните +7 916 123-45-67, жду вас" };

	ck_assert_str_eq(guard_look(&input).detail, "номер телефона «+7 916 123-45-67»");
	input.text = "Диван в наличии, сайт shop.ru/x, жду вас";
	ck_assert_str_eq(guard_look(&input).detail, "ссылка «shop.ru/x»");
}
END_TEST

static const struct {
	const char *text, *plain;
} phones[] = {
	{ "мой телефон 8 (916) 123-45-67", "79161234567" },
	{ "+7 916 1234567", "79161234567" },
	{ "916-123-45-67", "79161234567" },
	{ "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь",
	  "79161234567" },
	{ "123-45-67", "1234567" },
	{ "+375291234567", "375291234567" },
	{ "цена 15 000", NULL },
};

START_TEST(phones_come_in_one_form)
{
	struct contact *list;
	size_t count = contact_numbers(fixture_mem, phones[_i].text, &list);

	ck_assert_uint_eq(count, phones[_i].plain != NULL);
	if (count > 0)
		ck_assert_str_eq(list[0].plain, phones[_i].plain);
}
END_TEST

START_TEST(a_phone_said_twice_is_one)
{
	struct contact *list;

	ck_assert_uint_eq(contact_numbers(fixture_mem,
		"89161234567, да, +7 916 123 45 67. И ещё 8 495 765-43-21", &list), 2);
	ck_assert_str_eq(list[1].plain, "74957654321");
}
END_TEST

START_TEST(a_contact_without_letters_stands_in_no_text)
{
	static const char *const texts[] = { "Пишите сюда", "", NULL };
	struct contact contact = { CONTACT_NICK, "@", "" };

	ck_assert(!contact_is_among(fixture_mem, &contact, texts));
}
END_TEST

Suite *
contact_suite(void)
{
	Suite *suite = suite_create("contact");
	TCase *tcase = fixture_case(suite, "allowed");

	tcase_add_loop_test(tcase, the_shops_own_contacts_may_be_named_and_no_others, 0,
		COUNT(known));
	tcase_add_test(tcase, a_fact_allows_the_contact_in_the_middle_of_it);
	tcase_add_test(tcase, the_detail_quotes_the_piece_alone);
	tcase = fixture_case(suite, "contact_numbers");
	tcase_add_loop_test(tcase, phones_come_in_one_form, 0, COUNT(phones));
	tcase_add_test(tcase, a_phone_said_twice_is_one);
	tcase = fixture_case(suite, "contact_is_among");
	tcase_add_test(tcase, a_contact_without_letters_stands_in_no_text);
	return suite;
}
