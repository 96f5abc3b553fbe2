/* SPDX-License-Identifier: MIT */
/*
 * Errors of the database on demand, for drills; only in builds with --enable-crash-points.
 *
 * A statement is known by where it was called and what it says: "lib/store/job.c:123-1a2b3c4d", with
 * the slashes made commas in names of files.  In the folder CRASH_DIR of the environment
 *
 *   sql.<statement>  holds a fault; whoever removes it meets the fault, so each arming fails once
 *   sql.trace        gets the name and the beginning of every statement tried, while it exists
 *
 * Faults are numbers of MariaDB's errors.  1213, 1205, 1020: refused by the server, the first of them
 * with the transaction rolled back.  2006: the connection is cut before.  2013: it is cut before the
 * server has read anything; 12013: after the server has done the statement, the answer is lost.
 *
 * Every place that calls the database is in the section db_sites of the object files: a list made by
 * the compiler, against which a drill proves that it has been everywhere.
 */
#ifndef IO_DB_FAULT_H
#define IO_DB_FAULT_H

#ifdef PRILAVOK_CRASH_POINTS

struct st_mysql;

enum { DB_FAULT_AFTER = 10000 };

/* The call that this thread is in. */
extern _Thread_local const char *db_fault_site;

/* The fault that sql is to meet now, 0 for none. */
unsigned db_fault_take(const char *sql);

/* Does to the connection or its transaction what comes with the fault; the error that tells of it. */
unsigned db_fault_strike(struct st_mysql *mysql, unsigned fault);

#define DB_FAULT_TEXT_(x) #x
#define DB_FAULT_TEXT(x) DB_FAULT_TEXT_(x)
#define DB_FAULT_AT(call) \
	__extension__({ \
		static const char db_site_[] __attribute__((section("db_sites"), used)) = \
			__FILE__ ":" DB_FAULT_TEXT(__LINE__); \
		db_fault_site = db_site_; \
		call; \
	})

/* A transaction begins and ends where it was called, whatever was called in it. */
#define DB_FAULT_KEEP_SITE(db) ((db)->fault_site = db_fault_site)
#define DB_FAULT_BACK_TO_SITE(db) (db_fault_site = (db)->fault_site)

/* The functions that pass a call on keep the place it came from. */
#ifndef DB_FAULT_PASSES_ON
#define db_one(...) DB_FAULT_AT(db_one(__VA_ARGS__))
#define db_all(...) DB_FAULT_AT(db_all(__VA_ARGS__))
#define db_number(...) DB_FAULT_AT(db_number(__VA_ARGS__))
#define db_exec(...) DB_FAULT_AT(db_exec(__VA_ARGS__))
#define db_exec_idempotent(...) DB_FAULT_AT(db_exec_idempotent(__VA_ARGS__))
#define db_exec_many(...) DB_FAULT_AT(db_exec_many(__VA_ARGS__))
#define db_exec_plain(...) DB_FAULT_AT(db_exec_plain(__VA_ARGS__))
#define db_transaction(...) DB_FAULT_AT(db_transaction(__VA_ARGS__))
#define db_ping(...) DB_FAULT_AT(db_ping(__VA_ARGS__))
#define db_check_server(...) DB_FAULT_AT(db_check_server(__VA_ARGS__))
#endif

#else
#define DB_FAULT_KEEP_SITE(db) ((void)0)
#define DB_FAULT_BACK_TO_SITE(db) ((void)0)
#endif

#endif
