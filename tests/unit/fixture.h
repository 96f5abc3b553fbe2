/* SPDX-License-Identifier: MIT */
/* What every unit test has: a context that must be all it leaves behind, and an err. */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <check.h>

#include "base/err.h"
#include "base/mem.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define MUST(call) \
	ck_assert_msg((call), "%s: %s", err_code_name(fixture_err.code), fixture_err.text)

#define MUST_FAIL(call, wanted) do { \
	ck_assert(!(call)); \
	ck_assert_str_eq(err_code_name(fixture_err.code), err_code_name(wanted)); \
} while (0)

extern void *fixture_mem;
extern struct err fixture_err;

/* A new case of suite whose tests begin with an empty fixture_mem and leak no memory of talloc. */
TCase *fixture_case(Suite *suite, const char *name);

/* Adds a test that must end in abort(); left out when tests do not fork (CK_FORK=no). */
void fixture_add_abort(TCase *tcase, const TTest *test);

/* The same for each _i from 0 to count - 1. */
void fixture_add_loop_abort(TCase *tcase, const TTest *test, int count);

/* The path of a new file with this text, removed after the test. */
const char *fixture_file(const char *text, size_t len);

/* Runs the suites, NULL-terminated, as a whole program; the exit status. */
int fixture_run(Suite *(*const suites[])(void));

#endif
