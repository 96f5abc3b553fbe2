/* SPDX-License-Identifier: MIT */
#include "codec/form.h"

#include <string.h>

#include "test_codec.h"

enum { MAX_PAIRS = 4 };

static const struct {
	const char *text;
	size_t count;
	struct form_pair pairs[MAX_PAIRS];
} forms[] = {
	{ "", 0, { { NULL, NULL } } },
	{ "a=1", 1, { { "a", "1" } } },
	{ "a=1&b=2&a=3", 3, { { "a", "1" }, { "b", "2" }, { "a", "3" } } },
	{ "text=%D0%BF%D1%80+%2B%26", 1, { { "text", "пр +&" } } },
	{ "%61=b", 1, { { "a", "b" } } },
	{ "a&b=&=c&==", 4, { { "a", "" }, { "b", "" }, { "", "c" }, { "", "=" } } },
	{ "&&a=1&&&", 1, { { "a", "1" } } },
	{ "a=b=c;d", 1, { { "a", "b=c;d" } } },
};

START_TEST(pairs_come_decoded_and_in_order)
{
	struct form *form;

	MUST(form_parse(fixture_mem, forms[_i].text, strlen(forms[_i].text), MAX_PAIRS, &form,
		&fixture_err));
	ck_assert_uint_eq(form->count, forms[_i].count);
	for (size_t i = 0; i < form->count; i++) {
		ck_assert_str_eq(form->pairs[i].name, forms[_i].pairs[i].name);
		ck_assert_str_eq(form->pairs[i].value, forms[_i].pairs[i].value);
	}
}
END_TEST

static const char *const refused[] = {
	"a=1&b=2&c=3&d=4&e=5", "a=%00", "a%00=1", "a=%", "a=%Z1", "a=%FF", "a=\xff", "a=1&b=%E0%80%80",
};

START_TEST(rubbish_and_too_many_pairs_are_refused)
{
	struct form *form;

	MUST_FAIL(form_parse(fixture_mem, refused[_i], strlen(refused[_i]), MAX_PAIRS, &form,
		&fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(a_raw_nul_is_refused)
{
	struct form *form;

	MUST_FAIL(form_parse(fixture_mem, "a=1\0", 4, MAX_PAIRS, &form, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(the_first_of_repeated_names_counts)
{
	static const char text[] = "a=1&b=&a=3";
	struct form *form;

	MUST(form_parse(fixture_mem, text, strlen(text), MAX_PAIRS, &form, &fixture_err));
	ck_assert_str_eq(form_get(form, "a"), "1");
	ck_assert_str_eq(form_get(form, "b"), "");
	ck_assert_ptr_null(form_get(form, "c"));
	ck_assert_ptr_null(form_get(form, "A"));
}
END_TEST

/* A parser that compared each name with those before would need minutes. */
START_TEST(the_same_name_many_times_takes_no_longer)
{
	enum { PAIRS = 100000 };
	char *text = mem_array(fixture_mem, char, 4 * PAIRS);
	struct form *form;

	for (size_t i = 0; i < PAIRS; i++)
		memcpy(text + 4 * i, "a=1&", 4);
	MUST(form_parse(fixture_mem, text, 4 * PAIRS, PAIRS, &form, &fixture_err));
	ck_assert_uint_eq(form->count, PAIRS);
	MUST_FAIL(form_parse(fixture_mem, text, 4 * PAIRS, PAIRS - 1, &form, &fixture_err),
		ERR_INVALID);
}
END_TEST

Suite *
form_suite(void)
{
	Suite *suite = suite_create("form");
	TCase *tcase = fixture_case(suite, "form_parse");

	tcase_add_loop_test(tcase, pairs_come_decoded_and_in_order, 0, COUNT(forms));
	tcase_add_loop_test(tcase, rubbish_and_too_many_pairs_are_refused, 0, COUNT(refused));
	tcase_add_test(tcase, a_raw_nul_is_refused);
	tcase_add_test(tcase, the_same_name_many_times_takes_no_longer);
	tcase = fixture_case(suite, "form_get");
	tcase_add_test(tcase, the_first_of_repeated_names_counts);
	return suite;
}
