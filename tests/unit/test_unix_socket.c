/* SPDX-License-Identifier: MIT */
/* What the others of layer io do not show; test_fcgi.c and test_nudge.c listen on such sockets, too. */
#include "io/unix_socket.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "test_io.h"

static char dir[32];
static const char *path;

static void
set_up(void)
{
	memcpy(dir, "/tmp/prilavok-socket.XXXXXX", 28);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = mem_printf(fixture_mem, "%s/socket", dir);
}

static void
tear_down(void)
{
	(void)unlink(path);
	(void)rmdir(dir);
}

static struct unix_socket
bind_there(void)
{
	struct unix_socket bound;

	MUST(unix_socket_bind(path, SOCK_DGRAM, &bound, &fixture_err));
	return bound;
}

START_TEST(its_own_file_is_removed)
{
	struct unix_socket bound = bind_there();

	unix_socket_unlink(&bound);
	ck_assert_int_ne(access(path, F_OK), 0);
	unix_socket_unlink(&bound);
	(void)close(bound.fd);
}
END_TEST

START_TEST(a_successor_s_file_is_left_alone)
{
	struct unix_socket before = bind_there(), after;

	ck_assert_int_eq(unlink(path), 0);
	after = bind_there();
	unix_socket_unlink(&before);
	ck_assert_int_eq(access(path, F_OK), 0);
	(void)close(before.fd);
	(void)close(after.fd);
}
END_TEST

/* Between its look at the file and the removal, nobody may put another there: see lock_folder(). */
START_TEST(who_removes_waits_for_who_replaces)
{
	struct unix_socket before = bind_there();
	int lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = -1;
	pid_t pid;

	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(lock); /* which is still the parent's */
		unix_socket_unlink(&before);
		_exit(0);
	}
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
		time_sleep_ms(10);
	}
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mknod(path, S_IFSOCK | 0600, 0), 0);
	(void)close(lock); /* which unlocks it */
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(access(path, F_OK), 0);
	(void)close(before.fd);
}
END_TEST

Suite *
unix_socket_suite(void)
{
	Suite *suite = suite_create("unix_socket");
	TCase *file = fixture_case(suite, "file");

	tcase_add_checked_fixture(file, set_up, tear_down);
	tcase_add_test(file, its_own_file_is_removed);
	tcase_add_test(file, who_removes_waits_for_who_replaces);
	tcase_add_test(file, a_successor_s_file_is_left_alone);
	return suite;
}
