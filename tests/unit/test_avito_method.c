/* SPDX-License-Identifier: MIT */
/* Each method of Avito: what we ask, and what we make of the answer. */
#include "remote/avito.h"

#include <string.h>

#include "avito_stub.h"
#include "stub_http.h"
#include "test_remote.h"

static void
check_request(int index, const char *method, const char *path, const char *body)
{
	const struct stub_request *request = stub_request(index);

	ck_assert_str_eq(request->method, method);
	ck_assert_str_eq(request->path, path);
	ck_assert_str_eq(request->body, json(body));
}

static void
check_bearer(int index)
{
	ck_assert_ptr_nonnull(strstr(stub_request(index)->head,
		"\r\nAuthorization: Bearer tok-1\r\n"));
}

START_TEST(token_is_asked_by_a_form)
{
	struct avito_token token;

	avito.token = NULL;
	avito.user_id = 0;
	START({ 200, "{`access_token`:`kCh_-9`,`expires_in`:86400}", NULL, STUB_KEEP },
		{ 200, "{`access_token`:`b`}", NULL, STUB_KEEP },
		{ 200, "{`access_token`:`c`,`expires_in`:9223372036854775807}", NULL, STUB_KEEP });
	avito.api_base = NULL;
	MUST(avito_token(&avito, fixture_mem, "my id", "a&b=c", &token, &fixture_err));
	ck_assert_str_eq(token.access, "kCh_-9");
	ck_assert_int_eq(token.expires_in_s, 86400);
	check_request(0, "POST", "/token", "grant_type=client_credentials&client_id=my%20id"
		"&client_secret=a%26b%3Dc");
	ck_assert_ptr_nonnull(strstr(stub_request(0)->head,
		"\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	ck_assert_ptr_null(strstr(stub_request(0)->head, "Authorization"));
	MUST(avito_token(&avito, fixture_mem, "id", "hush", &token, &fixture_err));
	ck_assert_int_eq(token.expires_in_s, 3600);
	MUST(avito_token(&avito, fixture_mem, "id", "hush", &token, &fixture_err));
	ck_assert_int_eq(token.expires_in_s, 366 * 24 * 3600); /* in ms it must fit, too */
}
END_TEST

START_TEST(self_is_who_we_are)
{
	struct avito_self self;

	avito.user_id = 0;
	START({ 200, "{`id`:4341000111,`name`:`Автосалон`,`phone`:`71112223344`}", NULL,
		STUB_KEEP }, { 200, "{`name`:`no id`}", NULL, STUB_KEEP });
	MUST(avito_self(&avito, fixture_mem, &self, &fixture_err));
	ck_assert_int_eq(self.id, 4341000111);
	ck_assert_str_eq(self.name, "Автосалон");
	check_request(0, "GET", "/core/v1/accounts/self", "");
	check_bearer(0);
	MUST_FAIL(avito_self(&avito, fixture_mem, &self, &fixture_err), ERR_UPSTREAM);
}
END_TEST

START_TEST(chats_are_listed)
{
	struct avito_chats_query query = { true, "u2i,u2u", 2, 4 };
	struct avito_chats chats;

	START({ 200, "{`chats`:[{`id`:`u2i-1`},{`no`:`id`},7],`meta`:{`has_more`:true}}", NULL,
		STUB_KEEP }, { 200, "{`chats`:[{`id`:`a`},{}]}", NULL, STUB_KEEP },
		{ 200, "{`chats`:[{`id`:`a`}]}", NULL, STUB_KEEP });
	MUST(avito_get_chats(&avito, fixture_mem, &query, &chats, &fixture_err));
	check_request(0, "GET", "/messenger/v2/accounts/141906442/chats"
		"?unread_only=true&chat_types=u2i,u2u&limit=2&offset=4", "");
	check_bearer(0);
	ck_assert_uint_eq(chats.count, 1);
	ck_assert_str_eq(chats.chats[0].id, "u2i-1");
	ck_assert(chats.has_more);
	MUST(avito_get_chats(&avito, fixture_mem, &query, &chats, &fixture_err));
	ck_assert(chats.has_more);
	query = (struct avito_chats_query){ false, NULL, 2, 0 };
	MUST(avito_get_chats(&avito, fixture_mem, &query, &chats, &fixture_err));
	check_request(2, "GET", "/messenger/v2/accounts/141906442/chats"
		"?unread_only=false&limit=2&offset=0", "");
	ck_assert(!chats.has_more);
	query.chat_types = "u2i&x=1";
	MUST_FAIL(avito_get_chats(&avito, fixture_mem, &query, &chats, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(one_chat_is_got)
{
	struct avito_chat chat;

	START({ 200, "{`id`:`u2i-a~b/c`,`updated`:5}", NULL, STUB_KEEP },
		{ 200, "{}", NULL, STUB_KEEP });
	MUST(avito_get_chat(&avito, fixture_mem, "u2i-a~b/c", &chat, &fixture_err));
	check_request(0, "GET", "/messenger/v2/accounts/141906442/chats/u2i-a~b%2Fc", "");
	check_bearer(0);
	ck_assert_int_eq(chat.updated_s, 5);
	MUST_FAIL(avito_get_chat(&avito, fixture_mem, "x", &chat, &fixture_err), ERR_UPSTREAM);
}
END_TEST

static const struct {
	const char *body;
	size_t count;
	bool has_more;
} pages[] = {
	{ "{`messages`:[{`id`:`b`,`author_id`:1},{`id`:`a`,`author_id`:2}],"
		"`meta`:{`has_more`:false}}", 2, false },
	{ "{`messages`:[{`id`:`b`,`author_id`:1}],`meta`:{`has_more`:true}}", 1, true },
	{ "[{`id`:`b`,`author_id`:1},{`id`:`a`,`author_id`:2}]", 2, true },
	{ "[{`id`:`b`,`author_id`:1}]", 1, false },
	{ "[{`id`:`b`,`author_id`:1},{`broken`:true}]", 1, true },
	{ "[]", 0, false },
};

START_TEST(messages_come_in_both_shapes)
{
	struct stub_step step = { 200, pages[_i].body, NULL, STUB_KEEP };
	struct avito_messages messages;

	stub_start(&step, 1);
	avito.api_base = stub_url();
	MUST(avito_get_messages(&avito, fixture_mem, "u2i-1", 2, 0, &messages, &fixture_err));
	check_request(0, "GET",
		"/messenger/v3/accounts/141906442/chats/u2i-1/messages/?limit=2&offset=0", "");
	check_bearer(0);
	ck_assert_uint_eq(messages.count, pages[_i].count);
	ck_assert(messages.has_more == pages[_i].has_more);
	if (messages.count > 0)
		ck_assert_str_eq(messages.messages[0].id, "b");
}
END_TEST

START_TEST(a_text_is_sent)
{
	struct avito_message message;

	START({ 200, "{`id`:`bdcc`,`content`:{`text`:`Да \\`так\\``},`created`:1760000700,"
		"`direction`:`in`,`type`:`text`}", NULL, STUB_KEEP });
	MUST(avito_send_text(&avito, fixture_mem, "u2i-1", "Да \"так\"", &message, &fixture_err));
	check_request(0, "POST", "/messenger/v1/accounts/141906442/chats/u2i-1/messages",
		"{`message`:{`text`:`Да \\`так\\``},`type`:`text`}");
	check_bearer(0);
	ck_assert_ptr_nonnull(strstr(stub_request(0)->head,
		"\r\nContent-Type: application/json\r\n"));
	ck_assert_str_eq(message.id, "bdcc");
	ck_assert_str_eq(message.text, "Да \"так\"");
	ck_assert_int_eq(message.author_id, 141906442);
	ck_assert_int_eq(message.created_s, 1760000700);
	ck_assert(message.outgoing);
}
END_TEST

START_TEST(what_we_sent_is_ours_whatever_the_answer_says)
{
	struct avito_message message;

	START({ 200, "{`id`:`bdcc`,`author_id`:5,`direction`:`in`}", NULL, STUB_KEEP });
	MUST(avito_send_text(&avito, fixture_mem, "u2i-1", "hi", &message, &fixture_err));
	ck_assert(message.outgoing);
}
END_TEST

START_TEST(a_chat_is_marked_read)
{
	START({ 200, "{`ok`:true}", NULL, STUB_KEEP });
	MUST(avito_read_chat(&avito, fixture_mem, "u2i-1", &fixture_err));
	check_request(0, "POST", "/messenger/v1/accounts/141906442/chats/u2i-1/read", "");
	check_bearer(0);
}
END_TEST

START_TEST(a_webhook_is_subscribed_and_unsubscribed)
{
	START({ 200, "{`ok`:true}", NULL, STUB_KEEP });
	avito.user_id = 0;
	MUST(avito_subscribe(&avito, fixture_mem, "https://a.b/c", &fixture_err));
	MUST(avito_unsubscribe(&avito, fixture_mem, "https://a.b/c", &fixture_err));
	check_request(0, "POST", "/messenger/v3/webhook", "{`url`:`https://a.b/c`}");
	check_request(1, "POST", "/messenger/v1/webhook/unsubscribe",
		"{`url`:`https://a.b/c`}");
	check_bearer(0);
}
END_TEST

START_TEST(subscriptions_are_listed)
{
	const char **urls;
	size_t count;

	START({ 200, "{`subscriptions`:[{`url`:`https://a.b`,`version`:`3`},{`url`:null},"
		"{`url`:`http://c`}]}", NULL, STUB_KEEP },
		{ 200, "{`ok`:true}", NULL, STUB_KEEP });
	MUST(avito_subscriptions(&avito, fixture_mem, &urls, &count, &fixture_err));
	check_request(0, "POST", "/messenger/v1/subscriptions", "");
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(urls[0], "https://a.b");
	ck_assert_str_eq(urls[1], "http://c");
	MUST_FAIL(avito_subscriptions(&avito, fixture_mem, &urls, &count, &fixture_err),
		ERR_UPSTREAM);
}
END_TEST

Suite *
avito_method_suite(void)
{
	Suite *suite = suite_create("avito_method");
	TCase *tcase = avito_case(suite, "methods");

	tcase_add_test(tcase, token_is_asked_by_a_form);
	tcase_add_test(tcase, self_is_who_we_are);
	tcase_add_test(tcase, chats_are_listed);
	tcase_add_test(tcase, one_chat_is_got);
	tcase_add_loop_test(tcase, messages_come_in_both_shapes, 0, COUNT(pages));
	tcase_add_test(tcase, a_text_is_sent);
	tcase_add_test(tcase, what_we_sent_is_ours_whatever_the_answer_says);
	tcase_add_test(tcase, a_chat_is_marked_read);
	tcase_add_test(tcase, a_webhook_is_subscribed_and_unsubscribed);
	tcase_add_test(tcase, subscriptions_are_listed);
	return suite;
}
