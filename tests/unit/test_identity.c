/* SPDX-License-Identifier: MIT */
#include "shared/identity.h"

#include <string.h>

#include "test_web.h"
#include "web.h"

/* --- identity_is_local_path */

static const struct {
	const char *path;
	bool local;
} paths[] = {
	{ "/", true },
	{ "/ui/chats", true },
	{ "/ui/chats?tab=all&q=%D0%B4", true },
	{ "/ui//chats", true },
	{ "/ui?u=https://evil.example/", true },
	{ "/%5cevil.example", true },
	{ "", false },
	{ "ui", false },
	{ "//evil.example", false },
	{ "///evil.example", false },
	{ "/\\evil.example", false },
	{ "/ui\\..\\", false },
	{ "\\\\evil.example", false },
	{ "https://evil.example/", false },
	{ "https:evil.example", false },
	{ "javascript:alert(1)", false },
	{ "/\t/evil.example", false },
	{ "/ui\r\nSet-Cookie: a=b", false },
	{ "/ui\n", false },
	{ " /ui", false },
	{ "/ui x", false },
	{ "/ui/чаты", false },
	{ "/\x7f", false },
};

START_TEST(only_paths_of_this_site_are_local)
{
	ck_assert(identity_is_local_path(paths[_i].path) == paths[_i].local);
}
END_TEST

/* --- identity_check_origin */

static const struct {
	const char *headers[4];
	bool same;
} origins[] = {
	{ { NULL }, true },
	{ { "Host: shop.lan:8080", "Origin: http://shop.lan:8080", NULL }, true },
	{ { "Host: shop.lan", "Origin: https://SHOP.lan", NULL }, true },
	{ { "Host: inner", "Origin: https://shop.example", NULL }, true },
	{ { "Sec-Fetch-Site: same-origin", NULL }, true },
	{ { "Sec-Fetch-Site: none", NULL }, true },
	{ { "Host: shop.lan", "Origin: http://shop.lan", "Sec-Fetch-Site: same-origin" }, true },
	{ { "Host: shop.lan", "Origin: http://shop.lan", "Sec-Fetch-Site: cross-site" }, false },
	{ { "Sec-Fetch-Site: same-site", NULL }, false },
	{ { "Sec-Fetch-Site: cross-site", NULL }, false },
	{ { "Host: shop.lan", "Origin: null", NULL }, false },
	{ { "Host: shop.lan", "Origin: ", NULL }, false },
	{ { "Origin: http://shop.lan", NULL }, false },
	{ { "Host: shop.lan", "Origin: http://evil.example", NULL }, false },
	{ { "Host: shop.lan", "Origin: http://shop.lan.evil.example", NULL }, false },
	{ { "Host: shop.lan", "Origin: http://shop.lan:8080", NULL }, false },
	{ { "Host: inner", "Origin: https://shop.example.evil", NULL }, false },
	{ { "Host: inner", "Origin: https://shop.exampl", NULL }, false },
	{ { "Host: inner", "Origin: http://shop.example", NULL }, false },
	{ { "Host: inner", "Origin: https://", NULL }, false },
};

START_TEST(a_foreign_origin_is_refused)
{
	static const char *const urls[] = { "https://shop.example/desk", "https://shop.example" };
	const int row = _i / COUNT(urls);
	struct app app = { .public_url = urls[_i % COUNT(urls)] };
	struct fcgi_request in = { .mem = fixture_mem };
	struct request req = { .mem = fixture_mem, .app = &app, .in = &in };
	const char *headers[5] = { NULL };

	memcpy(headers, origins[row].headers, sizeof(origins[row].headers));
	in.private = headers;
	if (origins[row].same) {
		MUST(identity_check_origin(&req, &fixture_err));
		return;
	}
	MUST_FAIL(identity_check_origin(&req, &fixture_err), ERR_DENIED);
	ck_assert_str_eq(req.problem, "origin");
}
END_TEST

START_TEST(no_token_fits_without_a_session)
{
	const char *headers[] = { NULL };
	struct fcgi_request in = { .mem = fixture_mem, .private = headers };
	struct request req = { .mem = fixture_mem, .in = &in };

	MUST_FAIL(identity_check_csrf(&req, "", &fixture_err), ERR_DENIED);
	ck_assert_str_eq(req.problem, "csrf");
}
END_TEST

/* --- identity_choose_lang */

static const struct {
	const char *header, *lang;
} langs[] = {
	{ NULL, "ru" },
	{ "Accept-Language: ru-RU,ru;q=0.9,en;q=0.8", "ru" },
	{ "Accept-Language: en-GB,en;q=0.9", "en" },
	{ "Accept-Language: EN", "en" },
	{ "Accept-Language: ", "ru" },
	{ "Accept-Language: kk", "ru" },
	{ "Cookie: prilavok_lang=en", "en" },
	{ "Cookie: prilavok_lang=xx", "ru" },
};

START_TEST(a_stranger_is_spoken_to_in_their_language)
{
	const char *headers[] = { langs[_i].header, NULL };
	struct fcgi_request in = { .mem = fixture_mem, .private = headers };
	struct request req = { .mem = fixture_mem, .in = &in };

	identity_choose_lang(&req);
	ck_assert_str_eq(req.lang, langs[_i].lang);
}
END_TEST

Suite *
identity_suite(void)
{
	Suite *suite = suite_create("identity");
	TCase *tcase = fixture_case(suite, "identity_is_local_path");

	tcase_add_loop_test(tcase, only_paths_of_this_site_are_local, 0, COUNT(paths));
	tcase = fixture_case(suite, "identity_check_origin");
	tcase_add_loop_test(tcase, a_foreign_origin_is_refused, 0, 2 * COUNT(origins));
	tcase_add_test(fixture_case(suite, "identity_check_csrf"), no_token_fits_without_a_session);
	tcase = fixture_case(suite, "identity_choose_lang");
	tcase_add_loop_test(tcase, a_stranger_is_spoken_to_in_their_language, 0, COUNT(langs));
	return suite;
}
