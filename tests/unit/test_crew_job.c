/* SPDX-License-Identifier: MIT */
/* How a job ends in the queue, whatever it met: never still running, never taken from another. */
#include "shared/crew_job.h"

#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "core/work.h"
#include "db_fail.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "mariadb.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "test_core_db.h"

static struct core core;
static struct http *http;

static void
set_up(void)
{
	core_open(&core);
	http = http_new(fixture_mem);
}

/* The claimed job "send" of a chat where there is nothing to do. */
static struct job *
claim(void)
{
	schema_do(core_db, "DELETE FROM job");
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	return core_claim_send(core_chat("c"));
}

static void
run(const struct job *job)
{
	crew_run_job(&core, http, mem_context(fixture_mem, "job"), job);
}

static const struct {
	const char *sql;           /* after the claim */
	const char *kind;          /* NULL: as it is */
	int64_t failures, starts;
	const char *left;          /* what is true of the only row; NULL: there is none */
} ends[] = {
	{ NULL, NULL, 0, 1, NULL },
	{ "UPDATE account SET avito_user_id = NULL", NULL, 0, 1, "state = 0 AND failures = 0" },
	{ "DELETE FROM token", NULL, 0, 1, "state = 0 AND needs_token = 1 AND kind = 'send'" },
	{ "DELETE FROM chat", NULL, 0, 1, "state = 0 AND failures = 1 AND error <> ''" },
	{ "DELETE FROM chat", NULL, 9, 1, "state = 0 AND run_at <= UNIX_TIMESTAMP() * 1000 + 301000" },
	{ "DELETE FROM chat", NULL, 30, 1, "state = 2 AND error <> ''" },
	{ NULL, "nonsense", 0, 1, "state = 2 AND error LIKE '%no such job'" },
	{ NULL, NULL, 0, JOB_MAX_STARTS + 1, "state = 2 AND error LIKE '%died%'" },
	{ "UPDATE job SET attempt = attempt + 1", NULL, 0, 1, "state = 1 AND worker = 'w'" },
};

static struct job *
prepare(int i)
{
	struct job *job = claim();

	if (ends[i].sql != NULL)
		schema_do(core_db, ends[i].sql);
	job->kind = str_or(ends[i].kind, job->kind);
	job->failures = ends[i].failures;
	job->starts = ends[i].starts;
	return job;
}

START_TEST(a_job_ends_as_it_went)
{
	run(prepare(_i));
	if (ends[_i].left == NULL)
		ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job"), 0);
	else
		ck_assert_int_eq(schema_number(core_db, mem_printf(fixture_mem,
			"SELECT COUNT(*) FROM job WHERE kind = 'send' AND %s", ends[_i].left)), 1);
}
END_TEST

START_TEST(a_refused_statement_leaves_no_job_running)
{
	bool failed = true;

	for (int nth = 1; failed; nth++) {
		struct job *job = prepare(_i);

		db_fail_at(nth);
		run(job);
		failed = db_failed();
		db_fail_at(0);
		ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE state = 1"), 0);
	}
}
END_TEST

/* The claimed job "event" that tells of a buyer's words. */
static struct job *
claim_event(void)
{
	static const char payload[] = "{\"payload\":{\"value\":{\"id\":\"m\",\"chat_id\":\"c\","
		"\"user_id\":100,\"author_id\":555,\"type\":\"text\",\"content\":{\"text\":\"Hi\"}}}}";
	const struct job_event event = { core_account->id, "m", payload, sizeof(payload) - 1 };
	struct job *jobs;
	size_t count;

	schema_do(core_db, "DELETE FROM job");
	MUST(job_put_events(core_db, fixture_mem, &event, 1, &fixture_err));
	MUST(job_claim(core_db, fixture_mem, "w", 1, &jobs, &count, &fixture_err));
	ck_assert_int_eq(count, 1);
	return jobs;
}

static int64_t
events_and_messages(void)
{
	return schema_number(core_db, "SELECT 10 * (SELECT COUNT(*) FROM job WHERE kind = 'event')"
		" + (SELECT COUNT(*) FROM message)");
}

START_TEST(an_event_goes_with_its_effects)
{
	run(claim_event());
	ck_assert_int_eq(events_and_messages(), 1);
}
END_TEST

START_TEST(an_event_that_is_another_workers_has_no_effects_here)
{
	struct job *job = claim_event();

	schema_do(core_db, "UPDATE job SET attempt = attempt + 1");
	run(job);
	ck_assert_int_eq(events_and_messages(), 10);
}
END_TEST

START_TEST(an_event_that_fails_anywhere_has_its_effects_the_next_time)
{
	bool failed = true;

	for (int nth = 1; failed; nth++) {
		struct job *job = claim_event();

		schema_do(core_db, "DELETE FROM message");
		db_fail_at(nth);
		run(job);
		failed = db_failed();
		db_fail_at(0);
		ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE state = 1"), 0);
		ck_assert(events_and_messages() == 10 || events_and_messages() == 1);
	}
	ck_assert_int_eq(events_and_messages(), 1);
}
END_TEST

static void
pass_the_lease(void)
{
	db_fail_jump(2 * JOB_LEASE_MS);
}

START_TEST(an_end_that_nobody_takes_is_given_up_with_the_lease)
{
	struct job *job = claim();

	job->kind = "nonsense";
	schema_do(core_db, "RENAME TABLE job TO job_away");
	db_before(1, pass_the_lease);
	run(job);
	db_before(0, NULL);
	db_fail_jump(0);
	schema_do(core_db, "RENAME TABLE job_away TO job");
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE state = 1"), 1);
}
END_TEST

Suite *
crew_job_suite(void)
{
	Suite *suite = suite_create("crew_job");
	TCase *tcase = core_db_case(suite, "crew_run_job");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, a_job_ends_as_it_went, 0, COUNT(ends));
	tcase_add_loop_test(tcase, a_refused_statement_leaves_no_job_running, 0, COUNT(ends) - 1);
	tcase_add_test(tcase, an_event_goes_with_its_effects);
	tcase_add_test(tcase, an_event_that_is_another_workers_has_no_effects_here);
	tcase_add_test(tcase, an_event_that_fails_anywhere_has_its_effects_the_next_time);
	tcase_add_test(tcase, an_end_that_nobody_takes_is_given_up_with_the_lease);
	return suite;
}
