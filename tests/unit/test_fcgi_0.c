/* SPDX-License-Identifier: MIT */
/* A program whose socket is descriptor 0, as mod_fcgid and spawn-fcgi start it. */
#include "io/fcgi.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/time.h"
#include "fcgi_echo.h"
#include "test_io.h"

enum { THREADS = 8 };

START_TEST(it_serves_alone_and_without_end)
{
	pid_t pid = echo_start_on_0(0, 2);
	const char *line = mem_printf(fixture_mem, "pid=%d\n", (int)pid);

	for (int i = 0; i < 5; i++) {
		const char *answer = echo_get("/pid");

		ck_assert_ptr_nonnull(answer);
		ck_assert_ptr_nonnull(strstr(answer, line)); /* nobody would replace it */
	}
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	ck_assert_int_eq(access(echo_socket(), F_OK), 0); /* not its own */
}
END_TEST

/* Asks three times, one after the other, once it was told to end.  How many were answered, and how long
   after the last of them it ended. */
static int
ask_at_the_end(int64_t *ms_r)
{
	pid_t pid = echo_start_on_0(THREADS, 0);
	int answered = 0;

	ck_assert_ptr_nonnull(echo_get("/echo"));
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	for (int i = 0; i < 3; i++) {
		time_sleep_ms(100);
		answered += echo_get("/echo") != NULL;
	}
	*ms_r = time_monotonic_ms();
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	*ms_r = time_monotonic_ms() - *ms_r;
	ck_assert_ptr_null(echo_get("/echo"));
	(void)unlink(echo_socket());
	return answered;
}

/* Within five minutes: what a busy machine delays comes too late, or ends too late. */
START_TEST(what_is_on_its_way_is_served_and_nothing_else_waited_for)
{
	int64_t end_ms = time_monotonic_ms() + 300000, ms;

	while (ask_at_the_end(&ms) < 3 || ms > 3000) /* after 5 s it ends in any case */
		ck_assert_int_lt(time_monotonic_ms(), end_ms);
}
END_TEST

START_TEST(it_must_listen)
{
	static const struct fcgi_handlers handlers = { 0 };
	struct fcgi_options options = { .max_body = 10 };

	MUST_FAIL(fcgi_serve(&options, &handlers, NULL, &fixture_err), ERR_INVALID);
}
END_TEST

Suite *
fcgi_0_suite(void)
{
	Suite *suite = suite_create("fcgi on descriptor 0");
	TCase *tcase = fixture_case(suite, "processes");

	tcase_add_checked_fixture(tcase, echo_set_up, echo_tear_down);
	tcase_add_test(tcase, it_serves_alone_and_without_end);
	tcase_add_test(tcase, what_is_on_its_way_is_served_and_nothing_else_waited_for);
	tcase_add_test(tcase, it_must_listen);
	return suite;
}
