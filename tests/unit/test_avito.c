/* SPDX-License-Identifier: MIT */
/* What every call of Avito has in common; test_avito_method.c has them one by one. */
#include "remote/avito.h"

#include <inttypes.h>

#include "base/time.h"
#include "avito_stub.h"
#include "stub_http.h"
#include "test_remote.h"

static void
check_last(enum avito_outcome outcome, int status, int requests)
{
	ck_assert_int_eq(avito.last.outcome, outcome);
	ck_assert_int_eq(avito.last.status, status);
	ck_assert_int_eq(stub_count(), requests);
}

/* --- what every method has in common */

#define AT_ONCE "Retry-After: 0\r\n"
#define EXPIRED "{`result`:{`message`:`access token expired`,`status`:false}}"
#define PAGE "<html>Проверка</html>"

enum what { READ, SETTING, SEND, GRANT };

static const struct row {
	enum what what;
	int status;
	const char *body;
	enum avito_outcome outcome;
	enum err_code code;
	int requests;
} answers[] = {
	{ READ, 401, "{`error`:{`code`:401,`message`:`Unauthorized`}}", AVITO_TOKEN, ERR_DENIED,
		1 },
	{ READ, 403, EXPIRED, AVITO_TOKEN, ERR_DENIED, 1 },
	{ READ, 403, "{`result`:{`message`:`invalid access token`,`status`:false}}", AVITO_TOKEN,
		ERR_DENIED, 1 },
	{ READ, 403, "{`error`:{`code`:403,`message`:`Forbidden`}}", AVITO_FORBIDDEN, ERR_DENIED,
		1 },
	{ READ, 403, PAGE, AVITO_BLOCKED, ERR_BUSY, 1 },
	{ READ, 403, "", AVITO_FORBIDDEN, ERR_DENIED, 1 },
	{ READ, 402, "{`error`:{`code`:402,`message`:`Payment required`}}", AVITO_TARIFF,
		ERR_DENIED, 1 },
	{ READ, 404, "{`error`:{`code`:404,`message`:`Not found`}}", AVITO_NOT_FOUND,
		ERR_NOT_FOUND, 1 },
	{ READ, 404, "", AVITO_NOT_FOUND, ERR_NOT_FOUND, 1 },
	{ READ, 400, "{`error`:{`code`:400,`message`:`Validation error`}}", AVITO_REJECTED,
		ERR_INVALID, 1 },
	{ READ, 429, "{}", AVITO_RATE, ERR_LIMITED, 3 },
	{ READ, 429, PAGE, AVITO_RATE, ERR_LIMITED, 3 },
	{ READ, 500, "{`error`:{`code`:500}}", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 408, "", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 503, "", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 302, "", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 200, PAGE, AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 200, "", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 200, "{`chats`:[", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ READ, 200, "{`chats`:7}", AVITO_SERVER, ERR_UPSTREAM, 1 },
	{ READ, 200, "[]", AVITO_SERVER, ERR_UPSTREAM, 1 },
	{ READ, 200, "{`chats`:[]}", AVITO_OK, ERR_NONE, 1 },
	{ SETTING, 200, "{`ok`:true}", AVITO_OK, ERR_NONE, 1 },
	{ SETTING, 201, "{`ok`:true}", AVITO_OK, ERR_NONE, 1 },
	{ SETTING, 200, "{}", AVITO_OK, ERR_NONE, 1 },
	{ SETTING, 200, "", AVITO_OK, ERR_NONE, 1 },
	{ SETTING, 200, "{`ok`:false}", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SETTING, 200, "{`error`:{`code`:400}}", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SETTING, 200, PAGE, AVITO_SERVER, ERR_UNCERTAIN, 3 },
	{ SETTING, 500, "", AVITO_SERVER, ERR_UNCERTAIN, 3 },
	{ SETTING, 400, "{}", AVITO_REJECTED, ERR_INVALID, 1 },
	{ SEND, 200, "{`id`:`m1`}", AVITO_OK, ERR_NONE, 1 },
	{ SEND, 201, "{`id`:`m1`}", AVITO_OK, ERR_NONE, 1 },
	{ SEND, 200, "{`ok`:true}", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 200, "", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 200, PAGE, AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 302, "", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 500, "", AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 408, PAGE, AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 504, PAGE, AVITO_SERVER, ERR_UNCERTAIN, 1 },
	{ SEND, 429, "{}", AVITO_RATE, ERR_LIMITED, 1 },
	{ SEND, 400, "{}", AVITO_REJECTED, ERR_INVALID, 1 },
	{ SEND, 401, "{}", AVITO_TOKEN, ERR_DENIED, 1 },
	{ SEND, 403, EXPIRED, AVITO_TOKEN, ERR_DENIED, 1 },
	{ SEND, 403, "{}", AVITO_FORBIDDEN, ERR_DENIED, 1 },
	{ SEND, 403, PAGE, AVITO_BLOCKED, ERR_BUSY, 1 },
	{ SEND, 402, "{}", AVITO_TARIFF, ERR_DENIED, 1 },
	{ SEND, 404, "{}", AVITO_NOT_FOUND, ERR_NOT_FOUND, 1 },
	{ GRANT, 200, "{`access_token`:`a`,`expires_in`:86400,`token_type`:`Bearer`}", AVITO_OK,
		ERR_NONE, 1 },
	{ GRANT, 200, "{`error`:`invalid_client`}", AVITO_REJECTED, ERR_DENIED, 1 },
	{ GRANT, 200, "{`error`:`no`,`access_token`:`a`}", AVITO_REJECTED, ERR_DENIED, 1 },
	{ GRANT, 400, "{`error`:`invalid_grant`,`error_description`:`x`}", AVITO_REJECTED,
		ERR_DENIED, 1 },
	{ GRANT, 500, "{`error`:`invalid_client`}", AVITO_REJECTED, ERR_DENIED, 1 },
	{ GRANT, 401, "{`error`:{`code`:401}}", AVITO_REJECTED, ERR_DENIED, 1 },
	{ GRANT, 403, EXPIRED, AVITO_REJECTED, ERR_DENIED, 1 },
	{ GRANT, 403, PAGE, AVITO_BLOCKED, ERR_BUSY, 1 }, /* no word on the keys */
	{ GRANT, 500, "{`error`:`server_error`}", AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ GRANT, 408, PAGE, AVITO_SERVER, ERR_UPSTREAM, 3 }, /* a slow proxy is no wrong key */
	{ GRANT, 502, PAGE, AVITO_SERVER, ERR_UPSTREAM, 3 },
	{ GRANT, 429, "{`error`:`slow_down`}", AVITO_RATE, ERR_LIMITED, 3 },
	{ GRANT, 200, "{`expires_in`:1}", AVITO_SERVER, ERR_UPSTREAM, 1 },
	{ GRANT, 200, "{`access_token`:`a\\r\\nX: y`}", AVITO_SERVER, ERR_UPSTREAM, 1 },
	{ GRANT, 200, PAGE, AVITO_SERVER, ERR_UPSTREAM, 3 },
};

static bool
call(enum what what)
{
	static const struct avito_chats_query query = { .limit = 100 };
	struct avito_chats chats;
	struct avito_message message;
	struct avito_token token;

	switch (what) {
	case READ:
		return avito_get_chats(&avito, fixture_mem, &query, &chats, &fixture_err);
	case SETTING:
		return avito_subscribe(&avito, fixture_mem, "https://a.b/c", &fixture_err);
	case SEND:
		return avito_send_text(&avito, fixture_mem, "u2i-1", "hi", &message, &fixture_err);
	case GRANT:
		return avito_token(&avito, fixture_mem, "id", "hush", &token, &fixture_err);
	}
	abort();
}

START_TEST(an_answer_has_one_meaning)
{
	const struct row *row = &answers[_i];
	struct stub_step step = { row->status, row->body, AT_ONCE, STUB_KEEP };

	stub_start(&step, 1);
	avito.api_base = avito.auth_base = stub_url();

	bool done = call(row->what);

	ck_assert_msg(done == (row->code == ERR_NONE) && fixture_err.code == row->code, "%s: %s",
		err_code_name(fixture_err.code), fixture_err.text);
	check_last(row->outcome, row->status, row->requests);
}
END_TEST

static const struct {
	enum what what;
	enum stub_then then;
	enum err_code code;
	int requests;
} losses[] = {
	{ READ, STUB_DROP, ERR_UPSTREAM, 3 },
	{ READ, STUB_CUT, ERR_UPSTREAM, 3 },
	{ SEND, STUB_DROP, ERR_UNCERTAIN, 1 },
	{ SEND, STUB_CUT, ERR_UNCERTAIN, 1 },
	{ SETTING, STUB_DROP, ERR_UNCERTAIN, 3 },
};

START_TEST(a_lost_answer_leaves_a_send_in_doubt)
{
	struct stub_step step = { 200, "{`id`:`m1`}", NULL, losses[_i].then };

	stub_start(&step, 1);
	avito.api_base = stub_url();
	MUST_FAIL(call(losses[_i].what), losses[_i].code);
	check_last(AVITO_LOST, 0, losses[_i].requests);
}
END_TEST

/* In so short a time a busy machine may not even have sent it: then with more. */
START_TEST(silence_leaves_a_send_in_doubt)
{
	enum what what = _i == 0 ? READ : SEND;

	START({ 200, "", NULL, STUB_HANG });
	avito.api_base = stub_url();
	avito.timeout_ms = 500;
	do
		avito.timeout_ms *= 2;
	while (!call(what) && avito.last.outcome == AVITO_UNREACHABLE && avito.timeout_ms < 60000);
	ck_assert_str_eq(err_code_name(fixture_err.code),
		err_code_name(what == READ ? ERR_UPSTREAM : ERR_UNCERTAIN));
	ck_assert_int_eq(avito.last.outcome, AVITO_LOST);
	if (what == SEND)
		ck_assert_int_le(stub_count(), 1);
}
END_TEST

START_TEST(what_reached_nobody_is_not_in_doubt)
{
	avito.api_base = avito.auth_base = stub_nobody();
	MUST_FAIL(call(_i), ERR_BUSY);
	ck_assert_int_eq(avito.last.outcome, AVITO_UNREACHABLE);
	ck_assert_int_eq(avito.last.status, 0);
}
END_TEST

START_TEST(a_read_recovers)
{
	START({ 500, "", AT_ONCE, STUB_KEEP }, { 0, NULL, NULL, STUB_DROP },
		{ 200, "{`chats`:[]}", NULL, STUB_KEEP });
	MUST(call(READ));
	check_last(AVITO_OK, 200, 3);
}
END_TEST

START_TEST(a_long_retry_after_is_left_to_the_caller)
{
	START({ 429, "{}", "Retry-After: 6\r\n", STUB_KEEP });
	MUST_FAIL(call(READ), ERR_LIMITED);
	check_last(AVITO_RATE, 429, 1);
	ck_assert_int_eq(avito.last.retry_after_ms, 6000);
}
END_TEST

START_TEST(a_send_has_a_connection_of_its_own)
{
	START({ 200, "{`chats`:[],`id`:`m1`}", NULL, STUB_KEEP });
	MUST(call(READ));
	MUST(call(READ));
	MUST(call(SEND));
	MUST(call(READ));
	ck_assert_int_eq(stub_request(0)->connection, stub_request(1)->connection);
	ck_assert_int_ne(stub_request(1)->connection, stub_request(2)->connection);
	ck_assert_int_ne(stub_request(2)->connection, stub_request(3)->connection);
}
END_TEST

START_TEST(no_error_tells_a_secret)
{
	static const char body[] = "{`error`:{`code`:400,`message`:"
		"`bad kChqt9ewQNAcwgbHp4yFd5 79991234567 hi`}}";

	START({ 400, body, NULL, STUB_KEEP });
	MUST_FAIL(call(READ), ERR_INVALID);
	ck_assert_str_eq(fixture_err.text,
		"avito: GET /messenger/v2/accounts/{user_id}/chats: 400 bad *** *** hi");
	MUST_FAIL(call(SEND), ERR_INVALID);
	ck_assert_str_eq(fixture_err.text, "avito: POST "
		"/messenger/v1/accounts/{user_id}/chats/{chat_id}/messages: 400");
}
END_TEST

static const char *const bad_chat_ids[] = { "", ".", "..", "..." };

START_TEST(a_chat_id_cannot_change_the_method)
{
	struct avito_chat chat;

	START({ 404, "", NULL, STUB_KEEP });
	MUST_FAIL(avito_get_chat(&avito, fixture_mem, bad_chat_ids[_i], &chat, &fixture_err),
		ERR_INVALID);
	check_last(AVITO_UNREACHABLE, 0, 0);
}
END_TEST

/* --- Avito's clock */

#define NOW INT64_C(1800000000000)
#define ON_TIME "Date: Fri, 15 Jan 2027 08:00:00 GMT\r\n"
#define HOUR_AGO "Date: Fri, 15 Jan 2027 07:00:00 GMT\r\n"
#define HOUR_AGO_TOO "Date: Fri, 15 Jan 2027 06:59:40 GMT\r\n"
#define SOON "Date: Fri, 15 Jan 2027 08:30:00 GMT\r\n"
#define BIG_BANG "Date: Fri, 02 Jan 1970 00:00:00 GMT\r\n"
#define CHATS "{`chats`:[]}"

static const struct {
	const char *title;
	struct stub_step steps[4];
	enum what what;
	int64_t ahead_min; /* after the last of them */
} clocks[] = {
	{ "the first answer", { { 200, CHATS, HOUR_AGO, 0 } }, READ, 60 },
	{ "a refusal", { { 403, "{`error`:{`code`:403}}", HOUR_AGO, 0 } }, READ, 60 },
	{ "a proxy's page", { { 403, PAGE, HOUR_AGO, 0 } }, READ, 0 },
	{ "a portal's page", { { 200, PAGE, HOUR_AGO AT_ONCE, 0 } }, READ, 0 },
	{ "nothing", { { 403, "", HOUR_AGO, 0 } }, READ, 0 },
	{ "no date", { { 200, CHATS, NULL, 0 } }, READ, 0 },
	{ "a clock that never was set", { { 200, CHATS, BIG_BANG, 0 } }, READ, 0 },
	{ "another host", { { 200, "{`access_token`:`a`,`expires_in`:9}", HOUR_AGO, 0 } }, GRANT, 0 },
	{ "one among others", { { 200, CHATS, ON_TIME, 0 }, { 200, CHATS, HOUR_AGO, 0 } }, READ, 0 },
	{ "two alike", { { 200, CHATS, ON_TIME, 0 }, { 200, CHATS, HOUR_AGO, 0 },
		{ 200, CHATS, HOUR_AGO_TOO, 0 } }, READ, 60 },
	{ "two that differ", { { 200, CHATS, ON_TIME, 0 }, { 200, CHATS, HOUR_AGO, 0 },
		{ 200, CHATS, SOON, 0 } }, READ, 0 },
	{ "not in a row", { { 200, CHATS, ON_TIME, 0 }, { 200, CHATS, HOUR_AGO, 0 },
		{ 200, CHATS, ON_TIME, 0 }, { 200, CHATS, HOUR_AGO, 0 } }, READ, 0 },
	{ "back again", { { 200, CHATS, HOUR_AGO, 0 }, { 200, CHATS, ON_TIME, 0 },
		{ 200, CHATS, ON_TIME, 0 } }, READ, 0 },
	{ "once back", { { 200, CHATS, HOUR_AGO, 0 }, { 200, CHATS, ON_TIME, 0 } }, READ, 60 },
	{ "behind", { { 200, CHATS, SOON, 0 } }, READ, -30 },
};

START_TEST(the_clock_is_avitos)
{
	int count = 0;

	while (count < 4 && clocks[_i].steps[count].status != 0)
		count++;
	time_set_ms(NOW);
	stub_start(clocks[_i].steps, count);
	avito.api_base = avito.auth_base = stub_url();
	ck_assert_int_eq(avito_clock_ahead_ms(), 0);
	for (int i = 0; i < count; i++)
		(void)call(clocks[_i].what);
	ck_assert_msg(avito_clock_ahead_ms() == clocks[_i].ahead_min * 60000, "%s: %" PRId64,
		clocks[_i].title, avito_clock_ahead_ms());
}
END_TEST

Suite *
avito_suite(void)
{
	Suite *suite = suite_create("avito");
	TCase *tcase = avito_case(suite, "avito_call");

	tcase_add_loop_test(tcase, an_answer_has_one_meaning, 0, COUNT(answers));
	tcase_add_loop_test(tcase, a_lost_answer_leaves_a_send_in_doubt, 0, COUNT(losses));
	tcase_add_loop_test(tcase, silence_leaves_a_send_in_doubt, 0, 2);
	tcase_add_loop_test(tcase, what_reached_nobody_is_not_in_doubt, READ, GRANT + 1);
	tcase_add_test(tcase, a_read_recovers);
	tcase_add_test(tcase, a_long_retry_after_is_left_to_the_caller);
	tcase_add_test(tcase, a_send_has_a_connection_of_its_own);
	tcase_add_test(tcase, no_error_tells_a_secret);
	tcase_add_loop_test(tcase, a_chat_id_cannot_change_the_method, 0, COUNT(bad_chat_ids));
	tcase_add_loop_test(tcase, the_clock_is_avitos, 0, COUNT(clocks));

	return suite;
}
