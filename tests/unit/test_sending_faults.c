/* SPDX-License-Identifier: MIT */
/*
 * The job "send" with each of its statements refused once: it says so, and the run after it brings
 * the row where it belongs, or where somebody looks; no text is posted twice.
 */
#include "core/outbox.h"

#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "db_fail.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "mariadb.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/outbox.h"
#include "stub_http.h"
#include "test_core_db.h"

#define SENT { 200, "{`id`:`m-1`,`created`:1800000000,`type`:`text`,`direction`:`out`," \
	"`content`:{`text`:`Да`}}", NULL, STUB_KEEP }
#define ONE_OF(author, direction, text) "{`id`:`m-1`,`author_id`:" author ",`created`:1800000000,`type`:`text`," \
	"`direction`:`" direction "`,`content`:{`text`:`" text "`}}"
#define LISTED(...) { 200, "{`messages`:[" __VA_ARGS__ "]}", NULL, STUB_KEEP }
#define STATUS(status) { status, "{}", NULL, STUB_KEEP }

#define DOUBTFUL "UPDATE outbox SET check_at = 1, started_at = UNIX_TIMESTAMP() * 1000 - 60000"
#define OLD "UPDATE outbox SET check_at = 1, started_at = 1"
#define RESEND "UPDATE project SET doubtful = 'resend'"

/* A row, the shop around it, what Avito answers, and what becomes of the row. */
static const struct {
	const char *kind, *state;
	const char *sql[3];
	struct stub_step steps[2];
	const char *becomes;
	enum work_next next;
	bool forgiving; /* some of what is written is worth no failure */
} cases[] = {
	{ "reply", "ready", { NULL }, { SENT, STATUS(200) }, "sent", WORK_DONE, false },
	{ "reply", "ready", { "UPDATE outbox SET part = 1" }, { SENT, STATUS(200) }, "sent", WORK_DONE,
		false },
	{ "reply", "ready", { "UPDATE chat SET last_buyer_id = 12" }, { STATUS(200) }, "dropped",
		WORK_DONE, false },
	{ "reply", "ready", { "UPDATE chat SET waiting_since = 0" }, { STATUS(200) }, "dropped",
		WORK_DONE, false },
	{ "reply", "ready", { "UPDATE chat SET owner = 'human', owner_reason = 'operator'" },
		{ STATUS(200) }, "dropped", WORK_DONE, false },
	{ "reply", "ready", { "UPDATE account SET enabled = 0" }, { STATUS(200) }, "dropped",
		WORK_DONE, false },
	{ "reply", "ready", { "UPDATE chat SET waiting_since = 0", "UPDATE outbox SET resent = 1" },
		{ STATUS(200) }, "held", WORK_DONE, false },
	{ "reply", "ready", { "UPDATE outbox SET expires_at = 1, resent = 1" }, { STATUS(200) }, "held",
		WORK_DONE, false },
	{ "reply", "ready", { "UPDATE outbox SET resent = 1" }, { STATUS(403) }, "held", WORK_DONE, true },
	{ "reply", "ready", { "UPDATE outbox SET resent = 1" }, { STATUS(404) }, "failed", WORK_DONE,
		false },
	{ "reply", "ready", { "UPDATE account SET enabled = 0", "UPDATE outbox SET part = 1" },
		{ STATUS(200) }, "failed", WORK_DONE, false },
	{ "person", "ready", { "UPDATE account SET enabled = 0" }, { STATUS(200) }, "failed",
		WORK_DONE, false },
	{ "reply", "ready", { "UPDATE outbox SET expires_at = 1" }, { STATUS(200) }, "expired",
		WORK_DONE, false },
	{ "handoff", "ready", { "UPDATE chat SET owner = 'human', owner_reason = 'handoff'" },
		{ SENT, STATUS(200) }, "sent", WORK_DONE, false },
	{ "handoff", "ready", { NULL }, { STATUS(200) }, "dropped", WORK_DONE, false },
	{ "draft", "ready", { NULL }, { SENT, STATUS(200) }, "sent", WORK_DONE, false },
	{ "person", "ready", { "UPDATE chat SET dead = 1" }, { SENT }, "sent", WORK_DONE, false },
	{ "person", "ready", { "UPDATE chat SET last_message_at = 4000000000000" },
		{ SENT, STATUS(200) }, "sent", WORK_DONE, false },
	{ "person", "ready", { "UPDATE token SET refusals = 2" }, { SENT, STATUS(200) }, "sent", WORK_DONE,
		false },
	{ "person", "ready", { NULL }, { SENT, STATUS(429) }, "sent", WORK_DONE, false },
	{ "person", "ready", { NULL }, { SENT, STATUS(400) }, "sent", WORK_DONE, false },
	{ "person", "ready", { NULL }, { STATUS(429) }, "ready", WORK_LATER, true },
	{ "person", "ready", { NULL }, { STATUS(403) }, "failed", WORK_DONE, true },
	{ "person", "ready", { NULL }, { STATUS(404) }, "failed", WORK_DONE, false },
	{ "person", "ready", { NULL }, { STATUS(401) }, "ready", WORK_AWAIT_TOKEN, false },
	{ "person", "ready", { NULL }, { STATUS(500) }, "unknown", WORK_LATER, false },
	{ "person", "ready", { "UPDATE account SET avito_user_id = NULL" }, { STATUS(200) }, "ready",
		WORK_LATER, false },
	{ "person", "ready", { "DELETE FROM token" }, { STATUS(200) }, "ready", WORK_AWAIT_TOKEN,
		false },
	{ "person", "ready", { "DELETE FROM token", "UPDATE outbox SET expires_at = 1" },
		{ STATUS(200) }, "expired", WORK_AWAIT_TOKEN, false },
	{ "person", "unknown", { "DELETE FROM token", OLD }, { STATUS(200) }, "held",
		WORK_AWAIT_TOKEN, false },
	{ "person", "sending", { NULL }, { STATUS(200) }, "unknown", WORK_LATER, false },
	{ "person", "unknown", { NULL }, { STATUS(200) }, "unknown", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL }, { LISTED(ONE_OF("100", "out", "Да")), STATUS(200) }, "sent",
		WORK_DONE, false },
	{ "reply", "unknown", { DOUBTFUL },
		{ LISTED(ONE_OF("555", "in", "Да") "," ONE_OF("100", "out", "Нет")), STATUS(200) }, "unknown",
		WORK_LATER, false },
	{ "reply", "unknown", { OLD }, { LISTED("") }, "unknown", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL, "UPDATE outbox SET checks = 2", "UPDATE project SET doubtful = 'hold'" },
		{ LISTED("") }, "held",
		WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL, "UPDATE outbox SET checks = 2", RESEND }, { LISTED("") },
		"unknown", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL, "UPDATE outbox SET checks = 3", RESEND }, { LISTED("") },
		"ready", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL, "UPDATE outbox SET checks = 3, resent = 1", RESEND },
		{ LISTED("") }, "held", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL }, { STATUS(401) }, "unknown", WORK_AWAIT_TOKEN, false },
	{ "reply", "unknown", { DOUBTFUL }, { STATUS(404) }, "held", WORK_LATER, false },
	{ "reply", "unknown", { DOUBTFUL }, { STATUS(500) }, "unknown", WORK_LATER, true },
	{ "reply", "unknown", { OLD }, { STATUS(500) }, "held", WORK_LATER, true },
};

enum { FOUND = 32 }; /* the case of a doubtful row that is found */

static struct chat *chat;
static struct core core;
static struct work work;
static struct work_end end;

static void
set_up(void)
{
	core_open(&core);
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem) };
}

static void
tear_down(void)
{
	stub_stop();
}

/* The shop as in the beginning, and one row. */
static void
put_row(int i)
{
	static const char *const tables[] = { "outbox", "job", "message", "turn", "chat" };

	for (int t = 0; t < COUNT(tables); t++)
		schema_do(core_db, mem_printf(fixture_mem, "DELETE FROM %s", tables[t]));
	schema_do(core_db, "UPDATE account SET avito_user_id = 100, enabled = 1");
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	chat = core_chat("c");
	chat->last_buyer_id = 11;
	chat->waiting_since = time_now_ms();
	MUST(chat_update(core_db, chat, &fixture_err));
	(void)core_sending(chat, cases[i].kind, "Да", cases[i].state);
	for (int s = 0; s < COUNT(cases[i].sql) && cases[i].sql[s] != NULL; s++)
		schema_do(core_db, cases[i].sql[s]);
	work.job = core_claim_send(chat);
}

static void
start_avito(int i)
{
	stub_stop();
	stub_start(cases[i].steps, cases[i].steps[1].status == 0 ? 1 : 2);
	core.avito_api_base = core.avito_auth_base = stub_url();
}

static int
count_posts(void)
{
	int posts = 0;

	for (int i = 0; i < stub_count(); i++)
		posts += str_has_suffix(stub_request(i)->path, "/messages");
	return posts;
}

START_TEST(a_row_becomes_what_the_answers_say)
{
	put_row(_i);
	start_avito(_i);
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(core_outbox_count(cases[_i].becomes), 1);
	ck_assert_int_eq(end.next, cases[_i].next);
}
END_TEST

START_TEST(a_refused_statement_loses_and_doubles_nothing)
{
	bool failed = true;

	for (int nth = 1; failed; nth++) {
		bool posts = !str_equal(cases[_i].state, "unknown");

		put_row(_i);
		start_avito(_i);
		db_fail_at(nth);

		bool done = outbox_run(&work, &end, &fixture_err);

		failed = db_failed();
		db_fail_at(0);
		ck_assert_msg(done == !failed || cases[_i].forgiving, "statement %d: %s", nth,
			done ? "not told" : fixture_err.text);
		if (failed)
			(void)outbox_run(&work, &end, &fixture_err);
		ck_assert_msg(!posts || count_posts() <= 1 || !str_equal(cases[_i].becomes, "sent"),
			"statement %d: posted twice", nth);
		ck_assert_msg(core_outbox_count(cases[_i].becomes) + core_outbox_count("unknown") >= 1,
			"statement %d: the row is neither %s nor looked up", nth, cases[_i].becomes);
	}
}
END_TEST

/* --- what happens meanwhile */

static void
drop_rows(void)
{
	db_fail_at(0);
	schema_do(core_db, "UPDATE outbox SET state = 'dropped'");
}

START_TEST(a_row_dropped_after_it_was_read_is_not_sent)
{
	put_row(0);
	start_avito(0);
	db_before(5, drop_rows); /* behind the transaction that reads */
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(count_posts(), 0);
	ck_assert_int_eq(core_outbox_count("dropped"), 1);
}
END_TEST

START_TEST(what_follows_a_doubtful_row_waits_for_it)
{
	static const struct stub_step steps[] = { STATUS(500), STATUS(500) };

	put_row(0);
	(void)core_sending(chat, "person", "Нет", "ready");
	stub_start(steps, 2);
	core.avito_api_base = core.avito_auth_base = stub_url();
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(count_posts(), 1);
	ck_assert_int_eq(core_outbox_count("unknown"), 1);
	ck_assert_int_eq(core_outbox_count("ready"), 1);
	ck_assert_int_eq(end.next, WORK_LATER);
}
END_TEST

static void
sleep_long(void)
{
	db_fail_jump(30000);
}

START_TEST(a_sender_that_was_stopped_before_the_post_looks_again)
{
	for (int nth = 1;; nth++) {
		put_row(0);
		start_avito(0);
		db_before(nth, sleep_long);
		MUST(outbox_run(&work, &end, &fixture_err));
		db_before(0, NULL);
		db_fail_jump(0);
		if (count_posts() == 0)
			break;
		ck_assert_int_lt(nth, 30);
	}
	ck_assert_int_eq(core_outbox_count("ready"), 1);
	ck_assert_int_eq(end.next, WORK_LATER);
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(core_outbox_count("sent"), 1);
}
END_TEST

/* A refused token among the reasons: it has just sent, and stays. */
START_TEST(marking_read_is_given_up_after_a_few_tries)
{
	static const struct stub_step steps[][2] = { { SENT, STATUS(500) }, { SENT, STATUS(401) } };
	struct job tired;

	put_row(0);
	stub_start(steps[_i], 2);
	core.avito_api_base = core.avito_auth_base = stub_url();
	MUST_FAIL(outbox_run(&work, &end, &fixture_err), ERR_UPSTREAM);
	ck_assert_int_eq(core_outbox_count("sent"), 1);
	tired = *work.job;
	tired.failures = 3;
	work.job = &tired;
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_DONE);
	ck_assert_int_eq(count_posts(), 1);
	ck_assert_int_eq(schema_number(core_db, "SELECT expires_at > 0 FROM token"), 1);
}
END_TEST

START_TEST(a_message_that_came_as_an_echo_is_not_written_twice)
{
	struct message echo = { .account_id = core_account->id, .avito_id = "m-1", .author = "bot",
		.type = "text", .text = "Да", .content = "{}", .created_at = 1800000000000 };

	put_row(_i == 0 ? 0 : FOUND);
	start_avito(_i == 0 ? 0 : FOUND);
	echo.chat_id = chat->id;
	MUST(message_insert(core_db, &echo, &echo.id, &fixture_err));
	MUST(outbox_run(&work, &end, &fixture_err));
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM message"), 1);
	ck_assert_int_eq(core_outbox_count(_i == 0 ? "sent" : "unknown"), 1);
}
END_TEST

Suite *
sending_faults_suite(void)
{
	Suite *suite = suite_create("sending_faults");
	TCase *tcase = core_db_case(suite, "outbox_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, a_row_becomes_what_the_answers_say, 0, COUNT(cases));
	tcase_add_loop_test(tcase, a_refused_statement_loses_and_doubles_nothing, 0, COUNT(cases));
	tcase_add_test(tcase, a_row_dropped_after_it_was_read_is_not_sent);
	tcase_add_test(tcase, what_follows_a_doubtful_row_waits_for_it);
	tcase_add_test(tcase, a_sender_that_was_stopped_before_the_post_looks_again);
	tcase_add_loop_test(tcase, marking_read_is_given_up_after_a_few_tries, 0, 2);
	tcase_add_loop_test(tcase, a_message_that_came_as_an_echo_is_not_written_twice, 0, 2);
	return suite;
}
