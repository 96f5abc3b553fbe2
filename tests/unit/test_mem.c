/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <stdint.h>
#include <string.h>

#include "test_base.h"

struct thing {
	int number;
	char text[20];
};

START_TEST(a_new_object_is_zeroed)
{
	struct thing *thing = mem_new(fixture_mem, struct thing);
	struct thing zero;

	memset(&zero, 0, sizeof(zero));
	ck_assert_mem_eq(thing, &zero, sizeof(zero));
}
END_TEST

START_TEST(an_array_may_be_empty)
{
	ck_assert_ptr_nonnull(mem_array(fixture_mem, struct thing, 0));
}
END_TEST

START_TEST(a_size_past_all_memory_ends_the_process)
{
	(void)mem_array(fixture_mem, struct thing, (size_t)UINT32_MAX + 2);
}
END_TEST

START_TEST(a_resized_array_keeps_its_members)
{
	int *numbers = mem_array(fixture_mem, int, 2);

	numbers[1] = 42;
	numbers = mem_resize(fixture_mem, numbers, int, 1000);
	ck_assert_int_eq(numbers[1], 42);
	numbers[999] = 1;
	ck_assert_ptr_nonnull(mem_resize(fixture_mem, numbers, int, 0));
}
END_TEST

START_TEST(a_child_dies_with_its_context)
{
	void *child = mem_context(fixture_mem, "child");
	size_t before = talloc_total_blocks(fixture_mem);

	(void)mem_strdup(child, "text");
	(void)mem_new(child, struct thing);
	ck_assert_uint_gt(talloc_total_blocks(fixture_mem), before);
	mem_free(child);
	ck_assert_uint_eq(talloc_total_blocks(fixture_mem), before - 1);
	mem_free(NULL);
}
END_TEST

START_TEST(a_pool_holds_more_than_it_set_aside)
{
	void *pool = mem_pool(fixture_mem, 64);
	char *big = mem_array(pool, char, 1000);

	memset(big, 1, 1000);
	ck_assert_ptr_nonnull(mem_strdup(pool, "text"));
}
END_TEST

START_TEST(copies_are_terminated)
{
	static const unsigned char bytes[] = { 1, 0, 2 };

	ck_assert_str_eq(mem_strdup(fixture_mem, "ab"), "ab");
	ck_assert_ptr_null(mem_strdup(fixture_mem, NULL));
	ck_assert_str_eq(mem_strndup(fixture_mem, "abc", 2), "ab");
	ck_assert_str_eq(mem_strndup(fixture_mem, NULL, 0), "");
	ck_assert_mem_eq(mem_dup(fixture_mem, bytes, 3), bytes, 3);
	ck_assert_ptr_nonnull(mem_dup(fixture_mem, NULL, 0));
	ck_assert_str_eq(mem_printf(fixture_mem, "%d-%s", 7, "x"), "7-x");
}
END_TEST

Suite *
mem_suite(void)
{
	Suite *suite = suite_create("mem");
	TCase *tcase = fixture_case(suite, "mem_new");

	tcase_add_test(tcase, a_new_object_is_zeroed);
	tcase = fixture_case(suite, "mem_array");
	tcase_add_test(tcase, an_array_may_be_empty);
	fixture_add_abort(tcase, a_size_past_all_memory_ends_the_process);
	tcase = fixture_case(suite, "mem_resize");
	tcase_add_test(tcase, a_resized_array_keeps_its_members);
	tcase = fixture_case(suite, "mem_free");
	tcase_add_test(tcase, a_child_dies_with_its_context);
	tcase = fixture_case(suite, "mem_pool");
	tcase_add_test(tcase, a_pool_holds_more_than_it_set_aside);
	tcase = fixture_case(suite, "mem_strdup");
	tcase_add_test(tcase, copies_are_terminated);
	return suite;
}
