/* SPDX-License-Identifier: MIT */
/* The job "turn" when the chat changes between its first look and its last. */
#include "core/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "core/work.h"
#include "db_fail.h"
#include "io/db_pool.h"
#include "mariadb.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/turn.h"
#include "test_core_db.h"

static struct chat *chat;
static struct core core;
static struct work work;
static struct work_end end;

/* A chat in a person's pause whose buyer waits. */
static void
set_up(void)
{
	struct message message = { .avito_id = "m-1", .author = "buyer", .type = "text",
		.text = "Почём?", .content = "{}" };

	core_open(&core);
	work = (struct work){ .core = &core, .mem = fixture_mem };
	chat = core_chat("c");
	message.account_id = chat->account_id;
	message.chat_id = chat->id;
	message.created_at = chat->waiting_since = chat->last_message_at = time_now_ms();
	MUST(message_insert(core_db, &message, &message.id, &fixture_err));
	chat->last_buyer_id = chat->last_message_id = message.id;
	chat->enriched_at = 1;
	chat->owner = "human";
	chat->owner_reason = "operator";
	chat->owner_until = time_now_ms() + HOUR_MS;
	MUST(chat_update(core_db, chat, &fixture_err));
}

static void
tear_down(void)
{
	schema_do(core_db, "DROP TRIGGER IF EXISTS meanwhile");
	schema_do(core_db, "DROP TRIGGER IF EXISTS undone");
	schema_do(core_db, "DROP TABLE IF EXISTS tries");
}

static const struct {
	const char *change, *result;
	int64_t due_ms; /* the job's next run, counted from now; -1: none */
} changes[] = {
	{ "owner_until = owner_until", "silent", HOUR_MS },
	{ "owner_until = 1", "superseded", 0 },                 /* the pause ended */
	{ "owner_until = 1, waiting_since = 0", "superseded", -1 },
	{ "last_buyer_id = last_buyer_id + 1", "superseded", -1 }, /* who wrote put a turn himself */
	{ "waiting_since = waiting_since + 1", "superseded", 0 },  /* an earlier reply has arrived */
};

/* Runs the chat's job as the worker does. */
static void
run(void)
{
	struct job *job;
	size_t count;

	MUST(chat_put_turn(core_db, chat, 0, &fixture_err));
	MUST(job_claim(core_db, fixture_mem, "w", 1, &job, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	work.job = job;
	MUST(turn_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_SETTLED);
}

START_TEST(whoever_waits_still_is_decided_upon_again)
{
	struct turn *turn;
	int64_t now, at;

	schema_do(core_db, mem_printf(fixture_mem, "CREATE OR REPLACE TRIGGER meanwhile AFTER INSERT"
		" ON turn FOR EACH ROW UPDATE chat SET %s WHERE id = NEW.chat_id", changes[_i].change));
	run();
	MUST(turn_ensure(core_db, fixture_mem, chat->id, chat->last_buyer_id, &turn, &fixture_err));
	ck_assert_str_eq(turn->result, changes[_i].result);
	now = time_now_ms();
	at = core_job_at("turn");
	if (changes[_i].due_ms < 0)
		ck_assert_int_eq(at, -1);
	else
		ck_assert(at != -1 && at <= now + changes[_i].due_ms && at > now + changes[_i].due_ms - HOUR_MS);
}
END_TEST

/* The newer words are taken back, unless somebody has the chat locked. */
static void
take_back(void)
{
	struct err ignored;

	(void)db_exec(core_db, "UPDATE chat SET last_buyer_id = ?", DB_ARGS(db_i64(chat->last_buyer_id)),
		NULL, &ignored);
}

/* What was recorded in a try that the database undid is not told of the next.  The table of the tries
   keeps its row when that is undone. */
START_TEST(a_try_that_is_undone_leaves_nothing_in_the_trace)
{
	struct turn *turn;
	int seen = 0;

	schema_do(core_db, "SET innodb_lock_wait_timeout = 0");
	schema_do(core_db, "CREATE TABLE tries (n INT) ENGINE = MyISAM");
	schema_do(core_db, "CREATE TRIGGER meanwhile AFTER INSERT ON turn FOR EACH ROW"
		" UPDATE chat SET last_buyer_id = last_buyer_id + 1 WHERE id = NEW.chat_id");
	schema_do(core_db, "CREATE TRIGGER undone BEFORE UPDATE ON turn FOR EACH ROW"
		" IF NEW.result = 'superseded' AND NOT EXISTS (SELECT 1 FROM tries) THEN"
		" INSERT INTO tries VALUES (1);"
		" SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF");
	for (int nth = 1; nth <= 60; nth++) {
		schema_do(core_db, "DELETE FROM tries");
		schema_do(core_db, "DELETE FROM turn");
		schema_do(core_db, "DELETE FROM job");
		take_back();
		db_before(nth, take_back);
		run();
		db_before(0, NULL);
		MUST(turn_ensure(core_db, fixture_mem, chat->id, chat->last_buyer_id, &turn,
			&fixture_err));
		if (!str_equal(turn->result, "silent") ||
		    schema_number(core_db, "SELECT COUNT(*) FROM tries") == 0)
			continue;
		ck_assert_ptr_eq(strstr(turn->trace, "newer"), NULL);
		seen++;
	}
	ck_assert_int_gt(seen, 0);
}
END_TEST

/* Whether the turn waits for a row of the chat's, which may have answered the buyer's words. */
static const struct {
	const char *kind, *state;
	int minutes; /* since it was sent */
	bool waits;
} rows[] = {
	{ "reply", "unknown", 10, true }, { "draft", "unknown", 0, true },
	{ "person", "unknown", 0, true }, { "reply", "sending", 0, true },
	{ "handoff", "unknown", 0, false }, { "away", "sending", 0, false },
	{ "person", "ready", 0, false },  { "reply", "held", 0, false },
	{ "reply", "unknown", 20, false }, /* its job is lost, or was put aside */
};

START_TEST(a_turn_waits_for_what_may_have_answered_its_words)
{
	struct turn *turn;
	int64_t now;

	(void)core_sending(chat, rows[_i].kind, "Даром", str_equal(rows[_i].state, "held") ? "unknown"
		: rows[_i].state);
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE outbox SET state = '%s',"
		" started_at = started_at - %d * 60000", rows[_i].state, rows[_i].minutes));
	schema_do(core_db, "UPDATE chat SET owner = 'bot'");
	run();
	MUST(turn_ensure(core_db, fixture_mem, chat->id, chat->last_buyer_id, &turn, &fixture_err));
	ck_assert_int_eq(str_equal(turn->reason, "doubtful"), rows[_i].waits);
	ck_assert_int_eq(str_equal(turn->result, "silent"), rows[_i].waits);
	ck_assert_int_eq(core_chat_again(chat)->needs_person, !rows[_i].waits);
	now = time_now_ms();
	ck_assert_int_eq(core_job_at("turn") != -1, rows[_i].waits);
	ck_assert_int_le(core_job_at("turn"), now + 3000);
}
END_TEST

Suite *
turn_run_suite(void)
{
	Suite *suite = suite_create("turn_run");
	TCase *tcase = core_db_case(suite, "turn_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, whoever_waits_still_is_decided_upon_again, 0, COUNT(changes));
	tcase_add_test(tcase, a_try_that_is_undone_leaves_nothing_in_the_trace);
	tcase_add_loop_test(tcase, a_turn_waits_for_what_may_have_answered_its_words, 0, COUNT(rows));
	return suite;
}
