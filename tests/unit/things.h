/* SPDX-License-Identifier: MIT */
/* A table of things, for the tests of statements. */
#ifndef TESTS_THINGS_H
#define TESTS_THINGS_H

#include "fixture.h"
#include "io/db.h"

struct thing {
	int64_t id;
	const char *name;
	const char *note;
	struct db_bytes raw;
	bool flag;
};

extern const struct db_row_type things_row;
extern const char things_insert[]; /* takes id and name */
extern const char things_select[]; /* all, in the order of their ids */

/* The connection of a test of things_case(), and how often statements had been repeated before. */
extern struct db *db;
extern int64_t things_repeats;

/* A test case that begins with an empty table and an open connection. */
TCase *things_case(Suite *suite, const char *name);

/* Another connection to the same database; 0: with the usual patience. */
struct db *things_open(int read_timeout_s);

int64_t things_count(struct db *on);

#endif
