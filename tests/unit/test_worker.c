/* SPDX-License-Identifier: MIT */
#include "store/worker.h"

#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { DAY_MS = 86400000 };

static void
beat(const char *id, const char *mode, bool worked)
{
	MUST(worker_beat(store_db, id, mode, worked, &fixture_err));
}

static size_t
list(struct worker_row **rows_r)
{
	size_t count;

	MUST(worker_list(store_db, fixture_mem, rows_r, &count, &fixture_err));
	return count;
}

static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

START_TEST(a_worker_lives_from_its_first_heartbeat)
{
	struct worker_row *row;

	ck_assert_uint_eq(list(&row), 0);
	beat("w", "service", false);
	schema_set_clock(store_db, NOW + 7000);
	ck_assert_uint_eq(list(&row), 1);
	ck_assert_str_eq(row->id, "w");
	ck_assert_str_eq(row->mode, "service");
	ck_assert_int_eq(row->started_at, NOW);
	ck_assert_int_eq(row->seen_ago_ms, 7000);
	ck_assert_int_eq(row->worked_at, 0);
}
END_TEST

START_TEST(work_is_remembered_over_idle_heartbeats)
{
	struct worker_row *row;

	beat("w", "service", false);
	schema_set_clock(store_db, NOW + 1000);
	beat("w", "service", true);
	schema_set_clock(store_db, NOW + 2000);
	beat("w", "service", false);
	ck_assert_uint_eq(list(&row), 1);
	ck_assert_int_eq(row->started_at, NOW);
	ck_assert_int_eq(row->seen_ago_ms, 0);
	ck_assert_int_eq(row->worked_at, NOW + 1000);
}
END_TEST

START_TEST(workers_of_the_last_day_are_listed_latest_first)
{
	struct worker_row *rows;

	beat("long ago", "cron", true);
	schema_set_clock(store_db, NOW + DAY_MS - 5000);
	beat("early", "cron", true);
	schema_set_clock(store_db, NOW + DAY_MS);
	beat("late", "service", true);
	ck_assert_uint_eq(list(&rows), 2);
	ck_assert_str_eq(rows[0].id, "late");
	ck_assert_str_eq(rows[1].id, "early");
}
END_TEST

START_TEST(a_worker_that_ends_in_order_is_gone)
{
	struct worker_row *rows;

	beat("a", "service", true);
	beat("b", "service", true);
	MUST(worker_gone(store_db, "a", &fixture_err));
	MUST(worker_gone(store_db, "a", &fixture_err));
	ck_assert_uint_eq(list(&rows), 1);
	ck_assert_str_eq(rows[0].id, "b");
}
END_TEST

START_TEST(of_the_runs_from_cron_the_last_one_stays)
{
	struct worker_row *rows;

	beat("first", "cron", true);
	MUST(worker_gone(store_db, "first", &fixture_err));
	ck_assert_uint_eq(list(&rows), 1);
	schema_set_clock(store_db, NOW + 61000);
	beat("second", "cron", true);
	beat("beside it", "cron", true);
	beat("service", "service", true);
	MUST(worker_gone(store_db, "second", &fixture_err));
	ck_assert_uint_eq(list(&rows), 3);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM worker WHERE id = 'first'"), 0);
}
END_TEST

START_TEST(the_dead_are_forgotten_after_a_day)
{
	beat("dead", "service", true);
	schema_set_clock(store_db, NOW + DAY_MS);
	beat("w", "service", true);
	MUST(worker_gone(store_db, "w", &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM worker"), 1);
	schema_set_clock(store_db, NOW + DAY_MS + 1000);
	MUST(worker_gone(store_db, "w", &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM worker"), 0);
}
END_TEST

Suite *
worker_suite(void)
{
	Suite *suite = suite_create("worker");
	TCase *tcase = store_case(suite, "worker");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_worker_lives_from_its_first_heartbeat);
	tcase_add_test(tcase, work_is_remembered_over_idle_heartbeats);
	tcase_add_test(tcase, workers_of_the_last_day_are_listed_latest_first);
	tcase_add_test(tcase, a_worker_that_ends_in_order_is_gone);
	tcase_add_test(tcase, of_the_runs_from_cron_the_last_one_stays);
	tcase_add_test(tcase, the_dead_are_forgotten_after_a_day);
	return suite;
}
