/* SPDX-License-Identifier: MIT */
#include "shared/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "codec/json.h"
#include "mariadb.h"
#include "shared/identity.h"
#include "shared/page.h"
#include "store/session.h"
#include "test_web.h"
#include "web.h"

/* --- a small program: every handler tells what it saw */

static bool
echo(struct request *req, struct err *err)
{
	(void)err;
	buf_printf(req->out->body, "id=%lld text=%s on=%d user=%s",
		(long long)param_i64_or(req, "id", -1), str_or(param_text(req, "text"), "-"),
		param_bool(req, "on"), req->user != NULL ? req->user->login : "-");
	return true;
}

static bool
greet(struct request *req, struct err *err)
{
	(void)err;
	buf_printf(req->out->body, "hello %s", req->user != NULL ? req->user->login : "stranger");
	return true;
}

static bool
raw(struct request *req, struct err *err)
{
	(void)err;
	buf_write(req->out->body, req->in->body, req->in->body_len);
	return true;
}

/* Fails after it has written half an answer. */
static bool
half(struct request *req, struct err *err)
{
	req->out->status = 201;
	buf_puts(req->out->body, "half an answer");
	fcgi_header(req->out, "X-Half", "1");
	return err_set(err, (enum err_code)param_i64(req, "code"), "the secret words of the log");
}

static bool
refuse(struct request *req, struct err *err)
{
	return request_refuse(req, ERR_CONFLICT, "login_wrong", "custom words", err);
}

static bool
api_check(struct request *req, struct err *err)
{
	const char *key = fcgi_request_header(req->in, "X-API-Key");

	if (str_equal(key, "right"))
		return true;
	req->problem_status = 401;
	return err_set(err, ERR_DENIED, "no key");
}

static const struct param echo_params[] = {
	PARAM_ID("id", OPTIONAL),
	PARAM_TEXT("text", OPTIONAL, 0, 10),
	PARAM_BOOL("on"),
	PARAMS_END
};
static const struct param chat_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TEXT("text", OPTIONAL, 0, 10),
	PARAM_BOOL("on"),
	PARAMS_END
};
static const struct param token_params[] = {
	PARAM_TOKEN("token", REQUIRED, 1, 64),
	PARAM_RAW,
	PARAMS_END
};
static const struct param half_params[] = {
	PARAM_INT("code", REQUIRED, 1, 9),
	PARAMS_END
};

static const struct route routes[] = {
	{ GET, "/echo", PUBLIC, echo, echo_params },
	{ POST, "/echo", PUBLIC, echo, echo_params },
	{ POST, "/chats/{id}", OPERATOR, echo, chat_params },
	{ GET, "/chats/{id}", PUBLIC, echo, chat_params },
	{ POST, "/hooks/{token}", PUBLIC, raw, token_params },
	{ GET, "/half", PUBLIC, half, half_params },
	{ GET, "/refuse", PUBLIC, refuse, NULL },
	{ GET, "/viewer", VIEWER, greet, NULL },
	{ GET, "/operator", OPERATOR, greet, NULL },
	{ GET, "/admin", ADMIN, greet, NULL },
	{ GET, "/owner", OWNER, greet, NULL },
	{ GET, "/api", API, greet, NULL },
	{ POST, "/api", API, greet, NULL },
};

static const struct program pages = { .name = "pages", .face = FACE_PAGE, .routes = routes,
	.route_count = COUNT(routes), .check = api_check };
static const struct program json = { .name = "json", .face = FACE_JSON, .routes = routes,
	.route_count = COUNT(routes), .check = api_check };

static void
use_pages(void)
{
	web_app.program = &pages;
}

static void
use_json(void)
{
	web_app.program = &json;
}

static const char *
error_of(const struct fcgi_response *response, const char *key)
{
	struct json_object *root;
	const char *body = web_body(response);

	ck_assert_str_eq(response->type, "application/json; charset=utf-8");
	MUST(json_parse_object(fixture_mem, body, strlen(body), &root, &fixture_err));
	return json_opt_str(json_opt_object(root, "error"), key, "");
}

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
	ck_assert_str_eq(error_of(response, "code"), json_asks[_i].code);
	ck_assert_str_eq(error_of(response, "message"), json_asks[_i].message);
	ck_assert_str_eq(error_of(response, "request_id"), "0123456789abcdef");
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

	ck_assert_str_eq(error_of(response, "code"), err_code_name(failures[_i].code));
	ck_assert_str_ne(error_of(response, "message"), "");
}
END_TEST

START_TEST(a_handler_chooses_the_words)
{
	struct fcgi_response *response = web_get("/refuse", NULL);

	ck_assert_int_eq(response->status, 409);
	ck_assert_ptr_nonnull(strstr(web_body(response), "Неверный логин или пароль"));
	use_json();
	response = web_get("/refuse", NULL);
	ck_assert_str_eq(error_of(response, "code"), "login_wrong");
	ck_assert_str_eq(error_of(response, "message"), "custom words");
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

/* --- identity */

static const struct {
	const char *role;
	int viewer, operator, admin, owner;
} ranks[] = {
	{ "viewer", 200, 403, 403, 403 },
	{ "operator", 200, 200, 403, 403 },
	{ "admin", 200, 200, 200, 403 },
	{ "owner", 200, 200, 200, 200 },
	{ "nonsense", 403, 403, 403, 403 },
};

START_TEST(a_role_opens_its_own_doors)
{
	const char *cookie = web_sign_in("katya", ranks[_i].role);

	ck_assert_int_eq(web_get("/viewer", cookie)->status, ranks[_i].viewer);
	ck_assert_int_eq(web_get("/operator", cookie)->status, ranks[_i].operator);
	ck_assert_int_eq(web_get("/admin", cookie)->status, ranks[_i].admin);
	ck_assert_int_eq(web_get("/owner", cookie)->status, ranks[_i].owner);
}
END_TEST

START_TEST(a_stranger_is_led_to_the_login_and_back)
{
	struct fcgi_response *response = web_send(&(struct web_request){ .path = "/viewer",
		.query = "tab=all&q=1" });

	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"),
		"/ui/login?next=%2Fviewer%3Ftab%3Dall%26q%3D1");
	response = web_get("/viewer", "Cookie: prilavok=0000");
	ck_assert_str_eq(web_header(response, "Location"), "/ui/login?next=%2Fviewer");
	response = web_post("/chats/5", NULL, "text=x");
	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui/login");
}
END_TEST

START_TEST(a_page_with_a_long_address_is_not_remembered)
{
	char query[IDENTITY_NEXT_MAX];
	struct web_request request = { .path = "/viewer", .query = query };

	memset(query, 'q', sizeof(query));
	query[sizeof(query) - 1] = '\0';
	ck_assert_str_eq(web_header(web_send(&request), "Location"), "/ui/login");
	request.query = "q=\xd1\x84"; /* not encoded, as no browser sends it */
	ck_assert_str_eq(web_header(web_send(&request), "Location"), "/ui/login");
	request.query = query;
	query[IDENTITY_NEXT_MAX - strlen("/viewer?")] = '\0';
	ck_assert(str_has_prefix(web_header(web_send(&request), "Location"), "/ui/login?next="));
}
END_TEST

START_TEST(a_script_is_told_that_nobody_is_signed_in)
{
	struct fcgi_response *response = web_get("/viewer", "HX-Request: true");

	ck_assert_int_eq(response->status, 401);
	ck_assert_ptr_null(web_header(response, "HX-Redirect"));
	ck_assert_ptr_null(web_header(response, "Location"));
}
END_TEST

START_TEST(json_answers_strangers_with_401)
{
	struct fcgi_response *response = web_get("/viewer", NULL);

	ck_assert_int_eq(response->status, 401);
	ck_assert_str_eq(error_of(response, "code"), "signed_out");
}
END_TEST

START_TEST(https_has_a_cookie_of_its_own)
{
	const char *cookie = web_sign_in("katya", "viewer");
	const char *secure = mem_printf(fixture_mem, "Cookie: __Host-%s", cookie + strlen("Cookie: "));

	ck_assert_int_eq(web_send(&(struct web_request){ .path = "/viewer", .https = true,
		.headers = { secure } })->status, 200);
	ck_assert_int_eq(web_send(&(struct web_request){ .path = "/viewer", .https = true,
		.headers = { cookie } })->status, 303);
	ck_assert_int_eq(web_get("/viewer", secure)->status, 303);
}
END_TEST

START_TEST(the_programs_own_check_guards_its_api)
{
	ck_assert_int_eq(web_get("/api", NULL)->status, 401);
	ck_assert_int_eq(web_get("/api", "X-API-Key: right")->status, 200);
	/* No browser sends a key by itself, so a key needs no token. */
	ck_assert_int_eq(web_post("/api", "X-API-Key: right", NULL)->status, 200);
}
END_TEST

/* --- CSRF */

static struct fcgi_response *
post_chat(const char *cookie, const char *header, const char *csrf)
{
	char *body = csrf == NULL ? NULL : mem_printf(fixture_mem, "text=x&csrf=%s", csrf);

	return web_send(&(struct web_request){ .method = "POST", .path = "/chats/5",
		.body = body != NULL ? body : "text=x",
		.headers = { cookie, "Host: shop.lan", header } });
}

START_TEST(a_post_needs_the_sessions_token)
{
	const char *cookie = web_sign_in("other", "operator"), *other = web_csrf();
	struct fcgi_response *response;

	cookie = web_sign_in("katya", "operator");
	ck_assert_int_eq(post_chat(cookie, NULL, web_csrf())->status, 200);
	ck_assert_int_eq(post_chat(cookie, mem_printf(fixture_mem, "X-CSRF-Token: %s", web_csrf()),
		NULL)->status, 200);
	ck_assert_int_eq(post_chat(cookie, NULL, NULL)->status, 403);
	ck_assert_int_eq(post_chat(cookie, NULL, "")->status, 403);
	ck_assert_int_eq(post_chat(cookie, NULL, other)->status, 403);
	ck_assert_int_eq(post_chat(cookie, "X-CSRF-Token: x", NULL)->status, 403);
	response = post_chat(cookie, NULL, "0123");
	ck_assert_ptr_nonnull(strstr(web_body(response), "Страница устарела"));
}
END_TEST

START_TEST(the_token_does_not_help_a_foreign_site)
{
	const char *cookie = web_sign_in("katya", "operator");

	ck_assert_int_eq(post_chat(cookie, "Origin: http://shop.lan", web_csrf())->status, 200);
	ck_assert_int_eq(post_chat(cookie, "Origin: http://evil.example", web_csrf())->status, 403);
	ck_assert_int_eq(post_chat(cookie, "Sec-Fetch-Site: cross-site", web_csrf())->status, 403);
}
END_TEST

START_TEST(a_public_form_is_not_for_foreign_sites_either)
{
	ck_assert_int_eq(web_post("/echo", "Sec-Fetch-Site: cross-site", "id=5")->status, 403);
	ck_assert_int_eq(web_post("/echo", "Sec-Fetch-Site: same-origin", "id=5")->status, 200);
	ck_assert_int_eq(web_post("/echo", NULL, "id=5")->status, 200);
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

	tcase_add_checked_fixture(tcase, use_pages, NULL);
	tcase_add_loop_test(tcase, a_request_is_read_or_refused, 0, COUNT(asks));
	tcase_add_test(tcase, head_is_get);
	tcase_add_test(tcase, a_wrong_method_is_told_the_right_ones);
	tcase_add_loop_test(tcase, a_failure_is_one_page, 0, COUNT(failures));
	tcase_add_test(tcase, a_handler_chooses_the_words);
	tcase_add_test(tcase, a_page_speaks_the_visitors_language);
	tcase_add_test(tcase, without_templates_the_status_remains);
	tcase_add_test(tcase, without_a_database_the_visitor_is_asked_to_wait);
	tcase_add_loop_test(tcase, security_headers_are_everywhere, 0, COUNT(everywhere));
	tcase_add_loop_test(tcase, a_role_opens_its_own_doors, 0, COUNT(ranks));
	tcase_add_test(tcase, a_stranger_is_led_to_the_login_and_back);
	tcase_add_test(tcase, a_page_with_a_long_address_is_not_remembered);
	tcase_add_test(tcase, a_script_is_told_that_nobody_is_signed_in);
	tcase_add_test(tcase, https_has_a_cookie_of_its_own);
	tcase_add_test(tcase, a_post_needs_the_sessions_token);
	tcase_add_test(tcase, the_token_does_not_help_a_foreign_site);
	tcase_add_test(tcase, a_public_form_is_not_for_foreign_sites_either);
	tcase_add_test(tcase, the_log_names_the_route_and_not_the_path);
}

Suite *
dispatch_suite(void)
{
	Suite *suite = suite_create("dispatch");
	TCase *tcase;

	add_page_cases(suite);
	tcase = web_case(suite, "json");
	tcase_add_checked_fixture(tcase, use_json, NULL);
	tcase_add_loop_test(tcase, json_is_read_or_refused, 0, COUNT(json_asks));
	tcase_add_loop_test(tcase, a_failure_is_one_json_object, 0, COUNT(failures));
	tcase_add_loop_test(tcase, security_headers_are_everywhere, 0, COUNT(everywhere));
	tcase_add_test(tcase, json_answers_strangers_with_401);
	tcase_add_test(tcase, the_programs_own_check_guards_its_api);
	return suite;
}
