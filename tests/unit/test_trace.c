/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "test_core.h"

enum { LIMIT = 100000 };

static struct json_object *
lines_of(struct trace *trace)
{
	char *text = trace_format(trace);
	struct json_object *lines;

	ck_assert_uint_le(strlen(text), LIMIT);
	ck_assert(utf8_is_valid(text, strlen(text)));
	MUST(json_parse(fixture_mem, text, strlen(text), &lines, &fixture_err));
	return lines;
}

static const char *
detail_at(struct json_object *lines, size_t index)
{
	return json_opt_str(json_array_at(lines, index), "detail", NULL);
}

static char *
repeat(const char *piece, size_t times)
{
	size_t len = strlen(piece);
	char *text = mem_array(fixture_mem, char, len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * len, piece, len);
	return text;
}

START_TEST(a_trace_is_a_list_of_what_happened)
{
	struct trace *trace = trace_new(fixture_mem);
	struct json_object *lines;

	ck_assert_str_eq(trace_format(trace), "[]");
	trace_add(trace, "fresh", "pass", "");
	trace_add(trace, "type", "stop", "\"image\"");
	lines = lines_of(trace);
	ck_assert_uint_eq(json_array_len(lines), 2);
	ck_assert_str_eq(json_opt_str(json_array_at(lines, 0), "check", ""), "fresh");
	ck_assert_str_eq(json_opt_str(json_array_at(lines, 1), "result", ""), "stop");
	ck_assert_str_eq(detail_at(lines, 1), "\"image\"");
}
END_TEST

START_TEST(a_long_trace_tells_its_beginning_and_its_end)
{
	struct trace *trace = trace_new(fixture_mem);
	const int count = 5000;
	struct json_object *lines;
	size_t at, cuts = 0;

	for (int i = 0; i < count; i++)
		trace_add(trace, "model", "fail", mem_printf(fixture_mem, "модель %d", i));
	lines = lines_of(trace);
	at = json_array_len(lines);
	ck_assert_uint_gt(at, 100);
	ck_assert_str_eq(detail_at(lines, 0), "модель 0");
	ck_assert_str_eq(detail_at(lines, at - 1), mem_printf(fixture_mem, "модель %d", count - 1));
	for (size_t i = 0; i < at; i++)
		if (strcmp(detail_at(lines, i), "cut") == 0) {
			ck_assert_str_eq(json_opt_str(json_array_at(lines, i), "check", ""), "trace");
			cuts++;
		}
	ck_assert_uint_eq(cuts, 1);
}
END_TEST

/* Each length of the last one, so that the limits fall on every byte of a line. */
START_TEST(a_trace_is_whole_whatever_its_lengths)
{
	struct trace *trace = trace_new(fixture_mem);
	size_t count = 0;

	for (size_t len = 0; len < 300; len++) {
		struct json_object *lines;

		trace_add(trace, "facts", "pass", repeat("я\n", len));
		lines = lines_of(trace);
		count = json_array_len(lines);
		ck_assert_uint_eq(strlen(detail_at(lines, count - 1)), 3 * len);
	}
	ck_assert_uint_lt(count, 301);
}
END_TEST

static const char *const pieces[] = { "x", "ы", "\001", "😀", "\"" };

START_TEST(a_long_detail_is_cut_between_letters)
{
	struct trace *trace = trace_new(fixture_mem);
	struct json_object *lines;

	for (size_t i = 0; i < 4; i++) {
		trace_add(trace, "model", "fail",
			mem_printf(fixture_mem, "%.*s%s", (int)i, "abc", repeat(pieces[_i], 120000)));
		trace_add(trace, "model", "pass", "");
	}
	lines = lines_of(trace);
	ck_assert_str_eq(detail_at(lines, json_array_len(lines) - 1), "");
	for (size_t i = 0; i < json_array_len(lines); i += 2) {
		const char *detail = detail_at(lines, i);

		if (strcmp(detail, "cut") == 0)
			break;
		ck_assert_uint_gt(strlen(detail), 3000);
		ck_assert_str_eq(detail + strlen(detail) - strlen("…"), "…");
	}
}
END_TEST

START_TEST(a_copy_goes_on_by_itself)
{
	struct trace *trace = trace_new(fixture_mem), *copy;

	for (int i = 0; i < 100; i++) /* its beginning is full, and some of it is cut */
		trace_add(trace, "facts", "pass", repeat("я", 1900));
	copy = trace_copy(fixture_mem, trace);
	ck_assert_str_eq(trace_format(copy), trace_format(trace));
	trace_add(copy, "newer", "stop", "x");
	ck_assert_ptr_ne(strstr(trace_format(copy), "newer"), NULL);
	ck_assert_ptr_eq(strstr(trace_format(trace), "newer"), NULL);
}
END_TEST

Suite *
trace_suite(void)
{
	Suite *suite = suite_create("trace");
	TCase *tcase = fixture_case(suite, "trace");

	tcase_add_test(tcase, a_trace_is_a_list_of_what_happened);
	tcase_add_test(tcase, a_long_trace_tells_its_beginning_and_its_end);
	tcase_add_test(tcase, a_trace_is_whole_whatever_its_lengths);
	tcase_add_test(tcase, a_copy_goes_on_by_itself);
	tcase_add_loop_test(tcase, a_long_detail_is_cut_between_letters, 0, COUNT(pieces));
	return suite;
}
