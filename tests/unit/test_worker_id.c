/* SPDX-License-Identifier: MIT */
#include "shared/worker_id.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "test_core_db.h"

/* The name of a child that lives until it is ended. */
static pid_t
start_child(const char **id_r)
{
	char id[200] = "";
	int fds[2];
	pid_t pid;

	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		const char *own = worker_id_new(mem_context(NULL, "child"));

		if (write(fds[1], own, strlen(own)) > 0)
			pause();
		_exit(1);
	}
	ck_assert_int_gt(read(fds[0], id, sizeof(id) - 1), 0);
	*id_r = mem_strdup(fixture_mem, id);
	(void)close(fds[0]);
	(void)close(fds[1]);
	return pid;
}

static void
end_child(pid_t pid)
{
	int status;

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

/* The name of this process with its field `number` replaced. */
static const char *
forged(int number, const char *value)
{
	const char *rest = worker_id_new(fixture_mem);
	char *id = mem_strdup(fixture_mem, "");

	for (int i = 0; i < 4; i++) {
		size_t len = strcspn(rest, ".");

		id = i == number ? mem_printf(fixture_mem, "%s.%s", id, value)
			: mem_printf(fixture_mem, "%s.%.*s", id, (int)len, rest);
		rest += len + (rest[len] == '.');
	}
	return id + 1;
}

START_TEST(a_process_has_one_name_and_lives)
{
	const char *id = worker_id_new(fixture_mem);

	ck_assert_str_eq(worker_id_new(fixture_mem), id);
	ck_assert_str_eq(forged(-1, ""), id);
	ck_assert_uint_le(strlen(id), 64);
	ck_assert(!worker_id_is_dead(fixture_mem, id));
}
END_TEST

START_TEST(another_process_has_another_name_and_is_dead_when_it_is_gone)
{
	const char *id;
	pid_t pid = start_child(&id);

	ck_assert_str_ne(id, worker_id_new(fixture_mem));
	ck_assert(!worker_id_is_dead(fixture_mem, id));
	end_child(pid);
	ck_assert(worker_id_is_dead(fixture_mem, id));
}
END_TEST

START_TEST(a_process_that_nobody_has_buried_is_dead)
{
	siginfo_t info;
	const char *id;
	pid_t pid = start_child(&id);

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	ck_assert(worker_id_is_dead(fixture_mem, id));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(a_process_given_the_same_number_is_another)
{
	ck_assert(worker_id_is_dead(fixture_mem, forged(3, "1")));
}
END_TEST

START_TEST(of_other_hosts_and_containers_nothing_is_certain)
{
	const char *id;

	end_child(start_child(&id));
	ck_assert(worker_id_is_dead(fixture_mem, id));
	ck_assert(!worker_id_is_dead(fixture_mem, forged(0, "00000000")));
	ck_assert(!worker_id_is_dead(fixture_mem, forged(1, "1")));
	ck_assert(!worker_id_is_dead(fixture_mem, mem_printf(fixture_mem, "0%s", id)));
}
END_TEST

START_TEST(a_name_that_cannot_be_read_is_not_called_dead)
{
	const char *host = mem_strndup(fixture_mem, worker_id_new(fixture_mem),
		strcspn(worker_id_new(fixture_mem), "."));

	ck_assert(!worker_id_is_dead(fixture_mem, ""));
	ck_assert(!worker_id_is_dead(fixture_mem, host));
	ck_assert(!worker_id_is_dead(fixture_mem, forged(2, "")));
	ck_assert(!worker_id_is_dead(fixture_mem, forged(2, "12x")));
	ck_assert(!worker_id_is_dead(fixture_mem, "cron"));
}
END_TEST

Suite *
worker_id_suite(void)
{
	Suite *suite = suite_create("worker_id");
	TCase *tcase = fixture_case(suite, "worker_id");

	tcase_add_test(tcase, a_process_has_one_name_and_lives);
	tcase_add_test(tcase, another_process_has_another_name_and_is_dead_when_it_is_gone);
	tcase_add_test(tcase, a_process_that_nobody_has_buried_is_dead);
	tcase_add_test(tcase, a_process_given_the_same_number_is_another);
	tcase_add_test(tcase, of_other_hosts_and_containers_nothing_is_certain);
	tcase_add_test(tcase, a_name_that_cannot_be_read_is_not_called_dead);
	return suite;
}
