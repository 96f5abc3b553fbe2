/* SPDX-License-Identifier: MIT */
/* The job "send": what an answer means, and whom a text answers that arrived. */
#include "core/outbox.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "mariadb.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/outbox.h"
#include "stub_http.h"
#include "test_core_db.h"

/* --- outbox_judge */

static const struct {
	bool ok;
	enum err_code code;
	enum avito_outcome outcome;
	enum send_verdict verdict;
} answers[] = {
	{ true, ERR_NONE, AVITO_OK, SEND_SENT },
	{ false, ERR_DENIED, AVITO_TOKEN, SEND_TOKEN },
	{ false, ERR_DENIED, AVITO_FORBIDDEN, SEND_FAILED },
	{ false, ERR_DENIED, AVITO_TARIFF, SEND_FAILED },
	{ false, ERR_NOT_FOUND, AVITO_NOT_FOUND, SEND_GONE },
	{ false, ERR_LIMITED, AVITO_RATE, SEND_AGAIN },
	{ false, ERR_INVALID, AVITO_REJECTED, SEND_FAILED },
	{ false, ERR_BUSY, AVITO_UNREACHABLE, SEND_AGAIN },
	{ false, ERR_BUSY, AVITO_BLOCKED, SEND_AGAIN },
	{ false, ERR_UNCERTAIN, AVITO_SERVER, SEND_UNKNOWN },
	{ false, ERR_UNCERTAIN, AVITO_LOST, SEND_UNKNOWN },
	{ false, ERR_INTERNAL, AVITO_OK, SEND_UNKNOWN },
	{ false, ERR_INVALID, AVITO_OK, SEND_FAILED }, /* never left */
	{ false, ERR_INVALID, AVITO_UNREACHABLE, SEND_FAILED }, /* could not be built */
};

START_TEST(an_answer_says_whether_to_send_again_give_up_or_look)
{
	struct avito avito = { .last.outcome = answers[_i].outcome };
	struct err err = { answers[_i].code, "" };

	ck_assert_int_eq(outbox_judge(answers[_i].ok, &err, &avito), answers[_i].verdict);
}
END_TEST

START_TEST(looks_come_3_15_45_and_75_seconds_after_the_send)
{
	ck_assert_int_eq(outbox_look_ms(0), 3000);
	ck_assert_int_eq(outbox_look_ms(1), 15000);
	ck_assert_int_eq(outbox_look_ms(2), 45000);
	ck_assert_int_eq(outbox_look_ms(3), 75000);
	ck_assert_int_eq(outbox_look_ms(100), 75000);
}
END_TEST

/* --- outbox_run, with clocks that run */

static struct chat *chat;
static struct core core;
static struct work work;
static struct work_end end;

static void
set_up(void)
{
	core_open(&core);
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem) };
	chat = core_chat("c");
	chat->last_buyer_id = 11;
	chat->waiting_since = time_now_ms();
	MUST(chat_update(core_db, chat, &fixture_err));
}

static void
tear_down(void)
{
	schema_do(core_db, "DROP TRIGGER IF EXISTS meanwhile");
	stub_stop();
}

/* The buyer writes once more: his newest message is another one. */
static void
write_again(void)
{
	chat = core_chat_again(chat);
	chat->last_buyer_id = 12;
	chat->answer_at = time_now_ms() + 16000;
	MUST(chat_update(core_db, chat, &fixture_err));
}

/* Runs the chat's job as the worker does. */
static void
run(void)
{
	core.avito_api_base = core.avito_auth_base = stub_url();
	work.job = core_claim_send(chat);
	MUST(outbox_run(&work, &end, &fixture_err));
	chat = core_chat_again(chat);
}

/* A row whose POST began long enough ago to be looked up now. */
static void
make_doubtful(int64_t id)
{
	schema_do(core_db, mem_printf(fixture_mem,
		"UPDATE outbox SET check_at = 1, started_at = 1 WHERE id = %lld", (long long)id));
}

#define SENT(id) { 200, "{`id`:`" id "`,`created`:1800000000,`type`:`text`,`direction`:`out`," \
	"`content`:{`text`:`Да`}}", NULL, STUB_KEEP }
#define FOUND(id) { 200, "{`messages`:[{`id`:`" id "`,`author_id`:100,`created`:1800000000," \
	"`type`:`text`,`direction`:`out`,`content`:{`text`:`Да`}}]}", NULL, STUB_KEEP }
#define OK { 200, "{`ok`:true}", NULL, STUB_KEEP }

START_TEST(a_reply_goes_out_once_and_answers_the_buyer)
{
	struct message *message;
	int64_t id = core_sending(chat, "reply", "Да", "ready");

	STUB_START(SENT("m-1"), OK);
	run();
	ck_assert_int_eq(end.next, WORK_DONE);
	ck_assert_int_eq(stub_count(), 2);
	ck_assert_str_eq(stub_request(0)->path, "/messenger/v1/accounts/100/chats/c/messages");
	ck_assert_str_eq(stub_request(1)->path, "/messenger/v1/accounts/100/chats/c/read");
	MUST(message_find(core_db, fixture_mem, core_account->id, "m-1", &message, &fixture_err));
	ck_assert_str_eq(message->author, "bot");
	ck_assert_int_eq(message->outbox_id, id);
	ck_assert_int_eq(chat->last_message_id, message->id);
	ck_assert_int_eq(chat->waiting_since, 0);
	ck_assert_int_ne(chat->read_at, 0);
	ck_assert_int_eq(core_outbox_count("sent"), 1);
}
END_TEST

START_TEST(a_reply_to_words_that_are_no_longer_the_newest_is_dropped)
{
	(void)core_sending(chat, "reply", "Да", "ready");
	write_again();
	STUB_START(SENT("m-1"));
	run();
	ck_assert_int_eq(stub_count(), 0);
	ck_assert_int_eq(core_outbox_count("dropped"), 1);
	ck_assert_int_ne(chat->waiting_since, 0);
}
END_TEST

START_TEST(a_later_part_does_not_answer_what_the_buyer_wrote_after_the_first)
{
	int64_t id = core_sending(chat, "reply", "Да", "ready");

	schema_do(core_db, mem_printf(fixture_mem, "UPDATE outbox SET part = 1 WHERE id = %lld",
		(long long)id));
	write_again();
	STUB_START(SENT("m-2"), OK);
	run();
	ck_assert_int_eq(core_outbox_count("sent"), 1);
	ck_assert_int_ne(chat->waiting_since, 0);
	ck_assert_int_ne(chat->answer_at, 0);
}
END_TEST

START_TEST(a_reply_found_late_does_not_answer_what_the_buyer_wrote_meanwhile)
{
	make_doubtful(core_sending(chat, "reply", "Да", "unknown"));
	if (_i == 1)
		write_again();
	STUB_START(FOUND("m-3"), OK);
	run();
	ck_assert_int_eq(core_outbox_count("sent"), 1);
	ck_assert_int_eq(chat->waiting_since == 0, _i == 0);
}
END_TEST

START_TEST(a_persons_reply_does_not_answer_what_the_buyer_wrote_after_it)
{
	(void)core_sending(chat, "person", "Да", "ready");
	STUB_START(SENT("m-4"), OK);
	run();
	ck_assert_int_eq(core_outbox_count("sent"), 1);
	ck_assert_int_ne(chat->waiting_since, 0);
}
END_TEST

START_TEST(a_row_left_by_a_dead_sender_is_looked_up_and_not_sent)
{
	(void)core_sending(chat, "reply", "Да", "sending");
	STUB_START(SENT("m-1"));
	run();
	ck_assert_int_eq(stub_count(), 0);
	ck_assert_int_eq(core_outbox_count("unknown"), 1);
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 3000);
}
END_TEST

START_TEST(what_avito_told_to_wait_is_not_sent_sooner)
{
	(void)core_sending(chat, "person", "Да", "ready");
	STUB_START({ 429, "{}", "Retry-After: 30\r\n", STUB_KEEP }, SENT("m-1"), OK);
	run();
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 30000);
	schema_do(core_db, "DELETE FROM job");
	run(); /* a second text was written meanwhile, say */
	ck_assert_int_eq(stub_count(), 1);
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_le(end.delay_ms, 30000);
	schema_do(core_db, "DELETE FROM job");
	schema_do(core_db, "UPDATE outbox SET check_at = check_at - 30000");
	run();
	ck_assert_int_eq(core_outbox_count("sent"), 1);
}
END_TEST

/* What another does to the later rows while the first goes out: the job has read them all before. */
#define MEANWHILE(sql) "CREATE OR REPLACE TRIGGER meanwhile AFTER INSERT ON message FOR EACH ROW " sql

static const struct {
	const char *kind, *change, *meanwhile, *becomes;
} settled[] = {
	{ "person", "expires_at = 1", "state = 'sent', avito_id = 'm-9'", "sent" },
	{ "person", "expires_at = 1", "state = 'dropped'", "dropped" },
	{ "reply", "part = 0", "state = 'sent', avito_id = 'm-9'", "sent" },
	{ "reply", "part = 0", "state = 'held'", "held" },
	{ "person", "expires_at = 1", "state = 'held'", "held" },
};

START_TEST(what_an_echo_has_settled_meanwhile_is_not_closed)
{
	int64_t first = core_sending(chat, "reply", "Да", "ready");
	int64_t id = core_sending(chat, settled[_i].kind, "Нет", "ready");

	schema_do(core_db, mem_printf(fixture_mem, "UPDATE outbox SET %s WHERE id = %lld",
		settled[_i].change, (long long)id));
	schema_do(core_db, mem_printf(fixture_mem, MEANWHILE("UPDATE outbox SET %s WHERE id > %lld"),
		settled[_i].meanwhile, (long long)first));
	STUB_START(SENT("m-1"), OK);
	run();
	ck_assert_int_eq(stub_count(), 2);
	ck_assert_int_eq(core_outbox_count(settled[_i].becomes), 1 + str_equal(settled[_i].becomes,
		"sent"));
	ck_assert(!chat->needs_person);
}
END_TEST

Suite *
sending_suite(void)
{
	Suite *suite = suite_create("sending");
	TCase *tcase = fixture_case(suite, "outbox_judge");

	tcase_add_loop_test(tcase, an_answer_says_whether_to_send_again_give_up_or_look, 0,
		COUNT(answers));
	tcase_add_test(tcase, looks_come_3_15_45_and_75_seconds_after_the_send);
	tcase = core_db_case(suite, "outbox_run");
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_reply_goes_out_once_and_answers_the_buyer);
	tcase_add_test(tcase, a_reply_to_words_that_are_no_longer_the_newest_is_dropped);
	tcase_add_test(tcase, a_later_part_does_not_answer_what_the_buyer_wrote_after_the_first);
	tcase_add_loop_test(tcase,
		a_reply_found_late_does_not_answer_what_the_buyer_wrote_meanwhile, 0, 2);
	tcase_add_test(tcase, a_persons_reply_does_not_answer_what_the_buyer_wrote_after_it);
	tcase_add_test(tcase, a_row_left_by_a_dead_sender_is_looked_up_and_not_sent);
	tcase_add_test(tcase, what_avito_told_to_wait_is_not_sent_sooner);
	tcase_add_loop_test(tcase, what_an_echo_has_settled_meanwhile_is_not_closed, 0, COUNT(settled));
	return suite;
}
