/* SPDX-License-Identifier: MIT */
#include "codec/url.h"

#include <string.h>

#include "test_codec.h"

static const struct {
	const char *text, *encoded;
} encodings[] = {
	{ "", "" },
	{ "AZaz09-._~", "AZaz09-._~" },
	{ "a b+c/d?e=f&g%h", "a%20b%2Bc%2Fd%3Fe%3Df%26g%25h" },
	{ "я\n\x7f", "%D1%8F%0A%7F" },
};

START_TEST(encoding_leaves_only_unreserved_letters)
{
	ck_assert_str_eq(url_encode(fixture_mem, encodings[_i].text), encodings[_i].encoded);
}
END_TEST

START_TEST(decoding_undoes_encoding)
{
	char *text;

	MUST(url_decode(fixture_mem, encodings[_i].encoded, strlen(encodings[_i].encoded), true,
		&text, &fixture_err));
	ck_assert_str_eq(text, encodings[_i].text);
}
END_TEST

static const struct {
	const char *text;
	bool plus;
	const char *decoded; /* NULL: refused */
} decodings[] = {
	{ "a+b%2b%2B", true, "a b++" },
	{ "a+b", false, "a+b" },
	{ "%d1%8F", true, "я" },
	{ "я", true, "я" },
	{ "%", true, NULL },
	{ "%4", true, NULL },
	{ "%ZZ", true, NULL },
	{ "%4g", true, NULL },
	{ "% 41", true, NULL },
	{ "a%00b", true, NULL },
	{ "%FF", true, NULL },
	{ "%C0%80", true, NULL },
	{ "\xd1", true, NULL },
};

START_TEST(decoding_refuses_what_is_not_text)
{
	char *text = NULL;
	bool decoded = url_decode(fixture_mem, decodings[_i].text, strlen(decodings[_i].text),
		decodings[_i].plus, &text, &fixture_err);

	ck_assert_int_eq(decoded, decodings[_i].decoded != NULL);
	ck_assert_pstr_eq(text, decodings[_i].decoded);
	if (!decoded)
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
}
END_TEST

START_TEST(decoding_reads_no_byte_behind_the_text)
{
	char *bytes = mem_dup(fixture_mem, "ab%41", 4), *text;

	MUST_FAIL(url_decode(fixture_mem, bytes, 4, true, &text, &fixture_err), ERR_INVALID);
}
END_TEST

static const struct {
	const char *text;
	struct url url;
} urls[] = {
	{ "http://example.com", { "http", NULL, NULL, "example.com", NULL, "/", NULL } },
	{ "HTTPS://User:p%40s%3As@EXAMPLE.com:8443/a%20b/%D1%8F?x=%201#f",
	  { "https", "User", "p@s:s", "example.com", "8443", "/a b/я", "x=%201" } },
	{ "mysql://root@localhost/prilavok?socket=/run/mysqld/mysqld.sock",
	  { "mysql", "root", NULL, "localhost", NULL, "/prilavok",
	    "socket=/run/mysqld/mysqld.sock" } },
	{ "socks5://u:@127.0.0.1:1080", { "socks5", "u", "", "127.0.0.1", "1080", "/", NULL } },
	{ "http://[2001:DB8::1]:80/", { "http", NULL, NULL, "2001:db8::1", "80", "/", NULL } },
	{ "https://h/?q=a/b?c", { "https", NULL, NULL, "h", NULL, "/", "q=a/b?c" } },
};

START_TEST(a_url_falls_into_its_parts)
{
	const struct url *want = &urls[_i].url;
	struct url *url;

	MUST(url_parse(fixture_mem, urls[_i].text, &url, &fixture_err));
	ck_assert_str_eq(url->scheme, want->scheme);
	ck_assert_pstr_eq(url->user, want->user);
	ck_assert_pstr_eq(url->password, want->password);
	ck_assert_str_eq(url->host, want->host);
	ck_assert_pstr_eq(url->port, want->port);
	ck_assert_str_eq(url->path, want->path);
	ck_assert_pstr_eq(url->query, want->query);
}
END_TEST

static const char *const no_urls[] = {
	"", "example.com", "//example.com/", "/path", "http:", "http://", "http:///path",
	"http:/example.com", "http://:80/", "file:///etc/passwd", "mailto:a@b", "javascript:alert(1)",
	"http://h:99999/", "http://h:x/", "http://a b/", "http://h/\n", "http://h/%00",
	"http://u%00@h/", "http://h/%ff", "http://[::1/", " http://h/", "http://h/\xff",
};

START_TEST(what_is_not_absolute_with_a_host_is_no_url)
{
	struct url *url;

	MUST_FAIL(url_parse(fixture_mem, no_urls[_i], &url, &fixture_err), ERR_INVALID);
}
END_TEST

static const struct {
	const char *text, *base; /* base NULL: refused */
} bases[] = {
	{ "https://api.example.com", "https://api.example.com" },
	{ "https://api.example.com/", "https://api.example.com" },
	{ "http://127.0.0.1:8080/sim/v1//", "http://127.0.0.1:8080/sim/v1" },
	{ "http://h/a@b", "http://h/a@b" },
	{ "ftp://h/", NULL },
	{ "mysql://h/x", NULL },
	{ "https://user@h/", NULL },
	{ "https://@h/", NULL },
	{ "https://h/?a=b", NULL },
	{ "https://h?", NULL },
	{ "https://h/#f", NULL },
	{ "h", NULL },
	{ "", NULL },
};

START_TEST(a_base_url_is_bare_http_without_a_slash_at_its_end)
{
	char *base = NULL;
	bool parsed = url_parse_base(fixture_mem, bases[_i].text, &base, &fixture_err);

	ck_assert_int_eq(parsed, bases[_i].base != NULL);
	ck_assert_pstr_eq(base, bases[_i].base);
	if (!parsed)
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
}
END_TEST

START_TEST(only_http_and_https_are_of_the_web)
{
	static const char *const others[] = { "javascript:alert(1)", "data:text/html,x", "//x.example",
		"HTTPS://x.example", " https://x.example", "https:/x", "" };

	ck_assert(url_is_web("https://x.example/1"));
	ck_assert(url_is_web("http://x.example"));
	for (int i = 0; i < COUNT(others); i++)
		ck_assert_msg(!url_is_web(others[i]), "%s", others[i]);
}
END_TEST

Suite *
url_suite(void)
{
	Suite *suite = suite_create("url");
	TCase *tcase = fixture_case(suite, "url_encode");

	tcase_add_loop_test(tcase, encoding_leaves_only_unreserved_letters, 0, COUNT(encodings));
	tcase = fixture_case(suite, "url_decode");
	tcase_add_loop_test(tcase, decoding_undoes_encoding, 0, COUNT(encodings));
	tcase_add_loop_test(tcase, decoding_refuses_what_is_not_text, 0, COUNT(decodings));
	tcase_add_test(tcase, decoding_reads_no_byte_behind_the_text);
	tcase = fixture_case(suite, "url_parse");
	tcase_add_loop_test(tcase, a_url_falls_into_its_parts, 0, COUNT(urls));
	tcase_add_loop_test(tcase, what_is_not_absolute_with_a_host_is_no_url, 0, COUNT(no_urls));
	tcase = fixture_case(suite, "url_parse_base");
	tcase_add_loop_test(tcase, a_base_url_is_bare_http_without_a_slash_at_its_end, 0,
		COUNT(bases));
	tcase = fixture_case(suite, "url_is_web");
	tcase_add_test(tcase, only_http_and_https_are_of_the_web);
	return suite;
}
