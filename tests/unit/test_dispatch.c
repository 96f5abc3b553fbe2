/* SPDX-License-Identifier: MIT */
/* What the dispatcher answers; test_dispatch_identity.c is about who may have it. */
#include "shared/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "io/db.h"
#include "small_program.h"
#include "test_web.h"
#include "web.h"

/* --- parameters */

static const struct {
	const char *method, *path, *query, *type, *body;
	int status;
	const char *shown; /* in the body */
} asks[] = {
	{ "GET", "/echo", "id=5&text=%D0%B6&on=1", NULL, NULL, 200, "id=5 text=ж on=1" },
	{ "GET", "/echo", "", NULL, NULL, 200, "id=-1 text=- on=0" },
	{ "POST", "/echo", "id=5", NULL, "text=a%0D%0Ab", 200, "id=5 text=a\nb" },
	{ "POST", "/echo", "", "application/x-www-form-urlencoded; charset=UTF-8", "id=6", 200, "id=6" },
	{ "POST", "/echo", "", "APPLICATION/X-WWW-FORM-URLENCODED", "id=6", 200, "id=6" },
	{ "POST", "/echo", "", NULL, NULL, 200, "id=-1" },
	{ "POST", "/echo", "", "multipart/form-data; boundary=x", "--x\r\n"
		"Content-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--x--\r\n", 200, "text=hi" },
	{ "POST", "/echo", "", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition:"
		" form-data; name=\"text\"; filename=\"f\"\r\n\r\nhi\r\n--x--\r\n", 400, "<code>text</code>" },
	{ "POST", "/echo", "", NULL, "csrf=whatever&id=1", 200, "id=1" },
	{ "GET", "/chats/42", "text=x", NULL, NULL, 200, "id=42 text=x" },
	{ "POST", "/hooks/abc", "", "text/plain", "any{thing", 200, "any{thing" },
	{ "GET", "/echo", "csrf=x", NULL, NULL, 400, "<code>csrf</code>" },
	{ "GET", "/echo", "ids=5", NULL, NULL, 400, "<code>ids</code>" },
	{ "GET", "/echo", "id=5&id=5", NULL, NULL, 400, "<code>id</code>" },
	{ "POST", "/echo", "id=5", NULL, "id=5", 400, "<code>id</code>" },
	{ "GET", "/chats/42", "id=42", NULL, NULL, 400, "<code>id</code>" },
	{ "GET", "/echo", "id=x", NULL, NULL, 400, "<code>id</code>" },
	{ "GET", "/echo", "text=12345678901", NULL, NULL, 400, "<code>text</code>" },
	{ "GET", "/echo", "%3Cb%3E=1", NULL, NULL, 400, "<code>&lt;b&gt;</code>" },
	{ "GET", "/echo", "text=%FF", NULL, NULL, 400, "400" },
	{ "GET", "/echo", "text=%00", NULL, NULL, 400, "400" },
	{ "GET", "/half", "", NULL, NULL, 400, "<code>code</code>" },
	{ "GET", "/chats/x", "", NULL, NULL, 404, "404" },
	{ "GET", "/chats/0", "", NULL, NULL, 404, "404" },
	{ "GET", "/nowhere", "", NULL, NULL, 404, "404" },
	{ "PUT", "/echo", "", NULL, NULL, 405, "405" },
	{ "POST", "/echo", "", "text/plain", "id=5", 415, "415" },
	{ "POST", "/echo", "", "application/json", "{\"id\":5}", 415, "415" },
};

START_TEST(a_request_is_read_or_refused)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .method = asks[_i].method,
		.path = asks[_i].path, .query = asks[_i].query, .type = asks[_i].type,
		.body = asks[_i].body });

	ck_assert_int_eq(response->status, asks[_i].status);
	ck_assert_msg(strstr(web_body(response), asks[_i].shown) != NULL, "%s", web_body(response));
}
END_TEST

static const struct {
	const char *type, *body;
	int status;
	const char *code, *message;
} json_asks[] = {
	{ "application/json", "{\"id\":5,\"text\":\"x\"}", 200, NULL, NULL },
	{ "application/json; charset=utf-8", "{}", 200, NULL, NULL },
	{ "application/json", "{\"id\":\"x\"}", 400, "param_malformed", "malformed parameter: id" },
	{ "application/json", "{\"role\":1}", 400, "param_unknown", "unknown parameter: role" },
	{ "application/json", "[1]", 400, "invalid", "the request is malformed" },
	{ "application/json", "{\"id\":5", 400, "invalid", "the request is malformed" },
	{ "application/x-www-form-urlencoded", "id=5", 415, "type", "unsupported content type" },
	{ "text/plain", "{}", 415, "type", "unsupported content type" },
	{ NULL, "{}", 415, "type", "unsupported content type" },
};

START_TEST(json_is_read_or_refused)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .method = "POST",
		.path = "/echo", .type = json_asks[_i].type, .body = json_asks[_i].body });

	ck_assert_int_eq(response->status, json_asks[_i].status);
	if (json_asks[_i].code == NULL)
		return;
	ck_assert_str_eq(small_error(response, "code"), json_asks[_i].code);
	ck_assert_str_eq(small_error(response, "message"), json_asks[_i].message);
	ck_assert_str_eq(small_error(response, "request_id"), "0123456789abcdef");
}
END_TEST

/* --- methods */

/* The body is left to fcgi.c, which tells its length and does not send it. */
START_TEST(head_is_get)
{
	struct fcgi_response *get = web_send(&(struct web_request){ .path = "/echo" });
	const char *body = web_body(get);
	struct fcgi_response *response = web_send(&(struct web_request){ .method = "HEAD",
		.path = "/echo" });

	ck_assert_int_eq(response->status, 200);
	ck_assert_str_eq(web_body(response), body);
}
END_TEST

START_TEST(a_wrong_method_is_told_the_right_ones)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .method = "DELETE",
		.path = "/echo" });

	ck_assert_int_eq(response->status, 405);
	ck_assert_str_eq(web_header(response, "Allow"), "GET, HEAD, POST");
}
END_TEST

/* --- failures */

static const struct {
	enum err_code code;
	int status;
} failures[] = {
	{ ERR_INVALID, 400 }, { ERR_DENIED, 403 }, { ERR_NOT_FOUND, 404 }, { ERR_CONFLICT, 409 },
	{ ERR_LIMITED, 429 }, { ERR_UPSTREAM, 502 }, { ERR_UNCERTAIN, 500 }, { ERR_BUSY, 503 },
	{ ERR_INTERNAL, 500 },
};

static struct fcgi_response *
fail_with(int index)
{
	char *query = mem_printf(fixture_mem, "code=%d", failures[index].code);
	struct fcgi_response *response = web_send(&(struct web_request){ .path = "/half",
		.query = query });

	ck_assert_int_eq(response->status, failures[index].status);
	ck_assert_ptr_null(strstr(web_body(response), "half"));
	ck_assert_ptr_null(strstr(web_body(response), "secret"));
	ck_assert_ptr_null(web_header(response, "X-Half"));
	ck_assert(str_equal(web_header(response, "Retry-After"), "5")
		== (failures[index].code == ERR_BUSY));
	return response;
}

START_TEST(a_failure_is_one_page)
{
	struct fcgi_response *response = fail_with(_i);

	ck_assert_ptr_nonnull(strstr(web_body(response), "<h1>"));
	ck_assert_ptr_null(strstr(web_body(response), "<h1></h1>"));
	ck_assert_ptr_nonnull(strstr(web_body(response), "0123456789abcdef"));
}
END_TEST

START_TEST(a_failure_is_one_json_object)
{
	struct fcgi_response *response = fail_with(_i);

	ck_assert_str_eq(small_error(response, "code"), err_code_name(failures[_i].code));
	ck_assert_str_ne(small_error(response, "message"), "");
}
END_TEST

START_TEST(a_handler_chooses_the_words)
{
	struct fcgi_response *response = web_get("/refuse", NULL);

	ck_assert_int_eq(response->status, 409);
	ck_assert_ptr_nonnull(strstr(web_body(response), "Неверный логин или пароль"));
	small_use_json();
	response = web_get("/refuse", NULL);
	ck_assert_str_eq(small_error(response, "code"), "login_wrong");
	ck_assert_str_eq(small_error(response, "message"), "custom words");
}
END_TEST

START_TEST(a_page_speaks_the_visitors_language)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .path = "/refuse",
		.headers = { "Accept-Language: en" } });

	ck_assert_ptr_nonnull(strstr(web_body(response), "Wrong login or password"));
	ck_assert_ptr_nonnull(strstr(web_body(response), "<html lang=\"en\">"));
}
END_TEST

START_TEST(without_templates_the_status_remains)
{
	struct fcgi_response *response;

	web_app.templates = "/nonexistent";
	response = web_get("/nowhere", NULL);
	ck_assert_int_eq(response->status, 404);
	ck_assert_str_eq(response->type, "text/plain; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(web_body(response), "0123456789abcdef"));
}
END_TEST

START_TEST(without_a_database_the_visitor_is_asked_to_wait)
{
	struct db_options options = { .url = "mysql://x@localhost/x?socket=/nonexistent" };
	struct fcgi_response *response;

	MUST(db_open(fixture_mem, &options, &web_app.db, &fixture_err));
	response = web_get("/viewer", "Cookie: prilavok=abc");
	ck_assert_int_eq(response->status, 503);
	ck_assert_str_eq(web_header(response, "Retry-After"), "5");
	ck_assert_int_eq(web_get("/echo", "Cookie: prilavok=abc")->status, 200);
}
END_TEST

/* --- headers */

static const char *const everywhere[] = { "/echo", "/nowhere", "/half", "/viewer", "/refuse",
	"/chats/x", "/api" };

START_TEST(security_headers_are_everywhere)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .path = everywhere[_i],
		.https = true });
	const char *policy = web_header(response, "Content-Security-Policy");

	ck_assert_ptr_nonnull(policy);
	ck_assert_ptr_nonnull(strstr(policy, "default-src 'self'"));
	ck_assert_ptr_nonnull(strstr(policy, "frame-ancestors 'none'"));
	ck_assert_ptr_null(strstr(policy, "unsafe"));
	ck_assert_str_eq(web_header(response, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(web_header(response, "Referrer-Policy"), "same-origin");
	ck_assert_str_eq(web_header(response, "Cache-Control"), "no-store");
	ck_assert_str_eq(web_header(response, "Cross-Origin-Opener-Policy"), "same-origin");
	ck_assert_str_eq(web_header(response, "Strict-Transport-Security"), "max-age=31536000");
	ck_assert_ptr_null(web_header(web_get(everywhere[_i], NULL), "Strict-Transport-Security"));
}
END_TEST

/* --- the log */

START_TEST(the_log_names_the_route_and_not_the_path)
{
	const char *file = fixture_file("", 0);
	char line[4096];
	FILE *stream;

	MUST(log_open("test", "INFO", file, &fixture_err));
	(void)web_send(&(struct web_request){ .method = "POST", .path = "/hooks/SECRETTOKEN",
		.query = "", .body = "SECRETBODY" });
	MUST(log_open("test", "CRITICAL", NULL, &fixture_err));
	stream = fopen(file, "r");
	ck_assert_ptr_nonnull(stream);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), stream));
	ck_assert_ptr_nonnull(strstr(line, "\"route\":\"/hooks/{token}\""));
	ck_assert_ptr_nonnull(strstr(line, "\"method\":\"POST\""));
	ck_assert_ptr_nonnull(strstr(line, "\"status\":200"));
	ck_assert_ptr_null(strstr(line, "SECRET"));
	ck_assert_ptr_null(fgets(line, sizeof(line), stream));
	ck_assert_int_eq(fclose(stream), 0);
}
END_TEST

static void
add_page_cases(Suite *suite)
{
	TCase *tcase = web_case(suite, "pages");

	tcase_add_checked_fixture(tcase, small_use_pages, NULL);
	tcase_add_loop_test(tcase, a_request_is_read_or_refused, 0, COUNT(asks));
	tcase_add_test(tcase, head_is_get);
	tcase_add_test(tcase, a_wrong_method_is_told_the_right_ones);
	tcase_add_loop_test(tcase, a_failure_is_one_page, 0, COUNT(failures));
	tcase_add_test(tcase, a_handler_chooses_the_words);
	tcase_add_test(tcase, a_page_speaks_the_visitors_language);
	tcase_add_test(tcase, without_templates_the_status_remains);
	tcase_add_test(tcase, without_a_database_the_visitor_is_asked_to_wait);
	tcase_add_loop_test(tcase, security_headers_are_everywhere, 0, COUNT(everywhere));
	tcase_add_test(tcase, the_log_names_the_route_and_not_the_path);
}

Suite *
dispatch_suite(void)
{
	Suite *suite = suite_create("dispatch");
	TCase *tcase;

	add_page_cases(suite);
	tcase = web_case(suite, "json");
	tcase_add_checked_fixture(tcase, small_use_json, NULL);
	tcase_add_loop_test(tcase, json_is_read_or_refused, 0, COUNT(json_asks));
	tcase_add_loop_test(tcase, a_failure_is_one_json_object, 0, COUNT(failures));
	tcase_add_loop_test(tcase, security_headers_are_everywhere, 0, COUNT(everywhere));
	return suite;
}
