/* SPDX-License-Identifier: MIT */
#include "shared/duty.h"

#include "base/conf.h"
#include "base/log.h"
#include "core/setup.h"
#include "io/db_pool.h"
#include "io/nudge.h"
#include "shared/worker_id.h"
#include "store/job.h"

enum { SERVER_PATIENCE_MS = 500 };

/* Jobs of workers of this host that died: their leases need not run out. */
static bool
release_dead(struct db *db, void *mem, struct err *err)
{
	const char **holders;
	size_t count;

	if (!job_holders(db, mem, &holders, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		int64_t released;

		if (!worker_id_is_dead(mem, holders[i]))
			continue;
		if (!job_release_worker(db, holders[i], &released, err))
			return false;
		log_event(LOG_WARNING, "worker.predecessor_died", log_int("jobs_taken_over", released));
	}
	return true;
}

/* Waits for the database, however long it takes to come up. */
static bool
wait_for_database(struct db *db, struct err *err)
{
	bool told = false;

	while (!db_ping(db, err)) {
		if (err->code != ERR_BUSY)
			return false;
		if (!told)
			log_err(LOG_WARNING, "worker.waits_for_database", err);
		told = true;
		if (crew_pause(SERVER_PATIENCE_MS))
			return false;
	}
	return true;
}

/* Refuses a database that would lose work. */
static bool
prepare(const struct core *core, void *mem, struct err *err)
{
	struct db *db = db_pool_take(core->pool);
	bool ready = wait_for_database(db, err) && db_check_server(db, err)
		&& release_dead(db, mem, err);

	db_pool_give(core->pool, db);
	return ready;
}

static bool
begin_listening(struct crew_options *options, struct err *err)
{
	return options->nudge_fd >= 0 || options->nudge_path == NULL
		|| nudge_listen(options->nudge_path, &options->nudge_fd, err)
		|| err->code == ERR_CONFLICT;
}

bool
duty_do(void *mem, const struct conf *conf, const struct duty *duty, struct err *err)
{
	struct crew_options options = { .mode = duty->mode, .until = duty->until,
		.for_ms = duty->for_ms, .finish_ms = duty->finish_ms, .stop_ms = duty->stop_ms,
		.nudge_fd = duty->nudge_fd };
	int64_t threads, connections;
	struct core *core;

	if (!conf_get_int(conf, "WORKER_THREADS", 1, 1000, duty->threads, &threads, err)
	    || !conf_get_int(conf, "DATABASE_CONNECTIONS", 1, 64, duty->connections, &connections, err)
	    || !setup_core(mem, conf, (int)connections, &core, err) || !prepare(core, mem, err))
		return false;
	options.core = core;
	options.threads = (int)threads;
	options.worker_id = worker_id_new(mem);
	options.nudge_path = duty->nudges ? setup_nudge_path(mem, conf) : NULL;
	if (!begin_listening(&options, err))
		return false;
	log_event(LOG_INFO, "worker.start", log_str("mode", duty->mode), log_int("threads", threads));
	if (!crew_run(mem, &options, err))
		return false;
	log_event(LOG_INFO, "worker.stop", log_str("mode", duty->mode));
	return true;
}
