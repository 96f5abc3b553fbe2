/* SPDX-License-Identifier: MIT */
#include "store/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

static const struct db_col job_cols[] = {
	DB_COL_I64(job, id),
	DB_COL_TEXT(job, kind),
	DB_COL_TEXT(job, name),
	DB_COL_I64(job, account_id),
	DB_COL_I64(job, chat_id),
	DB_COL_BYTES(job, payload),
	DB_COL_I64(job, attempt),
	DB_COL_I64(job, starts),
	DB_COL_I64(job, failures),
	DB_COL_I64(job, created_at),
};
static const struct db_row_type job_row = DB_ROW_TYPE(job, job_cols);

static int
by_name(const void *left, const void *right)
{
	return strcmp(((const struct job_event *)left)->name, ((const struct job_event *)right)->name);
}

/* In one order, so that two that store the same events wait for each other but never in a circle. */
bool
job_put_events(struct db *db, void *mem, const struct job_event *events, size_t count,
	struct err *err)
{
	static const char sql[] =
		"INSERT INTO job (kind, name, account_id, payload, run_at, created_at)"
		" VALUES ('event', ?, ?, ?, " DB_NOW_MS ", " DB_NOW_MS ")"
		" ON DUPLICATE KEY UPDATE name = name";
	struct db_arg *args = mem_array(mem, struct db_arg, count * 3);
	struct job_event *sorted = mem_array(mem, struct job_event, count);

	memcpy(sorted, events, count * sizeof(*events));
	qsort(sorted, count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < count; i++) {
		args[i * 3] = db_text(sorted[i].name);
		args[i * 3 + 1] = db_i64(sorted[i].account_id);
		args[i * 3 + 2] = db_bytes(sorted[i].payload, sorted[i].payload_len);
	}
	return db_exec_many(db, sql, args, 3, count, err);
}

/* Assignments run from left to right, so `state` comes last: the others look at the old one. */
#define PUT_HEAD \
	"INSERT INTO job (kind, name, account_id, chat_id, payload, run_at, created_at)" \
	" VALUES (?, ?, ?, ?, ?, " DB_NOW_MS " + ?, " DB_NOW_MS ")" \
	" ON DUPLICATE KEY UPDATE again = IF(state = 1, 1, again)," \
	" starts = IF(state = 2, 0, starts), failures = IF(state = 2, 0, failures)," \
	" payload = VALUES(payload), needs_token = 0,"
#define PUT_TAIL " state = IF(state = 2, 0, state)"

static bool
put(struct db *db, const char *sql, const struct job_new *job, struct err *err)
{
	struct db_arg payload = job->payload == NULL ? db_null()
		: db_bytes(job->payload, job->payload_len);

	return db_exec_idempotent(db, sql,
		DB_ARGS(db_text(job->kind), db_text(job->name), db_i64(job->account_id),
			db_id(job->chat_id), payload, db_i64(job->delay_ms)), err);
}

bool
job_put(struct db *db, const struct job_new *job, struct err *err)
{
	return put(db, PUT_HEAD " run_at = VALUES(run_at)," PUT_TAIL, job, err);
}

bool
job_put_sooner(struct db *db, const struct job_new *job, struct err *err)
{
	return put(db, PUT_HEAD " run_at = LEAST(run_at, VALUES(run_at))," PUT_TAIL, job, err);
}

struct claim {
	void *mem;
	const char *worker;
	int max;
	struct job *jobs;
	size_t count;
};

/* True when an earlier job of the list has the same chat: its claim would only break the unique
   key. */
static bool
has_chat(const struct job *jobs, size_t count, int64_t chat_id)
{
	for (size_t i = 0; chat_id != 0 && i < count; i++)
		if (jobs[i].chat_id == chat_id)
			return true;
	return false;
}

static bool
claim_one(struct db *db, const char *worker, struct job *job, struct err *err)
{
	static const char sql[] =
		"UPDATE job SET state = 1, attempt = attempt + 1, starts = starts + 1, again = 0,"
		" needs_token = 0, lease_until = " DB_NOW_MS " + ?, worker = ?, running_chat = chat_id"
		" WHERE id = ?";

	if (!db_exec(db, sql, DB_ARGS(db_i64(JOB_LEASE_MS), db_text(worker), db_i64(job->id)), NULL,
		err))
		return false;
	job->attempt++;
	job->starts++;
	return true;
}

static bool
claim_work(struct db *db, void *arg, struct err *err)
{
	static const char sql[] =
		"SELECT id, kind, name, account_id, chat_id, payload, attempt, starts, failures,"
		" created_at FROM job j WHERE state = 0 AND run_at <= " DB_NOW_MS
		" AND (chat_id IS NULL OR NOT EXISTS"
		" (SELECT 1 FROM job r WHERE r.running_chat = j.chat_id))"
		" ORDER BY run_at LIMIT ? FOR UPDATE SKIP LOCKED";
	struct claim *claim = arg;
	struct job *found;
	size_t count;

	claim->count = 0;
	if (!db_all(db, claim->mem, sql, DB_ARGS(db_i64(claim->max)), &job_row, &found, &count, err))
		return false;
	claim->jobs = found;
	for (size_t i = 0; i < count; i++) {
		if (has_chat(found, claim->count, found[i].chat_id))
			continue;
		if (claim_one(db, claim->worker, &found[i], err))
			found[claim->count++] = found[i];
		else if (err->code != ERR_CONFLICT) /* another worker has the chat: leave it */
			return false;
	}
	return true;
}

bool
job_claim(struct db *db, void *mem, const char *worker, int max, struct job **jobs_r,
	size_t *count_r, struct err *err)
{
	struct claim claim = { .mem = mem, .worker = worker, .max = max };

	if (!db_transaction(db, claim_work, &claim, err))
		return false;
	*jobs_r = claim.jobs;
	*count_r = claim.count;
	return true;
}

/* What changed no row was not this worker's to change. */
static bool
was_mine(const struct db_result *result, const struct job *job, struct err *err)
{
	return result->changed == 1 || err_set(err, ERR_CONFLICT, "the lease of %s job %lld was lost",
		job->kind, (long long)job->id);
}

#define MINE " WHERE id = ? AND attempt = ? AND state = 1"

bool
job_finish(struct db *db, const struct job *job, struct err *err)
{
	struct db_result result;

	if (!db_exec(db, "DELETE FROM job" MINE " AND again = 0",
		DB_ARGS(db_i64(job->id), db_i64(job->attempt)), &result, err))
		return false;
	if (result.changed == 1)
		return true;
	if (!db_exec(db, "UPDATE job SET running_chat = NULL, again = 0, starts = 0, failures = 0,"
		" state = 0" MINE, DB_ARGS(db_i64(job->id), db_i64(job->attempt)), &result, err))
		return false;
	return was_mine(&result, job, err);
}

/* Back to ready after delay_ms, sooner if it was asked for meanwhile. */
static bool
put_back(struct db *db, const struct job *job, int64_t delay_ms, const char *error, bool token,
	struct err *err)
{
	static const char sql[] =
		"UPDATE job SET running_chat = NULL, starts = 0, needs_token = ?,"
		" failures = IF(? = '', 0, failures + 1), error = LEFT(?, 300),"
		" run_at = IF(again = 1, LEAST(run_at, " DB_NOW_MS " + ?), " DB_NOW_MS " + ?),"
		" again = 0, state = 0" MINE;
	const char *words = error == NULL ? "" : error;
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(token), db_text(words), db_text(words),
		db_i64(delay_ms), db_i64(delay_ms), db_i64(job->id), db_i64(job->attempt)), &result, err))
		return false;
	return was_mine(&result, job, err);
}

bool
job_later(struct db *db, const struct job *job, int64_t delay_ms, const char *error,
	struct err *err)
{
	return put_back(db, job, delay_ms, error, false, err);
}

bool
job_await_token(struct db *db, const struct job *job, int64_t delay_ms, struct err *err)
{
	/* The token may have come between the look for it and now: then nobody would wake this job. */
	static const char sql[] = "UPDATE job SET run_at = " DB_NOW_MS ", needs_token = 0"
		" WHERE id = ? AND needs_token = 1 AND EXISTS (SELECT 1 FROM token t"
		" WHERE t.account_id = job.account_id AND t.expires_at > " DB_NOW_MS ")";

	return put_back(db, job, delay_ms, NULL, true, err) &&
		db_exec_idempotent(db, sql, DB_ARGS(db_i64(job->id)), err);
}

bool
job_token_came(struct db *db, int64_t account_id, struct err *err)
{
	static const char sql[] = "UPDATE job SET run_at = " DB_NOW_MS ", needs_token = 0"
		" WHERE account_id = ? AND needs_token = 1 AND state = 0";

	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(account_id)), err);
}

bool
job_park(struct db *db, const struct job *job, const char *error, struct err *err)
{
	static const char sql[] = "UPDATE job SET running_chat = NULL, error = LEFT(?, 300),"
		" starts = IF(again = 1, 0, starts), failures = IF(again = 1, 0, failures),"
		" state = IF(again = 1, 0, 2), again = 0" MINE;
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(error), db_i64(job->id), db_i64(job->attempt)), &result,
		err))
		return false;
	return was_mine(&result, job, err);
}

bool
job_assert_mine(struct db *db, const struct job *job, struct err *err)
{
	static const char sql[] = "UPDATE job SET lease_until = " DB_NOW_MS " + ?" MINE
		" AND lease_until > " DB_NOW_MS;
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(JOB_LEASE_MS), db_i64(job->id), db_i64(job->attempt)),
		&result, err))
		return false;
	return was_mine(&result, job, err);
}

#define RELEASE_AND(also) "UPDATE job SET running_chat = NULL, again = 0, run_at = " DB_NOW_MS \
	"," also " state = 0 WHERE state = 1 AND "
#define RELEASE RELEASE_AND("")

bool
job_give_back(struct db *db, const char *worker, struct err *err)
{
	static const char sql[] = RELEASE_AND(" starts = GREATEST(starts - 1, 0),") "worker = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(worker)), err);
}

bool
job_release_expired(struct db *db, int64_t *count_r, struct err *err)
{
	struct db_result result;

	if (!db_exec(db, RELEASE "lease_until <= " DB_NOW_MS, DB_NONE, &result, err))
		return false;
	*count_r = result.changed;
	return true;
}

bool
job_release_worker(struct db *db, const char *worker, int64_t *count_r, struct err *err)
{
	struct db_result result;

	if (!db_exec(db, RELEASE "worker = ?", DB_ARGS(db_text(worker)), &result, err))
		return false;
	*count_r = result.changed;
	return true;
}

/* A list for FIND_IN_SET: which they are, with which attempt. */
static const char *
list_leases(void *mem, const struct job_lease *leases, size_t count)
{
	struct buf *list = buf_new(mem, count * 42); /* two numbers of 20 at most */

	for (size_t i = 0; i < count; i++)
		buf_printf(list, "%lld-%lld,", (long long)leases[i].id, (long long)leases[i].attempt);
	return buf_data(list);
}

bool
job_renew(struct db *db, void *mem, const char *worker, const struct job_lease *leases,
	size_t count, int64_t *strays_r, struct err *err)
{
	static const char sql[] = "UPDATE job SET lease_until = " DB_NOW_MS " + ?"
		" WHERE id = ? AND attempt = ? AND state = 1";
	struct db_result result;

	for (size_t i = 0; i < count; i++)
		if (!db_exec_idempotent(db, sql, DB_ARGS(db_i64(JOB_LEASE_MS),
			db_i64(leases[i].id), db_i64(leases[i].attempt)), err))
			return false;
	if (!db_exec(db, RELEASE "worker = ? AND FIND_IN_SET(CONCAT(id, '-', attempt), ?) = 0",
		DB_ARGS(db_text(worker), db_text(list_leases(mem, leases, count))), &result, err))
		return false;
	*strays_r = result.changed;
	return true;
}

struct holder {
	const char *worker;
};

static const struct db_col holder_cols[] = { DB_COL_TEXT(holder, worker) };
static const struct db_row_type holder_row = DB_ROW_TYPE(holder, holder_cols);

bool
job_holders(struct db *db, void *mem, const char ***workers_r, size_t *count_r, struct err *err)
{
	struct holder *rows;
	size_t count;

	if (!db_all(db, mem, "SELECT DISTINCT worker FROM job WHERE state = 1 LIMIT 1000", DB_NONE,
		&holder_row, &rows, &count, err))
		return false;

	const char **workers = mem_array(mem, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		workers[i] = rows[i].worker;
	*workers_r = workers;
	*count_r = count;
	return true;
}

bool
job_next_due(struct db *db, int64_t *ms_r, struct err *err)
{
	static const char sql[] = "SELECT IFNULL(GREATEST(MIN(run_at) - " DB_NOW_MS ", 0), -1)"
		" FROM job WHERE state = 0";

	return db_number(db, sql, DB_NONE, ms_r, err);
}

static const struct db_col stats_cols[] = {
	DB_COL_I64(job_stats, ready),
	DB_COL_I64(job_stats, running),
	DB_COL_I64(job_stats, parked),
	DB_COL_I64(job_stats, oldest_ms),
};
static const struct db_row_type stats_row = DB_ROW_TYPE(job_stats, stats_cols);

bool
job_stats(struct db *db, struct job_stats *stats_r, struct err *err)
{
	static const char sql[] =
		"SELECT COUNT(IF(state = 0, 1, NULL)), COUNT(IF(state = 1, 1, NULL)),"
		" COUNT(IF(state = 2, 1, NULL)),"
		" IFNULL(GREATEST(" DB_NOW_MS " - MIN(IF(state = 0, run_at, NULL)), 0), 0) FROM job";
	struct job_stats *row;
	void *mem = mem_context(db, "job stats");
	bool found = db_one(db, mem, sql, DB_NONE, &stats_row, &row, err);

	if (found)
		*stats_r = *row;
	mem_free(mem);
	return found;
}

static const struct db_col parked_cols[] = {
	DB_COL_I64(job_parked, id),
	DB_COL_TEXT(job_parked, kind),
	DB_COL_TEXT(job_parked, name),
	DB_COL_TEXT(job_parked, error),
	DB_COL_I64(job_parked, account_id),
	DB_COL_I64(job_parked, chat_id),
	DB_COL_I64(job_parked, created_at),
};
static const struct db_row_type parked_row = DB_ROW_TYPE(job_parked, parked_cols);

bool
job_list_parked(struct db *db, void *mem, int limit, struct job_parked **jobs_r, size_t *count_r,
	struct err *err)
{
	static const char sql[] = "SELECT id, kind, name, error, account_id, chat_id, created_at"
		" FROM job WHERE state = 2 ORDER BY run_at DESC LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(limit)), &parked_row, jobs_r, count_r, err);
}

/* Nothing is undone twice: whoever comes second finds no such parked job. */
static bool
change_parked(struct db *db, const char *sql, int64_t id, struct err *err)
{
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(id)), &result, err))
		return false;
	return result.changed == 1 ||
		err_set(err, ERR_CONFLICT, "job %lld is not parked", (long long)id);
}

bool
job_retry_parked(struct db *db, int64_t id, struct err *err)
{
	static const char sql[] = "UPDATE job SET run_at = " DB_NOW_MS ", starts = 0, failures = 0,"
		" needs_token = 0, error = '', state = 0 WHERE id = ? AND state = 2";

	return change_parked(db, sql, id, err);
}

bool
job_remove_parked(struct db *db, int64_t id, struct err *err)
{
	static const char sql[] = "DELETE FROM job WHERE id = ? AND state = 2"
		" AND kind NOT IN ('connect', 'sync')";

	return change_parked(db, sql, id, err);
}
