/* SPDX-License-Identifier: MIT */
#include "codec/cookie.h"

#include "test_codec.h"

static const struct {
	const char *header, *value; /* of "sid"; NULL: none */
} headers[] = {
	{ NULL, NULL },
	{ "", NULL },
	{ "sid=abc", "abc" },
	{ "a=b; sid=abc; c=d", "abc" },
	{ "a=b;sid=abc;c=d", "abc" },
	{ "  sid=abc  ; c=d", "abc" },
	{ "sid=one; sid=two", "one" },
	{ "sid=a=b==", "a=b==" },
	{ "sid=", "" },
	{ "sid", NULL },
	{ "s", NULL },
	{ "xsid=1; sidx=2; SID=3", NULL },
	{ "a=sid=1", NULL },
	{ "a=\"; sid=abc", "abc" },
	{ "sid=\"quoted\"; sid=ok", "ok" },
	{ "sid=a b", NULL },
	{ "sid=a\\b", NULL },
	{ "sid=\xd1\x8f", NULL },
	{ "sid=a\r\nSet-Cookie: x", NULL },
	{ ";;; ; =; sid=abc", "abc" },
	{ "sid =abc", NULL },
};

START_TEST(the_first_clean_value_of_the_name_is_found)
{
	/* A copy of its own, so that a sanitizer sees a read behind the end. */
	const char *header = mem_strdup(fixture_mem, headers[_i].header);

	ck_assert_pstr_eq(cookie_get(fixture_mem, header, "sid"), headers[_i].value);
}
END_TEST

START_TEST(a_cookie_is_for_this_site_and_no_script)
{
	ck_assert_str_eq(cookie_format(fixture_mem, "sid", "abc", 0, false),
		"sid=abc; Path=/; HttpOnly; SameSite=Lax");
	ck_assert_str_eq(cookie_format(fixture_mem, "sid", "abc", 3600, true),
		"sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600");
}
END_TEST

START_TEST(a_negative_age_deletes)
{
	ck_assert_str_eq(cookie_format(fixture_mem, "sid", "", -1, false),
		"sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}
END_TEST

START_TEST(a_value_with_a_semicolon_is_a_bug)
{
	(void)cookie_format(fixture_mem, "sid", "a; Domain=evil", 0, false);
}
END_TEST

START_TEST(a_value_with_a_line_end_is_a_bug)
{
	(void)cookie_format(fixture_mem, "sid", "a\r\nb", 0, false);
}
END_TEST

START_TEST(a_name_with_an_equals_sign_is_a_bug)
{
	(void)cookie_format(fixture_mem, "a=b", "c", 0, false);
}
END_TEST

Suite *
cookie_suite(void)
{
	Suite *suite = suite_create("cookie");
	TCase *tcase = fixture_case(suite, "cookie_get");

	tcase_add_loop_test(tcase, the_first_clean_value_of_the_name_is_found, 0, COUNT(headers));
	tcase = fixture_case(suite, "cookie_format");
	tcase_add_test(tcase, a_cookie_is_for_this_site_and_no_script);
	tcase_add_test(tcase, a_negative_age_deletes);
	fixture_add_abort(tcase, a_value_with_a_semicolon_is_a_bug);
	fixture_add_abort(tcase, a_value_with_a_line_end_is_a_bug);
	fixture_add_abort(tcase, a_name_with_an_equals_sign_is_a_bug);
	return suite;
}
