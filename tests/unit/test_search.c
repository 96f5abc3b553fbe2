/* SPDX-License-Identifier: MIT */
#include "core/search.h"

#include <string.h>

#include "arrivals.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/account.h"
#include "store/chat.h"
#include "test_core_db.h"

/* --- search_parse */

static const char *
joined(const struct search *search)
{
	char *text = mem_strdup(fixture_mem, "");

	for (size_t i = 0; search->stems[i] != NULL; i++)
		text = mem_printf(fixture_mem, "%s%s%s", text, i > 0 ? " " : "", search->stems[i]);
	return text;
}

static const struct {
	const char *text, *stems, *digits, *like;
} parsed[] = {
	{ "Диваны", "дива", NULL, NULL },
	{ "МАРИНА  диван", "марин дива", NULL, NULL },
	{ "ёлка", "елк", NULL, NULL },
	{ "delivery", "deliver", NULL, NULL },
	{ "по вам", "", NULL, "%по вам%" },
	{ "бу диван", "дива", NULL, NULL },
	{ "ок", "", NULL, "%ок%" },
	{ "www", "", NULL, "%www%" },
	{ "100%", "100", NULL, NULL },
	{ "%_\\", "", NULL, "%\\%\\_\\\\%" },
	{ "+диван* -стол (\"кресло\") @distance ~<>", "дива стол кресл distanc", NULL, NULL },
	{ "один два три четыре пять шесть семь", "один два три четыр пят", NULL, NULL },
	{ "😀", "", NULL, "%😀%" },
	{ "8 (916) 123-45-67", "916 123", "9161234567", NULL },
	{ "+7 916 123 45 67", "916 123", "9161234567", NULL },
	{ "79161234567", "79161234567", "9161234567", NULL },
	{ "9161234567", "9161234567", "9161234567", NULL },
	{ "8916", "8916", "8916", NULL },
	{ "89161", "89161", "9161", NULL },
	{ "45-67", "", "4567", "%45-67%" },
	{ "123‑4567", "123 4567", "1234567", NULL },
	{ "+380 44 123 45 67", "380 123", "380441234567", NULL },
	{ "123", "123", NULL, NULL },
	{ "1234567890123456", "1234567890123456", NULL, NULL },
	{ "15000 руб", "15000 руб", NULL, NULL },
	{ "", "", NULL, "%%" },
};

START_TEST(what_is_typed_becomes_patterns)
{
	struct search search;

	search_parse(fixture_mem, parsed[_i].text, &search);
	ck_assert_str_eq(joined(&search), parsed[_i].stems);
	ck_assert_pstr_eq(search.digits, parsed[_i].digits);
	ck_assert_pstr_eq(search.like, parsed[_i].like);
}
END_TEST

/* --- search_cut */

static const struct {
	const char *words, *text, *before, *match, *after;
} cuts[] = {
	{ "диван", "Диваны ещё есть?", "", "Диваны", " ещё есть?" },
	{ "есть диваны", "А  серый\nдиван?", "А серый ", "диван", "?" },
	{ "ёлка", "Елки", "", "Елки", "" },
	{ "стол", "Нет слов", "Нет слов", "", "" },
	{ "ок", "Ок", "Ок", "", "" },
	{ "доставка", "Здравствуйте, скажите пожалуйста, а сколько будет стоить доставка до Мытищ?",
		"…будет стоить ", "доставка", " до Мытищ?" },
};

START_TEST(the_match_stands_in_its_neighbourhood)
{
	struct search search;
	struct search_snippet snippet;

	search_parse(fixture_mem, cuts[_i].words, &search);
	search_cut(fixture_mem, &search, cuts[_i].text, &snippet);
	ck_assert_str_eq(snippet.before, cuts[_i].before);
	ck_assert_str_eq(snippet.match, cuts[_i].match);
	ck_assert_str_eq(snippet.after, cuts[_i].after);
}
END_TEST

/* --- phones */

static const struct {
	const char *digits, *key, *shown;
} phones[] = {
	{ "89161234567", "9161234567", "+7 916 123-45-67" },
	{ "79161234567", "9161234567", "+7 916 123-45-67" },
	{ "9161234567", "9161234567", "+7 916 123-45-67" },
	{ "380441234567", "380441234567", "+380441234567" },
	{ "1234", NULL, NULL },
	{ "1234567890123456", NULL, NULL },
};

START_TEST(a_phone_has_one_key)
{
	const char *key = search_phone_key(fixture_mem, phones[_i].digits);

	ck_assert_pstr_eq(key, phones[_i].key);
	if (key != NULL)
		ck_assert_str_eq(search_phone_format(fixture_mem, key), phones[_i].shown);
}
END_TEST

/* --- search_run */

static struct search_found
run(const char *text)
{
	struct search search;
	struct search_found found;

	search_parse(fixture_mem, text, &search);
	MUST(search_run(core_db, fixture_mem, &search, &found, &fixture_err));
	return found;
}

/* The names of the chats that are found, in order. */
static const char *
names(const struct search_found *found)
{
	char *text = mem_strdup(fixture_mem, "");

	for (size_t i = 0; i < found->count; i++) {
		struct chat *chat;

		MUST(chat_find(core_db, fixture_mem, found->hits[i].chat_id, &chat, &fixture_err));
		text = mem_printf(fixture_mem, "%s%s", text, chat->avito_chat_id);
	}
	return text;
}

/* Chat a: Marina about a sofa; b: Oleg, a stool, a phone; c: nobody knows, signs. */
static void
stock(void)
{
	struct listing listing = { .price_text = "", .url = "", .image_url = "", .location = "" };
	static const char *const chats[] = { "a", "b" }, *const buyers[] = { "Марина", "Олег" };
	static const char *const titles[] = { "Диван угловой «Осло»", "Стул дубовый" };

	(void)TAKE(.id = "1", .chat_id = "a", .text = "Здравствуйте! Доставка по городу есть?");
	(void)TAKE(.id = "2", .chat_id = "b", .text = "Звоните: восемь 916 123-45-67, the www");
	(void)TAKE(.id = "3", .chat_id = "c", .text = "100% ок", .author_id = BUYER_USER + 2);
	for (int i = 0; i < COUNT(chats); i++) {
		struct chat *chat = core_chat(chats[i]);

		MUST(listing_ensure(core_db, core_account->id, 70 + i, &listing.id, &fixture_err));
		listing.title = titles[i];
		MUST(listing_update(core_db, &listing, &fixture_err));
		chat->listing_id = listing.id;
		MUST(buyer_ensure(core_db, core_account->id, 900 + i, buyers[i], &chat->buyer_id,
			&fixture_err));
		MUST(chat_update(core_db, chat, &fixture_err));
	}
}

static const struct {
	const char *text, *chats;
} looks[] = {
	{ "доставку", "a" }, { "ДОСТАВКОЙ", "a" }, { "марина", "a" }, { "Марины диваны", "a" },
	{ "марина стул", "" }, { "осло доставка", "a" }, { "дубового", "b" }, { "олег звоните", "b" },
	{ "89161234567", "b" }, { "+7 (916) 123 45 67", "b" }, { "45-67", "b" }, { "916123", "b" },
	{ "9161234568", "" }, { "ок", "c" }, { "100%", "c" }, { "0% о", "c" }, { "www", "b" },
	{ "нет такого слова", "" }, { "\"диван", "a" }, { "+диван -марина", "a" }, { "')) OR 1=1", "" },
	{ "диван*", "a" }, { "%", "c" }, { "здравствуйте", "a" },
};

START_TEST(chats_are_found_by_what_stands_in_them)
{
	struct search_found found;

	stock();
	found = run(looks[_i].text);
	ck_assert_str_eq(names(&found), looks[_i].chats);
	ck_assert(!found.is_cut);
}
END_TEST

START_TEST(the_message_that_matched_is_told)
{
	struct search_found found;
	struct chat *chat;

	stock();
	chat = core_chat("a");
	found = run("доставка");
	ck_assert_int_eq(search_message_of(&found, chat->id), chat->last_message_id);
	found = run("марина");
	ck_assert_int_eq(search_message_of(&found, chat->id), 0);
	ck_assert_int_eq(search_message_of(&found, chat->id + 100), 0);
	ck_assert_str_eq(found.chats, mem_printf(fixture_mem, "[%lld]", (long long)chat->id));
	found = run("марина доставка");
	ck_assert_int_eq(search_message_of(&found, chat->id), chat->last_message_id);
	found = run("звоните дубовый");
	ck_assert_int_gt(search_message_of(&found, core_chat("b")->id), 0);
	ck_assert_str_eq(run("нигде").chats, "[]");
}
END_TEST

/* A large shop by the numbers of its messages: "велосипед" and "ёлка" stand in several of the newest
   ones, and in an old one of chat a. */
static void
stock_common(void)
{
	stock();
	(void)TAKE(.id = "4", .chat_id = "a", .text = "А велосипед и ёлка?");
	for (int i = 0; i < 4; i++) {
		static const char *const texts[] = { "(велосипед) Ёлка", "Про ВЕЛОСИПЕДЫ. елка",
			"Велосипеду нужна цепь,ёлки", "«велосипеде» Елкой" };

		(void)TAKE(.id = mem_printf(fixture_mem, "new%d", i), .text = texts[i],
			.chat_id = mem_printf(fixture_mem, "%c", 'd' + i));
	}
	(void)TAKE(.id = "new5", .chat_id = "b", .text = "мотовелосипед посёлка");
	MUST(db_exec(core_db, "UPDATE message SET id = CAST(avito_id AS INT)"
		" WHERE avito_id NOT LIKE 'new%'", DB_NONE, NULL, &fixture_err));
	MUST(db_exec(core_db, "UPDATE message SET id = 3000000 + CAST(SUBSTR(avito_id, 4) AS INT)"
		" WHERE avito_id LIKE 'new%'", DB_NONE, NULL, &fixture_err));
}

static const struct {
	const char *text, *chats;
	bool is_cut;
} common_looks[] = {
	{ "велосипед", "defg", true }, { "елку", "defg", true }, { "ВЕЛОСИПЕДОМ ёлку", "defg", true },
	{ "велосипед цепи", "f", false }, { "марина велосипед", "a", false },
	{ "велосипед елка доставка", "a", false }, { "олег велосипед", "", false },
	{ "велосипед нигде", "", false }, { "мотовелосипеды", "b", false }, { "диван", "a", false },
};

START_TEST(a_common_word_is_found_in_the_newest_messages)
{
	struct search_found found;

	stock_common();
	found = run(common_looks[_i].text);
	ck_assert_str_eq(names(&found), common_looks[_i].chats);
	ck_assert_int_eq(found.is_cut, common_looks[_i].is_cut);
}
END_TEST

START_TEST(phones_of_the_buyer_are_noted_once)
{
	struct chat_phone *list;
	size_t count;

	stock();
	(void)TAKE(.id = "4", .chat_id = "b", .text = "+7 916 123 45 67 или 8 926 000-11-22");
	(void)TAKE(.id = "5", .chat_id = "b", .text = "Мой 8 903 000-11-22", .author_id = SHOP_USER);
	MUST(chat_phone_list(core_db, fixture_mem, core_chat("b")->buyer_id, 10, &list, &count,
		&fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].phone[0] == list[1].phone[0] ? "ok" : "", "ok");
	ck_assert_int_eq(list[0].message_id, list[1].message_id);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM chat_phone"), 2);
}
END_TEST

Suite *
search_suite(void)
{
	Suite *suite = suite_create("search");
	TCase *tcase = core_db_case(suite, "plain");

	tcase_add_loop_test(tcase, what_is_typed_becomes_patterns, 0, COUNT(parsed));
	tcase_add_loop_test(tcase, the_match_stands_in_its_neighbourhood, 0, COUNT(cuts));
	tcase_add_loop_test(tcase, a_phone_has_one_key, 0, COUNT(phones));

	tcase = core_db_case(suite, "run");
	tcase_add_loop_test(tcase, chats_are_found_by_what_stands_in_them, 0, COUNT(looks));
	tcase_add_test(tcase, the_message_that_matched_is_told);
	tcase_add_loop_test(tcase, a_common_word_is_found_in_the_newest_messages, 0,
		COUNT(common_looks));
	tcase_add_test(tcase, phones_of_the_buyer_are_noted_once);
	return suite;
}
