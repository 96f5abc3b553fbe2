/* SPDX-License-Identifier: MIT */
/* Connections, values and rows on a healthy server; test_db_run.c writes, test_db_lost.c breaks it. */
#include "io/db.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "mariadb.h"
#include "test_io.h"
#include "things.h"

/* --- db_open */

static const struct {
	const char *url;
	bool good;
} urls[] = {
	{ "mysql://root@localhost/test", true },
	{ "mysql://localhost/test", true },
	{ "mysql:///test?socket=/run/x.sock", true },
	{ "mysql://user@/test?socket=/run/x.sock", true },
	{ "mysql://u%40x:p%2fw@db.example:3307/test", true },
	{ "mysql://localhost/", false },
	{ "mysql://localhost", false },
	{ "mysql://localhost/a/b", false },
	{ "mysql://localhost:99999/test", false },
	{ "mysql://localhost/test?charset=latin1", false },
	{ "postgres://localhost/test", false },
	{ "localhost", false },
	{ "", false },
	{ NULL, false },
};

START_TEST(only_urls_of_databases_open)
{
	struct db_options options = { .url = urls[_i].url };
	struct db *opened;

	if (urls[_i].good)
		MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	else
		MUST_FAIL(db_open(fixture_mem, &options, &opened, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(an_absent_server_is_busy)
{
	struct db_options options = { .url = "mysql:///test?socket=/nonexistent/socket" };
	struct db *opened;

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	MUST_FAIL(db_ping(opened, &fixture_err), ERR_BUSY);
	MUST_FAIL(db_exec(opened, things_insert, DB_ARGS(db_i64(1), db_text("x")), NULL,
		&fixture_err),
		ERR_BUSY);
}
END_TEST

START_TEST(a_refused_password_is_not_shown)
{
	struct db_options options = { .url = mem_printf(fixture_mem,
		"mysql://nobody:sesame@localhost/test?socket=%s", mariadb_socket()) };
	struct db *opened;

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	MUST_FAIL(db_ping(opened, &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "Access denied"));
	ck_assert_ptr_null(strstr(fixture_err.text, "sesame"));
}
END_TEST

START_TEST(every_session_is_set_up)
{
	static const char sql[] = "SELECT @@time_zone = '+00:00' AND @@autocommit = 1"
		" AND @@tx_isolation = 'READ-COMMITTED' AND @@sql_mode LIKE '%STRICT_ALL_TABLES%'"
		" AND @@innodb_lock_wait_timeout = 5 AND @@lock_wait_timeout = 5"
		" AND @@max_statement_time = 12 AND @@character_set_client = 'utf8mb4'";
	struct db *usual = things_open(0);
	int64_t good;

	MUST(db_number(usual, sql, DB_NONE, &good, &fixture_err));
	ck_assert_int_eq(good, 1);
	db_close(usual);
	MUST(db_number(usual, sql, DB_NONE, &good, &fixture_err));
	ck_assert_int_eq(good, 1);
}
END_TEST

/* --- values and rows */

static const int64_t numbers[] = { 0, 1, -1, 9007199254740993, INT64_MAX, INT64_MIN };

START_TEST(numbers_of_64_bits_survive)
{
	int64_t number;

	MUST(db_number(db, "SELECT CAST(? AS SIGNED)", DB_ARGS(db_i64(numbers[_i])), &number,
		&fixture_err));
	ck_assert_int_eq(number, numbers[_i]);
}
END_TEST

START_TEST(a_number_beyond_64_bits_is_refused)
{
	int64_t number;

	MUST_FAIL(db_number(db, "SELECT 18446744073709551615", DB_NONE, &number, &fixture_err),
		ERR_INTERNAL);
	MUST(db_number(db, "SELECT SUM(x) FROM (SELECT 5 x UNION SELECT 6) t", DB_NONE, &number,
		&fixture_err));
	ck_assert_int_eq(number, 11);
}
END_TEST

START_TEST(null_is_zero_and_null)
{
	struct thing *thing;

	MUST(db_exec(db, things_insert, DB_ARGS(db_i64(7), db_text(NULL)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing, &fixture_err));
	ck_assert_int_eq(thing->id, 7);
	ck_assert_ptr_null(thing->name);
	ck_assert_ptr_null(thing->note);
	ck_assert_ptr_null(thing->raw.data);
	ck_assert(!thing->flag);
}
END_TEST

START_TEST(empty_is_not_null)
{
	struct thing *thing;

	MUST(db_exec(db, "INSERT INTO thing (name, note, raw, flag) VALUES (?, ?, ?, ?)",
		DB_ARGS(db_text(""), db_text(""), db_bytes("", 0), db_i64(1)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->name, "");
	ck_assert_str_eq(thing->note, "");
	ck_assert_ptr_nonnull(thing->raw.data);
	ck_assert_int_eq(thing->raw.len, 0);
	ck_assert(thing->flag);
}
END_TEST

static const size_t lengths[] = { 1, 255, 256, 65535, 65536, 5000000 };

START_TEST(long_texts_and_bytes_survive)
{
	size_t len = lengths[_i];
	char *text = mem_array(fixture_mem, char, len + 1);
	struct thing *thing;

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i % 26);
	MUST(db_exec(db, "INSERT INTO thing (note, raw) VALUES (?, ?)",
		DB_ARGS(db_text(text), db_bytes(text, len)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->note, text);
	ck_assert_int_eq(thing->raw.len, len);
	ck_assert_mem_eq(thing->raw.data, text, len);
}
END_TEST

START_TEST(emoji_and_quotes_survive)
{
	static const char text[] = "Привет 👩‍👩‍👧 '\"\\; DROP; -- %s ?";
	struct thing *thing;

	MUST(db_exec(db, things_insert, DB_ARGS(db_i64(1), db_text(text)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, "SELECT id, name, note, raw, flag FROM thing WHERE name = ?",
		DB_ARGS(db_text(text)), &things_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->name, text);
}
END_TEST

START_TEST(bytes_may_be_anything)
{
	unsigned char bytes[256];
	struct thing *thing;

	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	MUST(db_exec(db, "INSERT INTO thing (raw) VALUES (?)", DB_ARGS(db_bytes(bytes, 256)), NULL,
		&fixture_err));
	MUST(db_one(db, fixture_mem, "SELECT id, name, note, raw, flag FROM thing WHERE raw = ?",
		DB_ARGS(db_bytes(bytes, 256)), &things_row, &thing, &fixture_err));
	ck_assert_int_eq(thing->raw.len, 256);
	ck_assert_mem_eq(thing->raw.data, bytes, 256);
}
END_TEST

START_TEST(broken_text_is_refused_on_the_way_out)
{
	static const char sql[] = "SELECT 1, CAST(X'61FF' AS BINARY), NULL, NULL, 0";
	struct thing *thing = NULL;

	MUST_FAIL(db_one(db, fixture_mem, sql, DB_NONE, &things_row, &thing, &fixture_err),
		ERR_INTERNAL);
	ck_assert_ptr_null(thing);
	ck_assert_int_eq(things_count(db), 0);
}
END_TEST

START_TEST(db_id_0_is_null)
{
	int64_t number;

	MUST(db_number(db, "SELECT ? IS NULL", DB_ARGS(db_id(0)), &number, &fixture_err));
	ck_assert_int_eq(number, 1);
	MUST(db_number(db, "SELECT ?", DB_ARGS(db_id(12)), &number, &fixture_err));
	ck_assert_int_eq(number, 12);
}
END_TEST

START_TEST(all_rows_come_in_order)
{
	struct thing *things;
	size_t count;

	for (int i = 1; i <= 300; i++)
		MUST(db_exec(db, things_insert,
			DB_ARGS(db_i64(i), db_text(mem_printf(fixture_mem, "name %d", i))), NULL,
			&fixture_err));
	MUST(db_all(db, fixture_mem, things_select, DB_NONE, &things_row, &things, &count,
		&fixture_err));
	ck_assert_int_eq(count, 300);
	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(things[i].id, i + 1);
		ck_assert_str_eq(things[i].name, mem_printf(fixture_mem, "name %d", i + 1));
	}
	ck_assert_ptr_eq(talloc_parent(things[299].name), things);
}
END_TEST

START_TEST(no_rows_are_an_empty_list_or_not_found)
{
	struct thing *things;
	size_t count = 5;
	int64_t number = 5;

	MUST(db_all(db, fixture_mem, things_select, DB_NONE, &things_row, &things, &count,
		&fixture_err));
	ck_assert_int_eq(count, 0);
	MUST_FAIL(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &things,
		&fixture_err),
		ERR_NOT_FOUND);
	MUST_FAIL(db_number(db, "SELECT id FROM thing", DB_NONE, &number, &fixture_err),
		ERR_NOT_FOUND);
	ck_assert_int_eq(number, 5);
}
END_TEST

START_TEST(one_of_many_leaves_the_connection_usable)
{
	struct thing *thing;

	MUST(db_exec_plain(db, "INSERT INTO thing (name) VALUES ('a'), ('b'), ('c')",
		&fixture_err));
	for (int i = 0; i < 3; i++) {
		MUST(db_one(db, fixture_mem, things_select, DB_NONE, &things_row, &thing,
			&fixture_err));
		ck_assert_str_eq(thing->name, "a");
		ck_assert_int_eq(things_count(db), 3);
	}
}
END_TEST

START_TEST(inserts_can_return_what_they_made)
{
	int64_t id;

	MUST(db_number(db, "INSERT INTO thing (name) VALUES (?) RETURNING id",
		DB_ARGS(db_text("a")), &id, &fixture_err));
	ck_assert_int_eq(id, 1);
}
END_TEST

START_TEST(the_server_clock_is_in_milliseconds)
{
	enum { HOUR_MS = 60 * 60 * 1000 };
	int64_t now_ms, before_ms = time_now_ms();

	MUST(db_number(db, "SELECT " DB_NOW_MS, DB_NONE, &now_ms, &fixture_err));
	ck_assert_int_ge(now_ms, before_ms - HOUR_MS);
	ck_assert_int_le(now_ms, time_now_ms() + HOUR_MS);
}
END_TEST

/* --- db_check_server */

START_TEST(a_server_that_may_lose_work_is_refused)
{
	MUST(db_check_server(db, &fixture_err));
	MUST(db_exec_plain(db, "SET GLOBAL innodb_flush_log_at_trx_commit = 2", &fixture_err));
	bool accepted = db_check_server(db, &fixture_err);
	enum err_code code = fixture_err.code;

	MUST(db_exec_plain(db, "SET GLOBAL innodb_flush_log_at_trx_commit = 1", &fixture_err));
	ck_assert(!accepted);
	ck_assert_int_eq(code, ERR_INVALID);
}
END_TEST

static void
add_values(Suite *suite)
{
	TCase *tcase = things_case(suite, "values");

	tcase_add_loop_test(tcase, numbers_of_64_bits_survive, 0, COUNT(numbers));
	tcase_add_test(tcase, a_number_beyond_64_bits_is_refused);
	tcase_add_test(tcase, null_is_zero_and_null);
	tcase_add_test(tcase, empty_is_not_null);
	tcase_add_loop_test(tcase, long_texts_and_bytes_survive, 0, COUNT(lengths));
	tcase_add_test(tcase, emoji_and_quotes_survive);
	tcase_add_test(tcase, bytes_may_be_anything);
	tcase_add_test(tcase, broken_text_is_refused_on_the_way_out);
	tcase_add_test(tcase, db_id_0_is_null);
	tcase_add_test(tcase, all_rows_come_in_order);
	tcase_add_test(tcase, no_rows_are_an_empty_list_or_not_found);
	tcase_add_test(tcase, one_of_many_leaves_the_connection_usable);
	tcase_add_test(tcase, inserts_can_return_what_they_made);
	tcase_add_test(tcase, the_server_clock_is_in_milliseconds);
}

Suite *
db_suite(void)
{
	Suite *suite = suite_create("db");
	TCase *tcase = things_case(suite, "db_open");

	tcase_add_loop_test(tcase, only_urls_of_databases_open, 0, COUNT(urls));
	tcase_add_test(tcase, an_absent_server_is_busy);
	tcase_add_test(tcase, a_refused_password_is_not_shown);
	tcase_add_test(tcase, every_session_is_set_up);
	add_values(suite);
	tcase = things_case(suite, "db_check_server");
	tcase_add_test(tcase, a_server_that_may_lose_work_is_refused);
	return suite;
}
