/* SPDX-License-Identifier: MIT */
/* Processes with several threads, without a web server. */
#include "io/fcgi.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "fcgi_echo.h"
#include "test_io.h"

enum { THREADS = 8 };

/* Asks for path from so many threads; each answer stays in a process of its own, for a test's memory
   has no locks. */
static void
ask_at_once(const char *path, int count, pid_t clients[])
{
	for (int i = 0; i < count; i++) {
		clients[i] = fork();
		ck_assert_int_ge(clients[i], 0);
		if (clients[i] == 0) {
			const char *answer = echo_get(path);

			_exit(answer != NULL && strstr(answer, "Status: 200") != NULL ? 0 : 1);
		}
	}
}

static void
check_all_answered(int count, const pid_t clients[])
{
	for (int i = 0; i < count; i++) {
		int status = -1;

		ck_assert_int_eq(waitpid(clients[i], &status, 0), clients[i]);
		ck_assert_int_eq(status, 0);
	}
}

START_TEST(threads_serve_at_once)
{
	pid_t clients[THREADS];

	(void)echo_start_threads(1, THREADS, 0);
	__atomic_store_n(&echo_counts->held, 1, __ATOMIC_SEQ_CST);
	ask_at_once("/nap", THREADS, clients);
	while (__atomic_load_n(&echo_counts->most, __ATOMIC_SEQ_CST) < THREADS)
		time_sleep_ms(10);
	__atomic_store_n(&echo_counts->held, 0, __ATOMIC_SEQ_CST);
	check_all_answered(THREADS, clients);
	ck_assert_int_eq(echo_counts->most, THREADS);
}
END_TEST

START_TEST(threads_end_when_their_requests_do)
{
	pid_t clients[THREADS], pid = echo_start_threads(2, THREADS, 0);

	ask_at_once("/nap", THREADS, clients);
	while (__atomic_load_n(&echo_counts->handled, __ATOMIC_SEQ_CST) < THREADS)
		time_sleep_ms(10);
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	check_all_answered(THREADS, clients);
}
END_TEST

START_TEST(a_process_with_threads_is_replaced_after_its_requests)
{
	pid_t clients[THREADS];

	(void)echo_start_threads(1, THREADS, 10);
	for (int i = 0; i < 5; i++) {
		ask_at_once("/echo", THREADS, clients);
		check_all_answered(THREADS, clients);
	}
	/* The eighth of the second round may have come in before the tenth request was counted. */
	ck_assert_int_ge(echo_counts->starts, 3);
}
END_TEST

Suite *
fcgi_threads_suite(void)
{
	Suite *suite = suite_create("fcgi_threads");
	TCase *tcase = fixture_case(suite, "threads");

	tcase_add_checked_fixture(tcase, echo_set_up, echo_tear_down);
	tcase_add_test(tcase, threads_serve_at_once);
	tcase_add_test(tcase, threads_end_when_their_requests_do);
	tcase_add_test(tcase, a_process_with_threads_is_replaced_after_its_requests);
	return suite;
}
