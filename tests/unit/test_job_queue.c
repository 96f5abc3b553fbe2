/* SPDX-License-Identifier: MIT */
/* Looking at the queue, and what a person does with jobs that were put aside. */
#include "store/job.h"

#include "jobs.h"

START_TEST(the_next_due_time_is_of_what_waits)
{
	int64_t ms;

	MUST(job_next_due(store_db, &ms, &fixture_err));
	ck_assert_int_eq(ms, -1);
	jobs_put("a", 0, 7000);
	jobs_put("b", 0, 9000);
	MUST(job_next_due(store_db, &ms, &fixture_err));
	ck_assert_int_eq(ms, 7000);
	schema_set_clock(store_db, JOBS_NOW + 8000);
	MUST(job_next_due(store_db, &ms, &fixture_err));
	ck_assert_int_eq(ms, 0);
	(void)jobs_claim_one("w");
	MUST(job_next_due(store_db, &ms, &fixture_err));
	ck_assert_int_eq(ms, 1000);
}
END_TEST

START_TEST(figures_tell_the_states_apart)
{
	struct job_stats stats;
	struct job *jobs;

	MUST(job_stats(store_db, &stats, &fixture_err));
	ck_assert_int_eq(stats.ready + stats.running + stats.parked + stats.oldest_ms, 0);
	jobs_put("runs", 0, 0);
	jobs_put("parked", 0, 0);
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 2);
	MUST(job_park(store_db, &jobs[1], "why", &fixture_err));
	jobs_put("future", 0, 90000);
	MUST(job_stats(store_db, &stats, &fixture_err));
	ck_assert_int_eq(stats.oldest_ms, 0);
	jobs_put("due", 0, 2000);
	schema_set_clock(store_db, JOBS_NOW + 5000);
	MUST(job_stats(store_db, &stats, &fixture_err));
	ck_assert_int_eq(stats.ready, 2);
	ck_assert_int_eq(stats.running, 1);
	ck_assert_int_eq(stats.parked, 1);
	ck_assert_int_eq(stats.oldest_ms, 3000);
}
END_TEST

START_TEST(parked_jobs_are_listed_with_their_cause)
{
	struct job_parked *parked;
	size_t count;

	for (int i = 0; i < 3; i++) {
		jobs_put(mem_printf(fixture_mem, "%d", i), i, i * 1000);
		schema_set_clock(store_db, JOBS_NOW + i * 1000);
		MUST(job_park(store_db, jobs_claim_one("w"), mem_printf(fixture_mem, "why %d", i),
			&fixture_err));
		schema_set_clock(store_db, JOBS_NOW);
	}
	MUST(job_list_parked(store_db, fixture_mem, 2, &parked, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(parked[0].kind, "send");
	ck_assert_str_eq(parked[0].name, "2");
	ck_assert_str_eq(parked[0].error, "why 2");
	ck_assert_int_eq(parked[0].chat_id, 2);
	ck_assert_int_eq(parked[0].created_at, JOBS_NOW);
	ck_assert_str_eq(parked[1].name, "1");
}
END_TEST

static int64_t
parked_id(const char *kind)
{
	struct job_new job = { .kind = kind, .name = "7", .account_id = 1, .chat_id = 5 };
	struct job *claimed;

	MUST(job_put(store_db, &job, &fixture_err));
	claimed = jobs_claim_one("w");
	MUST(job_park(store_db, claimed, "why", &fixture_err));
	return claimed->id;
}

START_TEST(a_parked_job_runs_again_when_a_person_says_so)
{
	int64_t id = parked_id("send");
	struct job *job;

	MUST(job_retry_parked(store_db, id, &fixture_err));
	MUST_FAIL(job_retry_parked(store_db, id, &fixture_err), ERR_CONFLICT);
	MUST_FAIL(job_remove_parked(store_db, id, &fixture_err), ERR_CONFLICT);
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->id, id);
	ck_assert_int_eq(job->starts, 1);
	ck_assert_int_eq(job->failures, 0);
}
END_TEST

START_TEST(a_parked_job_is_removed_unless_an_account_needs_it)
{
	static const char *const kinds[] = { "send", "event", "connect", "sync" };
	int64_t id = parked_id(kinds[_i]);

	if (_i < 2) {
		MUST(job_remove_parked(store_db, id, &fixture_err));
		ck_assert_int_eq(jobs_count(), 0);
	} else {
		MUST_FAIL(job_remove_parked(store_db, id, &fixture_err), ERR_CONFLICT);
		ck_assert_int_eq(jobs_count(), 1);
	}
	MUST_FAIL(job_remove_parked(store_db, id + 1, &fixture_err), ERR_CONFLICT);
}
END_TEST

Suite *
job_queue_suite(void)
{
	Suite *suite = suite_create("job_queue");
	TCase *tcase = jobs_case(suite, "job_stats");

	tcase_add_test(tcase, the_next_due_time_is_of_what_waits);
	tcase_add_test(tcase, figures_tell_the_states_apart);
	tcase_add_test(tcase, parked_jobs_are_listed_with_their_cause);
	tcase_add_test(tcase, a_parked_job_runs_again_when_a_person_says_so);
	tcase_add_loop_test(tcase, a_parked_job_is_removed_unless_an_account_needs_it, 0, 4);
	return suite;
}
