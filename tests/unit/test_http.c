/* SPDX-License-Identifier: MIT */
/* Against a server in a thread that answers, cuts, resets and hangs as each test scripts it;
   test_http_proxy.c has a proxy in between. */
#include "io/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "scripted_http.h"
#include "test_io.h"

static struct http *http;
static struct http_answer *answer;

static void
set_up(void)
{
	http_global_init();
	http = http_new(fixture_mem);
	scripted_start();
}

static void
tear_down(void)
{
	scripted_stop();
	time_set_ms(0);
}

/* Of a request: what hangs is given up sooner. */
enum { PATIENCE_MS = 120000, HANG_MS = 1000 };

static int patience_ms = PATIENCE_MS;

static bool
get(const char *address)
{
	struct http_request request = { .method = "GET", .url = address, .timeout_ms = patience_ms };

	return http_do(http, fixture_mem, &request, &answer, &fixture_err);
}

static bool
post(const char *address, bool fresh)
{
	struct http_request request = { .method = "POST", .url = address, .timeout_ms = patience_ms,
		.body = "{\"text\":\"hello\"}", .body_len = 16, .fresh = fresh };

	return http_do(http, fixture_mem, &request, &answer, &fixture_err);
}

/* --- answers */

START_TEST(an_answer_comes_whole)
{
	SCRIPT({ "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
		"Content-Length: 5\r\n\r\n{\"a\"}", KEEP });
	MUST(get(scripted_url("/x")));
	ck_assert_int_eq(answer->status, 404);
	ck_assert_str_eq(answer->body, "{\"a\"}");
	ck_assert_int_eq(answer->len, 5);
	ck_assert_str_eq(answer->content_type, "application/json");
	ck_assert_int_eq(answer->retry_after_ms, -1);
	ck_assert(answer->elapsed_ms >= 0 && answer->elapsed_ms <= PATIENCE_MS);
}
END_TEST

START_TEST(an_empty_answer_is_an_answer)
{
	SCRIPT({ "HTTP/1.1 204 No Content\r\n\r\n", KEEP });
	MUST(get(scripted_url("/")));
	ck_assert_int_eq(answer->status, 204);
	ck_assert_str_eq(answer->body, "");
	ck_assert_str_eq(answer->content_type, "");
}
END_TEST

START_TEST(redirects_are_shown_not_followed)
{
	SCRIPT({ "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", KEEP });
	MUST(get(scripted_url("/")));
	ck_assert_int_eq(answer->status, 302);
	ck_assert_int_eq(scripted_request_count, 1);
}
END_TEST

START_TEST(connections_are_kept_unless_fresh)
{
	SCRIPT({ OK_TEXT, KEEP });
	MUST(get(scripted_url("/")));
	MUST(get(scripted_url("/")));
	ck_assert_int_eq(scripted_accept_count, 1);
	MUST(post(scripted_url("/"), true));
	MUST(post(scripted_url("/"), true));
	ck_assert_int_eq(scripted_accept_count, 3);
	MUST(get(scripted_url("/")));
	ck_assert_int_eq(scripted_accept_count, 3);
}
END_TEST

static const struct {
	const char *headers;
	int64_t min_ms, max_ms;
} retries[] = {
	{ "Retry-After: 30", 30000, 30000 },
	{ "retry-after:0", 0, 0 },
	{ "Retry-After: 30\r\nretry-after-ms: 1500", 1500, 1500 },
	{ "retry-after-ms: 70\r\nRetry-After: 1", 70, 70 },
	{ "Retry-After: 315360000", 315360000000, 315360000000 },
	{ "Retry-After: 315360001", -1, -1 },
	{ "Retry-After: Wed, 21 Oct 202699999", -1, -1 },
	{ "retry-after-ms: 9223372036854775807", -1, -1 },
	{ "Retry-After: Fri, 09 Jan 2026 10:00:07 GMT", 7000, 7000 },
	{ "Retry-After: Fri, 09 Jan 2026 09:00:00 GMT", 0, 0 },
	{ "Retry-After: soon", -1, -1 },
	{ "Retry-After: -5", -1, -1 },
	{ "Retry-After: 99999999999999999999", -1, -1 },
	{ "X-Retry-After: 5", -1, -1 },
};

START_TEST(retry_after_is_understood)
{
	static char text[200];
	static const struct step step = { text, KEEP };

	(void)snprintf(text, sizeof(text), "HTTP/1.1 429 Slow\r\n%s\r\nContent-Length: 0\r\n\r\n",
		retries[_i].headers);
	scripted_steps = &step;
	scripted_step_count = 1;
	time_set_ms(INT64_C(1767952800000)); /* Fri, 09 Jan 2026 10:00:00 GMT */
	MUST(get(scripted_url("/")));
	ck_assert_int_ge(answer->retry_after_ms, retries[_i].min_ms);
	ck_assert_int_le(answer->retry_after_ms, retries[_i].max_ms);
}
END_TEST

/* --- requests */

START_TEST(a_post_carries_its_headers_and_body_and_no_others)
{
	static const char *const headers[] = { "Authorization: Bearer abc",
		"Content-Type: application/json", NULL };
	struct http_request request = { .method = "POST", .url = scripted_url("/p?q=1"), .headers = headers,
		.body = "{}", .body_len = 2 };

	SCRIPT({ NULL, KEEP });
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	ck_assert(strncmp(answer->body, "POST /p?q=1 HTTP/1.1\r\n", 22) == 0);
	ck_assert_ptr_nonnull(strstr(answer->body, "\r\nAuthorization: Bearer abc\r\n"));
	ck_assert_ptr_nonnull(strstr(answer->body, "\r\nContent-Type: application/json\r\n"));
	ck_assert_ptr_nonnull(strstr(answer->body, "\r\nUser-Agent: Prilavok/"));
	ck_assert_ptr_nonnull(strstr(answer->body, "\r\n\r\n{}"));
	ck_assert_ptr_null(strcasestr(answer->body, "expect:"));
}
END_TEST

START_TEST(a_long_body_goes_out_without_asking)
{
	struct http_request request = { .method = "POST", .url = scripted_url("/"), .body_len = 3000000 };

	SCRIPT({ OK_TEXT, KEEP });
	request.body = mem_array(fixture_mem, char, request.body_len);
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	ck_assert_ptr_nonnull(strstr(scripted_requests[0], "\r\nContent-Length: 3000000\r\n"));
	ck_assert_ptr_null(strcasestr(scripted_requests[0], "expect:"));
}
END_TEST

static const struct {
	const char *method, *body, *want;
} methods[] = {
	{ "GET", NULL, NULL },
	{ "DELETE", NULL, NULL },
	{ "DELETE", "{}", "Content-Length: 2\r\n" },
	{ "POST", NULL, "Content-Length: 0\r\n" },
	{ "PUT", NULL, "Content-Length: 0\r\n" },
	{ "PUT", "{}", "Content-Length: 2\r\n" },
	{ "PATCH", "{}", "Content-Length: 2\r\n" },
};

START_TEST(every_method_goes_out_as_it_is)
{
	struct http_request request = { .method = methods[_i].method, .url = scripted_url("/"),
		.body = methods[_i].body, .body_len = methods[_i].body != NULL ? 2 : 0 };
	size_t len = strlen(methods[_i].method);

	SCRIPT({ NULL, KEEP });
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	ck_assert(strncmp(answer->body, request.method, len) == 0 && answer->body[len] == ' ');
	ck_assert_ptr_null(strstr(answer->body, "Content-Type"));
	if (methods[_i].want != NULL)
		ck_assert_ptr_nonnull(strstr(answer->body, methods[_i].want));
	else
		ck_assert_ptr_null(strstr(answer->body, "Content-Length"));
}
END_TEST

START_TEST(a_head_request_expects_no_body)
{
	struct http_request request = { .method = "HEAD", .url = scripted_url("/") };

	SCRIPT({ "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", KEEP });
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	ck_assert_int_eq(answer->len, 0);
}
END_TEST

START_TEST(nothing_of_one_call_stays_for_the_next)
{
	static const char *const headers[] = { "X-Secret: 1", NULL };
	struct http_request request = { .method = "POST", .url = scripted_url("/"), .headers = headers,
		.body = "x", .body_len = 1, .proxy = "" };

	SCRIPT({ NULL, KEEP });
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	MUST(get(scripted_url("/")));
	ck_assert(strncmp(answer->body, "GET ", 4) == 0);
	ck_assert_ptr_null(strstr(answer->body, "X-Secret"));
}
END_TEST

static const char *const bad_urls[] = {
	"", "nonsense://x", "ftp://127.0.0.1/", "file:///etc/passwd", "http://",
	"http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://127.0.0.1/a\r\nX: y",
};

START_TEST(impossible_urls_are_invalid)
{
	MUST_FAIL(get(bad_urls[_i]), ERR_INVALID);
}
END_TEST

START_TEST(broken_headers_and_methods_are_invalid)
{
	static const char *const headers[] = { "A: b\r\nC: d", NULL };
	struct http_request request = { .method = "GET", .url = scripted_url("/"), .headers = headers };

	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_INVALID);
	request.headers = NULL;
	request.method = "GET /x";
	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_INVALID);
	request.method = "";
	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_INVALID);
	ck_assert_int_eq(scripted_accept_count, 0);
}
END_TEST

/* --- failures */

START_TEST(a_refused_connection_is_busy)
{
	int closed_port, fd = scripted_listen(1, &closed_port);

	(void)close(fd);
	MUST_FAIL(get(mem_printf(fixture_mem, "http://127.0.0.1:%d/", closed_port)), ERR_BUSY);
}
END_TEST

START_TEST(an_unknown_host_is_busy)
{
	MUST_FAIL(get("http://prilavok.invalid/"), ERR_BUSY);
}
END_TEST

START_TEST(a_connection_that_never_stands_is_busy)
{
	int full_port, fds[4], fd = scripted_listen(0, &full_port);
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)full_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct http_request request = { .method = "GET", .connect_timeout_ms = 200,
		.url = mem_printf(fixture_mem, "http://127.0.0.1:%d/", full_port) };
	struct pollfd first = { .events = POLLOUT };

	for (int i = 0; i < 4; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		(void)connect(fds[i], (const struct sockaddr *)&address, sizeof(address));
		first.fd = fds[0];
		ck_assert_int_eq(poll(&first, 1, 60000), 1); /* it waits, and the queue is full */
	}
	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_BUSY);
	for (int i = 0; i < 4; i++)
		(void)close(fds[i]);
	(void)close(fd);
}
END_TEST

START_TEST(a_server_without_tls_is_busy_for_https)
{
	SCRIPT({ OK_TEXT, KEEP });
	MUST_FAIL(post(mem_printf(fixture_mem, "https://127.0.0.1:%d/", scripted_port), true), ERR_BUSY);
	ck_assert_int_eq(scripted_request_count, 0);
}
END_TEST

static const struct step lost[] = {
	{ "", CLOSE },
	{ "", RESET },
	{ "", HANG },
	{ "HTTP/1.1 200 OK\r\nContent-Le", CLOSE },
	{ "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", CLOSE },
	{ "HTTP/1.1 100 Continue\r\n\r\n", CLOSE },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", CLOSE },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", HANG },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", CLOSE },
	{ "welcome to our old server\r\n", CLOSE },
};

START_TEST(a_request_without_a_usable_answer_is_uncertain)
{
	int tries = 1;

	scripted_steps = &lost[_i];
	scripted_step_count = 1;
	patience_ms = lost[_i].then == HANG ? HANG_MS : PATIENCE_MS;
	ck_assert(!post(scripted_url("/"), true));
	/* A busy machine may not even have sent it in so short a time. */
	for (; lost[_i].then == HANG && fixture_err.code == ERR_BUSY && tries < 6; tries++) {
		patience_ms *= 2;
		ck_assert(!post(scripted_url("/"), true));
	}
	ck_assert_str_eq(err_code_name(fixture_err.code), err_code_name(ERR_UNCERTAIN));
	while (scripted_request_count == 0)
		time_sleep_ms(5);
	ck_assert_int_le(scripted_request_count, tries);
}
END_TEST

/* libcurl sends a POST again when a kept connection closes on it; fresh is what prevents that. */
START_TEST(a_fresh_post_is_never_sent_twice)
{
	SCRIPT({ OK_TEXT, KEEP }, { "", CLOSE });
	MUST(get(scripted_url("/")));
	MUST_FAIL(post(scripted_url("/"), true), ERR_UNCERTAIN);
	ck_assert_int_eq(scripted_request_count, 2);
}
END_TEST

START_TEST(an_unfresh_read_survives_a_closed_connection)
{
	SCRIPT({ OK_TEXT, KEEP }, { "", CLOSE }, { OK_TEXT, KEEP });
	MUST(get(scripted_url("/")));
	MUST(get(scripted_url("/")));
	ck_assert_int_eq(scripted_request_count, 3);
}
END_TEST

START_TEST(a_too_long_answer_is_refused)
{
	struct http_request request = { .method = "GET", .url = scripted_url("/"), .max_answer = 2 };

	SCRIPT({ OK_TEXT, KEEP });
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
	request.max_answer = 1;
	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_UNCERTAIN);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "too long"));
}
END_TEST

START_TEST(a_huge_answer_is_refused_by_default)
{
	static char text[2 * 1024 * 1024]; /* its thread may outlive the test */
	static const struct step step = { text, CLOSE };
	const char head[] = "HTTP/1.1 200 OK\r\n\r\n";

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, head, sizeof(head) - 1);
	scripted_steps = &step;
	scripted_step_count = 1;
	MUST_FAIL(get(scripted_url("/")), ERR_UNCERTAIN);
}
END_TEST

static TCase *
add_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

static void
add_failures(Suite *suite)
{
	TCase *tcase = add_case(suite, "failures");

	tcase_add_test(tcase, a_refused_connection_is_busy);
	tcase_add_test(tcase, an_unknown_host_is_busy);
	tcase_add_test(tcase, a_connection_that_never_stands_is_busy);
	tcase_add_test(tcase, a_server_without_tls_is_busy_for_https);
	tcase_add_loop_test(tcase, a_request_without_a_usable_answer_is_uncertain, 0, COUNT(lost));
	tcase_add_test(tcase, a_fresh_post_is_never_sent_twice);
	tcase_add_test(tcase, an_unfresh_read_survives_a_closed_connection);
	tcase_add_test(tcase, a_too_long_answer_is_refused);
	tcase_add_test(tcase, a_huge_answer_is_refused_by_default);
}

Suite *
http_suite(void)
{
	Suite *suite = suite_create("http");
	TCase *tcase = add_case(suite, "answers");

	tcase_add_test(tcase, an_answer_comes_whole);
	tcase_add_test(tcase, an_empty_answer_is_an_answer);
	tcase_add_test(tcase, redirects_are_shown_not_followed);
	tcase_add_test(tcase, connections_are_kept_unless_fresh);
	tcase_add_loop_test(tcase, retry_after_is_understood, 0, COUNT(retries));

	tcase = add_case(suite, "requests");
	tcase_add_test(tcase, a_post_carries_its_headers_and_body_and_no_others);
	tcase_add_test(tcase, a_long_body_goes_out_without_asking);
	tcase_add_loop_test(tcase, every_method_goes_out_as_it_is, 0, COUNT(methods));
	tcase_add_test(tcase, a_head_request_expects_no_body);
	tcase_add_test(tcase, nothing_of_one_call_stays_for_the_next);
	tcase_add_loop_test(tcase, impossible_urls_are_invalid, 0, COUNT(bad_urls));
	tcase_add_test(tcase, broken_headers_and_methods_are_invalid);
	add_failures(suite);
	return suite;
}
