/* SPDX-License-Identifier: MIT */
#include "codec/json.h"

#include <math.h>
#include <string.h>

#include "test_codec.h"

static struct json_object *
parse(const char *text)
{
	struct json_object *value = NULL;

	MUST(json_parse(fixture_mem, text, strlen(text), &value, &fixture_err));
	return value;
}

/* text NULL in out: refused. */
static const struct {
	const char *in, *out;
} texts[] = {
	{ "{}", "{}" },
	{ " \t\r\n[ ] \n", "[]" },
	{ "{\"a\":{\"b\":[1,-2.5,1e2,true,false,null,\"x\"]}}",
	  "{\"a\":{\"b\":[1,-2.5,1e2,true,false,null,\"x\"]}}" },
	{ "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" },
	{ "[\"\\u044f\\ud83d\\ude00 я\"]", "[\"я\U0001f600 я\"]" },
	{ "[\"\\ud83d\"]", "[\"\ufffd\"]" },
	{ "[\"\x7f\"]", "[\"\x7f\"]" },
	{ "[0,-0,0.5,10,1E+2,1e-2]", "[0,0,0.5,10,1E+2,1e-2]" },
	{ "{\"a\":1,\"a\":2}", "{\"a\":2}" },
	{ "{\"\":1}", "{\"\":1}" },
	{ "", NULL },
	{ " ", NULL },
	{ "1", NULL },
	{ "\"a\"", NULL },
	{ "null", NULL },
	{ "true", NULL },
	{ "{", NULL },
	{ "[1", NULL },
	{ "[\"a", NULL },
	{ "[\"a\\", NULL },
	{ "[1]x", NULL },
	{ "[1][2]", NULL },
	{ "{}{}", NULL },
	{ "[]]", NULL },
	{ "[}", NULL },
	{ "[1,]", NULL },
	{ "[1, ]", NULL },
	{ "{\"a\":1 , }", NULL },
	{ "[1] 2", NULL },
	{ "{} null", NULL },
	{ "[,]", NULL },
	{ "[1,,2]", NULL },
	{ "[1:2]", NULL },
	{ "{\"a\",1}", NULL },
	{ "{\"a\":}", NULL },
	{ "{:1}", NULL },
	{ "[,1]", NULL },
	{ "[1 2]", NULL },
	{ "{\"a\":1,}", NULL },
	{ "{\"a\" 1}", NULL },
	{ "{a:1}", NULL },
	{ "{1:1}", NULL },
	{ "{'a':1}", NULL },
	{ "['a']", NULL },
	{ "[NaN]", NULL },
	{ "[Infinity]", NULL },
	{ "[-Infinity]", NULL },
	{ "[TRUE]", NULL },
	{ "[tru]", NULL },
	{ "[truefalse]", NULL },
	{ "[01]", NULL },
	{ "[-01]", NULL },
	{ "[00]", NULL },
	{ "[+1]", NULL },
	{ "[-]", NULL },
	{ "[1.]", NULL },
	{ "[.5]", NULL },
	{ "[1e]", NULL },
	{ "[1e+]", NULL },
	{ "[1.2.3]", NULL },
	{ "[1-2]", NULL },
	{ "[0x10]", NULL },
	{ "[/**/1]", NULL },
	{ "[1] // x", NULL },
	{ "[\"a\nb\"]", NULL },
	{ "[\"a\tb\"]", NULL },
	{ "[\"\\x\"]", NULL },
	{ "[\"\\u12\"]", NULL },
	{ "[\"\\u12G4\"]", NULL },
	{ "[\"a\\u0000b\"]", NULL },
	{ "{\"a\\u0000b\":1}", NULL },
	{ "[\"\xff\"]", NULL },
	{ "[\"\xc0\x80\"]", NULL },
	{ "[\"\xed\xa0\x80\"]", NULL },
	{ "{\"\xff\":1}", NULL },
	{ "\xef\xbb\xbf{}", NULL },
	{ "[\xc2\xa0]", NULL },
	{ "[1\f]", NULL },
};

START_TEST(only_rfc_8259_is_accepted)
{
	struct json_object *value = NULL;
	bool parsed = json_parse(fixture_mem, texts[_i].in, strlen(texts[_i].in), &value,
		&fixture_err);

	ck_assert_msg(parsed == (texts[_i].out != NULL), "%s", texts[_i].in);
	if (parsed) {
		ck_assert_str_eq(json_format(fixture_mem, value), texts[_i].out);
		return;
	}
	ck_assert_int_eq(fixture_err.code, ERR_INVALID);
	ck_assert_ptr_null(value);
}
END_TEST

START_TEST(every_cut_text_is_refused)
{
	static const char text[] = "{\"a\":[1.5e-3,true,\"\\u044f\\n я\",null,{\"b\":-0}]}";
	struct json_object *value;

	for (size_t len = 0; len < strlen(text); len++) {
		char *cut = mem_dup(fixture_mem, text, len);

		MUST_FAIL(json_parse(fixture_mem, cut, len, &value, &fixture_err), ERR_INVALID);
	}
	MUST(json_parse(fixture_mem, text, strlen(text), &value, &fixture_err));
}
END_TEST

START_TEST(a_nul_byte_is_refused_anywhere)
{
	struct json_object *value;

	MUST_FAIL(json_parse(fixture_mem, "[1]\0", 4, &value, &fixture_err), ERR_INVALID);
	MUST_FAIL(json_parse(fixture_mem, "\0[1]", 4, &value, &fixture_err), ERR_INVALID);
	MUST_FAIL(json_parse(fixture_mem, "[\"a\0b\"]", 7, &value, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(depth_ends_at_its_limit)
{
	for (size_t depth = JSON_DEPTH - 1; depth <= JSON_DEPTH + 1; depth++) {
		char *text = mem_array(fixture_mem, char, 2 * depth + 2);
		struct json_object *value;

		memset(text, '[', depth);
		text[depth] = '1';
		memset(text + depth + 1, ']', depth);
		ck_assert_int_eq(json_parse(fixture_mem, text, 2 * depth + 1, &value, &fixture_err),
			depth <= JSON_DEPTH);
	}
}
END_TEST

START_TEST(an_array_is_no_object)
{
	struct json_object *value;

	MUST_FAIL(json_parse_object(fixture_mem, "[]", 2, &value, &fixture_err), ERR_INVALID);
	MUST_FAIL(json_parse_object(fixture_mem, "{", 1, &value, &fixture_err), ERR_INVALID);
	MUST(json_parse_object(fixture_mem, "{}", 2, &value, &fixture_err));
}
END_TEST

/* One key of every kind. */
static const char kinds[] = "{\"str\":\"text\",\"int\":42,\"whole\":7.0,\"float\":1.5,"
	"\"big\":9223372036854775807,\"bigger\":9223372036854775808,"
	"\"huge\":99999999999999999999999,\"low\":-99999999999999999999999,"
	"\"vast\":1e19,\"endless\":1e999,\"digits\":\"42\",\"yes\":true,\"no\":false,"
	"\"null\":null,\"obj\":{\"a\":1},\"arr\":[1]}";

static const struct {
	const char *key;
	bool is_str, is_i64, is_double, is_bool;
	int64_t number;
	double real;
} members[] = {
	{ "str", true, false, false, false, 0, 0 },
	{ "int", false, true, true, false, 42, 42 },
	{ "whole", false, true, true, false, 7, 7 },
	{ "float", false, false, true, false, 0, 1.5 },
	{ "big", false, true, true, false, INT64_MAX, 0x1p63 },
	{ "bigger", false, false, true, false, 0, 0x1p63 },
	{ "huge", false, false, true, false, 0, 0x1p64 },
	{ "low", false, false, true, false, 0, -0x1p63 },
	{ "vast", false, false, true, false, 0, 1e19 },
	{ "endless", false, false, false, false, 0, 0 },
	{ "digits", true, false, false, false, 0, 0 },
	{ "yes", false, false, false, true, 0, 0 },
	{ "no", false, false, false, true, 0, 0 },
	{ "null", false, false, false, false, 0, 0 },
	{ "obj", false, false, false, false, 0, 0 },
	{ "arr", false, false, false, false, 0, 0 },
	{ "absent", false, false, false, false, 0, 0 },
};

START_TEST(a_strict_getter_wants_the_right_kind)
{
	struct json_object *object = parse(kinds), *member = NULL;
	const char *key = members[_i].key, *text = NULL;
	int64_t number = -77;
	bool value;

	ck_assert_int_eq(json_get_str(object, key, &text, &fixture_err), members[_i].is_str);
	ck_assert_int_eq(json_get_i64(object, key, &number, &fixture_err), members[_i].is_i64);
	ck_assert_int_eq(number, members[_i].is_i64 ? members[_i].number : -77);
	ck_assert_int_eq(json_get_bool(object, key, &value, &fixture_err), members[_i].is_bool);
	ck_assert_int_eq(json_get_object(object, key, &member, &fixture_err),
		strcmp(key, "obj") == 0);
	ck_assert_int_eq(json_get_array(object, key, &member, &fixture_err),
		strcmp(key, "arr") == 0);
}
END_TEST

START_TEST(a_lenient_getter_falls_back)
{
	struct json_object *object = parse(kinds);
	const char *key = members[_i].key;

	ck_assert_int_eq(strcmp(json_opt_str(object, key, "-"), "-") != 0, members[_i].is_str);
	ck_assert_int_eq(json_opt_i64(object, key, -77),
		members[_i].is_i64 ? members[_i].number : -77);
	ck_assert_double_eq(json_opt_double(object, key, -77),
		members[_i].is_double ? members[_i].real : -77);
	ck_assert_int_eq(json_opt_bool(object, key, false), strcmp(key, "yes") == 0);
	ck_assert_int_eq(json_opt_bool(object, key, true), strcmp(key, "no") != 0);
	ck_assert_int_eq(json_opt_object(object, key) != NULL, strcmp(key, "obj") == 0);
	ck_assert_int_eq(json_opt_array(object, key) != NULL, strcmp(key, "arr") == 0);
}
END_TEST

START_TEST(a_missing_key_is_named)
{
	struct json_object *object = parse(kinds);
	const char *text;

	MUST_FAIL(json_get_str(object, "absent", &text, &fixture_err), ERR_INVALID);
	ck_assert_str_eq(fixture_err.text, "\"absent\" is missing");
	MUST_FAIL(json_get_str(object, "int", &text, &fixture_err), ERR_INVALID);
	ck_assert_str_eq(fixture_err.text, "\"int\" is not a string");
}
END_TEST

START_TEST(paths_can_be_chained_through_what_is_absent)
{
	struct json_object *object = parse("{\"a\":{\"b\":{\"c\":5}}}");

	ck_assert_int_eq(json_opt_i64(json_opt_object(json_opt_object(object, "a"), "b"), "c", 0), 5);
	ck_assert_int_eq(json_opt_i64(json_opt_object(json_opt_object(object, "x"), "b"), "c", 9), 9);
	ck_assert_ptr_null(json_opt_array(NULL, "x"));
	ck_assert_str_eq(json_opt_str(json_opt_array(parse("{\"a\":[]}"), "a"), "k", "-"), "-");
}
END_TEST

START_TEST(arrays_are_walked_to_their_end)
{
	struct json_object *array = parse("[\"one\",2,null]");

	ck_assert_uint_eq(json_array_len(array), 3);
	ck_assert_str_eq(json_text(json_array_at(array, 0)), "one");
	ck_assert_ptr_null(json_text(json_array_at(array, 1)));
	ck_assert_ptr_null(json_array_at(array, 2));
	ck_assert_ptr_null(json_array_at(array, 3));
	ck_assert_uint_eq(json_array_len(NULL), 0);
	ck_assert_uint_eq(json_array_len(parse("{}")), 0);
	ck_assert_ptr_null(json_array_at(NULL, 0));
	ck_assert_int_eq(json_number(json_array_at(array, 1), 7), 2);
	ck_assert_int_eq(json_number(json_array_at(array, 0), 7), 7);
	ck_assert_int_eq(json_number(json_array_at(array, 2), 7), 7);
}
END_TEST

START_TEST(kinds_are_told_apart)
{
	ck_assert(json_is_object(parse("{}")) && !json_is_array(parse("{}")));
	ck_assert(json_is_array(parse("[]")) && !json_is_object(parse("[]")));
	ck_assert(!json_is_object(NULL) && !json_is_array(NULL));
	ck_assert_ptr_null(json_text(NULL));
}
END_TEST

struct visits {
	char keys[16];
	int stop_after;
};

static bool
note_key(const char *key, struct json_object *value, void *arg)
{
	struct visits *visits = arg;

	(void)value;
	visits->keys[strlen(visits->keys)] = key[0];
	return --visits->stop_after != 0;
}

START_TEST(each_key_is_visited_until_the_visitor_stops)
{
	struct json_object *object = parse("{\"a\":1,\"b\":null,\"c\":[]}");
	struct visits all = { .stop_after = -1 }, two = { .stop_after = 2 };

	ck_assert(json_each(object, note_key, &all));
	ck_assert_str_eq(all.keys, "abc");
	ck_assert(!json_each(object, note_key, &two));
	ck_assert_str_eq(two.keys, "ab");
	ck_assert(json_each(NULL, note_key, &all) && json_each(parse("[1]"), note_key, &all));
}
END_TEST

START_TEST(what_is_built_is_formatted_compactly)
{
	struct json_object *object = json_new_object(fixture_mem), *array;

	json_put_str(object, "text", "a/b \"я\"\n\x01");
	json_put_str(object, "none", NULL);
	json_put_i64(object, "id", INT64_C(9007199254740993));
	json_put_bool(object, "yes", true);
	json_put_null(object, "null");
	json_put_str(json_put_object(object, "inner"), "k", "v");
	array = json_put_array(object, "list");
	json_add_str(array, "s");
	json_add_str(array, NULL);
	json_add_i64(array, -1);
	json_put_i64(json_add_object(array), "n", 1);
	ck_assert_str_eq(json_format(fixture_mem, object),
		"{\"text\":\"a/b \\\"я\\\"\\n\\u0001\",\"none\":null,\"id\":9007199254740993,"
		"\"yes\":true,\"null\":null,\"inner\":{\"k\":\"v\"},"
		"\"list\":[\"s\",null,-1,{\"n\":1}]}");
	ck_assert_str_eq(json_format(fixture_mem, json_new_array(fixture_mem)), "[]");
}
END_TEST

START_TEST(a_key_put_twice_has_its_last_value)
{
	struct json_object *object = json_new_object(fixture_mem);

	json_put_i64(object, "a", 1);
	json_put_str(object, "a", "x");
	ck_assert_str_eq(json_format(fixture_mem, object), "{\"a\":\"x\"}");
}
END_TEST

static const struct {
	double number;
	const char *text;
} doubles[] = {
	{ 0.1, "0.1" }, { 0.3, "0.3" }, { 1.0 / 3, "0.33333333333333331" }, { 3, "3" },
	{ -2.5e-7, "-2.5e-07" }, { 1e300, "1e+300" }, { 123456789.125, "123456789.125" },
};

START_TEST(a_double_is_as_short_as_it_can_be)
{
	struct json_object *object = json_new_object(fixture_mem);

	json_put_double(object, "d", doubles[_i].number);
	ck_assert_str_eq(json_format(fixture_mem, object),
		mem_printf(fixture_mem, "{\"d\":%s}", doubles[_i].text));
	ck_assert_double_eq(json_opt_double(parse(json_format(fixture_mem, object)), "d", 0),
		doubles[_i].number);
}
END_TEST

START_TEST(a_double_without_a_value_is_a_bug)
{
	json_put_double(json_new_object(fixture_mem), "d", NAN);
}
END_TEST

START_TEST(a_shared_value_outlives_its_first_owner)
{
	void *first = mem_context(fixture_mem, "first"), *second = mem_context(fixture_mem, "second");
	struct json_object *inner = json_new_object(first), *outer = json_new_object(second);

	json_put_i64(inner, "n", 1);
	json_put_value(outer, "inner", inner);
	json_put_value(outer, "nothing", NULL);
	mem_free(first);
	ck_assert_str_eq(json_format(second, outer), "{\"inner\":{\"n\":1},\"nothing\":null}");
	mem_free(second);
}
END_TEST

static void
add_reading(Suite *suite)
{
	TCase *tcase = fixture_case(suite, "json_get_*");

	tcase_add_loop_test(tcase, a_strict_getter_wants_the_right_kind, 0, COUNT(members));
	tcase_add_test(tcase, a_missing_key_is_named);
	tcase = fixture_case(suite, "json_opt_*");
	tcase_add_loop_test(tcase, a_lenient_getter_falls_back, 0, COUNT(members));
	tcase_add_test(tcase, paths_can_be_chained_through_what_is_absent);
	tcase = fixture_case(suite, "json_array_at");
	tcase_add_test(tcase, arrays_are_walked_to_their_end);
	tcase = fixture_case(suite, "json_is_*");
	tcase_add_test(tcase, kinds_are_told_apart);
	tcase = fixture_case(suite, "json_each");
	tcase_add_test(tcase, each_key_is_visited_until_the_visitor_stops);
}

Suite *
json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = fixture_case(suite, "json_parse");

	tcase_add_loop_test(tcase, only_rfc_8259_is_accepted, 0, COUNT(texts));
	tcase_add_test(tcase, every_cut_text_is_refused);
	tcase_add_test(tcase, a_nul_byte_is_refused_anywhere);
	tcase_add_test(tcase, depth_ends_at_its_limit);
	tcase = fixture_case(suite, "json_parse_object");
	tcase_add_test(tcase, an_array_is_no_object);
	add_reading(suite);
	tcase = fixture_case(suite, "json_put_*");
	tcase_add_test(tcase, what_is_built_is_formatted_compactly);
	tcase_add_test(tcase, a_key_put_twice_has_its_last_value);
	tcase = fixture_case(suite, "json_put_double");
	tcase_add_loop_test(tcase, a_double_is_as_short_as_it_can_be, 0, COUNT(doubles));
	fixture_add_abort(tcase, a_double_without_a_value_is_a_bug);
	tcase = fixture_case(suite, "json_put_value");
	tcase_add_test(tcase, a_shared_value_outlives_its_first_owner);
	return suite;
}
