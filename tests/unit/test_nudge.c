/* SPDX-License-Identifier: MIT */
#include "io/nudge.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "io/unix_socket.h"
#include "test_io.h"

static char dir[32];
static const char *path;

static void
set_up(void)
{
	memcpy(dir, "/tmp/prilavok-nudge.XXXXXX", 27);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = mem_printf(fixture_mem, "%s/socket", dir);
}

static void
tear_down(void)
{
	(void)unlink(path);
	(void)rmdir(dir);
}

static bool
is_nudged(int fd, int wait_ms)
{
	struct pollfd poll_fd = { fd, POLLIN, 0 };

	return poll(&poll_fd, 1, wait_ms) == 1;
}

static int
listen_there(void)
{
	int fd = -1;

	ck_assert_msg(nudge_listen(path, &fd, &fixture_err), "%s", fixture_err.text);
	return fd;
}

START_TEST(a_nudge_arrives_and_is_drained)
{
	int fd = listen_there();
	struct nudge *nudge = nudge_new(fixture_mem, path);

	ck_assert(!is_nudged(fd, 0));
	nudge_send(nudge);
	nudge_send(nudge);
	ck_assert(is_nudged(fd, 60000));
	nudge_drain(fd);
	ck_assert(!is_nudged(fd, 0));
	(void)close(fd);
}
END_TEST

START_TEST(nobody_need_listen)
{
	char *long_path = mem_array(fixture_mem, char, 300);

	nudge_send(nudge_new(fixture_mem, path));
	nudge_send(nudge_new(fixture_mem, NULL));
	memset(long_path, 'x', 299);
	nudge_send(nudge_new(fixture_mem, long_path));
	ck_assert(!nudge_listen(long_path, &(int){ 0 }, &fixture_err));
	ck_assert_int_eq(fixture_err.code, ERR_INTERNAL);
}
END_TEST

START_TEST(a_full_queue_blocks_nobody)
{
	int fd = listen_there();
	struct nudge *nudge = nudge_new(fixture_mem, path);

	for (int i = 0; i < 5000; i++)
		nudge_send(nudge);
	nudge_drain(fd);
	ck_assert(!is_nudged(fd, 0));
	nudge_send(nudge);
	ck_assert(is_nudged(fd, 60000));
	(void)close(fd);
}
END_TEST

START_TEST(the_socket_of_a_dead_worker_is_replaced)
{
	struct nudge *nudge = nudge_new(fixture_mem, path);
	int fd = listen_there();

	(void)close(fd); /* the file stays, as after kill -9 */
	nudge_send(nudge);
	fd = listen_there();
	nudge_send(nudge);
	ck_assert(is_nudged(fd, 60000));
	(void)close(fd);
}
END_TEST

START_TEST(the_socket_of_a_living_worker_is_left_alone)
{
	int fd = listen_there(), second = -1;

	ck_assert(!nudge_listen(path, &second, &fixture_err));
	ck_assert_int_eq(fixture_err.code, ERR_CONFLICT);
	ck_assert_int_eq(second, -1);
	nudge_send(nudge_new(fixture_mem, path));
	ck_assert(is_nudged(fd, 60000));
	(void)close(fd);
}
END_TEST

START_TEST(another_user_may_nudge)
{
	struct stat status;
	int fd = listen_there();

	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0666);
	(void)close(fd);
}
END_TEST

START_TEST(a_file_that_is_no_socket_is_kept)
{
	FILE *file = fopen(path, "w");
	char text[8] = "";
	int fd = -1;

	ck_assert_ptr_nonnull(file);
	(void)fputs("precious", file);
	(void)fclose(file);
	ck_assert(!nudge_listen(path, &fd, &fixture_err));
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fread(text, 1, sizeof(text), file), 8);
	(void)fclose(file);
	ck_assert_mem_eq(text, "precious", 8);
	ck_assert(!nudge_listen(mem_printf(fixture_mem, "%s/absent/socket", dir), &fd,
		&fixture_err));
	ck_assert_int_eq(fd, -1);
}
END_TEST

/* --- the socket alone; fcgi.c listens on such a one, too */

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

/* Else whoever comes next takes it for a dead one. */
START_TEST(a_stream_listens_from_the_beginning)
{
	struct sockaddr_un address;
	struct unix_socket bound, other;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(unix_socket_bind(path, SOCK_STREAM, &bound, &fixture_err));
	ck_assert(unix_socket_address(path, &address));
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	MUST_FAIL(unix_socket_bind(path, SOCK_STREAM, &other, &fixture_err), ERR_CONFLICT);
	(void)close(fd);
	(void)close(bound.fd);
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
nudge_suite(void)
{
	Suite *suite = suite_create("nudge");
	TCase *tcase = fixture_case(suite, "nudge");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_nudge_arrives_and_is_drained);
	tcase_add_test(tcase, nobody_need_listen);
	tcase_add_test(tcase, a_full_queue_blocks_nobody);
	tcase_add_test(tcase, the_socket_of_a_dead_worker_is_replaced);
	tcase_add_test(tcase, the_socket_of_a_living_worker_is_left_alone);
	tcase_add_test(tcase, another_user_may_nudge);
	tcase_add_test(tcase, a_file_that_is_no_socket_is_kept);
	tcase_add_test(tcase, a_stream_listens_from_the_beginning);
	tcase_add_test(tcase, its_own_file_is_removed);
	tcase_add_test(tcase, a_successor_s_file_is_left_alone);
	tcase_add_test(tcase, who_removes_waits_for_who_replaces);
	return suite;
}
