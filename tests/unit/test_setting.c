/* SPDX-License-Identifier: MIT */
#include "store/setting.h"

#include "store/counter.h"
#include "test_store.h"

START_TEST(a_setting_is_null_until_it_is_set)
{
	const char *value = "untouched";

	MUST(setting_get(store_db, fixture_mem, "greeting", &value, &fixture_err));
	ck_assert_ptr_null(value);
	MUST(setting_set(store_db, "greeting", "Добрый день 👋", &fixture_err));
	MUST(setting_set(store_db, "greeting", "Привет", &fixture_err));
	MUST(setting_get(store_db, fixture_mem, "greeting", &value, &fixture_err));
	ck_assert_str_eq(value, "Привет");
}
END_TEST

START_TEST(locking_a_setting_keeps_its_value)
{
	const char *value;

	MUST(setting_set(store_db, "install", "x", &fixture_err));
	MUST(setting_lock(store_db, "install", &fixture_err));
	MUST(setting_get(store_db, fixture_mem, "install", &value, &fixture_err));
	ck_assert_str_eq(value, "x");
}
END_TEST

START_TEST(counters_add_up)
{
	struct counter *counters;
	size_t count;

	MUST(counter_bump(store_db, "webhook.unknown", 2, &fixture_err));
	MUST(counter_bump(store_db, "webhook.unknown", 3, &fixture_err));
	MUST(counter_bump(store_db, "a", 1, &fixture_err));
	MUST(counter_list(store_db, fixture_mem, &counters, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(counters[0].name, "a");
	ck_assert_int_eq(counters[0].value, 1);
	ck_assert_str_eq(counters[1].name, "webhook.unknown");
	ck_assert_int_eq(counters[1].value, 5);
}
END_TEST

Suite *
setting_suite(void)
{
	Suite *suite = suite_create("setting");
	TCase *tcase = store_case(suite, "setting");

	tcase_add_test(tcase, a_setting_is_null_until_it_is_set);
	tcase_add_test(tcase, locking_a_setting_keeps_its_value);
	tcase = store_case(suite, "counter");
	tcase_add_test(tcase, counters_add_up);
	return suite;
}
