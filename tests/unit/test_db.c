/* SPDX-License-Identifier: MIT */
/* Values, rows, errors and transactions on a healthy server; test_db_lost.c breaks it. */
#include "io/db.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "mariadb.h"
#include "test_io.h"

static struct db *db;
static int64_t repeats_before;

static struct db *
open_db(int read_timeout_s)
{
	struct db_options options = { .url = mariadb_url(), .read_timeout_s = read_timeout_s };
	struct db *opened;

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	return opened;
}

static void
set_up(void)
{
	repeats_before = db_repeats();
	db = open_db(0);
	MUST(db_exec_plain(db, "DROP TABLE IF EXISTS thing", &fixture_err));
	MUST(db_exec_plain(db, "CREATE TABLE thing (id BIGINT PRIMARY KEY AUTO_INCREMENT, "
		"name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin UNIQUE, "
		"note LONGTEXT, raw LONGBLOB, flag BOOL) ENGINE=InnoDB", &fixture_err));
}

struct thing {
	int64_t id;
	const char *name;
	const char *note;
	struct db_bytes raw;
	bool flag;
};

static const struct db_col thing_cols[] = {
	DB_COL_I64(thing, id),
	DB_COL_TEXT(thing, name),
	DB_COL_TEXT(thing, note),
	DB_COL_BYTES(thing, raw),
	DB_COL_BOOL(thing, flag),
};
static const struct db_row_type thing_row = DB_ROW_TYPE(thing, thing_cols);

static const char insert_name[] = "INSERT INTO thing (id, name) VALUES (?, ?)";
static const char select_things[] = "SELECT id, name, note, raw, flag FROM thing ORDER BY id";

static int64_t
count_things(struct db *on)
{
	int64_t count;

	MUST(db_number(on, "SELECT COUNT(*) FROM thing", DB_NONE, &count, &fixture_err));
	return count;
}

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

START_TEST(an_absent_server_is_busy_and_soon)
{
	struct db_options options = { .url = "mysql:///test?socket=/nonexistent/socket" };
	struct db *opened;
	int64_t start_ms = time_monotonic_ms();

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	MUST_FAIL(db_ping(opened, &fixture_err), ERR_BUSY);
	MUST_FAIL(db_exec(opened, insert_name, DB_ARGS(db_i64(1), db_text("x")), NULL,
		&fixture_err),
		ERR_BUSY);
	ck_assert(time_monotonic_ms() - start_ms < 2500); /* and not the 3 s of a connect */
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
	int64_t good;

	MUST(db_number(db, sql, DB_NONE, &good, &fixture_err));
	ck_assert_int_eq(good, 1);
	db_close(db);
	MUST(db_number(db, sql, DB_NONE, &good, &fixture_err));
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

	MUST(db_exec(db, insert_name, DB_ARGS(db_i64(7), db_text(NULL)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing, &fixture_err));
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
	MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing, &fixture_err));
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
	MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->note, text);
	ck_assert_int_eq(thing->raw.len, len);
	ck_assert_mem_eq(thing->raw.data, text, len);
}
END_TEST

START_TEST(emoji_and_quotes_survive)
{
	static const char text[] = "Привет 👩‍👩‍👧 '\"\\; DROP; -- %s ?";
	struct thing *thing;

	MUST(db_exec(db, insert_name, DB_ARGS(db_i64(1), db_text(text)), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, "SELECT id, name, note, raw, flag FROM thing WHERE name = ?",
		DB_ARGS(db_text(text)), &thing_row, &thing, &fixture_err));
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
		DB_ARGS(db_bytes(bytes, 256)), &thing_row, &thing, &fixture_err));
	ck_assert_int_eq(thing->raw.len, 256);
	ck_assert_mem_eq(thing->raw.data, bytes, 256);
}
END_TEST

START_TEST(broken_text_is_refused_on_the_way_out)
{
	static const char sql[] = "SELECT 1, CAST(X'61FF' AS BINARY), NULL, NULL, 0";
	struct thing *thing = NULL;

	MUST_FAIL(db_one(db, fixture_mem, sql, DB_NONE, &thing_row, &thing, &fixture_err),
		ERR_INTERNAL);
	ck_assert_ptr_null(thing);
	ck_assert_int_eq(count_things(db), 0);
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
		MUST(db_exec(db, insert_name,
			DB_ARGS(db_i64(i), db_text(mem_printf(fixture_mem, "name %d", i))), NULL,
			&fixture_err));
	MUST(db_all(db, fixture_mem, select_things, DB_NONE, &thing_row, &things, &count,
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

	MUST(db_all(db, fixture_mem, select_things, DB_NONE, &thing_row, &things, &count,
		&fixture_err));
	ck_assert_int_eq(count, 0);
	MUST_FAIL(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &things,
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
		MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing,
			&fixture_err));
		ck_assert_str_eq(thing->name, "a");
		ck_assert_int_eq(count_things(db), 3);
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
	int64_t now_ms, before_ms = time_now_ms();

	MUST(db_number(db, "SELECT " DB_NOW_MS, DB_NONE, &now_ms, &fixture_err));
	ck_assert_int_ge(now_ms, before_ms - 1);
	ck_assert_int_le(now_ms, time_now_ms() + 1);
}
END_TEST

/* --- db_exec */

START_TEST(results_of_writes_are_told)
{
	static const char upsert[] = "INSERT INTO thing (id, name, note) VALUES (?, ?, ?) "
		"ON DUPLICATE KEY UPDATE note = VALUES(note)";
	struct db_result result;

	MUST(db_exec(db, insert_name, DB_ARGS(db_id(0), db_text("a")), &result, &fixture_err));
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
	MUST(db_exec(db, insert_name, DB_ARGS(db_i64(1), db_text("+79991234567")), NULL,
		&fixture_err));
	MUST_FAIL(db_exec(db, insert_name, DB_ARGS(db_i64(2), db_text("+79991234567")), NULL,
		&fixture_err),
		ERR_CONFLICT);
	ck_assert_ptr_null(strstr(fixture_err.text, "9991234567"));
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "'name'"));
	ck_assert_int_eq(count_things(db), 1);
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
	ck_assert_int_eq(count_things(db), 0);
}
END_TEST

START_TEST(statements_are_prepared_once)
{
	static const char prepared[] = "SELECT VARIABLE_VALUE FROM information_schema."
		"SESSION_STATUS WHERE VARIABLE_NAME = 'COM_STMT_PREPARE'";
	static const char others[] = "SELECT SUM(VARIABLE_VALUE) FROM information_schema."
		"SESSION_STATUS WHERE VARIABLE_NAME IN ('COM_STMT_RESET', 'COM_STMT_FETCH')";
	int64_t before, after;

	(void)count_things(db);
	MUST(db_number(db, prepared, DB_NONE, &before, &fixture_err));
	for (int i = 0; i < 50; i++)
		(void)count_things(db);
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

	MUST(db_exec(db, insert_name, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
	MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing, &fixture_err));
	MUST(db_exec_plain(db, "ALTER TABLE thing ADD more INT FIRST, MODIFY note VARCHAR(7)",
		&fixture_err));
	MUST(db_one(db, fixture_mem, select_things, DB_NONE, &thing_row, &thing, &fixture_err));
	ck_assert_str_eq(thing->name, "a");
}
END_TEST

START_TEST(a_slow_statement_ends_before_the_patience)
{
	struct db *hasty = open_db(8);
	int64_t start_ms = time_monotonic_ms(), running;

	MUST_FAIL(db_exec(hasty, "INSERT INTO thing (name) SELECT SLEEP(90) FROM DUAL WHERE 1",
		DB_NONE, NULL, &fixture_err), ERR_BUSY);
	ck_assert(time_monotonic_ms() - start_ms < 7900);
	MUST(db_number(db, "SELECT COUNT(*) FROM information_schema.PROCESSLIST "
		"WHERE INFO LIKE 'INSERT%SLEEP%'", DB_NONE, &running, &fixture_err));
	ck_assert_int_eq(running, 0);
	ck_assert_int_eq(count_things(db), 0);
}
END_TEST

START_TEST(a_server_that_takes_no_writes_is_busy_in_time)
{
	struct db *hasty = open_db(8);
	int64_t start_ms;

	MUST(db_ping(hasty, &fixture_err));
	MUST(db_exec_plain(db, "FLUSH TABLES WITH READ LOCK", &fixture_err));
	start_ms = time_monotonic_ms();
	MUST_FAIL(db_exec(hasty, insert_name, DB_ARGS(db_i64(1), db_text("a")), NULL,
		&fixture_err), ERR_BUSY);
	ck_assert_int_lt(time_monotonic_ms() - start_ms, 7900);
	MUST(db_exec_plain(db, "UNLOCK TABLES", &fixture_err));
	ck_assert_int_eq(count_things(db), 0);
	MUST(db_exec(hasty, insert_name, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
}
END_TEST

START_TEST(a_full_server_is_busy)
{
	struct db *more[20];
	int refused = 0;

	MUST(db_exec_plain(db, "SET GLOBAL max_connections = 10", &fixture_err));
	for (int i = 0; i < COUNT(more); i++) {
		more[i] = open_db(0);
		if (!db_ping(more[i], &fixture_err)) {
			ck_assert_int_eq(fixture_err.code, ERR_BUSY);
			refused++;
		}
	}
	MUST(db_exec_plain(db, "SET GLOBAL max_connections = 64", &fixture_err));
	ck_assert_int_gt(refused, 0);
}
END_TEST

/* --- transactions */

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
	if (!db_exec(on, insert_name, DB_ARGS(db_i64(1), db_text("a")), NULL, err_out))
		return false;
	if (plan->conflict) {
		done = db_exec(on, insert_name, DB_ARGS(db_i64(2), db_text("a")), NULL, err_out);
		ck_assert(!done && err_out->code == ERR_CONFLICT);
	}
	if (plan->fail)
		return err_set(err_out, ERR_DENIED, "changed my mind");
	return db_exec(on, insert_name, DB_ARGS(db_i64(3), db_text("c")), NULL, err_out);
}

START_TEST(work_is_committed)
{
	struct plan plan = { 0 };

	MUST(db_transaction(db, insert_two, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(count_things(open_db(0)), 2);
}
END_TEST

START_TEST(failed_work_is_rolled_back_and_not_repeated)
{
	struct plan plan = { .fail = true };

	MUST_FAIL(db_transaction(db, insert_two, &plan, &fixture_err), ERR_DENIED);
	ck_assert_str_eq(fixture_err.text, "changed my mind");
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(count_things(db), 0);
}
END_TEST

START_TEST(a_conflict_inside_need_not_end_the_transaction)
{
	struct plan plan = { .conflict = true };

	MUST(db_transaction(db, insert_two, &plan, &fixture_err));
	ck_assert_int_eq(plan.runs, 1);
	ck_assert_int_eq(count_things(db), 2);
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
	pthread_t thread;
	bool done;
	struct err err;
	int runs;
	bool ignores_errors;
};

static bool
insert_same(struct db *on, void *arg, struct err *err_out)
{
	struct racer *racer = arg;

	racer->runs++;
	return db_exec(on, insert_name, DB_ARGS(db_i64(racer->runs * 0 + 1), db_text("same")), NULL,
		err_out) || racer->ignores_errors;
}

static void *
race(void *arg)
{
	struct racer *racer = arg;

	racer->done = db_transaction(racer->db, insert_same, racer, &racer->err);
	return NULL;
}

/* Three sessions insert one key, the first rolls back: the other two deadlock.  False when they do not:
   on a busy machine a statement runs out of its time (patience_ms) before, or one of them has ended
   before the other wakes up. */
static bool
collide(struct racer racers[2], void *(*run)(void *), struct db *first, int64_t patience_ms)
{
	int64_t start_ms = time_monotonic_ms(), waiting = 0;

	MUST(db_exec_plain(db, "TRUNCATE thing", &fixture_err));
	MUST(db_exec_plain(first, "BEGIN", &fixture_err));
	MUST(db_exec(first, insert_name, DB_ARGS(db_i64(1), db_text("same")), NULL, &fixture_err));
	repeats_before = db_repeats();
	for (int i = 0; i < 2; i++) {
		racers[i].runs = 0;
		racers[i].done = false;
		ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, run, &racers[i]), 0);
	}
	while (waiting < 2 && time_monotonic_ms() - start_ms < patience_ms) {
		time_sleep_ms(10);
		MUST(db_number(db, "SELECT COUNT(*) FROM information_schema.INNODB_TRX "
			"WHERE trx_state = 'LOCK WAIT'", DB_NONE, &waiting, &fixture_err));
	}
	MUST(db_exec_plain(first, "ROLLBACK", &fixture_err));
	for (int i = 0; i < 2; i++)
		(void)pthread_join(racers[i].thread, NULL);
	if (waiting < 2 || time_monotonic_ms() - start_ms >= patience_ms)
		return false;
	for (int i = 0; i < 2; i++)
		ck_assert(racers[i].done || racers[i].err.code == ERR_CONFLICT);
	return db_repeats() != repeats_before;
}

static void
collide_in_time(struct racer racers[2], void *(*run)(void *), int64_t patience_ms)
{
	struct db *first = open_db(0);
	int tries = 1;

	while (!collide(racers, run, first, patience_ms))
		ck_assert_int_lt(tries++, 100);
}

START_TEST(a_deadlock_runs_the_whole_work_again)
{
	struct racer racers[2] = {
		{ .db = open_db(0), .ignores_errors = _i == 1 },
		{ .db = open_db(0), .ignores_errors = _i == 1 },
	};

	collide_in_time(racers, race, 4500);
	ck_assert_int_eq(racers[0].runs + racers[1].runs, 3);
	ck_assert_int_eq(db_repeats() - repeats_before, 1);
	ck_assert_int_eq(count_things(db), 1);
	if (_i == 0) {
		ck_assert(racers[0].done != racers[1].done);
		ck_assert_int_eq(racers[racers[0].done ? 1 : 0].err.code, ERR_CONFLICT);
	} else {
		ck_assert(racers[0].done && racers[1].done);
	}
}
END_TEST

static void *
race_plain(void *arg)
{
	struct racer *racer = arg;

	racer->done = db_exec(racer->db, insert_name, DB_ARGS(db_i64(1), db_text("same")), NULL,
		&racer->err);
	return NULL;
}

/* With the shortest timeout (1 s, the webhook's) too. */
START_TEST(a_deadlocked_single_statement_runs_again)
{
	struct racer racers[2] = { { .db = open_db(_i) }, { .db = open_db(_i) } };

	collide_in_time(racers, race_plain, _i == 0 ? 4500 : 750);
	ck_assert(racers[0].done != racers[1].done);
	ck_assert_int_eq(racers[racers[0].done ? 1 : 0].err.code, ERR_CONFLICT);
	ck_assert_int_eq(db_repeats() - repeats_before, 1);
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
	return db_exec(on, insert_name, DB_ARGS(db_i64(2), db_text("b")), NULL, err_out) &&
		db_exec(on, "UPDATE thing SET note = ? WHERE id = ?",
			DB_ARGS(db_text("x"), db_i64(1)), NULL, err_out);
}

/* After 1205 the server rolls back only the statement; the INSERT before it is ours to undo. */
START_TEST(a_lock_timeout_rolls_everything_back_first)
{
	struct waiter waiter = { .blocker = open_db(0), .unblock = _i == 1 };
	struct db *hasty = open_db(3);
	int64_t start_ms = time_monotonic_ms();
	bool done;

	MUST(db_exec(db, insert_name, DB_ARGS(db_i64(1), db_text("a")), NULL, &fixture_err));
	MUST(db_exec_plain(waiter.blocker, "BEGIN", &fixture_err));
	MUST(db_exec_plain(waiter.blocker, "UPDATE thing SET note = 'y' WHERE id = 1",
		&fixture_err));
	done = db_transaction(hasty, insert_and_wait, &waiter, &fixture_err);

	ck_assert(waiter.runs > 1);
	ck_assert(time_monotonic_ms() - start_ms < 15000);
	if (waiter.unblock) {
		MUST(done);
		ck_assert_int_eq(count_things(db), 2);
	} else {
		MUST_FAIL(done, ERR_BUSY);
		ck_assert_ptr_nonnull(strstr(fixture_err.text, "1205"));
		ck_assert_int_eq(count_things(db), 1);
	}
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

static TCase *
add_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 30);
	return tcase;
}

static void
add_values(Suite *suite)
{
	TCase *tcase = add_case(suite, "values");

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

static void
add_statements(Suite *suite)
{
	TCase *tcase = add_case(suite, "db_exec");

	tcase_add_test(tcase, results_of_writes_are_told);
	tcase_add_test(tcase, a_taken_key_is_a_conflict_without_its_value);
	tcase_add_loop_test(tcase, what_the_server_refuses_is_internal, 0, COUNT(bad_statements));
	tcase_add_test(tcase, statements_are_prepared_once);
	tcase_add_test(tcase, more_statements_than_the_cache_holds_all_work);
	tcase_add_test(tcase, a_changed_table_is_prepared_again);
	tcase_add_test(tcase, a_slow_statement_ends_before_the_patience);
	tcase_add_test(tcase, a_server_that_takes_no_writes_is_busy_in_time);
	tcase_add_test(tcase, a_full_server_is_busy);
}

static void
add_transactions(Suite *suite)
{
	TCase *tcase = add_case(suite, "db_transaction");

	tcase_add_test(tcase, work_is_committed);
	tcase_add_test(tcase, failed_work_is_rolled_back_and_not_repeated);
	tcase_add_test(tcase, a_conflict_inside_need_not_end_the_transaction);
	fixture_add_abort(tcase, a_transaction_inside_a_transaction_is_a_bug);
	tcase_add_loop_test(tcase, a_deadlock_runs_the_whole_work_again, 0, 2);
	tcase_add_loop_test(tcase, a_deadlocked_single_statement_runs_again, 0, 2);
	tcase_add_loop_test(tcase, a_lock_timeout_rolls_everything_back_first, 0, 2);
}

Suite *
db_suite(void)
{
	Suite *suite = suite_create("db");
	TCase *tcase = add_case(suite, "db_open");

	tcase_add_loop_test(tcase, only_urls_of_databases_open, 0, COUNT(urls));
	tcase_add_test(tcase, an_absent_server_is_busy_and_soon);
	tcase_add_test(tcase, a_refused_password_is_not_shown);
	tcase_add_test(tcase, every_session_is_set_up);
	add_values(suite);
	add_statements(suite);
	add_transactions(suite);
	tcase = add_case(suite, "db_check_server");
	tcase_add_test(tcase, a_server_that_may_lose_work_is_refused);
	return suite;
}
