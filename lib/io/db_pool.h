/* SPDX-License-Identifier: MIT */
/*
 * A few connections shared by many threads.  A job borrows one only while it talks to the
 * database; nobody holds one during an HTTP call.
 */
#ifndef IO_DB_POOL_H
#define IO_DB_POOL_H

#include "io/db.h"

struct db_pool;

bool db_pool_open(void *mem, const struct db_options *options, int size, struct db_pool **pool_r,
	struct err *err);

/* Waits until one is free. */
struct db *db_pool_take(struct db_pool *pool);
void db_pool_give(struct db_pool *pool, struct db *db);

/* Closes what nobody has borrowed, but for the one that was used last; whoever borrows it opens it
   again. */
void db_pool_shrink(struct db_pool *pool);

/* db_transaction on a borrowed connection. */
bool db_pool_transaction(struct db_pool *pool, db_work *work, void *arg, struct err *err);

/* The same without a transaction, once, for what only reads: under READ COMMITTED each statement has
   a view of its own in either case, so BEGIN and COMMIT would be two round trips for nothing.  A write
   in it stands alone. */
bool db_pool_read(struct db_pool *pool, db_work *work, void *arg, struct err *err);

#if defined(PRILAVOK_CRASH_POINTS) && !defined(DB_FAULT_PASSES_ON)
#define db_pool_transaction(...) DB_FAULT_AT(db_pool_transaction(__VA_ARGS__))
#endif

#endif
