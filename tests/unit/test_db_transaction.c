/* SPDX-License-Identifier: MIT */
/* Work between BEGIN and COMMIT: done once, or not at all, whoever else works on the same rows. */
#include "io/db.h"

#include <pthread.h>
#include <string.h>

#include "base/time.h"
#include "test_io.h"
#include "things.h"

struct plan {
	int runs;
	bool fail;
	bool conflict;
};

static bool
insert_two(struct db *on, void *arg, struct err *err_out)
{
	struct plan *plan = arg;
	bool done;

	plan->runs++;
	if (!db_exec(on, things_insert, DB_ARGS(db_i64(1), db_text("a")), NULL, err_out))
		return false;
	if (plan->conflict) {
		done = db_exec(on, things_insert, DB_ARGS(db_i64(2), db_text("a")), NULL, err_out);
		ck_assert(!done && err_out->code == ERR_CONFLICT);
	}
	if (plan->fail)
		return err_set(err_out, ERR_DENIED, "changed my mind");
	return db_exec(on, things_insert, DB_ARGS(db_i64(3), db_text("c")), NULL, err_out);
}

START_TEST(work_is_committed)
{
	struct plan plan = { 0 };

	MUST(db_transaction(db, insert_two, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(things_count(things_open(300)), 2);
}
END_TEST

START_TEST(failed_work_is_rolled_back_and_not_repeated)
{
	struct plan plan = { .fail = true };

	MUST_FAIL(db_transaction(db, insert_two, &plan, &fixture_err), ERR_DENIED);
	ck_assert_str_eq(fixture_err.text, "changed my mind");
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(things_count(db), 0);
}
END_TEST

START_TEST(a_conflict_inside_need_not_end_the_transaction)
{
	struct plan plan = { .conflict = true };

	MUST(db_transaction(db, insert_two, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(things_count(db), 2);
}
END_TEST

static bool
nested(struct db *on, void *arg, struct err *err_out)
{
	return db_transaction(on, insert_two, arg, err_out);
}

START_TEST(a_transaction_inside_a_transaction_is_a_bug)
{
	struct plan plan = { 0 };

	(void)db_transaction(db, nested, &plan, &fixture_err);
}
END_TEST

struct racer {
	struct db *db;
	int64_t session; /* of db */
	int64_t key;
	pthread_t thread;
	bool done;
	struct err err;
	int runs;
	bool ignores_errors;
};

/* Its statements wait for locks as long as it takes; only db.c's own patience, timeout_s, ends. */
static struct db *
open_patient(int timeout_s, int64_t *session_r)
{
	struct db *opened = things_open(timeout_s);

	MUST(db_number(opened, "SELECT CONNECTION_ID()", DB_NONE, session_r, &fixture_err));
	MUST(db_exec_plain(opened, "SET SESSION max_statement_time = 0,"
		" innodb_lock_wait_timeout = 600", &fixture_err));
	return opened;
}

static bool
insert_same(struct db *on, void *arg, struct err *err_out)
{
	struct racer *racer = arg;

	racer->runs++;
	return db_exec(on, things_insert, DB_ARGS(db_i64(racer->key), db_text(NULL)), NULL,
		err_out) || racer->ignores_errors;
}

static void *
race(void *arg)
{
	struct racer *racer = arg;

	racer->done = db_transaction(racer->db, insert_same, racer, &racer->err);
	return NULL;
}

static void
wait_for_locks(const struct racer racers[2])
{
	static const char sql[] = "SELECT COUNT(*) FROM information_schema.INNODB_TRX"
		" WHERE trx_state = 'LOCK WAIT' AND trx_mysql_thread_id IN (?, ?)";
	int64_t waiting = 0;

	while (waiting < 2) {
		MUST(db_number(db, sql, DB_ARGS(db_i64(racers[0].session),
			db_i64(racers[1].session)), &waiting, &fixture_err));
		time_sleep_ms(waiting < 2 ? 110 : 0); /* the table is made anew after 100 ms */
	}
}

/* Three sessions insert one key, and the first rolls back when both others wait for it.  What they
   waited for becomes a shared lock of each on the same gap, which neither can insert into. */
static void
collide(struct racer racers[2], void *(*run)(void *))
{
	struct db *first = things_open(300);

	MUST(db_exec_plain(first, "BEGIN", &fixture_err));
	MUST(db_exec(first, things_insert, DB_ARGS(db_i64(racers[0].key), db_text(NULL)), NULL,
		&fixture_err));
	things_repeats = db_repeats();
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, run, &racers[i]), 0);
	wait_for_locks(racers);
	MUST(db_exec_plain(first, "ROLLBACK", &fixture_err));
	for (int i = 0; i < 2; i++)
		(void)pthread_join(racers[i].thread, NULL);
	mem_free(first);
}

static void
add_racers(struct racer racers[2], int64_t key, int timeout_s)
{
	for (int i = 0; i < 2; i++) {
		racers[i].key = key;
		racers[i].db = open_patient(timeout_s, &racers[i].session);
	}
}

static void
assert_one_won(const struct racer racers[2])
{
	ck_assert(racers[0].done != racers[1].done);
	ck_assert_str_eq(err_code_name(racers[racers[0].done ? 1 : 0].err.code), "conflict");
}

START_TEST(a_deadlock_runs_the_whole_work_again)
{
	struct racer racers[2] = { { .ignores_errors = _i == 1 }, { .ignores_errors = _i == 1 } };

	add_racers(racers, 1, 300);
	collide(racers, race);
	ck_assert_int_eq(racers[0].runs + racers[1].runs, 3);
	ck_assert_int_eq(db_repeats() - things_repeats, 1);
	ck_assert_int_eq(things_count(db), 1);
	if (_i == 0)
		assert_one_won(racers);
	else
		ck_assert(racers[0].done && racers[1].done);
}
END_TEST

static void *
race_plain(void *arg)
{
	struct racer *racer = arg;

	racer->done = db_exec(racer->db, things_insert, DB_ARGS(db_i64(racer->key), db_text(NULL)),
		NULL, &racer->err);
	return NULL;
}

START_TEST(a_deadlocked_single_statement_runs_again)
{
	struct racer racers[2] = { 0 };

	add_racers(racers, 1, 300);
	collide(racers, race_plain);
	assert_one_won(racers);
	ck_assert_int_eq(db_repeats() - things_repeats, 1);
}
END_TEST

/* The webhook's: a busy machine may take it all, but leaves enough now and then. */
START_TEST(a_second_is_enough_to_run_again)
{
	struct racer racers[2];
	int64_t key = 0;

	do {
		ck_assert_int_lt(++key, 200);
		memset(racers, 0, sizeof(racers));
		add_racers(racers, key, 1);
		collide(racers, race_plain);
		for (int i = 0; i < 2; i++)
			mem_free(racers[i].db);
	} while (db_repeats() == things_repeats || racers[0].done == racers[1].done);
	assert_one_won(racers);
}
END_TEST

struct waiter {
	int runs;
	struct db *blocker;
	bool unblock;
};

static bool
insert_and_wait(struct db *on, void *arg, struct err *err_out)
{
	struct waiter *waiter = arg;
	struct err ignored;

	waiter->runs++;
	if (waiter->runs > 1 && waiter->unblock)
		(void)db_exec_plain(waiter->blocker, "COMMIT", &ignored);
	return db_exec(on, things_insert, DB_ARGS(db_i64(2), db_text("b")), NULL, err_out) &&
		db_exec(on, "UPDATE thing SET note = ? WHERE id = ?",
			DB_ARGS(db_text("x"), db_i64(1)), NULL, err_out);
}

/* After 1205 the server rolls back only the statement; the INSERT before it is ours to undo.  Here
   it comes at once, so that the repeats run out before the patience. */
START_TEST(a_lock_timeout_rolls_everything_back_first)
{
	struct waiter waiter = { .blocker = things_open(300), .unblock = _i == 1 };
	int64_t session;
	struct db *hasty = open_patient(300, &session);
	bool done;

	MUST(db_exec_plain(hasty, "SET SESSION innodb_lock_wait_timeout = 0", &fixture_err));
	MUST(db_exec(db, things_insert, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
	MUST(db_exec_plain(waiter.blocker, "BEGIN", &fixture_err));
	MUST(db_exec_plain(waiter.blocker, "UPDATE thing SET note = 'y' WHERE id = 1",
		&fixture_err));
	done = db_transaction(hasty, insert_and_wait, &waiter, &fixture_err);

	if (waiter.unblock) {
		MUST(done);
		ck_assert_int_eq(waiter.runs, 2);
		ck_assert_int_eq(things_count(db), 2);
	} else {
		MUST_FAIL(done, ERR_BUSY);
		ck_assert_int_eq(waiter.runs, 21);
		ck_assert_ptr_nonnull(strstr(fixture_err.text, "1205"));
		ck_assert_int_eq(things_count(db), 1);
	}
}
END_TEST

Suite *
db_transaction_suite(void)
{
	Suite *suite = suite_create("db_transaction");
	TCase *tcase = things_case(suite, "db_transaction");

	tcase_add_test(tcase, work_is_committed);
	tcase_add_test(tcase, failed_work_is_rolled_back_and_not_repeated);
	tcase_add_test(tcase, a_conflict_inside_need_not_end_the_transaction);
	fixture_add_abort(tcase, a_transaction_inside_a_transaction_is_a_bug);
	tcase_add_loop_test(tcase, a_deadlock_runs_the_whole_work_again, 0, 2);
	tcase_add_test(tcase, a_deadlocked_single_statement_runs_again);
	tcase_add_test(tcase, a_second_is_enough_to_run_again);
	tcase_add_loop_test(tcase, a_lock_timeout_rolls_everything_back_first, 0, 2);
	return suite;
}
