/* SPDX-License-Identifier: MIT */
/* Every case of json_cases.h through the parser and all getters: in time, in bounded memory. */
#include "codec/json.h"

#include <malloc.h>
#include <time.h>

#include "base/buf.h"
#include "test_codec.h"

enum { TEXT_MAX = 100000, TIME_MAX_S = 5, BYTES_EACH = 200, BYTES_MORE = 200000 };

enum kind { yes, taken, no, refused };

static const struct {
	enum kind kind;
	const char *name;
	struct {
		const char *text;
		size_t len;
		int times;
	} pieces[5];
} cases[] = {
#define PIECE(text, times) { text, sizeof(text) - 1, times }
#define CASE(kind, name, text) { kind, name, { PIECE(text, 1) } },
#define LONG(kind, name, head, one, times, middle, other, times_other, tail) { kind, name, \
	{ PIECE(head, 1), PIECE(one, times), PIECE(middle, 1), PIECE(other, times_other), \
	PIECE(tail, 1) } },
#include "json_cases.h"
};

static const struct buf *
text_of(int index)
{
	struct buf *buf = buf_new(fixture_mem, TEXT_MAX);

	for (size_t i = 0; i < sizeof(cases[0].pieces) / sizeof(cases[0].pieces[0]); i++)
		for (int times = 0; times < cases[index].pieces[i].times; times++)
			buf_write(buf, cases[index].pieces[i].text, cases[index].pieces[i].len);
	ck_assert(!buf_failed(buf));
	return buf;
}

static bool
read_member(const char *key, struct json_object *value, void *arg)
{
	struct json_object *object = arg, *inner;
	const char *text;
	int64_t number;
	bool flag;

	(void)value;
	ck_assert_int_eq(json_get_str(object, key, &text, &fixture_err),
		json_opt_str(object, key, NULL) != NULL);
	if (json_get_i64(object, key, &number, &fixture_err))
		ck_assert_int_eq(json_opt_i64(object, key, number - 1), number);
	if (json_get_bool(object, key, &flag, &fixture_err))
		ck_assert_int_eq(json_opt_bool(object, key, !flag), flag);
	(void)json_opt_double(object, key, 0);
	ck_assert_int_eq(json_get_object(object, key, &inner, &fixture_err),
		json_opt_object(object, key) != NULL);
	ck_assert_int_eq(json_get_array(object, key, &inner, &fixture_err),
		json_opt_array(object, key) != NULL);
	return true;
}

static void
read_value(struct json_object *value)
{
	(void)json_text(value);
	(void)json_number(value, 0);
	for (size_t i = 0; i < json_array_len(value); i++)
		read_value(json_array_at(value, i));
	if (json_is_object(value))
		ck_assert(json_each(value, read_member, value));
}

START_TEST(every_case_is_read_or_refused_in_time_and_in_bounds)
{
	const struct buf *text = text_of(_i);
	size_t before = mallinfo2().uordblks;
	clock_t began = clock(); /* of this process: others may take its time */
	void *mem = mem_context(fixture_mem, "case");
	struct json_object *value = NULL;
	bool parsed = json_parse(mem, buf_data(text), buf_len(text), &value, &fixture_err);

	ck_assert_msg(parsed == (cases[_i].kind <= taken), "%s", cases[_i].name);
	if (parsed)
		read_value(value);
	ck_assert_uint_lt(mallinfo2().uordblks, before + BYTES_EACH * buf_len(text) + BYTES_MORE);
	mem_free(mem);
	ck_assert_uint_lt(mallinfo2().uordblks, before + BYTES_MORE);
	ck_assert_int_lt(clock() - began, TIME_MAX_S * CLOCKS_PER_SEC);
}
END_TEST

Suite *
json_cases_suite(void)
{
	Suite *suite = suite_create("json cases");
	TCase *tcase = fixture_case(suite, "json_cases.h");

	tcase_add_loop_test(tcase, every_case_is_read_or_refused_in_time_and_in_bounds, 0,
		COUNT(cases));
	tcase_set_timeout(tcase, 60);
	return suite;
}
