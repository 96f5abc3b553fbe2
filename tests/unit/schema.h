/* SPDX-License-Identifier: MIT */
/* The project's whole schema on the private server, for tests of what stands above io. */
#ifndef TESTS_SCHEMA_H
#define TESTS_SCHEMA_H

#include <stdint.h>

struct db;

/* The folder of the project's migrations. */
const char *schema_dir(void);

/* Applies them to the server of mariadb.h; ends the program when that fails. */
void schema_make(void);

/* A connection under fixture_mem to tables without rows. */
struct db *schema_open(void);

/* One more connection under fixture_mem to the same tables. */
struct db *schema_open_again(void);

/* Sets the server's clock of this connection, and stops it; 0 lets it run again. */
void schema_set_clock(struct db *db, int64_t now_ms);

/* One number of one row; fails the test when there is none. */
int64_t schema_number(struct db *db, const char *sql);

/* A statement that must work. */
void schema_do(struct db *db, const char *sql);

#endif
