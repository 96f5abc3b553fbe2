/* SPDX-License-Identifier: MIT */
/* By way of a proxy, or not, whatever the environment says. */
#include "io/http.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scripted_http.h"
#include "test_io.h"

enum { PATIENCE_MS = 120000 };

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
	(void)unsetenv("http_proxy");
	(void)unsetenv("ALL_PROXY");
	(void)unsetenv("no_proxy");
}

static bool
get_through(const char *address)
{
	struct http_request request = { .method = "GET", .url = address, .timeout_ms = PATIENCE_MS,
		.proxy = mem_printf(fixture_mem, "http://user:pw@127.0.0.1:%d", scripted_port) };

	return http_do(http, fixture_mem, &request, &answer, &fixture_err);
}

START_TEST(a_proxy_gets_the_request)
{
	SCRIPT({ NULL, KEEP });
	ck_assert_int_eq(setenv("no_proxy", "*", 1), 0);
	MUST(get_through("http://prilavok.invalid/x"));
	ck_assert(strncmp(answer->body, "GET http://prilavok.invalid/x HTTP/1.1", 38) == 0);
	ck_assert_ptr_nonnull(strstr(answer->body, "Proxy-Authorization: Basic dXNlcjpwdw=="));
}
END_TEST

START_TEST(a_refused_tunnel_is_busy)
{
	SCRIPT({ "HTTP/1.1 407 Proxy Authentication Required\r\nRetry-After: 9\r\n"
		"Content-Length: 0\r\n\r\n", CLOSE });
	MUST_FAIL(get_through("https://prilavok.invalid/x"), ERR_BUSY);
	ck_assert(strncmp(scripted_requests[0], "CONNECT prilavok.invalid:443 ", 29) == 0);
	ck_assert_ptr_null(strstr(fixture_err.text, "pw"));
}
END_TEST

START_TEST(a_tunnel_to_nowhere_is_busy)
{
	SCRIPT({ "HTTP/1.1 200 Connected\r\n\r\n", CLOSE });
	MUST_FAIL(get_through("https://prilavok.invalid/x"), ERR_BUSY);
}
END_TEST

START_TEST(a_dead_proxy_is_busy)
{
	int closed_port, fd = scripted_listen(1, &closed_port);
	struct http_request request = { .method = "GET", .url = scripted_url("/"),
		.proxy = mem_printf(fixture_mem, "socks5h://127.0.0.1:%d", closed_port) };

	(void)close(fd);
	MUST_FAIL(http_do(http, fixture_mem, &request, &answer, &fixture_err), ERR_BUSY);
	ck_assert_int_eq(scripted_accept_count, 0);
}
END_TEST

START_TEST(the_environment_is_not_asked_for_a_proxy)
{
	struct http_request request = { .method = "GET", .url = scripted_url("/"),
		.timeout_ms = PATIENCE_MS };

	SCRIPT({ OK_TEXT, KEEP });
	ck_assert_int_eq(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	ck_assert_int_eq(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
	MUST(http_do(http, fixture_mem, &request, &answer, &fixture_err));
}
END_TEST

Suite *
http_proxy_suite(void)
{
	Suite *suite = suite_create("http_proxy");
	TCase *tcase = fixture_case(suite, "proxies");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_proxy_gets_the_request);
	tcase_add_test(tcase, a_refused_tunnel_is_busy);
	tcase_add_test(tcase, a_tunnel_to_nowhere_is_busy);
	tcase_add_test(tcase, a_dead_proxy_is_busy);
	tcase_add_test(tcase, the_environment_is_not_asked_for_a_proxy);
	return suite;
}
