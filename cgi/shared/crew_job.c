/* SPDX-License-Identifier: MIT */
#include "shared/crew_job.h"

#include <stdlib.h>

#include "base/crash.h"
#include "base/log.h"
#include "base/time.h"
#include "core/work.h"
#include "io/db_pool.h"
#include "store/job.h"

enum {
	MAX_FAILURES = 30,        /* about two hours of trying */
	MAX_BACKOFF_MS = 300000
};

static int64_t
backoff_ms(int64_t failures)
{
	int64_t pause = 1000LL << (failures < 9 ? failures : 9);

	if (pause > MAX_BACKOFF_MS)
		pause = MAX_BACKOFF_MS;
	return pause / 2 + (int64_t)arc4random_uniform((uint32_t)pause / 2 + 1);
}

/* Writes down how the job ended.  ERR_CONFLICT when the lease is lost; a job that itself ended with
   that code may just as well have met a taken key, so its lease is asked about like any other's. */
static bool
settle(struct db *db, const struct job *job, bool ok, const struct work_end *end,
	const struct err *failure, struct err *err)
{
	if (!ok && (failure->code == ERR_INVALID || job->failures >= MAX_FAILURES))
		return work_park(db, job, failure->text, err);
	if (!ok)
		return job_later(db, job, backoff_ms(job->failures), failure->text, err);
	if (end->next == WORK_SETTLED)
		return true;
	if (end->next == WORK_LATER)
		return job_later(db, job, end->delay_ms, NULL, err);
	if (end->next == WORK_AWAIT_TOKEN)
		return job_await_token(db, job, end->delay_ms, err);
	return job_finish(db, job, err);
}

/* Repeated until the database takes it or the lease is gone: a lost end would make the job run
   again, and three of them would park it. */
static void
settle_job(struct db_pool *pool, const struct job *job, bool ok, const struct work_end *end,
	const struct err *failure)
{
	int64_t until = time_monotonic_ms() + JOB_LEASE_MS;
	struct err err;

	do {
		struct db *db = db_pool_take(pool);
		bool settled = settle(db, job, ok, end, failure, &err);

		db_pool_give(pool, db);
		if (settled || err.code == ERR_CONFLICT)
			return;
		time_sleep_ms(CREW_DOWN_MS);
	} while (time_monotonic_ms() < until);
	log_err(LOG_ERROR, "job.not_settled", &err);
}

static void
log_end(const struct job *job, bool ok, const struct work_end *end, const struct err *failure,
	int64_t ms)
{
	static const char *const ends[] = {
		[WORK_DONE] = "done",   [WORK_SETTLED] = "done",
		[WORK_LATER] = "later", [WORK_AWAIT_TOKEN] = "await_token",
	};

	if (ok)
		log_event(LOG_DEBUG, "job.end", log_str("kind", job->kind), log_int("job", job->id),
			log_int("account", job->account_id), log_int("chat", job->chat_id),
			log_str("end", ends[end->next]), log_int("ms", ms));
	else
		log_event(failure->code == ERR_INVALID ? LOG_ERROR : LOG_WARNING, "job.failed",
			log_str("kind", job->kind), log_int("job", job->id),
			log_int("account", job->account_id), log_int("chat", job->chat_id),
			log_int("failures", job->failures + 1), log_str("code", err_code_name(failure->code)),
			log_str("error", failure->text), log_int("ms", ms));
}

void
crew_run_job(const struct core *core, struct http *http, void *mem, const struct job *job)
{
	struct work work = { core, mem, http, job };
	struct work_end end = { WORK_DONE, 0 };
	struct err failure = { ERR_NONE, "" };
	work_fn *run = work_find(job->kind);
	int64_t started = time_monotonic_ms();
	bool ok;

	CRASH_POINT("job.claimed");
	if (job->starts > JOB_MAX_STARTS)
		ok = err_set(&failure, ERR_INVALID, "it never ended, or its worker died, %d times",
			JOB_MAX_STARTS);
	else if (run == NULL)
		ok = err_set(&failure, ERR_INVALID, "this version knows no such job");
	else
		ok = run(&work, &end, &failure);
	log_end(job, ok, &end, &failure, time_monotonic_ms() - started);
	CRASH_POINT("job.done");
	settle_job(core->pool, job, ok, &end, &failure);
	CRASH_POINT("job.settled");
}
