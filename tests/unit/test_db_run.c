/* SPDX-License-Identifier: MIT */
/* Statements on a healthy server: what they answer, and what is refused; test_db_lost.c breaks it. */
#include "io/db_private.h"

#include <mysql.h>
#include <stdio.h>
#include <string.h>

#include "test_io.h"
#include "things.h"

/* --- db_exec */

START_TEST(results_of_writes_are_told)
{
	static const char upsert[] = "INSERT INTO thing (id, name, note) VALUES (?, ?, ?) "
		"ON DUPLICATE KEY UPDATE note = VALUES(note)";
	struct db_result result;

	MUST(db_exec(db, things_insert, DB_ARGS(db_id(0), db_text("a")), &result, &fixture_err));
	ck_assert_int_eq(result.changed, 1);
	ck_assert_int_eq(result.insert_id, 1);
	MUST(db_exec(db, "UPDATE thing SET name = ? WHERE id = 1", DB_ARGS(db_text("a")), &result,
		&fixture_err));
	ck_assert_int_eq(result.changed, 1); /* matched, though nothing changed */
	MUST(db_exec(db, "UPDATE thing SET name = ? WHERE id = 2", DB_ARGS(db_text("a")), &result,
		&fixture_err));
	ck_assert_int_eq(result.changed, 0);
	MUST(db_exec(db, upsert, DB_ARGS(db_i64(5), db_text("e"), db_text("x")), &result,
		&fixture_err));
	ck_assert_int_eq(result.changed, 1);
	MUST(db_exec(db, upsert, DB_ARGS(db_i64(5), db_text("e"), db_text("y")), &result,
		&fixture_err));
	ck_assert_int_eq(result.changed, 2);
	MUST(db_exec(db, upsert, DB_ARGS(db_i64(5), db_text("e"), db_text("y")), &result,
		&fixture_err));
	ck_assert_int_eq(result.changed, 1); /* nothing to change looks like an insert */
	MUST(db_exec(db, "DELETE FROM thing", DB_NONE, &result, &fixture_err));
	ck_assert_int_eq(result.changed, 2);
}
END_TEST

START_TEST(a_taken_key_is_a_conflict_without_its_value)
{
	MUST(db_exec(db, things_insert, DB_ARGS(db_i64(1), db_text("+79991234567")), NULL,
		&fixture_err));
	MUST_FAIL(db_exec(db, things_insert, DB_ARGS(db_i64(2), db_text("+79991234567")), NULL,
		&fixture_err),
		ERR_CONFLICT);
	ck_assert_ptr_null(strstr(fixture_err.text, "9991234567"));
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "'name'"));
	ck_assert_int_eq(things_count(db), 1);
}
END_TEST

/* --- db_exec_many */

START_TEST(many_rows_go_by_one_statement)
{
	static const char sql[] = "INSERT INTO thing (id, name, note, raw) VALUES (?, ?, ?, ?)"
		" ON DUPLICATE KEY UPDATE flag = 1";
	const struct db_arg args[] = {
		db_i64(1), db_text("a"), db_null(), db_bytes("\0\1", 2),
		db_i64(2), db_text(""), db_text("ё"), db_null(),
		db_i64(1), db_text("c"), db_null(), db_null(),
	};
	struct thing *things;
	size_t count;

	for (int i = 0; i < 2; i++) {
		MUST(db_exec_many(db, sql, args, 4, 3 - (size_t)i, &fixture_err));
		MUST(db_exec(db, sql, args, 4, NULL, &fixture_err)); /* the same statement, as ever */
	}
	MUST(db_all(db, fixture_mem, things_select, DB_NONE, &things_row, &things, &count,
		&fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(things[0].name, "a");
	ck_assert_ptr_null(things[0].note);
	ck_assert_uint_eq(things[0].raw.len, 2);
	ck_assert_mem_eq(things[0].raw.data, "\0\1", 2);
	ck_assert(things[0].flag);
	ck_assert_str_eq(things[1].name, "");
	ck_assert_str_eq(things[1].note, "ё");
	ck_assert_ptr_null(things[1].raw.data);
}
END_TEST

START_TEST(of_many_rows_all_or_none_are_written)
{
	const struct db_arg args[] = { db_i64(1), db_text("a"), db_i64(2), db_text("b"), db_i64(3),
		db_text("a") };

	MUST_FAIL(db_exec_many(db, things_insert, args, 2, 3, &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(things_count(db), 0);
	MUST(db_exec_many(db, things_insert, args, 2, 2, &fixture_err));
	ck_assert_int_eq(things_count(db), 2);
}
END_TEST

static const char *const bad_statements[] = {
	"SELECT FROM", "INSERT INTO nowhere VALUES (1)",
	"INSERT INTO thing (name) VALUES (REPEAT('x', 41))",
	"INSERT INTO thing (flag) VALUES ('many')",
};

START_TEST(what_the_server_refuses_is_internal)
{
	MUST_FAIL(db_exec(db, bad_statements[_i], DB_NONE, NULL, &fixture_err), ERR_INTERNAL);
	MUST_FAIL(db_exec_plain(db, bad_statements[_i], &fixture_err), ERR_INTERNAL);
	ck_assert_int_eq(things_count(db), 0);
}
END_TEST

START_TEST(statements_are_prepared_once)
{
	static const char prepared[] = "SELECT VARIABLE_VALUE FROM information_schema."
		"SESSION_STATUS WHERE VARIABLE_NAME = 'COM_STMT_PREPARE'";
	static const char others[] = "SELECT SUM(VARIABLE_VALUE) FROM information_schema."
		"SESSION_STATUS WHERE VARIABLE_NAME IN ('COM_STMT_RESET', 'COM_STMT_FETCH')";
	int64_t before, after;

	(void)things_count(db);
	MUST(db_number(db, prepared, DB_NONE, &before, &fixture_err));
	for (int i = 0; i < 50; i++)
		(void)things_count(db);
	MUST(db_number(db, prepared, DB_NONE, &after, &fixture_err));
	ck_assert_int_eq(after, before);
	MUST(db_number(db, others, DB_NONE, &after, &fixture_err));
	ck_assert_int_eq(after, 0);
}
END_TEST

START_TEST(more_statements_than_the_cache_holds_all_work)
{
	static char sql[2000][16];
	int64_t number;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 2000; i++) {
			(void)snprintf(sql[i], sizeof(sql[i]), "SELECT %d", i + round);
			MUST(db_number(db, sql[i], DB_NONE, &number, &fixture_err));
			ck_assert_int_eq(number, i + round);
		}
	}
	MUST(db_number(db, "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS "
		"WHERE VARIABLE_NAME = 'PREPARED_STMT_COUNT'", DB_NONE, &number, &fixture_err));
	ck_assert(number <= 300);
}
END_TEST

START_TEST(a_changed_table_is_prepared_again)
{
	struct thing *thing;

	MUST(db_exec(db, things_insert, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing, &fixture_err));
	MUST(db_exec_plain(db, "ALTER TABLE thing ADD more INT FIRST, MODIFY note VARCHAR(7)",
		&fixture_err));
	MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->name, "a");
}
END_TEST

/* The library refuses a connection whose last answer nobody fetched, without asking the server. */
START_TEST(where_the_library_refuses_to_prepare_a_new_connection_does_it)
{
	MUST(db_ping(db, &fixture_err));
	ck_assert_int_eq(mysql_real_query(db->mysql, "SELECT 1", 8), 0);
	ck_assert_int_eq(things_count(db), 0);
	ck_assert_int_eq(things_count(db), 0);
}
END_TEST

/* When db.c gives up first, that is ERR_UNCERTAIN: on a busy machine, where the server's timer may
   be late, another try tells. */
START_TEST(a_slow_statement_ends_before_the_patience)
{
	int64_t running = 1;
	int tries = 0;

	do {
		ck_assert_int_lt(tries++, 20);
		(void)db_exec(things_open(5), "INSERT INTO thing (name) SELECT SLEEP(900) FROM DUAL"
			" WHERE 1", DB_NONE, NULL, &fixture_err);
	} while (fixture_err.code == ERR_UNCERTAIN);
	ck_assert_str_eq(err_code_name(fixture_err.code), "busy");
	while (running > 0)
		MUST(db_number(db, "SELECT COUNT(*) FROM information_schema.PROCESSLIST "
			"WHERE INFO LIKE 'INSERT%SLEEP%'", DB_NONE, &running, &fixture_err));
	ck_assert_int_eq(things_count(db), 0);
}
END_TEST

/* The library would wait for the rest of it as long as for anything else: here, for an hour. */
START_TEST(a_result_that_breaks_off_is_not_waited_for)
{
	static const char sql[] = "SET STATEMENT max_statement_time = 0.5 FOR"
		" SELECT REPEAT('x', 65000), SLEEP(0.1) FROM seq_1_to_1000";
	struct db *patient = things_open(3600);
	int64_t number;

	for (int i = 0; i < 2; i++) {
		MUST_FAIL(db_exec(patient, sql, DB_NONE, NULL, &fixture_err), ERR_BUSY);
		MUST(db_number(patient, "SELECT 42", DB_NONE, &number, &fixture_err));
		ck_assert_int_eq(number, 42);
	}
}
END_TEST

/* One lock wait is 5 s, the patience 10: there is time for two repeats at the very most. */
START_TEST(a_server_that_takes_no_writes_is_busy_in_time)
{
	struct db *hasty = things_open(15);

	MUST(db_ping(hasty, &fixture_err));
	MUST(db_exec_plain(db, "FLUSH TABLES WITH READ LOCK", &fixture_err));
	things_repeats = db_repeats();
	MUST_FAIL(db_exec(hasty, things_insert, DB_ARGS(db_i64(1), db_text("a")), NULL,
		&fixture_err), ERR_BUSY);
	ck_assert_int_le(db_repeats() - things_repeats, 2);
	MUST(db_exec_plain(db, "UNLOCK TABLES", &fixture_err));
	ck_assert_int_eq(things_count(db), 0);
	MUST(db_exec(hasty, things_insert, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
}
END_TEST

START_TEST(a_full_server_is_busy)
{
	struct db *more[20];
	int refused = 0;

	MUST(db_exec_plain(db, "SET GLOBAL max_connections = 10", &fixture_err));
	for (int i = 0; i < COUNT(more); i++) {
		more[i] = things_open(300);
		if (!db_ping(more[i], &fixture_err)) {
			ck_assert_int_eq(fixture_err.code, ERR_BUSY);
			refused++;
		}
	}
	MUST(db_exec_plain(db, "SET GLOBAL max_connections = 64", &fixture_err));
	ck_assert_int_gt(refused, 0);
}
END_TEST

Suite *
db_run_suite(void)
{
	Suite *suite = suite_create("db_run");
	TCase *tcase = things_case(suite, "db_exec");

	tcase_add_test(tcase, results_of_writes_are_told);
	tcase_add_test(tcase, a_taken_key_is_a_conflict_without_its_value);
	tcase_add_test(tcase, many_rows_go_by_one_statement);
	tcase_add_test(tcase, of_many_rows_all_or_none_are_written);
	tcase_add_loop_test(tcase, what_the_server_refuses_is_internal, 0, COUNT(bad_statements));
	tcase_add_test(tcase, statements_are_prepared_once);
	tcase_add_test(tcase, more_statements_than_the_cache_holds_all_work);
	tcase_add_test(tcase, a_changed_table_is_prepared_again);
	tcase_add_test(tcase, where_the_library_refuses_to_prepare_a_new_connection_does_it);
	tcase_add_test(tcase, a_slow_statement_ends_before_the_patience);
	tcase_add_test(tcase, a_result_that_breaks_off_is_not_waited_for);
	tcase_add_test(tcase, a_server_that_takes_no_writes_is_busy_in_time);
	tcase_add_test(tcase, a_full_server_is_busy);
	return suite;
}
