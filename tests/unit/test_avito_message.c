/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/utf8.h"
#include "codec/json.h"
#include "remote/avito.h"
#include "remote/avito_call.h"
#include "test_remote.h"

enum { ME = 141906442, BUYER = 94235311 };

static struct json_object *
parse(const char *text)
{
	const char *body = json(text);
	struct json_object *object;

	MUST(json_parse_object(fixture_mem, body, strlen(body), &object, &fixture_err));
	return object;
}

#define HEAD "`id`:`c9f0`,`author_id`:94235311,`created`:1760000600,"

static const struct {
	const char *object, *type, *text, *content;
} contents[] = {
	{ "`type`:`text`,`content`:{`text`:`Ещё продаёте?`}", "text", "Ещё продаёте?",
		"{`text`:`Ещё продаёте?`}" },
	{ "`type`:`text`,`content`:{`text`:`a \\u0026 \\ud83d\\ude42`,`image`:null}", "text",
		"a & 🙂", "{`text`:`a & 🙂`,`image`:null}" },
	{ "`type`:`text`,`content`:{}", "text", "", "{}" },
	{ "`type`:`text`,`content`:null", "text", "", "{}" },
	{ "`type`:`text`", "text", "", "{}" },
	{ "`type`:`text`,`content`:{`text`:7}", "text", "", "{`text`:7}" },
	{ "`type`:`link`,`content`:{`link`:{`text`:`см. https://a.b`,`url`:`https://a.b`,"
		"`preview`:null}}", "link", "см. https://a.b", NULL },
	{ "`type`:`link`,`content`:{`link`:{`url`:`https://a.b`}}", "link", "https://a.b",
		NULL },
	{ "`type`:`image`,`content`:{`image`:{`sizes`:{`32x32`:`https://a/b.png`}}}", "image",
		"", "{`image`:{`sizes`:{`32x32`:`https://a/b.png`}}}" },
	{ "`type`:`voice`,`content`:{`voice`:{`voice_id`:`v1`}}", "voice", "", NULL },
	{ "`type`:`item`,`content`:{`item`:{`title`:`Mazda 3`,`price_string`:null}}",
		"item", "Mazda 3", NULL },
	{ "`type`:`location`,`content`:{`location`:{`lat`:55.5,`lon`:37.5,`kind`:`house`,"
		"`text`:`Тверская, 1`,`title`:`Москва`}}", "location", "Тверская, 1", NULL },
	{ "`type`:`location`,`content`:{`location`:{`title`:`Москва`}}", "location", "Москва",
		NULL },
	{ "`type`:`call`,`content`:{`call`:{`status`:`missed`}}", "call", "", NULL },
	{ "`type`:`system`,`content`:{`flow_id`:`two_way_chats`,`text`:`Скидка`}", "system",
		"Скидка", NULL },
	{ "`type`:`system`,`content`:{`flow_id`:`two_way_chats`}", "system", "", NULL },
	{ "`type`:`deleted`,`content`:{}", "deleted", "", "{}" },
	{ "`type`:`appCall`,`content`:{`text`:`no`}", "appCall", "", NULL },
	{ "`type`:`hologram`,`content`:{`hologram`:{`text`:`no`}}", "hologram", "",
		"{`hologram`:{`text`:`no`}}" },
	{ "`type`:`<b>`,`content`:{}", "unknown", "", "{}" },
	{ "`type`:`a_type_of_seventeen`,`content`:{}", "unknown", "", "{}" },
	{ "`content`:{}", "unknown", "", "{}" },
};

static const struct {
	const char *created;
	int64_t created_s;
} times[] = {
	{ "`created`:1760000600", 1760000600 }, { "`created`:0", 0 }, { "`created`:-1", 0 },
	{ "`created`:9223372036854775807", 0 }, { "`created`:253402300800", 0 },
	{ "`created`:`soon`", 0 }, { "`type`:`text`", 0 },
};

START_TEST(an_impossible_time_is_none)
{
	struct avito_message message;

	MUST(avito_message_parse(fixture_mem, parse(mem_printf(fixture_mem,
		"{`id`:`c9f0`,`author_id`:94235311,%s}", times[_i].created)), ME, &message,
		&fixture_err));
	ck_assert_int_eq(message.created_s, times[_i].created_s);
}
END_TEST

START_TEST(a_content_becomes_words)
{
	struct json_object *object =
		parse(mem_printf(fixture_mem, "{" HEAD "%s}", contents[_i].object));
	struct avito_message message;

	MUST(avito_message_parse(fixture_mem, object, ME, &message, &fixture_err));
	ck_assert_str_eq(message.id, "c9f0");
	ck_assert_int_eq(message.author_id, BUYER);
	ck_assert_int_eq(message.created_s, 1760000600);
	ck_assert(!message.outgoing);
	ck_assert_str_eq(message.type, contents[_i].type);
	ck_assert_str_eq(message.text, contents[_i].text);
	if (contents[_i].content != NULL)
		ck_assert_str_eq(message.content, json(contents[_i].content));
}
END_TEST

static const struct {
	const char *object;
	int64_t user_id;
	bool outgoing;
} directions[] = {
	{ "{`id`:`a`,`author_id`:141906442}", ME, true }, /* a webhook's */
	{ "{`id`:`a`,`author_id`:94235311}", ME, false },
	{ "{`id`:`a`,`author_id`:5,`direction`:`out`}", ME, true },
	{ "{`id`:`a`,`author_id`:141906442,`direction`:`in`}", ME, true },
	{ "{`id`:`a`,`author_id`:5,`direction`:`in`}", ME, false },
	{ "{`id`:`a`,`author_id`:0,`type`:`system`}", 0, false },
	{ "{`id`:`a`,`author_id`:4341000111000}", 4341000111000, true },
};

START_TEST(the_author_tells_the_direction)
{
	struct avito_message message;

	MUST(avito_message_parse(fixture_mem, parse(directions[_i].object), directions[_i].user_id,
		&message, &fixture_err));
	ck_assert(message.outgoing == directions[_i].outgoing);
}
END_TEST

static const char *const no_messages[] = {
	"{}",
	"{`id`:`a`}",
	"{`author_id`:1}",
	"{`id`:``,`author_id`:1}",
	"{`id`:7,`author_id`:1}",
	"{`id`:`a`,`author_id`:`1`}",
	"{`id`:`a`,`author_id`:-1}",
	"{`id`:`0123456789012345678901234567890123456789012345678901234567890123x`,`author_id`:1}",
};

START_TEST(without_id_or_author_it_is_no_message)
{
	struct avito_message message = { .id = "untouched" };

	MUST_FAIL(avito_message_parse(fixture_mem, parse(no_messages[_i]), ME, &message,
		&fixture_err), ERR_INVALID);
	ck_assert_str_eq(message.id, "untouched");
}
END_TEST

START_TEST(no_object_is_no_message)
{
	struct avito_message message;

	MUST_FAIL(avito_message_parse(fixture_mem, NULL, ME, &message, &fixture_err), ERR_INVALID);
}
END_TEST

static const char full_chat[] =
	"{`id`:`u2i-Zx81hQ2mT~k9RfB_w4LpNA`,`context`:{`type`:`item`,`value`:{"
	"`id`:4341000111,`title`:`Mazda 3 2008`,`user_id`:141906442,`images`:{`main`:"
	"{`640x480`:`https://img/640.jpg`,`140x105`:`https://img/140.jpg`},`count`:4},"
	"`status_id`:4,`price_string`:`300\\u00a0000 ₽`,`url`:`https://avito.ru/x_4341000111`,"
	"`location`:{`title`:`Москва`,`lat`:55.6,`lon`:37.6}}},`created`:1760000000,"
	"`updated`:1760000600,`users`:[{`id`:141906442,`name`:`Автосалон`},{`id`:94235311,"
	"`name`:`Алексей`}],`last_message`:{`id`:`c9f0`,`author_id`:94235311,"
	"`created`:1760000600,`content`:{`text`:`Здравствуйте`},`type`:`text`,"
	"`direction`:`in`}}";

START_TEST(a_chat_is_read_whole)
{
	struct avito_chat chat;

	MUST(avito_chat_read(fixture_mem, parse(full_chat), ME, &chat, &fixture_err));
	ck_assert_str_eq(chat.id, "u2i-Zx81hQ2mT~k9RfB_w4LpNA");
	ck_assert_int_eq(chat.created_s, 1760000000);
	ck_assert_int_eq(chat.updated_s, 1760000600);
	ck_assert_int_eq(chat.item.id, 4341000111);
	ck_assert_str_eq(chat.item.title, "Mazda 3 2008");
	ck_assert_str_eq(chat.item.price_text, "300\u00a0000 ₽");
	ck_assert_str_eq(chat.item.url, "https://avito.ru/x_4341000111");
	ck_assert_str_eq(chat.item.image_url, "https://img/140.jpg");
	ck_assert_str_eq(chat.item.location, "Москва");
	ck_assert_int_eq(chat.item.status_id, 4);
	ck_assert_int_eq(chat.buyer_id, BUYER);
	ck_assert_str_eq(chat.buyer_name, "Алексей");
	ck_assert(chat.has_last);
	ck_assert_str_eq(chat.last.text, "Здравствуйте");
	ck_assert(!chat.last.outgoing);
}
END_TEST

/* Whatever of a chat is missing or strange, the rest is read. */
static const struct {
	const char *object;
	int64_t item_id, buyer_id;
	const char *image_url;
	bool has_last;
} odd_chats[] = {
	{ "{`id`:`a`}", 0, 0, "", false },
	{ "{`id`:`a`,`context`:null,`users`:null,`last_message`:null}", 0, 0, "", false },
	{ "{`id`:`a`,`context`:{`type`:`user`,`value`:{`id`:7}}}", 0, 0, "", false },
	{ "{`id`:`a`,`context`:{`type`:`item`,`value`:{`id`:7,`status_id`:99999999999}}}",
		7, 0, "", false },
	{ "{`id`:`a`,`context`:{`type`:`item`,`value`:{`id`:7,`images`:{`main`:"
		"{`1x1`:null,`24x24`:`https://s`,`64x64`:`https://m`}}}}}", 7, 0, "https://s",
		false },
	{ "{`id`:`a`,`users`:[{`id`:1,`name`:`Авито`},{`id`:94235311}]}", 0, BUYER, "",
		false },
	{ "{`id`:`a`,`users`:[{`id`:141906442},7,null,{}]}", 0, 0, "", false },
	{ "{`id`:`a`,`last_message`:{`id`:`m`}}", 0, 0, "", false },
	{ "{`id`:`a`,`last_message`:{`id`:`m`,`author_id`:1}}", 0, 0, "", true },
};

START_TEST(an_odd_chat_is_still_a_chat)
{
	struct avito_chat chat;

	MUST(avito_chat_read(fixture_mem, parse(odd_chats[_i].object), ME, &chat, &fixture_err));
	ck_assert_int_eq(chat.item.id, odd_chats[_i].item_id);
	ck_assert_int_eq(chat.item.status_id, 0);
	ck_assert_str_eq(chat.item.title, "");
	ck_assert_str_eq(chat.item.location, "");
	ck_assert_str_eq(chat.item.image_url, odd_chats[_i].image_url);
	ck_assert_int_eq(chat.buyer_id, odd_chats[_i].buyer_id);
	ck_assert_str_eq(chat.buyer_name, "");
	ck_assert(chat.has_last == odd_chats[_i].has_last);
}
END_TEST

START_TEST(long_texts_of_a_chat_are_bounded)
{
	char *word = mem_strndup(fixture_mem, "", 0);
	struct avito_chat chat;

	for (int i = 0; i < 10; i++)
		word = mem_printf(fixture_mem,
			"%sяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя", word);
	word = mem_printf(fixture_mem, "{`id`:`a`,`context`:{`type`:`item`,`value`:{`id`:1,"
		"`title`:`%s`,`price_string`:`%s`,`url`:`https://%s`}},`users`:[{`id`:2,"
		"`name`:`%s`}]}", word, word, word, word);
	MUST(avito_chat_read(fixture_mem, parse(word), ME, &chat, &fixture_err));
	ck_assert_uint_eq(utf8_length(chat.item.title), 300);
	ck_assert_uint_eq(utf8_length(chat.item.price_text), 60);
	ck_assert_uint_eq(utf8_length(chat.buyer_name), 200);
	ck_assert_str_eq(chat.item.url, "");
}
END_TEST

Suite *
avito_message_suite(void)
{
	Suite *suite = suite_create("avito_message");
	TCase *tcase = fixture_case(suite, "avito_message_parse");

	tcase_add_loop_test(tcase, a_content_becomes_words, 0, COUNT(contents));
	tcase_add_loop_test(tcase, an_impossible_time_is_none, 0,
		sizeof(times) / sizeof(times[0]));
	tcase_add_loop_test(tcase, the_author_tells_the_direction, 0, COUNT(directions));
	tcase_add_loop_test(tcase, without_id_or_author_it_is_no_message, 0, COUNT(no_messages));
	tcase_add_test(tcase, no_object_is_no_message);

	tcase = fixture_case(suite, "avito_chat_read");
	tcase_add_test(tcase, a_chat_is_read_whole);
	tcase_add_loop_test(tcase, an_odd_chat_is_still_a_chat, 0, COUNT(odd_chats));
	tcase_add_test(tcase, long_texts_of_a_chat_are_bounded);
	return suite;
}
