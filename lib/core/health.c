/* SPDX-License-Identifier: MIT */
#include "core/health.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "io/db.h"
#include "store/account.h"
#include "store/job.h"
#include "store/worker.h"

enum {
	SERVICE_SILENT_MS = 60000,  /* four heartbeats */
	CRON_SILENT_MS = 600000,    /* cron runs that do not overlap */
	LATE_MS = 120000            /* a job due for that long is a backlog */
};

bool
health_is_alive(const char *mode, int64_t seen_ago_ms)
{
	return seen_ago_ms < (str_equal(mode, "cron") ? CRON_SILENT_MS : SERVICE_SILENT_MS);
}

static void
count_mode(struct health *health, const struct worker_row *row)
{
	struct health_mode *mode = health->modes, *end = mode + health->mode_count;

	while (mode < end && !str_equal(mode->mode, row->mode))
		mode++;
	if (mode == end) {
		if (health->mode_count == HEALTH_MODES)
			return; /* of another version */
		health->mode_count++;
		*mode = (struct health_mode){ row->mode, 0, row->started_at, row->seen_ago_ms };
	}
	mode->count++;
	if (row->started_at < mode->since)
		mode->since = row->started_at;
}

static bool
check_worker(struct db *db, void *mem, struct health *health, struct err *err)
{
	struct worker_row *rows;
	size_t count;

	if (!worker_list(db, mem, &rows, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (health_is_alive(rows[i].mode, rows[i].seen_ago_ms))
			count_mode(health, &rows[i]);
	health->worker = health->mode_count > 0;
	if (health->worker) {
		health->worker_mode = health->modes[0].mode;
		health->worker_seen_ms = health->modes[0].seen_ms;
	} else if (count > 0) {
		health->worker_mode = rows[0].mode;
		health->worker_seen_ms = rows[0].seen_ago_ms;
	}
	return true;
}

static bool
account_is_well(const struct account *account)
{
	return !account->enabled || ((str_equal(account->status, "ok") ||
		str_equal(account->status, "new")) && !str_equal(account->webhook_state, "foreign") &&
		!str_equal(account->webhook_state, "failed"));
}

static bool
check_all(struct db *db, void *mem, struct health *health, struct err *err)
{
	struct job_stats stats;

	if (!db_ping(db, err) || !check_worker(db, mem, health, err)
	    || !account_list(db, mem, &health->accounts, &health->account_count, err)
	    || !job_stats(db, &stats, err))
		return false;
	health->jobs_ready = stats.ready;
	health->jobs_running = stats.running;
	health->jobs_parked = stats.parked;
	health->jobs_oldest_ms = stats.oldest_ms;
	return true;
}

static const struct health unknown = { .database_error = "", .worker_mode = "",
	.worker_seen_ms = -1 };

bool
health_worker_lives(struct db *db, void *mem, bool *lives_r, struct err *err)
{
	struct health health = unknown;

	if (!check_worker(db, mem, &health, err))
		return false;
	*lives_r = health.worker;
	return true;
}

void
health_check(struct db *db, void *mem, struct health *health_r)
{
	int64_t began = time_monotonic_ms();
	struct health health = unknown;
	struct err err;

	health.database = check_all(db, mem, &health, &err);
	health.database_ms = time_monotonic_ms() - began;
	if (!health.database)
		health.database_error = err_code_name(err.code);

	bool well = health.worker && health.jobs_parked == 0 && health.jobs_oldest_ms < LATE_MS;

	for (size_t i = 0; i < health.account_count; i++)
		well = well && account_is_well(&health.accounts[i]);
	health.level = !health.database ? HEALTH_DOWN : well ? HEALTH_OK : HEALTH_DEGRADED;
	*health_r = health;
}

const char *
health_level_name(enum health_level level)
{
	static const char *const names[] = { "ok", "degraded", "down" };

	return names[level];
}
