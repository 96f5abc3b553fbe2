/* SPDX-License-Identifier: MIT */
/* Turns and drafts. */
#include "store/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/message.h"
#include "store/outbox.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { CHAT = 2 };

static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

static struct turn *
ensure(int64_t message_id)
{
	struct turn *turn;

	MUST(turn_ensure(store_db, fixture_mem, CHAT, message_id, &turn, &fixture_err));
	return turn;
}

static void
finish(int64_t message_id, const char *result)
{
	MUST(turn_finish(store_db, ensure(message_id)->id, result, "because", "[{}]",
		&fixture_err));
}

/* --- turns */

START_TEST(a_turn_is_made_once_for_its_words)
{
	struct turn *turn = ensure(5);
	int64_t message_id;

	ck_assert_int_eq(turn->chat_id, CHAT);
	ck_assert_int_eq(turn->message_id, 5);
	ck_assert_str_eq(turn->result, "");
	ck_assert_str_eq(turn->trace, "[]");
	ck_assert_int_eq(turn->started_at, NOW);
	ck_assert_int_eq(turn->finished_at, 0);
	schema_set_clock(store_db, NOW + 1000);
	ck_assert_int_eq(ensure(5)->id, turn->id);
	ck_assert_int_eq(ensure(5)->started_at, NOW);
	ck_assert_int_ne(ensure(6)->id, turn->id);
	MUST(turn_message(store_db, turn->id, &message_id, &fixture_err));
	ck_assert_int_eq(message_id, 5);
	MUST_FAIL(turn_message(store_db, turn->id + 100, &message_id, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_finished_turn_tells_how_and_why)
{
	struct turn *turn;

	schema_set_clock(store_db, NOW + 1000);
	finish(5, "handoff");
	turn = ensure(5);
	ck_assert_str_eq(turn->result, "handoff");
	ck_assert_str_eq(turn->reason, "because");
	ck_assert_str_eq(turn->trace, "[{}]");
	ck_assert_int_eq(turn->finished_at, NOW + 1000);
}
END_TEST

START_TEST(a_long_reason_is_cut)
{
	MUST(turn_finish(store_db, ensure(5)->id, "silent",
		"0123456789012345678901234567890123456789", "[]", &fixture_err));
	ck_assert_uint_eq(strlen(ensure(5)->reason), 32);
}
END_TEST

static const char *const results[] = { "silent", "superseded", "handoff", "draft", "away" };

START_TEST(what_was_not_answered_can_be_opened_again)
{
	finish(5, results[_i]);
	finish(6, results[_i]);
	MUST(turn_reopen(store_db, CHAT, 5, &fixture_err));
	ck_assert_str_eq(ensure(5)->result, "");
	ck_assert_int_eq(ensure(5)->finished_at, 0);
	ck_assert_str_eq(ensure(6)->result, results[_i]);
}
END_TEST

static const struct {
	const char *state;
	bool opens;
} replies[] = {
	{ "ready", false }, { "sending", false }, { "unknown", false }, { "sent", false },
	{ "held", true },   { "failed", true },   { "expired", true },  { "dropped", true },
};

/* Ends the turn about the fifth message with a reply of two parts, the second in this state. */
static void
reply_in(const char *state)
{
	char *texts[] = { mem_strdup(fixture_mem, "words"), mem_strdup(fixture_mem, "more") };
	struct outbox_new reply = { .account_id = 1, .chat_id = CHAT, .turn_id = ensure(5)->id,
		.kind = "reply", .nonce = turn_nonce(fixture_mem, ensure(5), "reply"),
		.lifetime_ms = 1000 };

	finish(5, "reply");
	MUST(outbox_insert(store_db, &reply, texts, 2, &fixture_err));
	MUST(db_exec(store_db, "UPDATE outbox SET state = IF(part = 0, 'dropped', ?)",
		DB_ARGS(db_text(state)), NULL, &fixture_err));
	schema_set_clock(store_db, NOW + 1000);
}

START_TEST(what_was_answered_stays_closed_unless_the_reply_is_dead)
{
	reply_in(replies[_i].state);
	MUST(turn_reopen(store_db, CHAT, 5, &fixture_err));
	ck_assert_str_eq(ensure(5)->result, replies[_i].opens ? "" : "reply");
	ck_assert_int_eq(ensure(5)->started_at, replies[_i].opens ? NOW + 1000 : NOW);
}
END_TEST

START_TEST(only_a_reply_that_was_dropped_whole_is_opened_by_itself)
{
	bool opens = str_equal(replies[_i].state, "dropped"), reopened;

	finish(6, "handoff");
	reply_in(replies[_i].state);
	MUST(turn_reopen_dropped(store_db, CHAT, 5, &reopened, &fixture_err));
	ck_assert_int_eq(reopened, opens);
	ck_assert_str_eq(ensure(5)->result, opens ? "" : "reply");
	ck_assert_int_eq(ensure(5)->started_at, opens ? NOW + 1000 : NOW);
	MUST(turn_reopen_dropped(store_db, CHAT, 6, &reopened, &fixture_err));
	ck_assert(!reopened);
	ck_assert_str_eq(ensure(6)->result, "handoff");
}
END_TEST

/* What an earlier run of the turn has left, or a person has dropped, beside a reply that is dropped. */
static const struct {
	const char *sql;
	bool opens;
} leftovers[] = {
	{ "UPDATE outbox SET nonce = 'reply:1:1', state = 'failed' WHERE part = 0", true },
	{ "UPDATE outbox SET nonce = 'reply:1:1', state = 'held' WHERE part = 0", true },
	{ "UPDATE outbox SET nonce = 'reply:1:1', state = 'held' WHERE part = 1", false },
	{ "UPDATE outbox SET error = 'person' WHERE part = 0", false },
	{ "UPDATE outbox SET error = 'operator'", true },
};

START_TEST(only_the_latest_reply_counts_and_what_a_person_dropped_stays)
{
	bool reopened;

	reply_in("dropped");
	schema_do(store_db, leftovers[_i].sql);
	MUST(turn_reopen_dropped(store_db, CHAT, 5, &reopened, &fixture_err));
	ck_assert_int_eq(reopened, leftovers[_i].opens);
}
END_TEST

/* Nor does it matter that somebody hands back while the turn runs, for the first time or again. */
START_TEST(what_a_run_said_counts_though_the_turn_was_begun_anew_meanwhile)
{
	static const char *const states[] = { "unknown", "dropped" };
	bool reopened, again = _i >= 2;
	char *text = mem_strdup(fixture_mem, "words");
	struct outbox_new reply = { .account_id = 1, .chat_id = CHAT, .turn_id = ensure(5)->id,
		.kind = "reply", .nonce = turn_nonce(fixture_mem, ensure(5), "reply"),
		.lifetime_ms = 1000 };

	if (again)
		finish(5, "silent");
	schema_set_clock(store_db, NOW + 1000);
	MUST(turn_reopen(store_db, CHAT, 5, &fixture_err));
	finish(5, "reply");
	MUST(outbox_insert(store_db, &reply, &text, 1, &fixture_err));
	MUST(db_exec(store_db, "UPDATE outbox SET state = ?", DB_ARGS(db_text(states[_i % 2])), NULL,
		&fixture_err));
	MUST(turn_reopen_dropped(store_db, CHAT, 5, &reopened, &fixture_err));
	ck_assert_int_eq(reopened, str_equal(states[_i % 2], "dropped"));
}
END_TEST

static void
write_at(int64_t received_at, const char *author, const char *avito_id, int64_t created_at)
{
	struct message message = { .account_id = 1, .chat_id = CHAT, .avito_id = avito_id,
		.author = author, .type = "text", .text = "", .content = "{}",
		.created_at = created_at };

	schema_set_clock(store_db, received_at);
	MUST(message_insert(store_db, &message, &message.id, &fixture_err));
}

START_TEST(words_that_came_after_a_turn_are_told_by_the_first_of_them)
{
	int64_t id = ensure(5)->id, at;

	write_at(NOW, "buyer", "seen", NOW - 9000);
	schema_set_clock(store_db, NOW + 1000);
	finish(5, "reply");
	MUST(turn_words_since(store_db, id, &at, &fixture_err));
	ck_assert_int_eq(at, 0);
	write_at(NOW + 2000, "bot", "ours", NOW - 8000);
	write_at(NOW + 2000, "buyer", "late", NOW - 4000);
	write_at(NOW + 2000, "buyer", "later", NOW - 6000);
	MUST(turn_words_since(store_db, id, &at, &fixture_err));
	ck_assert_int_eq(at, NOW - 6000);
}
END_TEST

/* What was said answers what had come before the turn ended, whatever Avito's times say. */
static const struct {
	const char *kind, *state;
	bool answers;
} said[] = {
	{ "reply", "sent", true }, { "draft", "sent", true },     { "away", "sent", false },
	{ "handoff", "sent", false }, { "reply", "dropped", false },
};

START_TEST(what_was_said_has_answered_what_had_come)
{
	char *text = mem_strdup(fixture_mem, "words");
	struct outbox_new row = { .account_id = 1, .chat_id = CHAT, .turn_id = ensure(5)->id,
		.kind = said[_i].kind, .nonce = "n", .lifetime_ms = 1000 };
	int64_t id, seen;

	MUST(turn_last_answered(store_db, CHAT, &id, &fixture_err));
	ck_assert_int_eq(id, 0);
	write_at(NOW, "buyer", "seen", NOW - 4000);
	seen = schema_number(store_db, "SELECT MAX(id) FROM message");
	schema_set_clock(store_db, NOW + 1000);
	finish(5, "reply");
	MUST(outbox_insert(store_db, &row, &text, 1, &fixture_err));
	MUST(db_exec(store_db, "UPDATE outbox SET state = ?", DB_ARGS(db_text(said[_i].state)), NULL,
		&fixture_err));
	write_at(NOW + 2000, "buyer", "late", NOW - 9000);
	MUST(turn_last_answered(store_db, CHAT, &id, &fixture_err));
	ck_assert_int_eq(id, said[_i].answers ? seen : 0);
}
END_TEST

START_TEST(turns_of_a_chat_are_listed_since_an_instant)
{
	struct turn *turns, *elsewhere;
	size_t count;

	(void)ensure(5);
	schema_set_clock(store_db, NOW + 1000);
	(void)ensure(6);
	(void)ensure(7);
	MUST(turn_ensure(store_db, fixture_mem, CHAT + 1, 8, &elsewhere, &fixture_err));
	MUST(turn_list(store_db, fixture_mem, CHAT, NOW + 1000, 10, &turns, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(turns[0].message_id, 6);
	ck_assert_int_eq(turns[1].message_id, 7);
	MUST(turn_list(store_db, fixture_mem, CHAT, NOW, 1, &turns, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(turns[0].message_id, 5);
}
END_TEST

/* --- drafts */

static void
add_draft(int64_t turn_id, const char *text, int confidence)
{
	MUST(draft_insert(store_db, CHAT, turn_id, text, confidence, &fixture_err));
}

static struct draft *
open_draft(void)
{
	struct draft *draft;

	MUST(draft_find_open(store_db, fixture_mem, CHAT, &draft, &fixture_err));
	return draft;
}

static void
has_no_open_draft(void)
{
	struct draft *draft;

	MUST_FAIL(draft_find_open(store_db, fixture_mem, CHAT, &draft, &fixture_err),
		ERR_NOT_FOUND);
}

static void
decide(const char *state)
{
	MUST(draft_decide(store_db, CHAT, open_draft()->id, state, 9, &fixture_err));
}

START_TEST(a_draft_waits_open)
{
	struct draft *draft;

	has_no_open_draft();
	add_draft(1, "words", 60);
	draft = open_draft();
	ck_assert_int_eq(draft->chat_id, CHAT);
	ck_assert_int_eq(draft->turn_id, 1);
	ck_assert_str_eq(draft->text, "words");
	ck_assert_str_eq(draft->state, "open");
	ck_assert_int_eq(draft->confidence, 60);
	ck_assert_int_eq(draft->created_at, NOW);
	MUST_FAIL(draft_find_open(store_db, fixture_mem, CHAT + 1, &draft, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_turn_that_runs_again_replaces_the_words)
{
	int64_t id;

	add_draft(1, "first", 60);
	id = open_draft()->id;
	if (_i == 1)
		decide("dropped");
	if (_i == 2)
		MUST(draft_make_stale(store_db, CHAT, &fixture_err));
	add_draft(1, "second", 70);
	ck_assert_int_eq(open_draft()->id, id);
	ck_assert_str_eq(open_draft()->text, "second");
	ck_assert_int_eq(open_draft()->confidence, 70);
}
END_TEST

START_TEST(what_was_sent_is_not_replaced)
{
	add_draft(1, "first", 60);
	decide("sent");
	add_draft(1, "second", 70);
	has_no_open_draft();
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM draft WHERE text = 'first'"
		" AND confidence = 60 AND state = 'sent'"), 1);
}
END_TEST

START_TEST(a_draft_is_decided_once_by_somebody)
{
	int64_t id;

	add_draft(1, "words", 60);
	id = open_draft()->id;
	MUST_FAIL(draft_decide(store_db, CHAT + 1, id, "sent", 9, &fixture_err), ERR_CONFLICT);
	decide("sent");
	MUST_FAIL(draft_decide(store_db, CHAT, id, "dropped", 8, &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(schema_number(store_db, "SELECT user_id FROM draft"), 9);
	ck_assert_int_eq(schema_number(store_db, "SELECT decided_at FROM draft"), NOW);
	ck_assert_int_eq(schema_number(store_db, "SELECT state = 'sent' FROM draft"), 1);
}
END_TEST

START_TEST(a_stale_draft_cannot_be_sent)
{
	int64_t id;

	add_draft(1, "words", 60);
	id = open_draft()->id;
	MUST(draft_make_stale(store_db, CHAT + 1, &fixture_err));
	ck_assert_int_eq(open_draft()->id, id);
	MUST(draft_make_stale(store_db, CHAT, &fixture_err));
	has_no_open_draft();
	MUST_FAIL(draft_decide(store_db, CHAT, id, "sent", 9, &fixture_err), ERR_CONFLICT);
}
END_TEST

Suite *
turn_suite(void)
{
	Suite *suite = suite_create("turn");
	TCase *tcase = store_case(suite, "turn");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_turn_is_made_once_for_its_words);
	tcase_add_test(tcase, a_finished_turn_tells_how_and_why);
	tcase_add_test(tcase, a_long_reason_is_cut);
	tcase_add_loop_test(tcase, what_was_not_answered_can_be_opened_again, 0, COUNT(results));
	tcase_add_loop_test(tcase, what_was_answered_stays_closed_unless_the_reply_is_dead, 0,
		COUNT(replies));
	tcase_add_loop_test(tcase, only_a_reply_that_was_dropped_whole_is_opened_by_itself, 0,
		COUNT(replies));
	tcase_add_loop_test(tcase, only_the_latest_reply_counts_and_what_a_person_dropped_stays, 0,
		COUNT(leftovers));
	tcase_add_loop_test(tcase, what_a_run_said_counts_though_the_turn_was_begun_anew_meanwhile, 0, 4);
	tcase_add_test(tcase, words_that_came_after_a_turn_are_told_by_the_first_of_them);
	tcase_add_loop_test(tcase, what_was_said_has_answered_what_had_come, 0, COUNT(said));
	tcase_add_test(tcase, turns_of_a_chat_are_listed_since_an_instant);
	tcase = store_case(suite, "draft");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_draft_waits_open);
	tcase_add_loop_test(tcase, a_turn_that_runs_again_replaces_the_words, 0, 3);
	tcase_add_test(tcase, what_was_sent_is_not_replaced);
	tcase_add_test(tcase, a_draft_is_decided_once_by_somebody);
	tcase_add_test(tcase, a_stale_draft_cannot_be_sent);
	return suite;
}
