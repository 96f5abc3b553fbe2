/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

void *fixture_mem;
struct err fixture_err;

static size_t blocks_before;
static char file_path[64];

static void
set_up(void)
{
	talloc_enable_null_tracking();
	blocks_before = talloc_total_blocks(NULL);
	fixture_mem = mem_context(NULL, "test");
	fixture_err = (struct err){ ERR_NONE, "" };
}

static void
tear_down(void)
{
	mem_free(fixture_mem);
	if (file_path[0] != '\0')
		ck_assert_int_eq(unlink(file_path), 0);
	file_path[0] = '\0';
	ck_assert_uint_eq(talloc_total_blocks(NULL), blocks_before);
	talloc_disable_null_tracking();
}

TCase *
fixture_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	suite_add_tcase(suite, tcase);
	return tcase;
}

void
fixture_add_abort(TCase *tcase, const TTest *test)
{
	fixture_add_loop_abort(tcase, test, 1);
}

void
fixture_add_loop_abort(TCase *tcase, const TTest *test, int count)
{
	if (!str_equal(getenv("CK_FORK"), "no"))
		tcase_add_loop_test_raise_signal(tcase, test, SIGABRT, 0, count);
}

const char *
fixture_file(const char *text, size_t len)
{
	(void)snprintf(file_path, sizeof(file_path), "/tmp/prilavok-test-XXXXXX");

	int fd = mkstemp(file_path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	ck_assert_int_eq(close(fd), 0);
	return file_path;
}

int
fixture_run(Suite *(*const suites[])(void))
{
	SRunner *runner;

	/* A test that hangs is found all the same; one on a busy machine is not a failure. */
	(void)setenv("CK_DEFAULT_TIMEOUT", "40", 0);
	(void)setenv("CK_TIMEOUT_MULTIPLIER", "15", 0);
	runner = srunner_create(NULL);
	for (int i = 0; suites[i] != NULL; i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);

	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
