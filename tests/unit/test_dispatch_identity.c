/* SPDX-License-Identifier: MIT */
/* Who may have what: roles, strangers, keys, and tokens against foreign sites. */
#include "shared/dispatch.h"

#include <string.h>

#include "base/str.h"
#include "shared/identity.h"
#include "small_program.h"
#include "test_web.h"
#include "web.h"

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
	ck_assert_str_eq(small_error(response, "code"), "signed_out");
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

Suite *
dispatch_identity_suite(void)
{
	Suite *suite = suite_create("dispatch_identity");
	TCase *tcase = web_case(suite, "pages");

	tcase_add_checked_fixture(tcase, small_use_pages, NULL);
	tcase_add_loop_test(tcase, a_role_opens_its_own_doors, 0, COUNT(ranks));
	tcase_add_test(tcase, a_stranger_is_led_to_the_login_and_back);
	tcase_add_test(tcase, a_page_with_a_long_address_is_not_remembered);
	tcase_add_test(tcase, a_script_is_told_that_nobody_is_signed_in);
	tcase_add_test(tcase, https_has_a_cookie_of_its_own);
	tcase_add_test(tcase, a_post_needs_the_sessions_token);
	tcase_add_test(tcase, the_token_does_not_help_a_foreign_site);
	tcase_add_test(tcase, a_public_form_is_not_for_foreign_sites_either);

	tcase = web_case(suite, "json");
	tcase_add_checked_fixture(tcase, small_use_json, NULL);
	tcase_add_test(tcase, json_answers_strangers_with_401);
	tcase_add_test(tcase, the_programs_own_check_guards_its_api);
	return suite;
}
