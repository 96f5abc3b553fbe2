/* SPDX-License-Identifier: MIT */
/* The part of db.h above single tries: values, repeats, queries, transactions. */
#define DB_FAULT_PASSES_ON
#include "io/db.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/time.h"
#include "io/db_private.h"

enum { MAX_REPEATS = 20, MAX_PAUSE_MS = 200 };

static _Atomic int64_t repeats;

int64_t
db_repeats(void)
{
	return atomic_load(&repeats);
}

/* --- values */

struct db_arg
db_null(void)
{
	return (struct db_arg){ .kind = DB_NULL };
}

struct db_arg
db_i64(int64_t number)
{
	return (struct db_arg){ .kind = DB_I64, .number = number };
}

struct db_arg
db_id(int64_t number)
{
	return number != 0 ? db_i64(number) : db_null();
}

struct db_arg
db_text(const char *text)
{
	return text == NULL ? db_null() :
		(struct db_arg){ .kind = DB_TEXT, .data = text, .len = strlen(text) };
}

struct db_arg
db_bytes(const void *data, size_t len)
{
	return data == NULL ? db_null() :
		(struct db_arg){ .kind = DB_BYTES, .data = data, .len = len };
}

/* --- repeats */

struct patience {
	int64_t until_ms;
	int repeats;
};

/* The last repeat may wait for a lock, too; but a deadlock is told at once, so that even the
   shortest timeout has time for repeats. */
static struct patience
patience_new(const struct db *db)
{
	int read_ms = db->read_timeout_s * 1000, most_ms = read_ms - db->lock_wait_s * 1000;

	if (most_ms < read_ms / 2)
		most_ms = read_ms / 2;
	return (struct patience){ time_monotonic_ms() + most_ms, 0 };
}

/* False when it has been enough; otherwise pauses. */
static bool
pause_before_repeat(struct patience *patience)
{
	int64_t most_ms = patience->repeats < 6 ? 4 << patience->repeats : MAX_PAUSE_MS;
	uint32_t random = 0;

	if (patience->repeats >= MAX_REPEATS || time_monotonic_ms() >= patience->until_ms)
		return false;
	patience->repeats++;
	atomic_fetch_add(&repeats, 1);
	(void)!getrandom(&random, sizeof(random), 0); /* without it there is just no jitter */
	time_sleep_ms(1 + random % most_ms);
	return true;
}

static bool
doom(struct db *db, struct err *err)
{
	err->code = ERR_BUSY;
	db->doomed = true;
	db->doom = *err;
	return false;
}

/* Runs a call as often as the header allows.  A statement outside a transaction is one. */
static bool
run(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	struct patience patience = patience_new(db);
	bool reconnected = false;

	for (;;) {
		if (db->doomed)
			return err_set(err, ERR_BUSY, "%s", db->doom.text);

		enum db_fate fate = db_try(db, call, stmt_r, err);

		if (fate == DB_DONE || fate == DB_REFUSED || fate == DB_FORGOTTEN)
			return fate == DB_DONE;
		if (db->in_transaction)
			return doom(db, err);
		if (fate == DB_CLASH) {
			if (!pause_before_repeat(&patience))
				return false;
		} else if (reconnected || (fate == DB_LOST && !call->harmless)) {
			return false;
		} else {
			reconnected = true;
		}
	}
}

/* Only what reads can be asked again when its answer was lost. */
static bool
is_reading(const char *sql)
{
	const char *bounded = strncasecmp(sql, "SET STATEMENT ", 14) == 0 ? strstr(sql, " FOR ") : NULL;

	if (bounded != NULL)
		sql = bounded + 5;
	return strncasecmp(sql, "SELECT ", 7) == 0 || strncasecmp(sql, "WITH ", 5) == 0 ||
		strncasecmp(sql, "SHOW ", 5) == 0 || sql[0] == '(';
}

static bool
run_prepared(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	bool harmless, struct db_stmt **stmt_r, struct err *err)
{
	bool reading = is_reading(sql);
	struct db_call call = { .sql = sql, .args = args, .count = count,
		.harmless = harmless || reading };

	if (run(db, &call, stmt_r, err))
		return true;
	if (reading && err->code == ERR_UNCERTAIN)
		err->code = ERR_BUSY;
	return false;
}

static bool
run_plain(struct db *db, const char *sql, bool harmless, struct err *err)
{
	struct db_call call = { .sql = sql, .plain = true, .harmless = harmless };

	if (run(db, &call, NULL, err))
		return true;
	if (harmless && err->code == ERR_UNCERTAIN)
		err->code = ERR_BUSY; /* it would have changed nothing */
	return false;
}

bool
db_ping(struct db *db, struct err *err)
{
	return run_plain(db, "DO 1", true, err);
}

/* --- queries */

struct query {
	const char *sql;
	const struct db_arg *args;
	size_t count;
	const struct db_row_type *type;
};

/* At most limit rows. */
static bool
query_rows(struct db *db, void *mem, const struct query *query, size_t limit, void **rows_r,
	size_t *count_r, struct err *err)
{
	struct db_stmt *stmt;

	return run_prepared(db, query->sql, query->args, query->count, false, &stmt, err) &&
		db_take_rows(stmt, mem, query->type, limit, rows_r, count_r, err);
}

bool
db_one(struct db *db, void *mem, const char *sql, const struct db_arg *args, size_t count,
	const struct db_row_type *type, void *row_r, struct err *err)
{
	struct query query = { sql, args, count, type };
	void *rows;
	size_t found;

	if (!query_rows(db, mem, &query, 1, &rows, &found, err))
		return false;
	if (found == 0) {
		mem_free(rows);
		return err_set(err, ERR_NOT_FOUND, "no such %s", type->name);
	}
	memcpy(row_r, &rows, sizeof(rows));
	return true;
}

bool
db_all(struct db *db, void *mem, const char *sql, const struct db_arg *args, size_t count,
	const struct db_row_type *type, void *rows_r, size_t *count_r, struct err *err)
{
	struct query query = { sql, args, count, type };
	void *rows;

	if (!query_rows(db, mem, &query, SIZE_MAX, &rows, count_r, err))
		return false;
	memcpy(rows_r, &rows, sizeof(rows));
	return true;
}

struct number {
	int64_t number;
};

static const struct db_col number_cols[] = { DB_COL_I64(number, number) };
static const struct db_row_type number_row = DB_ROW_TYPE(number, number_cols);

bool
db_number(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	int64_t *number_r, struct err *err)
{
	struct number *row;

	if (!db_one(db, db, sql, args, count, &number_row, &row, err))
		return false;
	*number_r = row->number;
	mem_free(row);
	return true;
}

static bool
exec_prepared(struct db *db, const struct query *query, bool harmless, struct db_result *result_r,
	struct err *err)
{
	struct db_result result;
	struct db_stmt *stmt;

	if (!run_prepared(db, query->sql, query->args, query->count, harmless, &stmt, err))
		return false;
	result = db_take_result(stmt);
	if (result_r != NULL)
		*result_r = result;
	return true;
}

bool
db_exec(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	struct db_result *result_r, struct err *err)
{
	struct query query = { sql, args, count, NULL };

	return exec_prepared(db, &query, false, result_r, err);
}

bool
db_exec_idempotent(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	struct err *err)
{
	struct query query = { sql, args, count, NULL };

	return exec_prepared(db, &query, true, NULL, err);
}

bool
db_exec_many(struct db *db, const char *sql, const struct db_arg *args, size_t count, size_t rows,
	struct err *err)
{
	struct db_call call = { .sql = sql, .args = args, .count = count, .rows = rows,
		.harmless = true };
	struct db_stmt *stmt;

	if (!run(db, &call, &stmt, err))
		return false;
	(void)db_take_result(stmt); /* how many rows were new does not matter */
	return true;
}

bool
db_exec_plain(struct db *db, const char *sql, struct err *err)
{
	return run_plain(db, sql, false, err);
}

/* --- transactions */

static void
roll_back(struct db *db)
{
	struct db_call call = { .sql = "ROLLBACK", .plain = true };
	struct err ignored;

	/* If it cannot be said, the end of the connection says it. */
	if (db->mysql != NULL && db_try(db, &call, NULL, &ignored) != DB_DONE)
		db_drop_connection(db);
}

static enum db_fate
commit(struct db *db, struct err *err)
{
	struct db_call call = { .sql = "COMMIT", .plain = true };
	enum db_fate fate = db->doomed ? DB_CLASH : db_try(db, &call, NULL, err);

	if (fate == DB_REFUSED) {
		err->code = ERR_UNCERTAIN;
		db_drop_connection(db);
	}
	return fate;
}

/* DB_UNDONE and DB_CLASH: again. */
static enum db_fate
run_once(struct db *db, db_work *work, void *arg, struct err *err)
{
	enum db_fate fate = DB_REFUSED;
	bool worked;

	DB_FAULT_BACK_TO_SITE(db);
	if (!run_plain(db, "START TRANSACTION", true, err))
		return DB_REFUSED;
	db->in_transaction = true;
	worked = work(db, arg, err);
	DB_FAULT_BACK_TO_SITE(db);
	if (worked)
		fate = commit(db, err);
	if (db->doomed) {
		*err = db->doom;
		fate = DB_CLASH;
	}
	if (fate != DB_DONE)
		roll_back(db);
	db->in_transaction = false;
	db->doomed = false;
	return fate;
}

bool
db_transaction(struct db *db, db_work *work, void *arg, struct err *err)
{
	struct patience patience = patience_new(db);

	assert(!db->in_transaction);
	DB_FAULT_KEEP_SITE(db);
	for (;;) {
		enum db_fate fate = run_once(db, work, arg, err);

		if (fate == DB_DONE)
			return true;
		if (fate != DB_CLASH && fate != DB_UNDONE)
			return false;
		if (!pause_before_repeat(&patience))
			return false;
	}
}

/* --- the server */

struct server {
	int64_t flush;
	const char *version;
};

static const struct db_col server_cols[] = {
	DB_COL_I64(server, flush),
	DB_COL_TEXT(server, version),
};
static const struct db_row_type server_row = DB_ROW_TYPE(server, server_cols);

static bool
is_version_good(const char *version)
{
	char *dot;
	long major = strtol(version, &dot, 10);

	return strstr(version, "MariaDB") != NULL && *dot == '.' &&
		(major > 10 || (major == 10 && strtol(dot + 1, NULL, 10) >= 6));
}

bool
db_would_lose(int64_t flush, struct err *err)
{
	return err_set(err, ERR_INVALID, "innodb_flush_log_at_trx_commit is %lld: the server "
		"would lose what it has acknowledged; set it to 1", (long long)flush);
}

static bool
check_server(const struct server *server, struct err *err)
{
	if (!is_version_good(server->version))
		return err_set(err, ERR_INVALID, "the database is %s, but MariaDB 10.6 or later is "
			"needed", server->version);
	return server->flush == 1 || db_would_lose(server->flush, err);
}

bool
db_check_server(struct db *db, struct err *err)
{
	void *mem = mem_context(db, "check");
	struct server *server;
	bool good = db_one(db, mem,
		"SELECT @@GLOBAL.innodb_flush_log_at_trx_commit, VERSION()", DB_NONE,
		&server_row, &server, err) && check_server(server, err);

	mem_free(mem);
	return good;
}
