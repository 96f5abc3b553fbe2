/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <string.h>

#include "test_base.h"

START_TEST(a_new_buffer_is_an_empty_text)
{
	struct buf *buf = buf_new(fixture_mem, 10);

	ck_assert_str_eq(buf_data(buf), "");
	ck_assert_uint_eq(buf_len(buf), 0);
	ck_assert(!buf_failed(buf));
}
END_TEST

START_TEST(writes_follow_each_other)
{
	struct buf *buf = buf_new(fixture_mem, 1000);

	buf_puts(buf, "one");
	buf_putc(buf, ' ');
	buf_write(buf, "two!", 3);
	buf_printf(buf, " %d", 3);
	ck_assert_str_eq(buf_data(buf), "one two 3");
	ck_assert_uint_eq(buf_len(buf), 9);
}
END_TEST

START_TEST(a_buffer_grows_up_to_its_limit)
{
	struct buf *buf = buf_new(fixture_mem, 100000);

	for (int i = 0; i < 10000; i++)
		buf_puts(buf, "0123456789");
	ck_assert(!buf_failed(buf));
	ck_assert_uint_eq(buf_len(buf), 100000);
	buf_putc(buf, 'x');
	ck_assert(buf_failed(buf));
	ck_assert_uint_eq(strlen(buf_data(buf)), 100000);
}
END_TEST

START_TEST(the_first_failure_sticks)
{
	struct buf *buf = buf_new(fixture_mem, 4);

	buf_puts(buf, "abc");
	buf_puts(buf, "de");
	buf_puts(buf, "f");
	buf_printf(buf, "%s", "f");
	ck_assert(buf_failed(buf));
	ck_assert_str_eq(buf_data(buf), "abc");
}
END_TEST

START_TEST(a_format_that_does_not_fit_writes_nothing)
{
	struct buf *buf = buf_new(fixture_mem, 4);

	buf_printf(buf, "%d", 12345);
	ck_assert(buf_failed(buf));
	ck_assert_str_eq(buf_data(buf), "");
}
END_TEST

START_TEST(resetting_forgets_text_and_failure)
{
	struct buf *buf = buf_new(fixture_mem, 2);

	buf_puts(buf, "abc");
	buf_reset(buf);
	ck_assert(!buf_failed(buf));
	buf_puts(buf, "xy");
	ck_assert_str_eq(buf_data(buf), "xy");
}
END_TEST

START_TEST(truncating_cuts_back_and_never_forward)
{
	struct buf *buf = buf_new(fixture_mem, 10);

	buf_puts(buf, "abcdef");
	buf_truncate(buf, 7);
	ck_assert_str_eq(buf_data(buf), "abcdef");
	buf_truncate(buf, 2);
	ck_assert_str_eq(buf_data(buf), "ab");
	buf_puts(buf, "x");
	ck_assert_str_eq(buf_data(buf), "abx");
}
END_TEST

START_TEST(bytes_may_be_zero)
{
	struct buf *buf = buf_new(fixture_mem, 10);

	buf_write(buf, "a\0b", 3);
	buf_write(buf, NULL, 0);
	ck_assert_uint_eq(buf_len(buf), 3);
	ck_assert_mem_eq(buf_data(buf), "a\0b", 4);
}
END_TEST

Suite *
buf_suite(void)
{
	Suite *suite = suite_create("buf");
	TCase *tcase = fixture_case(suite, "buf_new");

	tcase_add_test(tcase, a_new_buffer_is_an_empty_text);
	tcase = fixture_case(suite, "buf_write");
	tcase_add_test(tcase, writes_follow_each_other);
	tcase_add_test(tcase, a_buffer_grows_up_to_its_limit);
	tcase_add_test(tcase, the_first_failure_sticks);
	tcase_add_test(tcase, bytes_may_be_zero);
	tcase = fixture_case(suite, "buf_printf");
	tcase_add_test(tcase, a_format_that_does_not_fit_writes_nothing);
	tcase = fixture_case(suite, "buf_reset");
	tcase_add_test(tcase, resetting_forgets_text_and_failure);
	tcase = fixture_case(suite, "buf_truncate");
	tcase_add_test(tcase, truncating_cuts_back_and_never_forward);
	return suite;
}
