/* SPDX-License-Identifier: MIT */
/*
 * Statements that fail when a test wants it: the linker puts this between the queries of lib/io and
 * the tries they make (--wrap=db_try in local.mk).  For one thread.
 */
#ifndef TESTS_DB_FAIL_H
#define TESTS_DB_FAIL_H

#include <stdbool.h>
#include <stdint.h>

/* The nth statement from now, counted from 1, is refused by the server; 0: none is. */
void db_fail_at(int nth);

/* Before the nth statement from now something else happens. */
void db_before(int nth, void (*action)(void));

/* Has it come to that statement? */
bool db_failed(void);

/* Does act with its nth statement refused, and fails the test when act does not tell whether it was;
   false when it has fewer. */
bool db_refuse(int nth, bool (*act)(void));

/* Time does not pass for the program, and then it is so much later; 0: it passes as ever. */
void db_fail_jump(int64_t ms);

#endif
