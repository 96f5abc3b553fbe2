/* SPDX-License-Identifier: MIT */
/* Leases, fencing, and the jobs of dead workers and of those that wait for tokens. */
#include "store/job.h"

#include "base/str.h"
#include "jobs.h"
#include "store/account.h"

enum { PATIENCE_MS = 60000 };

struct text {
	const char *text;
};

static const struct db_col text_cols[] = { DB_COL_TEXT(text, text) };
static const struct db_row_type text_row = DB_ROW_TYPE(text, text_cols);

/* All there is of the one job. */
static const char *
whole_row(void)
{
	static const char sql[] = "SELECT CONCAT_WS('|', id, state, run_at, lease_until, attempt, starts,"
		" failures, again, needs_token, IFNULL(running_chat, '-'), worker, error) FROM job";
	struct text *row;

	MUST(db_one(store_db, fixture_mem, sql, DB_NONE, &text_row, &row, &fixture_err));
	return row->text;
}

static int64_t
release_worker(const char *worker)
{
	int64_t count;

	MUST(job_release_worker(store_db, worker, &count, &fixture_err));
	return count;
}

static int64_t
release_expired(void)
{
	int64_t count;

	MUST(job_release_expired(store_db, &count, &fixture_err));
	return count;
}

/* --- fencing */

static bool
finish(struct db *db, const struct job *job, struct err *err)
{
	return job_finish(db, job, err);
}

static bool
later(struct db *db, const struct job *job, struct err *err)
{
	return job_later(db, job, 1000, "late words", err);
}

static bool
await(struct db *db, const struct job *job, struct err *err)
{
	return job_await_token(db, job, 1000, err);
}

static bool
park(struct db *db, const struct job *job, struct err *err)
{
	return job_park(db, job, "late words", err);
}

struct assertion {
	const struct job *job;
};

static bool
assert_work(struct db *db, void *arg, struct err *err)
{
	const struct assertion *assertion = arg;

	return job_assert_mine(db, assertion->job, err);
}

static bool
assert_mine(struct db *db, const struct job *job, struct err *err)
{
	struct assertion assertion = { job };

	return db_transaction(db, assert_work, &assertion, err);
}

static bool (*const ends[])(struct db *db, const struct job *job, struct err *err) = {
	finish, later, await, park, assert_mine
};

START_TEST(a_worker_that_lost_its_job_to_another_changes_nothing)
{
	struct job *stale;
	const char *before;

	jobs_put("a", 5, 0);
	stale = jobs_claim_one("slow");
	ck_assert_int_eq(release_worker("slow"), 1);
	(void)jobs_claim_one("quick");
	before = whole_row();
	MUST_FAIL(ends[_i](store_db, stale, &fixture_err), ERR_CONFLICT);
	ck_assert_str_eq(whole_row(), before);
}
END_TEST

/* By whoever found it dead, or by itself: its threads may still run. */
static void
release(const char *worker, bool itself)
{
	if (itself)
		MUST(job_give_back(store_db, worker, &fixture_err));
	else
		ck_assert_int_eq(release_worker(worker), 1);
}

START_TEST(a_worker_whose_job_was_released_changes_nothing)
{
	const size_t end = (size_t)_i % COUNT(ends);
	struct job *stale;
	const char *before;

	jobs_put("a", 5, 0);
	stale = jobs_claim_one("slow");
	release("slow", (size_t)_i > end);
	before = whole_row();
	MUST_FAIL(ends[end](store_db, stale, &fixture_err), ERR_CONFLICT);
	ck_assert_str_eq(whole_row(), before);
}
END_TEST

START_TEST(a_job_that_is_gone_is_a_conflict)
{
	struct job *job;

	jobs_put("a", 5, 0);
	job = jobs_claim_one("w");
	MUST(job_finish(store_db, job, &fixture_err));
	MUST_FAIL(ends[_i](store_db, job, &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(jobs_count(), 0);
}
END_TEST

START_TEST(a_job_is_its_claimers_until_the_lease_ends)
{
	struct job *job;

	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	MUST(assert_mine(store_db, job, &fixture_err));
	schema_set_clock(store_db, JOBS_NOW + JOB_LEASE_MS);
	MUST_FAIL(assert_mine(store_db, job, &fixture_err), ERR_CONFLICT);
}
END_TEST

START_TEST(asking_for_a_lease_prolongs_it)
{
	struct job *job;

	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	schema_set_clock(store_db, JOBS_NOW + JOB_LEASE_MS - 1000);
	MUST(assert_mine(store_db, job, &fixture_err));
	schema_set_clock(store_db, JOBS_NOW + 2 * JOB_LEASE_MS - 2000);
	ck_assert_int_eq(release_expired(), 0);
	MUST(assert_mine(store_db, job, &fixture_err));
}
END_TEST

/* --- leases */

static int64_t
renew(const char *worker, const struct job *jobs, size_t count)
{
	struct job_lease leases[8];
	int64_t strays;

	for (size_t i = 0; i < count; i++)
		leases[i] = (struct job_lease){ jobs[i].id, jobs[i].attempt };
	MUST(job_renew(store_db, fixture_mem, worker, leases, count, &strays, &fixture_err));
	return strays;
}

START_TEST(renewing_prolongs_the_leases_a_worker_holds)
{
	struct job *jobs, *other;

	jobs_put("a", 0, 0);
	jobs_put("b", 0, 0);
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 2);
	jobs_put("c", 0, 0);
	other = jobs_claim_one("other");
	schema_set_clock(store_db, JOBS_NOW + 30000);
	ck_assert_int_eq(renew("w", jobs, 2), 0);
	schema_set_clock(store_db, JOBS_NOW + JOB_LEASE_MS);
	ck_assert_int_eq(release_expired(), 1);
	MUST_FAIL(job_finish(store_db, other, &fixture_err), ERR_CONFLICT);
	schema_set_clock(store_db, JOBS_NOW + 30000 + JOB_LEASE_MS - 1000);
	ck_assert_int_eq(release_expired(), 0);
	MUST(assert_mine(store_db, &jobs[0], &fixture_err));
	MUST(assert_mine(store_db, &jobs[1], &fixture_err));
}
END_TEST

/* Be it in the very millisecond of the claim. */
START_TEST(what_a_worker_claimed_and_does_not_hold_is_released)
{
	struct job *jobs, *other;

	jobs_put("a", 0, 0);
	jobs_put("b", 0, 0);
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 2);
	jobs_put("c", 0, 0);
	other = jobs_claim_one("other");
	schema_set_clock(store_db, JOBS_NOW + _i);
	ck_assert_int_eq(renew("w", jobs, 1), 1);
	MUST(assert_mine(store_db, &jobs[0], &fixture_err));
	MUST_FAIL(assert_mine(store_db, &jobs[1], &fixture_err), ERR_CONFLICT);
	MUST(assert_mine(store_db, other, &fixture_err));
	ck_assert_int_eq(jobs_claim_one("heir")->id, jobs[1].id);
}
END_TEST

START_TEST(a_lease_that_was_lost_is_not_renewed)
{
	struct job *stale;

	jobs_put("a", 5, 0);
	stale = jobs_claim_one("slow");
	ck_assert_int_eq(release_worker("slow"), 1);
	(void)jobs_claim_one("quick");
	schema_set_clock(store_db, JOBS_NOW + 30000);
	ck_assert_int_eq(renew("slow", stale, 1), 0);
	schema_set_clock(store_db, JOBS_NOW + JOB_LEASE_MS);
	ck_assert_int_eq(release_expired(), 1);
}
END_TEST

START_TEST(an_expired_lease_makes_the_job_due_at_once)
{
	struct job *job;

	jobs_put("a", 5, 0);
	(void)jobs_claim_one("w");
	jobs_none_at(JOBS_NOW + JOB_LEASE_MS);
	ck_assert_int_eq(release_expired(), 1);
	ck_assert_int_eq(release_expired(), 0);
	job = jobs_claim_one("other");
	ck_assert_int_eq(job->attempt, 2);
}
END_TEST

START_TEST(the_jobs_of_a_dead_worker_are_released_and_no_others)
{
	struct job *jobs;

	jobs_put("a", 5, 0);
	jobs_put("b", 6, 0);
	ck_assert_uint_eq(jobs_claim("dead", 2, &jobs), 2);
	jobs_put("c", 7, 0);
	(void)jobs_claim_one("alive");
	jobs_put("waits", 8, 5000);
	ck_assert_int_eq(release_worker("dead"), 2);
	ck_assert_uint_eq(jobs_claim("heir", 10, &jobs), 2);
	ck_assert_int_eq(release_worker("dead"), 0);
}
END_TEST

START_TEST(a_job_asked_for_before_its_worker_ended_runs_at_once)
{
	struct job *job;

	jobs_put("a", 0, 0);
	(void)jobs_claim_one("dead");
	jobs_put("a", 0, 20000);
	release("dead", _i == 1);
	job = jobs_claim_one("heir");
	MUST(job_finish(store_db, job, &fixture_err));
	ck_assert_int_eq(jobs_count(), 0);
}
END_TEST

START_TEST(every_holder_is_named_once)
{
	const char **workers;
	size_t count;

	MUST(job_holders(store_db, fixture_mem, &workers, &count, &fixture_err));
	ck_assert_uint_eq(count, 0);
	for (int i = 0; i < 4; i++) {
		jobs_put(mem_printf(fixture_mem, "%d", i), 0, 0);
		(void)jobs_claim_one(i < 3 ? "w" : "other");
	}
	jobs_put("waits", 0, 0);
	MUST(job_holders(store_db, fixture_mem, &workers, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert(str_equal(workers[0], "w") != str_equal(workers[1], "w"));
	ck_assert(str_equal(workers[0], "other") != str_equal(workers[1], "other"));
}
END_TEST

/* --- starts */

START_TEST(a_job_that_kills_its_workers_is_told_by_its_starts)
{
	struct job *job;

	jobs_put("a", 0, 0);
	for (int i = 1; i <= JOB_MAX_STARTS; i++) {
		job = jobs_claim_one("w");
		ck_assert_int_eq(job->starts, i);
		(void)release_worker("w");
	}
	ck_assert_int_gt(jobs_claim_one("w")->starts, JOB_MAX_STARTS);
}
END_TEST

START_TEST(a_start_that_is_given_back_is_not_counted)
{
	struct job *job, *other;

	jobs_put("a", 5, 0);
	(void)jobs_claim_one("dead");
	(void)release_worker("dead");
	for (int i = 0; i < 2 * JOB_MAX_STARTS; i++) {
		job = jobs_claim_one("w");
		ck_assert_int_eq(job->starts, 2);
		MUST(job_give_back(store_db, "w", &fixture_err));
		MUST(job_give_back(store_db, "w", &fixture_err));
	}
	other = jobs_claim_one("other");
	MUST(job_give_back(store_db, "w", &fixture_err));
	MUST(assert_mine(store_db, other, &fixture_err));
	ck_assert_int_eq(other->starts, 2);
}
END_TEST

START_TEST(an_orderly_end_forgets_the_starts)
{
	struct job *job;

	jobs_put("a", 0, 0);
	(void)jobs_claim_one("w");
	(void)release_worker("w");
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->starts, 2);
	MUST(_i == 0 ? job_later(store_db, job, 0, "broken", &fixture_err)
		: job_await_token(store_db, job, 0, &fixture_err));
	ck_assert_int_eq(jobs_claim_one("w")->starts, 1);
}
END_TEST

/* --- job_park */

START_TEST(a_parked_job_stays_until_somebody_asks_for_it)
{
	jobs_put("a", 5, 0);
	MUST(job_park(store_db, jobs_claim_one("w"), "why", &fixture_err));
	jobs_none_at(JOBS_NOW + 10 * JOB_LEASE_MS);
	ck_assert_int_eq(release_expired() + release_worker("w"), 0);
	ck_assert_int_eq(jobs_count(), 1);
}
END_TEST

START_TEST(a_job_asked_for_while_it_ran_into_trouble_is_not_parked)
{
	struct job *job;

	jobs_put("a", 5, 0);
	job = jobs_claim_one("w");
	jobs_put("a", 5, 0);
	MUST(job_park(store_db, job, "why", &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->starts, 1);
	ck_assert_int_eq(job->failures, 0);
}
END_TEST

/* --- tokens */

/* A job of account 1 that waits for its token. */
static void
wait_for_token(void)
{
	jobs_put("a", 5, 0);
	MUST(job_await_token(store_db, jobs_claim_one("w"), PATIENCE_MS, &fixture_err));
}

static void
store_token(int64_t account_id, int64_t lifetime_ms)
{
	MUST(token_store(store_db, &store_key, account_id, "access", lifetime_ms, &fixture_err));
}

START_TEST(a_job_waits_until_its_token_comes)
{
	struct job *job;

	wait_for_token();
	jobs_none_at(JOBS_NOW + 1000);
	MUST(job_token_came(store_db, 2, &fixture_err));
	jobs_none_at(JOBS_NOW + 1000);
	MUST(job_token_came(store_db, 1, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->failures, 0);
	ck_assert_int_eq(job->starts, 1);
}
END_TEST

START_TEST(a_job_without_news_of_its_token_looks_again)
{
	wait_for_token();
	(void)jobs_due_at(JOBS_NOW + PATIENCE_MS);
}
END_TEST

static const struct {
	int64_t account_id, lifetime_ms;
	bool due;
} tokens[] = {
	{ 1, 3600000, true },
	{ 1, 0, false },
	{ 2, 3600000, false },
};

START_TEST(a_token_that_came_in_between_is_noticed)
{
	struct job *job;

	jobs_put("a", 5, 0);
	job = jobs_claim_one("w");
	store_token(tokens[_i].account_id, tokens[_i].lifetime_ms);
	MUST(job_token_came(store_db, tokens[_i].account_id, &fixture_err));
	MUST(job_await_token(store_db, job, PATIENCE_MS, &fixture_err));
	if (tokens[_i].due)
		(void)jobs_claim_one("w");
	else
		jobs_none_at(JOBS_NOW);
}
END_TEST

START_TEST(a_token_wakes_only_those_that_wait_for_it)
{
	struct job *job;

	jobs_put("later", 0, 5000);
	jobs_put("runs", 0, 0);
	job = jobs_claim_one("w");
	MUST(job_token_came(store_db, 1, &fixture_err));
	jobs_none_at(JOBS_NOW);
	MUST(job_finish(store_db, job, &fixture_err));
	(void)jobs_due_at(JOBS_NOW + 5000);
}
END_TEST

START_TEST(a_waiting_job_that_is_put_anew_waits_for_its_time_alone)
{
	wait_for_token();
	jobs_put("a", 5, 20000);
	MUST(job_token_came(store_db, 1, &fixture_err));
	(void)jobs_due_at(JOBS_NOW + 20000);
}
END_TEST

Suite *
job_lease_suite(void)
{
	Suite *suite = suite_create("job_lease");
	TCase *tcase = jobs_case(suite, "fencing");

	tcase_add_loop_test(tcase, a_worker_that_lost_its_job_to_another_changes_nothing, 0,
		COUNT(ends));
	tcase_add_loop_test(tcase, a_worker_whose_job_was_released_changes_nothing, 0,
		2 * COUNT(ends));
	tcase_add_loop_test(tcase, a_job_that_is_gone_is_a_conflict, 0, COUNT(ends));
	tcase_add_test(tcase, a_job_is_its_claimers_until_the_lease_ends);
	tcase_add_test(tcase, asking_for_a_lease_prolongs_it);
	tcase = jobs_case(suite, "job_release");
	tcase_add_test(tcase, renewing_prolongs_the_leases_a_worker_holds);
	tcase_add_loop_test(tcase, what_a_worker_claimed_and_does_not_hold_is_released, 0, 2);
	tcase_add_test(tcase, a_lease_that_was_lost_is_not_renewed);
	tcase_add_test(tcase, an_expired_lease_makes_the_job_due_at_once);
	tcase_add_test(tcase, the_jobs_of_a_dead_worker_are_released_and_no_others);
	tcase_add_loop_test(tcase, a_job_asked_for_before_its_worker_ended_runs_at_once, 0, 2);
	tcase_add_test(tcase, every_holder_is_named_once);
	tcase = jobs_case(suite, "starts");
	tcase_add_test(tcase, a_job_that_kills_its_workers_is_told_by_its_starts);
	tcase_add_test(tcase, a_start_that_is_given_back_is_not_counted);
	tcase_add_loop_test(tcase, an_orderly_end_forgets_the_starts, 0, 2);
	tcase = jobs_case(suite, "job_park");
	tcase_add_test(tcase, a_parked_job_stays_until_somebody_asks_for_it);
	tcase_add_test(tcase, a_job_asked_for_while_it_ran_into_trouble_is_not_parked);
	tcase = jobs_case(suite, "job_await_token");
	tcase_add_test(tcase, a_job_waits_until_its_token_comes);
	tcase_add_test(tcase, a_job_without_news_of_its_token_looks_again);
	tcase_add_loop_test(tcase, a_token_that_came_in_between_is_noticed, 0, COUNT(tokens));
	tcase_add_test(tcase, a_token_wakes_only_those_that_wait_for_it);
	tcase_add_test(tcase, a_waiting_job_that_is_put_anew_waits_for_its_time_alone);
	return suite;
}
