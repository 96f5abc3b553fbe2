/* SPDX-License-Identifier: MIT */
#include "core/health.h"

#include "base/str.h"
#include "mariadb.h"
#include "store/account.h"
#include "store/job.h"
#include "store/worker.h"
#include "test_core_db.h"

static struct health
check(void)
{
	struct health health;

	health_check(core_db, fixture_mem, &health);
	return health;
}

static void
beat(const char *id, const char *mode, int64_t ago_ms)
{
	schema_set_clock(core_db, CORE_NOW - ago_ms);
	MUST(worker_beat(core_db, id, mode, true, &fixture_err));
	schema_set_clock(core_db, CORE_NOW);
}

static void
put_job(const char *name, int64_t ago_ms)
{
	struct job_new job = { .kind = "send", .name = name };

	schema_set_clock(core_db, CORE_NOW - ago_ms);
	MUST(job_put(core_db, &job, &fixture_err));
	schema_set_clock(core_db, CORE_NOW);
}

static void
set_account(const char *status, const char *webhook, bool enabled)
{
	MUST(account_set_status(core_db, core_account->id, status, "", &fixture_err));
	MUST(account_set_webhook(core_db, core_account->id, webhook, "", &fixture_err));
	MUST(account_set_enabled(core_db, core_account->id, enabled, &fixture_err));
}

START_TEST(an_installation_that_works_is_well)
{
	struct health health;

	beat("w", "service", 5000);
	put_job("a", 1000);
	set_account("ok", "ours", true);
	health = check();
	ck_assert_int_eq(health.level, HEALTH_OK);
	ck_assert(health.database);
	ck_assert_int_ge(health.database_ms, 0);
	ck_assert_str_eq(health.database_error, "");
	ck_assert(health.worker);
	ck_assert_str_eq(health.worker_mode, "service");
	ck_assert_int_eq(health.worker_seen_ms, 5000);
	ck_assert_int_eq(health.jobs_ready, 1);
	ck_assert_int_eq(health.jobs_running, 0);
	ck_assert_int_eq(health.jobs_oldest_ms, 1000);
	ck_assert_uint_eq(health.account_count, 1);
	ck_assert_int_eq(health.accounts[0].id, core_account->id);
}
END_TEST

START_TEST(whether_a_worker_lives_can_be_asked_alone)
{
	bool lives = true;

	MUST(health_worker_lives(core_db, fixture_mem, &lives, &fixture_err));
	ck_assert(!lives);
	beat("w", "service", 5000);
	MUST(health_worker_lives(core_db, fixture_mem, &lives, &fixture_err));
	ck_assert(lives);
}
END_TEST

START_TEST(without_a_database_everything_is_down)
{
	struct db_options options = { .url = "mysql://u@localhost/d?socket=/nonexistent/socket" };
	struct health health;
	struct db *db;
	bool lives;

	MUST(db_open(fixture_mem, &options, &db, &fixture_err));
	ck_assert(!health_worker_lives(db, fixture_mem, &lives, &fixture_err));
	health_check(db, fixture_mem, &health);
	ck_assert_int_eq(health.level, HEALTH_DOWN);
	ck_assert(!health.database);
	ck_assert_str_eq(health.database_error, "busy");
	ck_assert(!health.worker);
	ck_assert_int_eq(health.worker_seen_ms, -1);
	ck_assert_uint_eq(health.account_count, 0);
}
END_TEST

/* --- workers */

START_TEST(without_a_worker_it_is_degraded)
{
	struct health health = check();

	ck_assert_int_eq(health.level, HEALTH_DEGRADED);
	ck_assert(!health.worker);
	ck_assert_str_eq(health.worker_mode, "");
	ck_assert_int_eq(health.worker_seen_ms, -1);
}
END_TEST

static const struct {
	const char *mode;
	int64_t ago_ms;
	bool lives;
} workers[] = {
	{ "service", 59000, true },  { "service", 60000, false }, { "embedded", 60000, false },
	{ "cron", 599000, true },    { "cron", 600000, false },
};

START_TEST(a_worker_lives_as_long_as_its_mode_lets_expect)
{
	struct health health;

	beat("w", workers[_i].mode, workers[_i].ago_ms);
	health = check();
	ck_assert_int_eq(health.worker, workers[_i].lives);
	ck_assert_int_eq(health.level, workers[_i].lives ? HEALTH_OK : HEALTH_DEGRADED);
}
END_TEST

START_TEST(one_that_lives_is_enough)
{
	struct health health;

	beat("cron", "cron", 300000);
	beat("dead", "service", 90000);
	health = check();
	ck_assert_int_eq(health.level, HEALTH_OK);
	ck_assert_str_eq(health.worker_mode, "cron");
	ck_assert_int_eq(health.worker_seen_ms, 300000);
}
END_TEST

START_TEST(the_modes_that_live_are_told_each_with_its_age)
{
	struct health health;

	beat("old", "embedded", 70000);
	beat("first", "service", 50000);
	beat("second", "service", 40000);
	beat("first", "service", 1000);
	beat("run", "cron", 90000);
	health = check();
	ck_assert_uint_eq(health.mode_count, 2);
	ck_assert_str_eq(health.modes[0].mode, "service");
	ck_assert_int_eq(health.modes[0].count, 2);
	ck_assert_int_eq(health.modes[0].since, CORE_NOW - 50000);
	ck_assert_int_eq(health.modes[0].seen_ms, 1000);
	ck_assert_str_eq(health.modes[1].mode, "cron");
	ck_assert_int_eq(health.modes[1].count, 1);
	ck_assert_int_eq(health.modes[1].seen_ms, 90000);
}
END_TEST

/* --- jobs */

START_TEST(a_backlog_is_a_degradation)
{
	beat("w", "service", 0);
	put_job("a", 119000);
	ck_assert_int_eq(check().level, HEALTH_OK);
	put_job("b", 120000);
	ck_assert_int_eq(check().level, HEALTH_DEGRADED);
	ck_assert_int_eq(check().jobs_oldest_ms, 120000);
}
END_TEST

START_TEST(a_parked_job_is_a_degradation)
{
	struct job *job;
	size_t count;

	beat("w", "service", 0);
	put_job("a", 0);
	MUST(job_claim(core_db, fixture_mem, "w", 1, &job, &count, &fixture_err));
	ck_assert_int_eq(check().level, HEALTH_OK);
	ck_assert_int_eq(check().jobs_running, 1);
	MUST(job_park(core_db, job, "why", &fixture_err));
	ck_assert_int_eq(check().level, HEALTH_DEGRADED);
	ck_assert_int_eq(check().jobs_parked, 1);
}
END_TEST

/* --- accounts */

static const struct {
	const char *status, *webhook;
	bool enabled;
	enum health_level level;
} accounts[] = {
	{ "ok", "ours", true, HEALTH_OK },
	{ "ok", "none", true, HEALTH_OK },
	{ "new", "none", true, HEALTH_OK },
	{ "ok", "foreign", true, HEALTH_DEGRADED },
	{ "ok", "failed", true, HEALTH_DEGRADED },
	{ "needs_reauth", "ours", true, HEALTH_DEGRADED },
	{ "no_access", "ours", true, HEALTH_DEGRADED },
	{ "unreachable", "ours", true, HEALTH_DEGRADED },
	{ "needs_reauth", "foreign", false, HEALTH_OK },
};

START_TEST(an_account_in_trouble_is_a_degradation_unless_it_is_off)
{
	int64_t other;

	beat("w", "service", 0);
	MUST(account_insert(core_db, &core_key, 1, "", "other", "x", &other,
		&fixture_err));
	set_account(accounts[_i].status, accounts[_i].webhook, accounts[_i].enabled);
	ck_assert_int_eq(check().level, accounts[_i].level);
}
END_TEST

START_TEST(levels_have_names)
{
	ck_assert_str_eq(health_level_name(HEALTH_OK), "ok");
	ck_assert_str_eq(health_level_name(HEALTH_DEGRADED), "degraded");
	ck_assert_str_eq(health_level_name(HEALTH_DOWN), "down");
}
END_TEST

Suite *
health_suite(void)
{
	Suite *suite = suite_create("health");
	TCase *tcase = core_db_case(suite, "health_check");

	tcase_add_test(tcase, an_installation_that_works_is_well);
	tcase_add_test(tcase, whether_a_worker_lives_can_be_asked_alone);
	tcase_add_test(tcase, without_a_database_everything_is_down);
	tcase_add_test(tcase, without_a_worker_it_is_degraded);
	tcase_add_loop_test(tcase, a_worker_lives_as_long_as_its_mode_lets_expect, 0,
		COUNT(workers));
	tcase_add_test(tcase, one_that_lives_is_enough);
	tcase_add_test(tcase, the_modes_that_live_are_told_each_with_its_age);
	tcase_add_test(tcase, a_backlog_is_a_degradation);
	tcase_add_test(tcase, a_parked_job_is_a_degradation);
	tcase_add_loop_test(tcase, an_account_in_trouble_is_a_degradation_unless_it_is_off, 0,
		COUNT(accounts));
	tcase_add_test(tcase, levels_have_names);
	return suite;
}
