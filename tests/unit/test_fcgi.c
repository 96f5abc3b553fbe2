/* SPDX-License-Identifier: MIT */
/* The protocol and the processes, without a web server; test_fcgi_nginx.c has one, test_fcgi_0.c the socket
   of one; test_fcgi_threads.c is about many requests at a time. */
#include "io/fcgi.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"
#include "fcgi_echo.h"
#include "test_io.h"

static bool
has(const char *answer, const char *line)
{
	ck_assert_ptr_nonnull(answer);
	return strstr(answer, line) != NULL;
}

static int
pid_of(const char *answer)
{
	const char *pid = answer != NULL ? strstr(answer, "pid=") : NULL;
	int number = 0;

	ck_assert_ptr_nonnull(pid);
	ck_assert_int_eq(sscanf(pid, "pid=%d", &number), 1);
	return number;
}

/* --- requests */

START_TEST(a_request_arrives_whole)
{
	static const char *const params[] = { "REQUEST_METHOD=POST", "QUERY_STRING=a=%31&b",
		"REQUEST_URI=/echo/%D1%87/x+y?a=%31&b", "CONTENT_TYPE=text/x; charset=utf-8",
		"CONTENT_LENGTH=7", "REMOTE_ADDR=192.0.2.7", "HTTPS=on", "HTTP_X_TEST_HEADER=one",
		NULL };

	(void)echo_start(1, 0);
	const char *answer = echo_ask(params, "a\0b\nc\r\n", 7);

	ck_assert(str_has_prefix(answer, "Status: 200 OK\r\nContent-Type: text/plain\r\n"));
	ck_assert(has(answer, "\r\n\r\nmethod=POST\npath=/echo/ч/x+y\nquery=a=%31&b\n"
		"type=text/x; charset=utf-8\naddress=192.0.2.7\nhttps=1\nheader=one\n"));
	ck_assert(has(answer, "\nlen=7\na"));
	ck_assert_mem_eq(strstr(answer, "len=7\n") + 6, "a\0b\nc\r\n", 7);
}
END_TEST

START_TEST(what_is_absent_is_empty)
{
	static const char *const params[] = { "REQUEST_METHOD=GET", "SCRIPT_NAME=/echo",
		"PATH_INFO=/x", "CONTENT_LENGTH=", "HTTPS=", NULL };

	(void)echo_start(1, 0);
	ck_assert(has(echo_ask(params, NULL, 0), "method=GET\npath=/echo/x\nquery=\ntype=\n"
		"address=\nhttps=0\nheader=(null)\n"));
}
END_TEST

START_TEST(ids_are_new_and_told)
{
	(void)echo_start(1, 0);
	const char *first = echo_get("/echo"), *second = echo_get("/echo");
	const char *id = strstr(first, "\nid=") + 4;

	ck_assert_int_eq(strspn(id, "0123456789abcdef"), 16);
	ck_assert(has(first, mem_printf(fixture_mem, "\r\nX-Request-Id: %.16s\r\n", id)));
	ck_assert_mem_ne(id, strstr(second, "\nid=") + 4, 16);
}
END_TEST

static const struct {
	const char *uri;
	const char *path; /* NULL: 400 */
} uris[] = {
	{ "/echo", "/echo" },
	{ "/echo?x=/y", "/echo" },
	{ "http://shop.example/echo?x", "/echo" },
	{ "/echo/%2e%2E/%2F", "/echo/..//" },
	{ "/echo%00", NULL },
	{ "/echo%zz", NULL },
	{ "/echo%ff", NULL },
	{ "*", NULL },
	{ "http://shop.example", NULL },
};

START_TEST(paths_are_decoded_and_checked)
{
	(void)echo_start(1, 0);
	const char *answer = echo_get(uris[_i].uri);

	if (uris[_i].path == NULL)
		ck_assert(str_has_prefix(answer, "Status: 400 Bad Request\r\n"));
	else
		ck_assert(has(answer, mem_printf(fixture_mem, "path=%s\n", uris[_i].path)));
}
END_TEST

static const struct {
	const char *announced;
	size_t sent;
	int status;
} bodies[] = {
	{ "CONTENT_LENGTH=0", 0, 200 },
	{ "CONTENT_LENGTH=", 5, 200 },
	{ "X=", 5, 200 },
	{ "CONTENT_LENGTH=99999", 99999, 200 },
	{ "CONTENT_LENGTH=100000", 100000, 200 },
	{ "CONTENT_LENGTH=100001", 100001, 413 },
	{ "CONTENT_LENGTH=", 100001, 413 },
	{ "CONTENT_LENGTH=5000000", 5000000, 413 },
	{ "CONTENT_LENGTH=9223372036854775807", 10, 413 },
	{ "CONTENT_LENGTH=5", 100001, 413 },
	{ "CONTENT_LENGTH=5", 4, 400 },
	{ "CONTENT_LENGTH=5", 0, 400 },
	{ "CONTENT_LENGTH=5", 6, 400 },
	{ "CONTENT_LENGTH=-1", 0, 400 },
	{ "CONTENT_LENGTH=5x", 5, 400 },
	{ "CONTENT_LENGTH=99999999999999999999", 5, 400 },
};

START_TEST(bodies_are_measured)
{
	const char *const params[] = { "REQUEST_METHOD=POST", "REQUEST_URI=/echo",
		bodies[_i].announced, NULL };
	char *body = mem_array(fixture_mem, char, bodies[_i].sent + 1);

	memset(body, 'x', bodies[_i].sent);
	(void)echo_start(1, 0);
	const char *answer = echo_ask(params, body, bodies[_i].sent);

	ck_assert(has(answer, mem_printf(fixture_mem, "Status: %s\r\n", bodies[_i].status == 200 ? "200 OK"
		: bodies[_i].status == 413 ? "413 Content Too Large" : "400 Bad Request")));
	ck_assert_int_eq(echo_counts->handled, bodies[_i].status == 200);
	if (bodies[_i].status == 200)
		ck_assert(has(answer, mem_printf(fixture_mem, "\nlen=%zu\n", bodies[_i].sent)));
	ck_assert(str_has_prefix(echo_get("/echo"), "Status: 200 OK\r\n"));
}
END_TEST

START_TEST(a_rewritten_authorization_is_found)
{
	static const char *const params[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/echo",
		"REDIRECT_HTTP_X_TEST_HEADER=two", NULL };

	(void)echo_start(1, 0);
	ck_assert(has(echo_ask(params, NULL, 0), "header=two\n"));
}
END_TEST

/* --- responses */

START_TEST(line_breaks_never_get_into_the_head)
{
	(void)echo_start(1, 0);
	const char *answer = echo_get("/evil");

	ck_assert(str_has_prefix(answer, "Status: 303 See Other\r\n"));
	ck_assert(has(answer, "\r\nLocation: /good?a=b:c\r\n"));
	ck_assert(!has(answer, "bad"));
	ck_assert(!has(answer, "Set-Cookie"));
}
END_TEST

START_TEST(a_head_request_gets_the_length_alone)
{
	static const char *const params[] = { "REQUEST_METHOD=HEAD", "REQUEST_URI=/big", NULL };

	(void)echo_start(1, 0);
	const char *answer = echo_ask(params, NULL, 0);

	ck_assert(has(answer, "\r\nContent-Length: 5000000\r\n"));
	ck_assert(str_has_suffix(answer, "\r\n\r\n"));
}
END_TEST

START_TEST(no_content_has_no_length_and_type)
{
	(void)echo_start(1, 0);
	const char *answer = echo_get("/none");

	ck_assert(str_has_prefix(answer, "Status: 204 No Content\r\nX-Request-Id: "));
	ck_assert(!has(answer, "Content-"));
}
END_TEST

START_TEST(a_big_answer_arrives_whole)
{
	(void)echo_start(1, 0);
	const char *answer = echo_get("/big");

	ck_assert(has(answer, "\r\n\r\n0123456789"));
	ck_assert_int_eq(strlen(strstr(answer, "\r\n\r\n") + 4), 5000000);
}
END_TEST

START_TEST(too_many_headers_are_a_failure)
{
	(void)echo_start(1, 0);
	ck_assert(str_has_prefix(echo_get("/headers"), "Status: 500 Internal Server Error\r\n"));
}
END_TEST

/* --- processes */

START_TEST(start_and_after_are_called)
{
	pid_t pid = echo_start(3, 0);

	for (int i = 0; i < 5; i++)
		ck_assert(has(echo_get("/echo"), "Status: 200"));
	while (echo_counts->after < 5 || echo_counts->starts < 3)
		time_sleep_ms(10);
	ck_assert_int_eq(echo_counts->after, 5);
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	ck_assert_int_eq(echo_counts->starts, 3);
}
END_TEST

/* Within the limit at least once in five minutes: what a busy machine delays is quick another time, and
   what waits for a time-out never is. */
static void
check_quick(int64_t (*measure)(int arg), int arg, int64_t limit_ms)
{
	int64_t end_ms = time_monotonic_ms() + 300000;

	while (measure(arg) >= limit_ms)
		ck_assert_int_lt(time_monotonic_ms(), end_ms);
}

static int64_t
end_idle_family(int signal)
{
	pid_t pid = echo_start(4, 0);
	int64_t start_ms, ms;

	(void)echo_get("/echo");
	start_ms = time_monotonic_ms();
	ck_assert_int_eq(echo_end(pid, signal), 0);
	ms = time_monotonic_ms() - start_ms;
	ck_assert_int_ne(access(echo_socket(), F_OK), 0);
	return ms;
}

START_TEST(an_idle_family_ends_at_once)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };

	check_quick(end_idle_family, signals[_i], 2000); /* after 10 s they are killed */
}
END_TEST

static int64_t
use_up_processes(int unused)
{
	int64_t start_ms = time_monotonic_ms();
	int last = 0, changes = 0;
	pid_t family = echo_start(1, 3);

	(void)unused;
	for (int i = 0; i < 12; i++) {
		int pid = pid_of(echo_get("/pid"));

		changes += pid != last;
		last = pid;
	}
	ck_assert_int_eq(changes, 4);
	start_ms = time_monotonic_ms() - start_ms;
	(void)echo_end(family, SIGTERM);
	return start_ms;
}

START_TEST(a_process_ends_after_its_requests_and_is_replaced)
{
	check_quick(use_up_processes, 0, 2500); /* three that fail take 3 s at least */
}
END_TEST

START_TEST(one_process_that_is_told_to_end_leaves_the_socket_to_the_others)
{
	pid_t family = echo_start(2, 0);
	int pid = pid_of(echo_get("/pid"));

	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	for (int i = 0; i < 6000 && kill(pid, 0) == 0; i++)
		time_sleep_ms(10);
	ck_assert_int_ne(pid_of(echo_get("/pid")), pid);
	ck_assert_int_eq(access(echo_socket(), F_OK), 0);
	ck_assert_int_eq(echo_end(family, SIGTERM), 0);
	ck_assert_int_ne(access(echo_socket(), F_OK), 0);
}
END_TEST

static int64_t
crash_one(int unused)
{
	pid_t family = echo_start(1, 0);
	int64_t start_ms, ms;

	(void)unused;
	ck_assert_ptr_null(echo_get("/crash"));
	start_ms = time_monotonic_ms();
	ck_assert(has(echo_get("/echo"), "Status: 200"));
	ms = time_monotonic_ms() - start_ms;
	(void)echo_end(family, SIGTERM);
	return ms;
}

START_TEST(a_dead_process_is_soon_replaced)
{
	check_quick(crash_one, 0, 2500);
}
END_TEST

START_TEST(a_process_that_cannot_start_is_tried_again)
{
	echo_counts->failing_starts = 2;
	(void)echo_start(1, 0);
	ck_assert(has(echo_get("/echo"), "Status: 200"));
	ck_assert_int_eq(echo_counts->starts, 3);
}
END_TEST

START_TEST(children_end_with_their_parent)
{
	pid_t pid = echo_start(4, 0);

	ck_assert(has(echo_get("/echo"), "Status: 200")); /* there are children */
	ck_assert(WIFSIGNALED(echo_end(pid, SIGKILL)));
	while (access(echo_socket(), F_OK) == 0)
		time_sleep_ms(10);
}
END_TEST

START_TEST(a_killed_family_is_followed_by_a_new_one)
{
	pid_t pid = echo_start(4, 0);
	int in_a_row = 0;

	(void)echo_end(pid, SIGKILL);
	pid = echo_start(2, 0); /* the old one may still be answering */
	for (int i = 0; i < 6000 && in_a_row < 20; i++) {
		in_a_row = echo_get("/echo") != NULL ? in_a_row + 1 : 0;
		time_sleep_ms(10);
	}
	ck_assert_int_eq(in_a_row, 20);
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	ck_assert_ptr_null(echo_get("/echo"));
}
END_TEST

static bool
serve_nothing(const char *path)
{
	static const struct fcgi_handlers handlers = { 0 };
	struct fcgi_options options = { .listen = path, .processes = 1, .max_body = 10 };

	return fcgi_serve(&options, &handlers, NULL, &fixture_err);
}

START_TEST(a_socket_somebody_answers_on_is_left_alone)
{
	(void)echo_start(1, 0);
	MUST_FAIL(serve_nothing(echo_socket()), ERR_CONFLICT);
	ck_assert(has(echo_get("/echo"), "Status: 200"));
}
END_TEST

START_TEST(a_file_in_the_way_is_left_alone)
{
	const char *path = fixture_file("precious", 8);
	struct stat status;

	MUST_FAIL(serve_nothing(path), ERR_INTERNAL);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_size, 8);
}
END_TEST

START_TEST(the_web_server_may_be_another_user)
{
	struct stat status;

	(void)echo_start(1, 0);
	ck_assert_int_eq(stat(echo_socket(), &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0666);
}
END_TEST

START_TEST(a_client_that_leaves_harms_nobody)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)echo_start(1, 0);
	memcpy(address.sun_path, echo_socket(), strlen(echo_socket()));
	for (int i = 0; i < 5; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address,
			sizeof(address)), 0);
		(void)!write(fd, "\1\1\0\1\0\x8\0\0\0\1", (size_t)i * 2);
		(void)close(fd);
	}
	ck_assert(has(echo_get("/echo"), "Status: 200"));
}
END_TEST

static TCase *
add_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, echo_set_up, echo_tear_down);
	return tcase;
}

static void
add_processes(Suite *suite)
{
	TCase *tcase = add_case(suite, "processes");

	tcase_add_test(tcase, start_and_after_are_called);
	tcase_add_loop_test(tcase, an_idle_family_ends_at_once, 0, 3);
	tcase_add_test(tcase, a_process_ends_after_its_requests_and_is_replaced);
	tcase_add_test(tcase, one_process_that_is_told_to_end_leaves_the_socket_to_the_others);
	tcase_add_test(tcase, a_dead_process_is_soon_replaced);
	tcase_add_test(tcase, a_process_that_cannot_start_is_tried_again);
	tcase_add_test(tcase, children_end_with_their_parent);
	tcase_add_test(tcase, a_killed_family_is_followed_by_a_new_one);
	tcase_add_test(tcase, a_socket_somebody_answers_on_is_left_alone);
	tcase_add_test(tcase, a_file_in_the_way_is_left_alone);
	tcase_add_test(tcase, the_web_server_may_be_another_user);
	tcase_add_test(tcase, a_client_that_leaves_harms_nobody);
}

Suite *
fcgi_suite(void)
{
	Suite *suite = suite_create("fcgi");
	TCase *tcase = add_case(suite, "requests");

	tcase_add_test(tcase, a_request_arrives_whole);
	tcase_add_test(tcase, what_is_absent_is_empty);
	tcase_add_test(tcase, ids_are_new_and_told);
	tcase_add_loop_test(tcase, paths_are_decoded_and_checked, 0, COUNT(uris));
	tcase_add_loop_test(tcase, bodies_are_measured, 0, COUNT(bodies));
	tcase_add_test(tcase, a_rewritten_authorization_is_found);
	tcase = add_case(suite, "responses");
	tcase_add_test(tcase, line_breaks_never_get_into_the_head);
	tcase_add_test(tcase, a_head_request_gets_the_length_alone);
	tcase_add_test(tcase, no_content_has_no_length_and_type);
	tcase_add_test(tcase, a_big_answer_arrives_whole);
	tcase_add_test(tcase, too_many_headers_are_a_failure);
	add_processes(suite);
	return suite;
}
