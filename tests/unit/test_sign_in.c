/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/str.h"
#include "mariadb.h"
#include "schema.h"
#include "store/session.h"
#include "test_web.h"
#include "ui/ui.h"
#include "web.h"

enum { GUESSES = 200 };

static struct program ui = { .name = "ui", .face = FACE_PAGE, .routes = ui_routes };

static void
set_up(void)
{
	ui.route_count = ui_route_count;
	web_app.program = &ui;
}

static int64_t
number(const char *sql)
{
	int64_t value;

	MUST(db_number(web_app.db, sql, DB_NONE, &value, &fixture_err));
	return value;
}

static struct fcgi_response *
sign_in(const char *cookie, const char *login, const char *password, const char *more)
{
	return web_post("/ui/login", cookie, mem_printf(fixture_mem, "login=%s&password=%s%s", login,
		password, more));
}

/* "Cookie: prilavok=..." of an answer that set it. */
static const char *
new_cookie(const struct fcgi_response *response)
{
	const char *header = web_header(response, "Set-Cookie");

	ck_assert_ptr_nonnull(header);
	return mem_printf(fixture_mem, "Cookie: %.*s", (int)strcspn(header, ";"), header);
}

START_TEST(the_table_of_routes_is_right)
{
	route_check_table(ui_routes, ui_route_count);
}
END_TEST

/* --- pages */

START_TEST(the_root_leads_to_the_login)
{
	struct fcgi_response *response = web_get("/ui", NULL);

	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui/login");
}
END_TEST

START_TEST(without_anybody_the_owner_is_made_first)
{
	struct fcgi_response *response = web_get("/ui/login", NULL);

	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui/start/owner");
}
END_TEST

START_TEST(the_form_keeps_where_to_go)
{
	struct fcgi_response *response;

	(void)web_sign_in("katya", "viewer");
	response = web_send(&(struct web_request){ .path = "/ui/login",
		.query = "next=%2Fui%2Fme%3Fdone%3Dlang%22%3E" });

	ck_assert_int_eq(response->status, 200);
	ck_assert_ptr_nonnull(strstr(web_body(response), "name=\"password\" type=\"password\""));
	ck_assert_ptr_nonnull(strstr(web_body(response),
		"name=\"next\" value=\"/ui/me?done=lang&quot;&gt;\""));
	ck_assert_ptr_null(strstr(web_body(response), "<nav"));
}
END_TEST

START_TEST(who_is_signed_in_needs_no_form)
{
	struct fcgi_response *response = web_get("/ui/login", web_sign_in("katya", "viewer"));

	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui");
}
END_TEST

/* --- signing in */

START_TEST(the_right_password_opens_a_session)
{
	struct fcgi_response *response;
	const char *header;

	(void)web_sign_in("katya", "viewer");
	response = sign_in(NULL, "%20KATYA", "password", "");
	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui");
	header = web_header(response, "Set-Cookie");
	ck_assert(str_has_prefix(header, "prilavok="));
	ck_assert_ptr_nonnull(strstr(header, "; HttpOnly"));
	ck_assert_ptr_nonnull(strstr(header, "; SameSite=Lax"));
	ck_assert_ptr_null(strstr(header, "; Secure"));
	ck_assert_int_eq(web_get("/ui/me", new_cookie(response))->status, 200);
}
END_TEST

START_TEST(over_https_the_cookie_is_secure)
{
	struct fcgi_response *response;

	(void)web_sign_in("katya", "viewer");
	response = web_send(&(struct web_request){ .method = "POST", .path = "/ui/login",
		.body = "login=katya&password=password", .https = true });
	ck_assert(str_has_prefix(web_header(response, "Set-Cookie"), "__Host-prilavok="));
	ck_assert_ptr_nonnull(strstr(web_header(response, "Set-Cookie"), "; Secure"));
}
END_TEST

static const struct {
	const char *next, *location;
} nexts[] = {
	{ "%2Fui%2Fme%3Fdone%3Dlang", "/ui/me?done=lang" },
	{ "", "/ui" },
	{ "%2F%2Fevil.example", "/ui" },
	{ "%2F%5Cevil.example", "/ui" },
	{ "https%3A%2F%2Fevil.example", "/ui" },
	{ "javascript%3Aalert(1)", "/ui" },
};

START_TEST(next_leads_only_into_this_site)
{
	struct fcgi_response *response;

	(void)web_sign_in("katya", "viewer");
	response = sign_in(NULL, "katya", "password",
		mem_printf(fixture_mem, "&next=%s", nexts[_i].next));
	ck_assert_str_eq(web_header(response, "Location"), nexts[_i].location);
}
END_TEST

static const struct {
	const char *login, *password;
} wrongs[] = {
	{ "katya", "Password" }, { "katya", "" }, { "nobody", "password" }, { "", "password" },
	{ "a%20b", "password" }, { "%3Cb%3E", "password" }, { "disabled", "password" },
};

START_TEST(a_wrong_pair_gets_one_answer)
{
	struct fcgi_response *response;

	(void)web_sign_in("katya", "viewer");
	(void)web_sign_in("disabled", "viewer");
	MUST(db_exec(web_app.db, "UPDATE user SET disabled = 1 WHERE login = 'disabled'", DB_NONE,
		NULL, &fixture_err));
	response = sign_in(NULL, wrongs[_i].login, wrongs[_i].password, "");
	ck_assert_int_eq(response->status, 403);
	ck_assert_ptr_null(web_header(response, "Set-Cookie"));
	ck_assert_ptr_nonnull(strstr(web_body(response), "Неверный логин или пароль"));
	ck_assert_ptr_null(strstr(web_body(response), "<b>"));
	ck_assert_ptr_null(strstr(web_body(response), "Password\""));
}
END_TEST

START_TEST(signing_in_ends_the_session_it_began_with)
{
	const char *old = web_sign_in("katya", "viewer");
	struct fcgi_response *response = sign_in(old, "katya", "password", "");

	ck_assert_int_eq(web_get("/ui/me", new_cookie(response))->status, 200);
	ck_assert_int_eq(web_get("/ui/me", old)->status, 303);
	response = sign_in("Cookie: prilavok=planted", "katya", "password", "");
	ck_assert_str_ne(new_cookie(response), "Cookie: prilavok=planted");
	ck_assert_int_eq(web_get("/ui/me", "Cookie: prilavok=planted")->status, 303);
}
END_TEST

START_TEST(a_foreign_site_cannot_sign_anybody_in)
{
	(void)web_sign_in("katya", "viewer");
	ck_assert_int_eq(sign_in("Sec-Fetch-Site: cross-site", "katya", "password", "")->status, 403);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

/* Whoever is told to wait (429) has cost no hash. */
START_TEST(two_hundred_wrong_guesses_hash_few_times)
{
	struct fcgi_response *response = NULL;
	int limited = 0;

	(void)web_sign_in("katya", "viewer");
	schema_set_clock(web_app.db, INT64_C(1800000000000)); /* how long this takes lets nobody pass */
	for (int i = 0; i < GUESSES; i++) {
		response = sign_in(NULL, "katya", "wrong", "");
		limited += response->status == 429;
	}
	ck_assert_int_ge(limited, GUESSES - 10);
	ck_assert_ptr_nonnull(web_header(response, "Retry-After"));
	ck_assert_ptr_nonnull(strstr(web_body(response), "Слишком много неудачных попыток"));
	ck_assert_int_eq(sign_in(NULL, "katya", "password", "")->status, 429);
}
END_TEST

/* --- signing out */

START_TEST(signing_out_ends_the_session)
{
	const char *cookie = web_sign_in("katya", "viewer");
	struct fcgi_response *response;

	response = web_post("/ui/logout", cookie, mem_printf(fixture_mem, "csrf=%s", web_csrf()));
	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui/login");
	ck_assert_ptr_nonnull(strstr(web_header(response, "Set-Cookie"), "Max-Age=0"));
	ck_assert_int_eq(web_get("/ui/me", cookie)->status, 303);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM session"), 0);
}
END_TEST

START_TEST(nobody_is_signed_out_by_a_link)
{
	const char *cookie = web_sign_in("katya", "viewer");

	ck_assert_int_eq(web_get("/ui/logout", cookie)->status, 405);
	ck_assert_int_eq(web_post("/ui/logout", cookie, NULL)->status, 403);
	ck_assert_int_eq(web_get("/ui/me", cookie)->status, 200);
}
END_TEST

/* --- /ui/me */

static struct fcgi_response *
change(const char *cookie, const char *current, const char *password, const char *again)
{
	return web_post("/ui/me/password", cookie, mem_printf(fixture_mem,
		"current=%s&password=%s&again=%s&csrf=%s", current, password, again, web_csrf()));
}

START_TEST(a_new_password_ends_the_other_sessions)
{
	const char *here = web_sign_in("katya", "viewer");
	const char *there = new_cookie(sign_in(NULL, "katya", "password", ""));
	struct fcgi_response *response = change(here, "password", "long+words", "long+words");

	ck_assert_int_eq(response->status, 303);
	ck_assert_str_eq(web_header(response, "Location"), "/ui/me?done=password");
	ck_assert_int_eq(web_get("/ui/me", here)->status, 200);
	ck_assert_int_eq(web_get("/ui/me", there)->status, 303);
	ck_assert_int_eq(sign_in(NULL, "katya", "password", "")->status, 403);
	ck_assert_int_eq(sign_in(NULL, "katya", "long+words", "")->status, 303);
}
END_TEST

static const struct {
	const char *current, *password, *again, *words;
} refusals[] = {
	{ "password", "short", "short", "от 8 до 200" },
	{ "password", "long+words", "long+word", "не совпадают" },
	{ "wrong", "long+words", "long+words", "Текущий пароль неверен" },
};

START_TEST(a_refused_password_changes_nothing)
{
	const char *cookie = web_sign_in("katya", "viewer");
	struct fcgi_response *response = change(cookie, refusals[_i].current, refusals[_i].password,
		refusals[_i].again);

	ck_assert_int_eq(response->status, 422);
	ck_assert_ptr_nonnull(strstr(web_body(response), refusals[_i].words));
	ck_assert_int_eq(sign_in(NULL, "katya", "password", "")->status, 303);
}
END_TEST

START_TEST(the_language_is_the_users)
{
	const char *cookie = web_sign_in("katya", "viewer");
	struct fcgi_response *response;

	response = web_post("/ui/me/lang", cookie, mem_printf(fixture_mem, "lang=en&csrf=%s",
		web_csrf()));
	ck_assert_int_eq(response->status, 303);
	response = web_send(&(struct web_request){ .path = "/ui/me", .query = "done=lang",
		.headers = { cookie } });
	ck_assert_ptr_nonnull(strstr(web_body(response), "The language has been changed."));
	ck_assert_ptr_nonnull(strstr(web_body(response), "value=\"en\" checked"));
	response = web_post("/ui/me/lang", cookie, mem_printf(fixture_mem, "lang=xx&csrf=%s",
		web_csrf()));
	ck_assert_int_eq(response->status, 400);
}
END_TEST

START_TEST(the_looks_are_the_users_and_the_browsers)
{
	const char *cookie = web_sign_in("katya", "viewer");
	struct fcgi_response *response;

	response = web_post("/ui/me/theme", cookie, mem_printf(fixture_mem, "theme=dark&csrf=%s",
		web_csrf()));
	ck_assert_int_eq(response->status, 303);
	ck_assert_ptr_nonnull(strstr(web_header(response, "Set-Cookie"), "prilavok_theme=dark"));
	response = web_get("/ui/me", cookie);
	ck_assert_ptr_nonnull(strstr(web_body(response), "data-theme=\"dark\""));
	ck_assert_ptr_nonnull(strstr(web_body(response), "name=\"color-scheme\" content=\"dark\""));
	response = web_get("/ui/login", "Cookie: prilavok_theme=light");
	ck_assert_ptr_nonnull(strstr(web_body(response), "data-theme=\"light\""));
	response = web_get("/ui/login", "Cookie: prilavok_theme=pink");
	ck_assert_ptr_null(strstr(web_body(response), "data-theme"));
	response = web_post("/ui/me/theme", cookie, mem_printf(fixture_mem, "theme=pink&csrf=%s",
		web_csrf()));
	ck_assert_int_eq(response->status, 400);
}
END_TEST

START_TEST(quick_keys_may_be_switched_off)
{
	const char *cookie = web_sign_in("katya", "viewer");
	struct fcgi_response *response;

	response = web_get("/ui/me", cookie);
	ck_assert_ptr_nonnull(strstr(web_body(response), "name=\"keys\" value=\"1\" checked"));
	response = web_post("/ui/me/keys", cookie, mem_printf(fixture_mem, "keys=0&csrf=%s",
		web_csrf()));
	ck_assert_int_eq(response->status, 303);
	response = web_get("/ui/me", cookie);
	ck_assert_ptr_nonnull(strstr(web_body(response), "name=\"keys\" value=\"0\" checked"));
}
END_TEST

Suite *
sign_in_suite(void)
{
	Suite *suite = suite_create("sign_in");
	TCase *tcase = web_case(suite, "sign_in");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, the_table_of_routes_is_right);
	tcase_add_test(tcase, the_root_leads_to_the_login);
	tcase_add_test(tcase, without_anybody_the_owner_is_made_first);
	tcase_add_test(tcase, the_form_keeps_where_to_go);
	tcase_add_test(tcase, who_is_signed_in_needs_no_form);
	tcase_add_test(tcase, the_right_password_opens_a_session);
	tcase_add_test(tcase, over_https_the_cookie_is_secure);
	tcase_add_loop_test(tcase, next_leads_only_into_this_site, 0, COUNT(nexts));
	tcase_add_loop_test(tcase, a_wrong_pair_gets_one_answer, 0, COUNT(wrongs));
	tcase_add_test(tcase, signing_in_ends_the_session_it_began_with);
	tcase_add_test(tcase, a_foreign_site_cannot_sign_anybody_in);
	tcase_add_test(tcase, two_hundred_wrong_guesses_hash_few_times);
	tcase_add_test(tcase, signing_out_ends_the_session);
	tcase_add_test(tcase, nobody_is_signed_out_by_a_link);
	tcase = web_case(suite, "me");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_new_password_ends_the_other_sessions);
	tcase_add_loop_test(tcase, a_refused_password_changes_nothing, 0, COUNT(refusals));
	tcase_add_test(tcase, the_language_is_the_users);
	tcase_add_test(tcase, the_looks_are_the_users_and_the_browsers);
	tcase_add_test(tcase, quick_keys_may_be_switched_off);
	return suite;
}
