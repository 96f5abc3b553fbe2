/* SPDX-License-Identifier: MIT */
/*
 * MariaDB.  One struct db is one connection, used by one thread at a time.  All SQL is constant
 * text with '?'; values are bound.  Rows arrive in structs whose members are tied to columns at
 * compile time.
 *
 * What a failure means:
 *   ERR_CONFLICT   a unique key is taken (1062)
 *   ERR_BUSY       nothing was done: no connection, the server gave the statement up before
 *                  read_timeout_s (1969), or 1213/1205/1020 after all repeats
 *   ERR_UNCERTAIN  the connection was lost while a write or a COMMIT was on its way
 *   ERR_INTERNAL   anything else; the text has the server's words
 *
 * Outside a transaction a statement whose connection turns out to be dead before it was sent is
 * repeated once on a new connection.  A reading statement is also repeated when the answer was
 * lost.  A statement that the server rolled back with 1213, 1205 or 1020 is a transaction of its
 * own and repeated like one.  There is no other hidden repeat.  Session state (time zone,
 * isolation, sql_mode) is set on every new connection, so losing one loses nothing.
 */
#ifndef IO_DB_H
#define IO_DB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;

/* mysql://user:password@host:port/name?socket=/path  (all but name optional) */
struct db_options {
	const char *url;
	int connect_timeout_s; /* 0: 3 */
	int read_timeout_s;    /* 0: 15; bounds lock waits and all repeats together, too */
	bool must_keep;        /* connect to no server that would lose what it has acknowledged */
};

/* Milliseconds since 1970 by the server's clock: leases and due times are compared by it alone, so
   that hosts with different clocks agree. */
#define DB_NOW_MS "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"

/* A connection object; it connects when first used, so that a program starts while the database is
   down.  ERR_INVALID for a URL that cannot be one.  Freed with mem. */
bool db_open(void *mem, const struct db_options *options, struct db **db_r, struct err *err);

/* True when a connection stands or could be made now. */
bool db_ping(struct db *db, struct err *err);

/* Closes the connection, if any; the next use connects again. */
void db_close(struct db *db);

/* --- values in */

enum db_kind { DB_NULL, DB_I64, DB_TEXT, DB_BYTES };

struct db_arg {
	enum db_kind kind;
	int64_t number;
	const void *data;
	size_t len;
};

struct db_arg db_i64(int64_t number);
struct db_arg db_text(const char *text); /* NULL is SQL NULL */
struct db_arg db_bytes(const void *data, size_t len);
struct db_arg db_null(void);
/* number, or NULL when it is 0: foreign keys that may be absent */
struct db_arg db_id(int64_t number);

/* The argument list of a call: DB_ARGS(db_i64(id), db_text(name)); DB_NONE for no '?'. */
#define DB_ARGS(...) \
	(const struct db_arg[]){ __VA_ARGS__ }, \
	sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)
#define DB_NONE NULL, 0

/* --- rows out */

struct db_bytes {
	const unsigned char *data; /* NULL for SQL NULL */
	size_t len;
};

enum db_col_type { DB_COL_TYPE_I64, DB_COL_TYPE_BOOL, DB_COL_TYPE_TEXT, DB_COL_TYPE_BYTES };

struct db_col {
	const char *name;
	enum db_col_type type;
	size_t offset;
};

struct db_row_type {
	size_t size;
	const struct db_col *cols;
	size_t count;
	const char *name;
};

#define DB_COL_CHECKED(row, member, c_type, col_type) \
	{ #member, (col_type) + 0 * sizeof(char[__builtin_types_compatible_p( \
		__typeof__(((struct row *)0)->member), c_type) ? 1 : -1]), \
	  offsetof(struct row, member) }

/* Columns of struct row in the order of the SELECT list; a wrong member type does not compile.
   NULL becomes 0, false, NULL. */
#define DB_COL_I64(row, member) DB_COL_CHECKED(row, member, int64_t, DB_COL_TYPE_I64)
#define DB_COL_BOOL(row, member) DB_COL_CHECKED(row, member, bool, DB_COL_TYPE_BOOL)
#define DB_COL_TEXT(row, member) DB_COL_CHECKED(row, member, const char *, DB_COL_TYPE_TEXT)
#define DB_COL_BYTES(row, member) DB_COL_CHECKED(row, member, struct db_bytes, DB_COL_TYPE_BYTES)

#define DB_ROW_TYPE(row, columns) \
	{ sizeof(struct row), columns, sizeof(columns) / sizeof((columns)[0]), #row }

/* The first row, allocated under mem into *row_r (a struct row **).  ERR_NOT_FOUND without one. */
bool db_one(struct db *db, void *mem, const char *sql, const struct db_arg *args, size_t count,
	const struct db_row_type *type, void *row_r, struct err *err);

/* All rows as one array under mem into *rows_r (a struct row **); the statement carries its own
   LIMIT. */
bool db_all(struct db *db, void *mem, const char *sql, const struct db_arg *args, size_t count,
	const struct db_row_type *type, void *rows_r, size_t *count_r, struct err *err);

/* One number of one row.  ERR_NOT_FOUND without a row; NULL is 0. */
bool db_number(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	int64_t *number_r, struct err *err);

struct db_result {
	int64_t changed;   /* rows matched (CLIENT_FOUND_ROWS); of upserts: 1 inserted or nothing
	                      to change, 2 updated */
	int64_t insert_id; /* 0 when none */
};

/* A write.  result_r may be NULL. */
bool db_exec(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	struct db_result *result_r, struct err *err);

/* A write that is harmless to do twice (its keys see to that): repeated once when the answer is
   lost, instead of ERR_UNCERTAIN. */
bool db_exec_idempotent(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	struct err *err);

/* The same of many rows at once, as one statement: all of them or none.  args has `count` values for
   each row, one row behind the other; what is bound to one '?' is of one kind in all rows, or NULL.
   It costs little more than one row. */
bool db_exec_many(struct db *db, const char *sql, const struct db_arg *args, size_t count,
	size_t rows, struct err *err);

/* Statement text that cannot be prepared (DDL of migrations), one statement. */
bool db_exec_plain(struct db *db, const char *sql, struct err *err);

/* --- transactions */

/* One unit of work.  It may run several times, so it must set its outputs anew each time and do
   nothing outside the database. */
typedef bool db_work(struct db *db, void *arg, struct err *err);

/* Runs work between BEGIN and COMMIT (READ COMMITTED).  After 1213, 1205, 1020, or a connection
   lost before COMMIT was sent, everything is rolled back and run again, at most 20 times with
   jittered pauses; work's own failures roll back and are handed on.  ERR_UNCERTAIN when the
   connection was lost during COMMIT. */
bool db_transaction(struct db *db, db_work *work, void *arg, struct err *err);

/* Refuses, in words, a server that would lose acknowledged work: innodb_flush_log_at_trx_commit
   other than 1, or a version before 10.6. */
bool db_check_server(struct db *db, struct err *err);

/* Repeats of transactions since the start of this process, for /metrics. */
int64_t db_repeats(void);

#include "io/db_fault.h" /* which knows the functions above */

#endif
