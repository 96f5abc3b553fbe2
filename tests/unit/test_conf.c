/* SPDX-License-Identifier: MIT */
#include "base/conf.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "test_base.h"

/* What systemd makes of these lines, for the same key. */
static const struct {
	const char *text, *value;
} values[] = {
	{ "API_KEY=abc", "abc" },
	{ "API_KEY=abc\n", "abc" },
	{ "  API_KEY =  a  b \t\r\n", "a  b" },
	{ "API_KEY=", NULL },
	{ "API_KEY=\"\"\n", NULL },
	{ "API_KEY='a b '\n", "a b " },
	{ "API_KEY=\" a\\\\b\\\"c\\$d\\`e\\nf\"\n", " a\\b\"c$d`e\\nf" },
	{ "API_KEY=\"one\\\ntwo\nthree\"\n", "onetwo\nthree" },
	{ "API_KEY='one\\\ntwo'\n", "one\\\ntwo" },
	{ "API_KEY='a' \"b\"c'd\n", "abc'd" },
	{ "API_KEY=a\"b\"\n", "a\"b\"" },
	{ "API_KEY=a\\nb\\\\c\\ \n", "anb\\c " },
	{ "API_KEY=a \\\n  b \n", "a   b" },
	{ "API_KEY=a\\", "a" },
	{ "API_KEY=a # b ; c\n", "a # b ; c" },
	{ "API_KEY=x=y=z\n", "x=y=z" },
	{ "# c\n;c=d\n\n \t\n#API_KEY=no\nAPI_KEY=yes\n# end", "yes" },
	{ "API_KEY=привет\n", "привет" },
	{ "", NULL },
};

static bool
parse(const char *text, size_t len, struct conf **conf_r)
{
	return conf_parse(fixture_mem, "prilavok.env", text, len, conf_r, &fixture_err);
}

START_TEST(a_value_is_what_systemd_would_read)
{
	struct conf *conf;

	MUST(parse(values[_i].text, strlen(values[_i].text), &conf));
	ck_assert_pstr_eq(conf_get(conf, "API_KEY"), values[_i].value);
	ck_assert_ptr_null(conf_get(conf, "JWT_SECRET"));
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	const char *message;
} refusals[] = {
#define ROW(text, message) { text, sizeof(text) - 1, "prilavok.env line " message }
	ROW("# a\n\nAVITO_CLINT_ID=1\n",
		"3: unknown key \"AVITO_CLINT_ID\", is \"AVITO_CLIENT_ID\" meant?"),
	ROW("COLOUR=red", "1: unknown key \"COLOUR\""),
	ROW("PRILAVOK_ENV=/x", "1: unknown key \"PRILAVOK_ENV\""),
	ROW("api_key=1", "1: unknown key \"api_key\""),
	ROW("export API_KEY=1", "1: unknown key \"export API_KEY\""),
	ROW("=1", "1: unknown key \"\""),
	ROW("API_KEY=1\nAPI_KEY=1", "2: repeated key \"API_KEY\""),
	ROW("API_KEY=\nAPI_KEY=1", "2: repeated key \"API_KEY\""),
	ROW("API_KEY='a\nb\nc'\nrubbish\n", "4: no \"=\" in \"rubbish\""),
	ROW("API_KEY=a\\\nb\nrubbish", "3: no \"=\" in \"rubbish\""),
	ROW("\nAPI_KEY='a\nb\n", "2: a quote is never closed behind \"API_KEY\""),
	ROW("API_KEY=\"a\\", "1: a quote is never closed behind \"API_KEY\""),
	ROW("API_KEY=a\xff", "1: no valid UTF-8 behind \"API_KEY\""),
	ROW("API_KEY=a\0b", "1: no valid UTF-8 behind \"API_KEY\""),
	ROW("API_KEY\0=a", "1: unknown key \"API_KEY\ufffd\""),
#undef ROW
};

START_TEST(a_bad_line_is_refused_by_file_line_and_key)
{
	struct conf *conf;

	MUST_FAIL(parse(refusals[_i].text, refusals[_i].len, &conf), ERR_INVALID);
	ck_assert_msg(str_has_prefix(fixture_err.text, refusals[_i].message), "%s",
		fixture_err.text);
}
END_TEST

START_TEST(any_beginning_of_a_file_is_read_without_harm)
{
	static const char text[] = "# c\nAPI_KEY=\"a\\\"b\" 'c' d\\ e\\\n f\nLOG_LEVEL='x'\n";
	struct conf *conf;

	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = mem_dup(fixture_mem, text, len);

		(void)parse(copy, len, &conf); /* either answer will do: no byte behind is read */
	}
}
END_TEST

/* Forgets every known variable of the environment the tests were started in. */
static void
clear_environment(void)
{
	for (const char *const *key = conf_known_keys(); *key != NULL; key++)
		ck_assert_int_eq(unsetenv(*key), 0);
	ck_assert_int_eq(unsetenv("PRILAVOK_ENV"), 0);
}

static const char *
write_file(const char *text)
{
	return fixture_file(text, strlen(text));
}

START_TEST(the_environment_wins_unless_empty)
{
	struct conf *conf;
	const char *path = write_file("API_KEY=file\nLOG_LEVEL=DEBUG\n");

	clear_environment();
	ck_assert_int_eq(setenv("API_KEY", "environment", 1), 0);
	ck_assert_int_eq(setenv("LOG_LEVEL", "", 1), 0);
	ck_assert_int_eq(setenv("WORKER_MODE", "cron", 1), 0);
	MUST(conf_load(fixture_mem, path, &conf, &fixture_err));
	ck_assert_str_eq(conf_get(conf, "API_KEY"), "environment");
	ck_assert_str_eq(conf_get(conf, "LOG_LEVEL"), "DEBUG");
	ck_assert_str_eq(conf_get(conf, "WORKER_MODE"), "cron");
	clear_environment();
}
END_TEST

START_TEST(the_file_may_be_named_by_the_environment)
{
	struct conf *conf;

	clear_environment();
	ck_assert_int_eq(setenv("PRILAVOK_ENV", write_file("API_KEY=named\n"), 1), 0);
	MUST(conf_load(fixture_mem, NULL, &conf, &fixture_err));
	ck_assert_str_eq(conf_get(conf, "API_KEY"), "named");
	clear_environment();
}
END_TEST

START_TEST(a_named_file_must_exist)
{
	struct conf *conf;

	clear_environment();
	MUST_FAIL(conf_load(fixture_mem, "/nonexistent.env", &conf, &fixture_err), ERR_NOT_FOUND);
	ck_assert_int_eq(setenv("PRILAVOK_ENV", "/nonexistent.env", 1), 0);
	MUST_FAIL(conf_load(fixture_mem, NULL, &conf, &fixture_err), ERR_NOT_FOUND);
	MUST_FAIL(conf_load(fixture_mem, "/tmp", &conf, &fixture_err), ERR_INTERNAL);
	clear_environment();
}
END_TEST

START_TEST(a_file_past_64_kilobytes_is_refused)
{
	char *text = mem_array(fixture_mem, char, 65538);
	struct conf *conf;

	memset(text, '\n', 65537);
	MUST_FAIL(conf_load(fixture_mem, write_file(text), &conf, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(bad_bytes_in_the_environment_are_refused)
{
	struct conf *conf;

	clear_environment();
	ck_assert_int_eq(setenv("API_KEY", "\xff", 1), 0);
	MUST_FAIL(conf_load(fixture_mem, write_file(""), &conf, &fixture_err), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "API_KEY"));
	clear_environment();
}
END_TEST

START_TEST(a_fallback_stands_for_unset_and_empty)
{
	static const char text[] = "API_KEY=\nLOG_FILE=x";
	struct conf *conf;

	MUST(parse(text, strlen(text), &conf));
	ck_assert_str_eq(conf_get_or(conf, "API_KEY", "fallback"), "fallback");
	ck_assert_str_eq(conf_get_or(conf, "LOG_LEVEL", "fallback"), "fallback");
	ck_assert_str_eq(conf_get_or(conf, "LOG_FILE", "fallback"), "x");
}
END_TEST

START_TEST(asking_for_an_unknown_key_is_a_bug)
{
	struct conf *conf;

	MUST(parse("", 0, &conf));
	(void)conf_get(conf, "NO_SUCH_KEY");
}
END_TEST

static const struct {
	const char *text;
	bool valid;
	int64_t number;
} numbers[] = {
	{ "", true, 5 },                 { "MAX_RETRIES=", true, 5 },
	{ "MAX_RETRIES=0", true, 0 },    { "MAX_RETRIES=10", true, 10 },
	{ "MAX_RETRIES=11", false, 0 },  { "MAX_RETRIES=-1", false, 0 },
	{ "MAX_RETRIES=3s", false, 0 },  { "MAX_RETRIES=' 3'", false, 0 },
};

START_TEST(a_number_is_whole_and_in_range)
{
	struct conf *conf;
	int64_t number = -77;

	MUST(parse(numbers[_i].text, strlen(numbers[_i].text), &conf));
	if (numbers[_i].valid) {
		MUST(conf_get_int(conf, "MAX_RETRIES", 0, 10, 5, &number, &fixture_err));
		ck_assert_int_eq(number, numbers[_i].number);
		return;
	}
	MUST_FAIL(conf_get_int(conf, "MAX_RETRIES", 0, 10, 5, &number, &fixture_err), ERR_INVALID);
	ck_assert(str_has_prefix(fixture_err.text, "MAX_RETRIES: "));
	ck_assert_int_eq(number, -77);
}
END_TEST

START_TEST(known_keys_are_unique_and_upper_case)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	const char *const *keys = conf_known_keys();

	for (int i = 0; keys[i] != NULL; i++) {
		ck_assert_uint_eq(strspn(keys[i], allowed), strlen(keys[i]));
		ck_assert_int_eq(str_index(keys, keys[i]), i);
	}
}
END_TEST

Suite *
conf_suite(void)
{
	Suite *suite = suite_create("conf");
	TCase *tcase = fixture_case(suite, "conf_parse");

	tcase_add_loop_test(tcase, a_value_is_what_systemd_would_read, 0, COUNT(values));
	tcase_add_loop_test(tcase, a_bad_line_is_refused_by_file_line_and_key, 0,
		COUNT(refusals));
	tcase_add_test(tcase, any_beginning_of_a_file_is_read_without_harm);
	tcase = fixture_case(suite, "conf_load");
	tcase_add_test(tcase, the_environment_wins_unless_empty);
	tcase_add_test(tcase, the_file_may_be_named_by_the_environment);
	tcase_add_test(tcase, a_named_file_must_exist);
	tcase_add_test(tcase, a_file_past_64_kilobytes_is_refused);
	tcase_add_test(tcase, bad_bytes_in_the_environment_are_refused);
	tcase = fixture_case(suite, "conf_get");
	tcase_add_test(tcase, a_fallback_stands_for_unset_and_empty);
	fixture_add_abort(tcase, asking_for_an_unknown_key_is_a_bug);
	tcase = fixture_case(suite, "conf_get_int");
	tcase_add_loop_test(tcase, a_number_is_whole_and_in_range, 0, COUNT(numbers));
	tcase = fixture_case(suite, "conf_known_keys");
	tcase_add_test(tcase, known_keys_are_unique_and_upper_case);
	return suite;
}
