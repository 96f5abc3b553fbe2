/* SPDX-License-Identifier: MIT */
#define DB_FAULT_PASSES_ON
#include "io/db.h"

#include <assert.h>
#include <errmsg.h>
#include <mysql.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/time.h"
#include "io/db_private.h"
#include "io/db_url.h"

enum { CLOCK_EVERY_MS = 30000 };

void
db_drop_connection(struct db *db)
{
	/* Detaches the statements, so that closing each of them talks to nobody. */
	if (db->mysql != NULL)
		mysql_close(db->mysql);
	db->mysql = NULL;
	for (size_t i = 0; i < DB_CACHE_SIZE; i++) {
		mem_free(db->cache[i]);
		db->cache[i] = NULL;
	}
}

static int
close_db(struct db *db)
{
	db_drop_connection(db);
	return 0;
}

static void
init_library(void)
{
	if (mysql_library_init(0, NULL, NULL) != 0)
		abort();
}

bool
db_open(void *mem, const struct db_options *options, struct db **db_r, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct db *db = mem_new(mem, struct db);
	struct db_url *url;

	(void)pthread_once(&once, init_library); /* cannot fail */
	if (!db_url_parse(db, options->url, &url, err)) {
		mem_free(db);
		return false;
	}
	db->url = url;
	db->must_keep = options->must_keep;
	db->connect_timeout_s = options->connect_timeout_s > 0 ? options->connect_timeout_s : 3;
	db->read_timeout_s = options->read_timeout_s > 0 ? options->read_timeout_s : 15;
	db->lock_wait_s = db->read_timeout_s >= 15 ? 5 : (db->read_timeout_s + 2) / 3;
	talloc_set_destructor(db, close_db);
	*db_r = db;
	return true;
}

void
db_close(struct db *db)
{
	assert(!db->in_transaction);
	db_drop_connection(db);
}

enum db_fate
db_fail(struct db *db, unsigned code, const char *text, struct err *err)
{
	enum err_code err_code;
	enum db_fate fate = db_judge(code, &err_code);
	const char *key = strstr(text, " for key ");

	/* The words of a duplicate hold the value, which may be a phone number. */
	if (err_code == ERR_CONFLICT && key != NULL)
		(void)err_set(err, err_code, "database: %u duplicate entry%s", code, key);
	else
		(void)err_set(err, err_code, "database: %u %s", code, text);
	if (fate == DB_UNDONE || fate == DB_LOST || (code >= CR_MIN_ERROR && code <= CR_MAX_ERROR))
		db_drop_connection(db);
	return fate;
}

static void
set_options(const struct db *db, MYSQL *mysql)
{
	unsigned connect_s = (unsigned)db->connect_timeout_s, read_s = (unsigned)db->read_timeout_s;
	unsigned off = 0;

	(void)mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	(void)mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	(void)mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &read_s);
	(void)mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &read_s);
	(void)mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
}

/* The server gives up a statement before we do: else it would run on, unseen. */
static bool
set_session(struct db *db, MYSQL *mysql)
{
	char *sql = mem_printf(db,
		"SET SESSION time_zone = '+00:00', autocommit = 1, "
		"tx_isolation = 'READ-COMMITTED', "
		"sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,"
		"NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION', "
		"innodb_lock_wait_timeout = %d, lock_wait_timeout = %d, max_statement_time = %d.%d",
		db->lock_wait_s, db->lock_wait_s, db->read_timeout_s * 4 / 5, db->read_timeout_s * 8 % 10);
	bool done = mysql_query(mysql, sql) == 0;

	mem_free(sql);
	return done;
}

/* A number of the server's, asked for without further ado; 0 when it does not say. */
static int64_t
ask_number(MYSQL *mysql, const char *sql)
{
	MYSQL_RES *result = NULL;
	MYSQL_ROW row = NULL;
	int64_t number;

	if (mysql_query(mysql, sql) == 0)
		result = mysql_store_result(mysql);
	if (result != NULL)
		row = mysql_fetch_row(result);
	number = row != NULL && row[0] != NULL ? strtoll(row[0], NULL, 10) : 0;
	mysql_free_result(result);
	return number;
}

static bool
keeps_commits(const struct db *db, MYSQL *mysql, struct err *err)
{
	static const char asked[] = "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit";
	int64_t flush = db->must_keep ? ask_number(mysql, asked) : 1;

	return flush == 1 || db_would_lose(flush, err);
}

static bool
connect_to_server(struct db *db, struct err *err)
{
	const struct db_url *url = db->url;
	const char *host = url->socket != NULL ? NULL : url->host;
	MYSQL *mysql = mysql_init(NULL);

	if (mysql == NULL)
		mem_exhausted();
	set_options(db, mysql);
	if (mysql_real_connect(mysql, host, url->user, url->password, url->name, url->port,
		    url->socket, CLIENT_FOUND_ROWS) != NULL && set_session(db, mysql)) {
		if (keeps_commits(db, mysql, err)) {
			db->mysql = mysql;
			return true;
		}
		mysql_close(mysql);
		return false;
	}
	(void)db_fail(db, mysql_errno(mysql), mysql_error(mysql), err);
	if (err->code == ERR_UNCERTAIN)
		err->code = ERR_BUSY; /* nobody has asked for anything yet */
	mysql_close(mysql);
	return false;
}

/* A server that speaks unasked has closed the connection.  Seeing it now is what makes "nothing
   was sent" certain: over TCP a write to a dead peer succeeds. */
static bool
is_hung_up(const struct db *db)
{
	struct pollfd fd = { .fd = mysql_get_socket(db->mysql), .events = POLLIN | POLLRDHUP };

	return poll(&fd, 1, 0) > 0;
}

/* --- its clock */

static _Atomic int64_t clock_asked_at; /* on the monotonic clock, 0: never */

/* One clock for all hosts: rows have the times of the server's, so whoever compares time_now_ms with
   them must not go by a clock of its own that may be an hour off.  What fails here, the next statement
   will meet. */
static void
follow_clock(MYSQL *mysql)
{
	int64_t now = time_monotonic_ms(), last = atomic_load(&clock_asked_at), theirs;

	if ((last != 0 && now - last < CLOCK_EVERY_MS) ||
	    !atomic_compare_exchange_strong(&clock_asked_at, &last, now))
		return;
	theirs = ask_number(mysql, "SELECT " DB_NOW_MS);
	if (theirs != 0)
		time_follow(theirs);
}

/* --- tries */

static enum db_fate
try_plain(struct db *db, const char *sql, struct err *err)
{
	if (mysql_query(db->mysql, sql) != 0)
		return db_fail(db, mysql_errno(db->mysql), mysql_error(db->mysql), err);
	mysql_free_result(mysql_store_result(db->mysql)); /* of no interest */
	return DB_DONE;
}

static enum db_fate
try_call(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	if (call->plain)
		return try_plain(db, call->sql, err);

	enum db_fate fate = db_try_prepared(db, call, stmt_r, err);

	return fate == DB_FORGOTTEN ? db_try_prepared(db, call, stmt_r, err) : fate;
}

#ifdef PRILAVOK_CRASH_POINTS

static enum db_fate
try_faulty(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	unsigned fault = db_fault_take(call->sql);
	bool first = fault == 0 || fault > DB_FAULT_AFTER;
	enum db_fate fate = first ? try_call(db, call, stmt_r, err) : DB_DONE;

	if (fault == 0 || fate != DB_DONE)
		return fate;
	return db_fail(db, db_fault_strike(db->mysql, fault), "as the drill wants it", err);
}
#define try_call try_faulty

#endif

enum db_fate
db_try(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	if (db->mysql != NULL && is_hung_up(db))
		db_drop_connection(db);
	if (db->mysql == NULL && db->in_transaction) {
		(void)err_set(err, ERR_BUSY, "database: the connection was closed");
		return DB_UNDONE;
	}
	if (db->mysql == NULL && !connect_to_server(db, err))
		return DB_REFUSED;
	if (!db->in_transaction)
		follow_clock(db->mysql);
	return try_call(db, call, stmt_r, err);
}
