/* SPDX-License-Identifier: MIT */
#include "shared/param.h"

#include <string.h>

#include "codec/json.h"
#include "test_web.h"

static const char *const colours[] = { "red", "green", NULL };

static const struct param table[] = {
	PARAM_LINE("line", OPTIONAL, 0, 5),
	PARAM_LINE("name", OPTIONAL, 1, 5),
	PARAM_TEXT("text", OPTIONAL, 1, 10),
	PARAM_TOKEN("token", OPTIONAL, 4, 8),
	PARAM_ENUM("colour", OPTIONAL, colours),
	PARAM_ID("id", OPTIONAL),
	PARAM_INT("limit", OPTIONAL, -5, 100),
	PARAM_BOOL("on"),
	PARAMS_END
};

/* --- one value */

static const struct {
	const char *name, *value;
	bool good, given;
	const char *text;
	int64_t number;
} values[] = {
	{ "line", "", true, true, "", 0 },
	{ "line", "абвгд", true, true, "абвгд", 0 },
	{ "line", "абвгде", false, false, NULL, 0 },
	{ "line", "a\nb", false, false, NULL, 0 },
	{ "line", "a\tb", false, false, NULL, 0 },
	{ "line", "a\x7f", false, false, NULL, 0 },
	{ "name", "", true, false, NULL, 0 },
	{ "name", "x", true, true, "x", 0 },
	{ "text", "a\r\nb\n\tc", true, true, "a\nb\n\tc", 0 },
	{ "text", "a\rb", false, false, NULL, 0 },
	{ "text", "a\x1b[2J", false, false, NULL, 0 },
	{ "text", "1\r\n2\r\n3\r\n4\r\n5\r\n", true, true, "1\n2\n3\n4\n5\n", 0 },
	{ "text", "1\r\n2\r\n3\r\n4\r\n5\r\n6", false, false, NULL, 0 },
	{ "token", "aZ0-._~9", true, true, "aZ0-._~9", 0 },
	{ "token", "abc", false, false, NULL, 0 },
	{ "token", "123456789", false, false, NULL, 0 },
	{ "token", "abc/d", false, false, NULL, 0 },
	{ "token", "abcж", false, false, NULL, 0 },
	{ "colour", "green", true, true, "green", 0 },
	{ "colour", "blue", false, false, NULL, 0 },
	{ "colour", "Green", false, false, NULL, 0 },
	{ "id", "9223372036854775807", true, true, NULL, INT64_MAX },
	{ "id", "9223372036854775808", false, false, NULL, 0 },
	{ "id", "0", false, false, NULL, 0 },
	{ "id", "-1", false, false, NULL, 0 },
	{ "id", "1x", false, false, NULL, 0 },
	{ "id", " 1", false, false, NULL, 0 },
	{ "id", "", true, false, NULL, 0 },
	{ "limit", "-5", true, true, NULL, -5 },
	{ "limit", "-6", false, false, NULL, 0 },
	{ "limit", "101", false, false, NULL, 0 },
	{ "limit", "1.0", false, false, NULL, 0 },
	{ "on", "on", true, true, NULL, 1 },
	{ "on", "0", true, true, NULL, 0 },
	{ "on", "maybe", false, false, NULL, 0 },
};

START_TEST(a_value_is_typed_or_refused)
{
	struct params *params = params_new(fixture_mem, table);
	const struct param_value *value;

	if (!values[_i].good) {
		MUST_FAIL(params_add(params, fixture_mem, values[_i].name, values[_i].value,
			&fixture_err), ERR_INVALID);
		ck_assert_int_eq(params->problem, PARAM_MALFORMED);
		ck_assert_str_eq(params->problem_name, values[_i].name);
		return;
	}
	MUST(params_add(params, fixture_mem, values[_i].name, values[_i].value, &fixture_err));
	value = params_get(params, values[_i].name);
	ck_assert(value->given == values[_i].given);
	ck_assert_int_eq(value->number, values[_i].number);
	if (values[_i].text != NULL)
		ck_assert_str_eq(value->text, values[_i].text);
	if (!value->given)
		ck_assert_ptr_null(value->text);
}
END_TEST

/* --- what is there */

static const struct param needy[] = {
	PARAM_LINE("a", REQUIRED, 0, 5),
	PARAM_LINE("b", OPTIONAL, 0, 5),
	PARAM_ID("c", REQUIRED),
	PARAMS_END
};

START_TEST(what_is_missing_is_named)
{
	struct params *params = params_new(fixture_mem, needy);

	MUST(params_add(params, fixture_mem, "a", "", &fixture_err));
	MUST_FAIL(params_finish(params, &fixture_err), ERR_INVALID);
	ck_assert_int_eq(params->problem, PARAM_MISSING);
	ck_assert_str_eq(params->problem_name, "c");
	MUST(params_add(params, fixture_mem, "c", "7", &fixture_err));
	MUST(params_finish(params, &fixture_err));
	ck_assert(!params_get(params, "b")->given);
}
END_TEST

START_TEST(a_required_number_may_not_be_empty)
{
	struct params *params = params_new(fixture_mem, needy);

	MUST_FAIL(params_add(params, fixture_mem, "c", "", &fixture_err), ERR_INVALID);
	ck_assert_int_eq(params->problem, PARAM_MALFORMED);
}
END_TEST

START_TEST(what_comes_twice_is_refused)
{
	struct params *params = params_new(fixture_mem, needy);

	MUST(params_add(params, fixture_mem, "a", "x", &fixture_err));
	MUST_FAIL(params_add(params, fixture_mem, "a", "x", &fixture_err), ERR_INVALID);
	ck_assert_int_eq(params->problem, PARAM_REPEATED);
	ck_assert_str_eq(params->problem_name, "a");
}
END_TEST

START_TEST(what_is_unknown_is_refused_and_not_logged)
{
	struct params *params = params_new(fixture_mem, NULL);
	char name[1001];

	memset(name, 'n', 1000);
	name[1000] = '\0';
	MUST_FAIL(params_add(params, fixture_mem, name, "x", &fixture_err), ERR_INVALID);
	ck_assert_int_eq(params->problem, PARAM_UNKNOWN);
	ck_assert_uint_lt(strlen(params->problem_name), 80);
	ck_assert_ptr_null(strstr(fixture_err.text, "nnn"));
}
END_TEST

/* --- JSON */

static const struct {
	const char *json;
	enum param_problem problem;
	const char *name;
} objects[] = {
	{ "{}", PARAM_FINE, NULL },
	{ "{\"line\":\"x\",\"id\":5,\"on\":true}", PARAM_FINE, NULL },
	{ "{\"id\":\"5\"}", PARAM_FINE, NULL },
	{ "{\"line\":null,\"id\":null}", PARAM_FINE, NULL },
	{ "{\"line\":5}", PARAM_MALFORMED, "line" },
	{ "{\"line\":true}", PARAM_MALFORMED, "line" },
	{ "{\"line\":[\"x\"]}", PARAM_MALFORMED, "line" },
	{ "{\"id\":5.5}", PARAM_MALFORMED, "id" },
	{ "{\"id\":0}", PARAM_MALFORMED, "id" },
	{ "{\"id\":true}", PARAM_MALFORMED, "id" },
	{ "{\"on\":1}", PARAM_MALFORMED, "on" },
	{ "{\"on\":\"true\"}", PARAM_MALFORMED, "on" },
	{ "{\"role\":\"owner\"}", PARAM_UNKNOWN, "role" },
	{ "{\"line\":\"a\\u0001\"}", PARAM_MALFORMED, "line" },
};

START_TEST(json_members_are_typed_or_refused)
{
	struct params *params = params_new(fixture_mem, table);
	struct json_object *object;

	MUST(json_parse_object(fixture_mem, objects[_i].json, strlen(objects[_i].json), &object,
		&fixture_err));
	if (objects[_i].problem == PARAM_FINE) {
		MUST(params_add_json(params, fixture_mem, object, &fixture_err));
		return;
	}
	MUST_FAIL(params_add_json(params, fixture_mem, object, &fixture_err), ERR_INVALID);
	ck_assert_int_eq(params->problem, objects[_i].problem);
	ck_assert_str_eq(params->problem_name, objects[_i].name);
}
END_TEST

START_TEST(json_values_arrive)
{
	static const char json[] = "{\"line\":\"x\",\"id\":5,\"on\":true,\"limit\":-5}";
	struct params *params = params_new(fixture_mem, table);
	struct json_object *object;

	MUST(json_parse_object(fixture_mem, json, strlen(json), &object, &fixture_err));
	MUST(params_add_json(params, fixture_mem, object, &fixture_err));
	ck_assert_str_eq(params_get(params, "line")->text, "x");
	ck_assert_int_eq(params_get(params, "id")->number, 5);
	ck_assert_int_eq(params_get(params, "on")->number, 1);
	ck_assert_int_eq(params_get(params, "limit")->number, -5);
}
END_TEST

START_TEST(asking_for_what_is_not_in_the_table_is_a_bug)
{
	(void)params_get(params_new(fixture_mem, table), "lime");
}
END_TEST

Suite *
param_suite(void)
{
	Suite *suite = suite_create("param");
	TCase *tcase = fixture_case(suite, "params_add");

	tcase_add_loop_test(tcase, a_value_is_typed_or_refused, 0, COUNT(values));
	tcase_add_test(tcase, what_is_missing_is_named);
	tcase_add_test(tcase, a_required_number_may_not_be_empty);
	tcase_add_test(tcase, what_comes_twice_is_refused);
	tcase_add_test(tcase, what_is_unknown_is_refused_and_not_logged);
	tcase = fixture_case(suite, "params_add_json");
	tcase_add_loop_test(tcase, json_members_are_typed_or_refused, 0, COUNT(objects));
	tcase_add_test(tcase, json_values_arrive);
	tcase = fixture_case(suite, "params_get");
	fixture_add_abort(tcase, asking_for_what_is_not_in_the_table_is_a_bug);
	return suite;
}
