/* SPDX-License-Identifier: MIT */
#include "shared/gate.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "test_web.h"

enum { PROCESSES = 6, ROUNDS = 20 };

static _Atomic int *inside, *most;
static int gate;

static void
set_up(void)
{
	inside = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(inside != MAP_FAILED);
	most = inside + 1;
	MUST(gate_open(&gate, &fixture_err));
}

static void
note_inside(int now)
{
	int before = atomic_load(most);

	while (now > before && !atomic_compare_exchange_weak(most, &before, now))
		;
}

static void
pass_often(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		int slot = gate_enter(gate);

		note_inside(atomic_fetch_add(inside, 1) + 1);
		while (i == 0 && atomic_load(most) < GATE_SLOTS)
			time_sleep_ms(1); /* until another is inside, too */
		time_sleep_ms(2);
		atomic_fetch_sub(inside, 1);
		gate_leave(gate, slot);
	}
}

START_TEST(two_pass_at_once_and_no_more)
{
	int status;

	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0) {
			pass_often();
			_exit(0);
		}
	for (int i = 0; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(*most, GATE_SLOTS);
}
END_TEST

START_TEST(a_killed_process_frees_its_slot)
{
	pid_t pids[GATE_SLOTS];
	int status;

	for (int i = 0; i < GATE_SLOTS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			(void)gate_enter(gate);
			atomic_fetch_add(inside, 1);
			for (;;)
				(void)pause();
		}
	}
	while (atomic_load(inside) < GATE_SLOTS)
		time_sleep_ms(5);
	for (int i = 0; i < GATE_SLOTS; i++) {
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
	}
	gate_leave(gate, gate_enter(gate));
}
END_TEST

static void
on_alarm(int number)
{
	(void)number;
}

/* Counted where they are sent: ThreadSanitizer runs handlers later. */
static pid_t
start_alarms(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	do {
		time_sleep_ms(5);
		(void)kill(parent, SIGALRM);
	} while (atomic_fetch_add(most, 1) + 1 < 20);
	_exit(0);
}

START_TEST(a_signal_does_not_open_the_gate)
{
	struct sigaction action = { .sa_handler = on_alarm };
	pid_t pids[GATE_SLOTS], alarms;

	for (int i = 0; i < GATE_SLOTS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			(void)gate_enter(gate);
			atomic_fetch_add(inside, 1);
			while (atomic_load(most) < 20) /* until the other one was woken that often */
				time_sleep_ms(2);
			_exit(0);
		}
	}
	while (atomic_load(inside) < GATE_SLOTS)
		time_sleep_ms(5);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	alarms = start_alarms();
	gate_leave(gate, gate_enter(gate));
	ck_assert_int_ge(atomic_load(most), 20);
	ck_assert_int_eq(waitpid(alarms, NULL, 0), alarms);
	for (int i = 0; i < GATE_SLOTS; i++)
		ck_assert_int_eq(waitpid(pids[i], NULL, 0), pids[i]);
}
END_TEST

START_TEST(a_gate_that_is_not_there_keeps_nobody_out)
{
	int slot = gate_enter(-1);

	ck_assert(slot >= 0 && slot < GATE_SLOTS);
	gate_leave(-1, slot);
}
END_TEST

START_TEST(no_gate_is_made_without_descriptors)
{
	struct rlimit before, none;
	bool made;
	int fd;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	made = gate_open(&fd, &fixture_err);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	MUST_FAIL(made, ERR_INTERNAL);
}
END_TEST

Suite *
gate_suite(void)
{
	Suite *suite = suite_create("gate");
	TCase *tcase = fixture_case(suite, "gate");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, two_pass_at_once_and_no_more);
	tcase_add_test(tcase, a_killed_process_frees_its_slot);
	tcase_add_test(tcase, a_signal_does_not_open_the_gate);
	tcase_add_test(tcase, a_gate_that_is_not_there_keeps_nobody_out);
	tcase_add_test(tcase, no_gate_is_made_without_descriptors);
	return suite;
}
