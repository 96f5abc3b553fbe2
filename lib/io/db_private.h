/* SPDX-License-Identifier: MIT */
/*
 * What db.c and db_stmt.c, the two files that call the MariaDB library, do for each other and for
 * db_query.c: one try of one statement on one connection.  Whether to try again is decided there.
 */
#ifndef IO_DB_PRIVATE_H
#define IO_DB_PRIVATE_H

#include "io/db.h"

struct db_stmt;
struct db_url;

enum { DB_CACHE_SIZE = 256 };

struct db {
	const struct db_url *url;
	int connect_timeout_s;
	int read_timeout_s;
	bool must_keep;
	int lock_wait_s; /* how long the server lets one statement wait for locks */
	struct st_mysql *mysql; /* NULL: not connected */
	struct db_stmt *cache[DB_CACHE_SIZE];
	bool in_transaction;
	bool doomed; /* this transaction can only be rolled back and run again */
	struct err doom;
#ifdef PRILAVOK_CRASH_POINTS
	const char *fault_site; /* of the transaction */
#endif
};

/* What became of a statement. */
enum db_fate {
	DB_DONE,
	DB_REFUSED,   /* by the server, or by a check of ours */
	DB_UNDONE,    /* the connection is dead, and nothing was done */
	DB_LOST,      /* the connection died while the answer was awaited */
	DB_CLASH,     /* with another transaction: worth another run */
	DB_FORGOTTEN, /* the server does not know the prepared statement */
};

/* What the library's error number says of the statement, and what it is to our callers. */
enum db_fate db_judge(unsigned code, enum err_code *code_r);

/* Turns the library's error into ours, and ends a connection that is of no more use. */
enum db_fate db_fail(struct db *db, unsigned code, const char *text, struct err *err);

/* The words for a server whose innodb_flush_log_at_trx_commit is not 1. */
bool db_would_lose(int64_t flush, struct err *err);

struct db_call {
	const char *sql;
	const struct db_arg *args;
	size_t count;  /* of '?' */
	size_t rows;   /* how often args has that many; 0: once, and not by the protocol for many */
	bool plain;    /* not prepared */
	bool harmless; /* when done twice */
};

/* The values of one '?' in many rows. */
struct db_column {
	enum db_kind kind;      /* of those that are not NULL; DB_NULL when all are */
	int64_t *numbers;
	const void **data;
	unsigned long *lengths;
	char *nulls;            /* 1: this one is NULL */
};

struct db_column db_column_of(void *mem, const struct db_call *call, size_t number);

/* Connects if need be, except inside a transaction, which a new connection knows nothing of.  A
   prepared call that is done gives its statement, whose result is then to be taken by one of the
   two functions below. */
enum db_fate db_try(struct db *db, const struct db_call *call, struct db_stmt **stmt_r,
	struct err *err);

/* The part of it that prepares, binds and executes; the connection stands. */
enum db_fate db_try_prepared(struct db *db, const struct db_call *call, struct db_stmt **stmt_r,
	struct err *err);

/* At most limit rows, as one array under mem. */
bool db_take_rows(struct db_stmt *stmt, void *mem, const struct db_row_type *type, size_t limit,
	void **rows_r, size_t *count_r, struct err *err);

struct db_result db_take_result(struct db_stmt *stmt);

/* Ends the connection, whatever state it is in. */
void db_drop_connection(struct db *db);

#endif
