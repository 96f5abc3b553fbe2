/* SPDX-License-Identifier: MIT */
#include "jobs.h"

static void
stop_clock(void)
{
	schema_set_clock(store_db, JOBS_NOW);
}

TCase *
jobs_case(Suite *suite, const char *name)
{
	TCase *tcase = store_case(suite, name);

	tcase_add_checked_fixture(tcase, stop_clock, NULL);
	return tcase;
}

void
jobs_put(const char *name, int64_t chat_id, int64_t delay_ms)
{
	struct job_new job = { .kind = "send", .name = name, .account_id = 1, .chat_id = chat_id,
		.delay_ms = delay_ms };

	MUST(job_put(store_db, &job, &fixture_err));
}

size_t
jobs_claim(const char *worker, int max, struct job **jobs_r)
{
	size_t count;

	MUST(job_claim(store_db, fixture_mem, worker, max, jobs_r, &count, &fixture_err));
	return count;
}

struct job *
jobs_claim_one(const char *worker)
{
	struct job *jobs;

	ck_assert_uint_eq(jobs_claim(worker, 10, &jobs), 1);
	return jobs;
}

void
jobs_none_at(int64_t now_ms)
{
	struct job *jobs;

	schema_set_clock(store_db, now_ms);
	ck_assert_uint_eq(jobs_claim("nobody", 10, &jobs), 0);
}

struct job *
jobs_due_at(int64_t now_ms)
{
	jobs_none_at(now_ms - 1000);
	schema_set_clock(store_db, now_ms);
	return jobs_claim_one("somebody");
}

int64_t
jobs_count(void)
{
	return schema_number(store_db, "SELECT COUNT(*) FROM job");
}
