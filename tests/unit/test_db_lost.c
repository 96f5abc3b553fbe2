/* SPDX-License-Identifier: MIT */
/*
 * Connections that die: by KILL, by a server that is killed, and by a proxy that cuts before a
 * chosen command reaches the server or before its answer comes back.
 */
#include "io/db.h"

#include <pthread.h>
#include <string.h>

#include "base/time.h"
#include "cut_proxy.h"
#include "mariadb.h"
#include "test_io.h"

static struct db *db, *other;
static int64_t repeats_before;

static struct db *
open_url(const char *url)
{
	struct db_options options = { .url = url, .connect_timeout_s = 60, .read_timeout_s = 300 };
	struct db *opened;

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	return opened;
}

static const char insert_one[] = "INSERT INTO thing (name) VALUES (?)";

static int64_t
count_things(void)
{
	int64_t count;

	MUST(db_number(other, "SELECT COUNT(*) FROM thing", DB_NONE, &count, &fixture_err));
	return count;
}

static int64_t
connection_id(struct db *of)
{
	int64_t id;

	MUST(db_number(of, "SELECT CONNECTION_ID()", DB_NONE, &id, &fixture_err));
	return id;
}

static void
kill_connection(int64_t id)
{
	struct err ignored;
	char sql[40];

	(void)snprintf(sql, sizeof(sql), "KILL %d", (int)id);
	(void)db_exec_plain(other, sql, &ignored);
	cut_wait_for_the_dead(other, "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ?",
		id);
}

static void
set_up(void)
{
	repeats_before = db_repeats();
	db = open_url(mariadb_url());
	other = open_url(mariadb_url());
	if (!db_ping(other, &fixture_err))
		mariadb_restart(); /* a test before this one ended too early */
	MUST(db_exec_plain(other, "CREATE OR REPLACE TABLE thing (id INT PRIMARY KEY "
		"AUTO_INCREMENT, name VARCHAR(40) UNIQUE) ENGINE=InnoDB", &fixture_err));
}

static void
set_up_proxy(void)
{
	set_up();
	db = open_url(cut_proxy_start(open_url(mariadb_url()), connection_id(other)));
}

static void
tear_down_proxy(void)
{
	mem_free(db);
	cut_proxy_stop();
}

/* --- outside a transaction */

static bool
insert(const char *name)
{
	return db_exec(db, insert_one, DB_ARGS(db_text(name)), NULL, &fixture_err);
}

START_TEST(a_connection_killed_between_statements_is_renewed)
{
	int64_t id = connection_id(db);

	MUST(insert("a"));
	kill_connection(id);
	MUST(insert("b"));
	ck_assert_int_ne(connection_id(db), id);
	ck_assert_int_eq(count_things(), 2);
}
END_TEST

START_TEST(a_server_restarted_between_statements_goes_unnoticed)
{
	MUST(insert("a"));
	mariadb_kill();
	MUST_FAIL(insert("b"), ERR_BUSY);
	MUST_FAIL(db_ping(db, &fixture_err), ERR_BUSY);
	mariadb_restart();
	MUST(insert("b"));
	MUST(db_ping(db, &fixture_err));
	ck_assert_int_eq(count_things(), 2);
}
END_TEST

START_TEST(a_command_that_did_not_arrive_is_uncertain)
{
	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1 });
	MUST_FAIL(insert("a"), ERR_UNCERTAIN);
	ck_assert_int_eq(count_things(), 0);
	MUST(insert("a"));
}
END_TEST

START_TEST(a_write_with_a_lost_answer_is_uncertain_and_not_repeated)
{
	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1, .reached = true });
	MUST_FAIL(insert("a"), ERR_UNCERTAIN);
	ck_assert_int_eq(count_things(), 1);
	MUST(insert("b"));
}
END_TEST

START_TEST(a_plain_write_with_a_lost_answer_is_uncertain)
{
	cut_set((struct cut){ .command = COM_QUERY, .text = "INSERT", .nth = 1, .times = 1,
		.reached = true });
	MUST_FAIL(db_exec_plain(db, "INSERT INTO thing (name) VALUES ('a')", &fixture_err),
		ERR_UNCERTAIN);
	ck_assert_int_eq(count_things(), 1);
}
END_TEST

static bool
insert_harmless(void)
{
	return db_exec_idempotent(db,
		"INSERT INTO thing (name) VALUES (?) ON DUPLICATE KEY UPDATE name = name",
		DB_ARGS(db_text("a")), &fixture_err);
}

START_TEST(a_harmless_write_is_repeated_once)
{
	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1, .reached = _i == 1 });
	MUST(insert_harmless());
	ck_assert_int_eq(count_things(), 1);
	cut_set_times(2);
	MUST_FAIL(insert_harmless(), ERR_UNCERTAIN);
	ck_assert_int_eq(cut_left(), 0);
}
END_TEST

static const char *const reads[] = {
	"SELECT ?", "WITH x AS (SELECT ? y) SELECT y FROM x", "(SELECT ?)",
	"SET STATEMENT max_statement_time = 1.5 FOR SELECT ?",
};

START_TEST(a_read_is_repeated_once)
{
	int64_t number = 0;

	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1, .reached = true });
	MUST(db_number(db, reads[_i], DB_ARGS(db_i64(42)), &number, &fixture_err));
	ck_assert_int_eq(number, 42);
	cut_set_times(2);
	MUST_FAIL(db_number(db, reads[_i], DB_ARGS(db_i64(42)), &number, &fixture_err), ERR_BUSY);
	ck_assert_int_eq(cut_left(), 0);
}
END_TEST

START_TEST(a_write_that_returns_rows_is_not_taken_for_a_read)
{
	int64_t id;

	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1, .reached = true });
	MUST_FAIL(db_number(db, "INSERT INTO thing (name) VALUES (?) RETURNING id",
		DB_ARGS(db_text("a")), &id, &fixture_err), ERR_UNCERTAIN);
	ck_assert_int_eq(count_things(), 1);
}
END_TEST

START_TEST(nothing_was_done_while_only_preparing)
{
	cut_set((struct cut){ .command = COM_PREPARE, .nth = 1, .times = 1, .reached = true });
	MUST(insert("a"));
	db_close(db);
	cut_set_times(2);
	MUST_FAIL(insert("b"), ERR_BUSY);
	ck_assert_int_eq(count_things(), 1);
}
END_TEST

/* --- inside */

struct plan {
	int runs;
	int64_t killed;
	bool restart;
	bool swallow;
};

static bool
insert_two(struct db *on, void *arg, struct err *err_out)
{
	struct plan *plan = arg;
	bool done = db_exec(on, insert_one, DB_ARGS(db_text("a")), NULL, err_out);

	plan->runs++;
	if (done && plan->runs == 1 && plan->killed != 0)
		kill_connection(plan->killed);
	if (done && plan->runs == 1 && plan->restart) {
		mariadb_kill();
		mariadb_restart();
	}
	if (done)
		done = db_exec(on, insert_one, DB_ARGS(db_text("b")), NULL, err_out);
	return done || plan->swallow;
}

static void
must_run_again(struct plan *plan)
{
	MUST(db_transaction(db, insert_two, plan, &fixture_err));
	if (plan->restart) /* the server may still be undoing when it serves again */
		ck_assert_int_ge(plan->runs, 2);
	else
		ck_assert_int_eq(plan->runs, 2);
	ck_assert_int_eq(count_things(), 2);
	ck_assert_int_eq(db_repeats() - repeats_before, plan->runs - 1);
}

START_TEST(a_connection_killed_inside_runs_the_work_again)
{
	struct plan plan = { .killed = connection_id(db) };

	must_run_again(&plan);
}
END_TEST

START_TEST(a_server_restarted_inside_runs_the_work_again)
{
	struct plan plan = { .restart = true };

	must_run_again(&plan);
}
END_TEST

START_TEST(a_lost_answer_inside_runs_the_work_again)
{
	struct plan plan = { .swallow = _i >= 2 };

	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1 + _i % 2, .times = 1,
		.reached = true });
	must_run_again(&plan);
}
END_TEST

START_TEST(a_begin_with_a_lost_answer_is_begun_again)
{
	struct plan plan = { 0 };

	cut_set((struct cut){ .command = COM_QUERY, .text = "START", .nth = 1, .times = 1,
		.reached = true });
	MUST(db_transaction(db, insert_two, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(count_things(), 2);
}
END_TEST

START_TEST(where_nothing_can_be_begun_nothing_was_done)
{
	struct plan plan = { 0 };

	cut_set((struct cut){ .command = COM_QUERY, .text = "START", .nth = 1, .times = 2,
		.reached = true });
	MUST_FAIL(db_transaction(db, insert_two, &plan, &fixture_err), ERR_BUSY);
	ck_assert_int_eq(plan.runs, 0);
	ck_assert_int_eq(count_things(), 0);
}
END_TEST

START_TEST(a_commit_with_a_lost_answer_is_uncertain)
{
	struct plan plan = { 0 };

	cut_set((struct cut){ .command = COM_QUERY, .text = "COMMIT", .nth = 1, .times = 1,
		.reached = _i == 1 });
	MUST_FAIL(db_transaction(db, insert_two, &plan, &fixture_err), ERR_UNCERTAIN);
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(count_things(), _i == 1 ? 2 : 0);
	MUST(insert("c"));
}
END_TEST

static bool
kill_at_the_end(struct db *on, void *arg, struct err *err_out)
{
	struct plan *plan = arg;

	if (!db_exec(on, insert_one, DB_ARGS(db_text("a")), NULL, err_out))
		return false;
	if (++plan->runs == 1)
		kill_connection(plan->killed);
	return true;
}

START_TEST(a_connection_killed_before_the_commit_runs_the_work_again)
{
	struct plan plan = { .killed = connection_id(db) };

	MUST(db_transaction(db, kill_at_the_end, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 2);
	ck_assert_int_eq(count_things(), 1);
}
END_TEST

static bool
always_cut(struct db *on, void *arg, struct err *err_out)
{
	struct plan *plan = arg;

	plan->runs++;
	return db_exec(on, insert_one, DB_ARGS(db_text("a")), NULL, err_out);
}

START_TEST(patience_ends)
{
	struct plan plan = { 0 };

	cut_set((struct cut){ .command = COM_EXECUTE, .nth = 1, .times = 1000 });
	MUST_FAIL(db_transaction(db, always_cut, &plan, &fixture_err), ERR_BUSY);
	ck_assert_int_eq(plan.runs, 21);
	cut_set_times(0);
	MUST(insert("a"));
	ck_assert_int_eq(count_things(), 1);
}
END_TEST

/* Until a statement with SLEEP in it is at work. */
static void
wait_for_sleep(void)
{
	int64_t running = 0;
	struct err err;

	while (running == 0 && db_number(other, "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
		" WHERE INFO LIKE '%SLEEP(%' AND STATE = 'User sleep'", DB_NONE, &running, &err))
		time_sleep_ms(5);
}

static void *
kill_server_soon(void *arg)
{
	(void)arg;
	wait_for_sleep();
	mariadb_kill();
	return NULL;
}

START_TEST(a_server_killed_while_it_works_is_uncertain)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, kill_server_soon, NULL), 0);
	MUST_FAIL(db_exec(db, "INSERT INTO thing (name) SELECT SLEEP(900)", DB_NONE, NULL,
		&fixture_err),
		ERR_UNCERTAIN);
	(void)pthread_join(thread, NULL);
	mariadb_restart();
	ck_assert_int_eq(count_things(), 0);
}
END_TEST

static void *
kill_connection_soon(void *arg)
{
	wait_for_sleep();
	kill_connection(*(const int64_t *)arg);
	return NULL;
}

START_TEST(a_read_killed_while_it_works_is_repeated)
{
	static const char sql[] = "SELECT IF(CONNECTION_ID() = ?, SLEEP(900), 0) + 5";
	int64_t id = connection_id(db), number;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, kill_connection_soon, &id), 0);
	MUST(db_number(db, sql, DB_ARGS(db_i64(id)), &number, &fixture_err));
	ck_assert_int_eq(number, 5);
	(void)pthread_join(thread, NULL);
	ck_assert_int_ne(connection_id(db), id);
}
END_TEST

Suite *
db_lost_suite(void)
{
	Suite *suite = suite_create("db_lost");
	TCase *kills = fixture_case(suite, "kills"), *cuts = fixture_case(suite, "cuts");

	tcase_add_checked_fixture(kills, set_up, NULL);
	tcase_set_timeout(kills, 60);
	tcase_add_test(kills, a_connection_killed_between_statements_is_renewed);
	tcase_add_test(kills, a_server_restarted_between_statements_goes_unnoticed);
	tcase_add_test(kills, a_connection_killed_inside_runs_the_work_again);
	tcase_add_test(kills, a_server_restarted_inside_runs_the_work_again);
	tcase_add_test(kills, a_connection_killed_before_the_commit_runs_the_work_again);
	tcase_add_test(kills, a_server_killed_while_it_works_is_uncertain);
	tcase_add_test(kills, a_read_killed_while_it_works_is_repeated);

	tcase_add_checked_fixture(cuts, set_up_proxy, tear_down_proxy);
	tcase_set_timeout(cuts, 60);
	tcase_add_test(cuts, a_command_that_did_not_arrive_is_uncertain);
	tcase_add_test(cuts, a_write_with_a_lost_answer_is_uncertain_and_not_repeated);
	tcase_add_test(cuts, a_plain_write_with_a_lost_answer_is_uncertain);
	tcase_add_loop_test(cuts, a_harmless_write_is_repeated_once, 0, 2);
	tcase_add_loop_test(cuts, a_read_is_repeated_once, 0,
		(int)(sizeof(reads) / sizeof(reads[0])));
	tcase_add_test(cuts, a_write_that_returns_rows_is_not_taken_for_a_read);
	tcase_add_test(cuts, nothing_was_done_while_only_preparing);
	tcase_add_loop_test(cuts, a_lost_answer_inside_runs_the_work_again, 0, 4);
	tcase_add_test(cuts, a_begin_with_a_lost_answer_is_begun_again);
	tcase_add_test(cuts, where_nothing_can_be_begun_nothing_was_done);
	tcase_add_loop_test(cuts, a_commit_with_a_lost_answer_is_uncertain, 0, 2);
	tcase_add_test(cuts, patience_ends);
	return suite;
}
