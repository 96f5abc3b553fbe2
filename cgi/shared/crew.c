/* SPDX-License-Identifier: MIT */
#include "shared/crew.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/work.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "io/nudge.h"
#include "shared/crew_job.h"
#include "store/job.h"
#include "store/worker.h"

enum {
	THREAD_STACK = 256 * 1024,
	IDLE_MS = 1000,           /* a look at the queue at least that often */
	RENEW_MS = 15000          /* a quarter of the lease */
};

struct crew {
	struct crew_options options;
	void *mem;
	pthread_mutex_t lock;
	pthread_cond_t work_came;
	void *job_mem;            /* handed to the next free thread with job; NULL: none */
	struct job *job;
	struct job_lease *leases; /* of the running jobs */
	int running;
	int started;              /* threads */
	int nudge_fd;             /* -1: somebody else is nudged */
	bool closing;
	bool worked;              /* since the last heartbeat */
	int done_fd;              /* a thread became free */
	int64_t renewed_at;
	int64_t deadline;         /* monotonic; 0: none */
};

static atomic_bool stopping;
static atomic_int stop_fd = -1;

bool
crew_open(struct err *err)
{
	if (stop_fd < 0)
		stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return stop_fd >= 0 || err_set(err, ERR_INTERNAL, "eventfd: error %d", errno);
}

void
crew_stop(void)
{
	uint64_t one = 1;
	int fd = stop_fd;

	stopping = true;
	if (fd >= 0)
		(void)!write(fd, &one, sizeof(one)); /* the flag is what counts */
}

bool
crew_pause(int64_t ms)
{
	struct pollfd stop = { .fd = stop_fd, .events = POLLIN };

	if (!stopping)
		(void)poll(&stop, 1, (int)ms); /* an early return does no harm */
	return stopping;
}

/* --- threads */

static void
tell_dispatcher(struct crew *crew)
{
	uint64_t one = 1;

	(void)!write(crew->done_fd, &one, sizeof(one)); /* a full counter wakes just as well */
}

static bool
next_job(struct crew *crew, void **mem_r, struct job **job_r)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->job == NULL && !crew->closing)
		pthread_cond_wait(&crew->work_came, &crew->lock);
	*job_r = crew->job;
	*mem_r = crew->job_mem;
	crew->job = NULL;
	if (*job_r != NULL)
		pthread_cond_broadcast(&crew->work_came); /* the hand-over place is free again */
	pthread_mutex_unlock(&crew->lock);
	return *job_r != NULL;
}

static void
put_down(struct crew *crew, int64_t id)
{
	pthread_mutex_lock(&crew->lock);
	for (int i = 0; i < crew->running; i++)
		if (crew->leases[i].id == id) {
			crew->leases[i] = crew->leases[--crew->running];
			break;
		}
	crew->worked = true;
	pthread_mutex_unlock(&crew->lock);
}

static void *
thread_main(void *arg)
{
	struct crew *crew = arg;
	void *root = mem_context(NULL, "worker thread");
	struct http *http = http_new(root);
	struct job *job;
	void *mem;

	while (next_job(crew, &mem, &job)) {
		char id[40];

		(void)snprintf(id, sizeof(id), "%s-%lld", job->kind, (long long)job->id); /* 36 at most */
		log_set_id(id);
		crew_run_job(crew->options.core, http, mem, job);
		log_set_id(NULL);
		put_down(crew, job->id);
		mem_free(mem);
		tell_dispatcher(crew);
	}
	mem_free(root);
	return NULL;
}

/* Gives one job to a thread; each job has a root of its own, so that no context is shared. */
static void
hand_over(struct crew *crew, const struct job *job)
{
	void *mem = mem_context(NULL, "job");
	struct job *copy = mem_new(mem, struct job);

	*copy = *job;
	copy->kind = mem_strdup(mem, job->kind);
	copy->name = mem_strdup(mem, job->name);
	copy->payload.data = job->payload.data == NULL ? NULL
		: mem_dup(mem, job->payload.data, job->payload.len);
	pthread_mutex_lock(&crew->lock);
	while (crew->job != NULL)
		pthread_cond_wait(&crew->work_came, &crew->lock);
	crew->job = copy;
	crew->job_mem = mem;
	crew->leases[crew->running++] = (struct job_lease){ job->id, job->attempt };
	pthread_cond_broadcast(&crew->work_came);
	pthread_mutex_unlock(&crew->lock);
}

static bool
start_threads(struct crew *crew, pthread_t *threads, struct err *err)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	for (int i = 0; i < crew->options.threads; i++) {
		int error = pthread_create(&threads[i], &attr, thread_main, crew);

		if (error != 0) {
			pthread_attr_destroy(&attr);
			return err_set(err, ERR_INTERNAL, "cannot start thread %d: error %d", i, error);
		}
		crew->started++;
	}
	pthread_attr_destroy(&attr);
	return true;
}

/* --- the dispatcher */

static int
free_threads(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	int count = crew->options.threads - crew->running;
	pthread_mutex_unlock(&crew->lock);
	return count;
}

/* Claims what the free threads can take.  more_r: there may be more due right now. */
static bool
claim(struct crew *crew, bool *more_r, int64_t *next_ms_r, struct err *err)
{
	void *mem = mem_context(crew->mem, "claim");
	int want = free_threads(crew);
	struct db *db = db_pool_take(crew->options.core->pool);
	struct job *jobs;
	size_t count = 0;
	bool ok = true;

	if (want > 0)
		ok = job_claim(db, mem, crew->options.worker_id, want, &jobs, &count, err);
	if (ok && count == 0 && want > 0)
		ok = job_next_due(db, next_ms_r, err);
	db_pool_give(crew->options.core->pool, db);
	for (size_t i = 0; i < count; i++)
		hand_over(crew, &jobs[i]);
	mem_free(mem);
	*more_r = count > 0;
	return ok;
}

static size_t
copy_leases(struct crew *crew, struct job_lease *leases_r, bool *worked_r)
{
	pthread_mutex_lock(&crew->lock);
	size_t count = (size_t)crew->running;

	for (size_t i = 0; i < count; i++)
		leases_r[i] = crew->leases[i];
	*worked_r = crew->worked;
	crew->worked = false;
	pthread_mutex_unlock(&crew->lock);
	return count;
}

/* A worker that ends leaves its place to another that runs beside it, in whatever mode. */
static void
listen_for_nudges(struct crew *crew)
{
	struct err ignored; /* a look every second will do */

	if (crew->nudge_fd < 0 && crew->options.nudge_path != NULL)
		(void)nudge_listen(crew->options.nudge_path, &crew->nudge_fd, &ignored);
}

/* Heartbeat, leases, and the jobs of workers that died.  It is the dispatcher that claims, so a job
   of this worker that no thread has by now is one whose claim or end it was not told about. */
static bool
upkeep(struct crew *crew, struct err *err)
{
	int64_t now = time_monotonic_ms(), strays = 0, expired = 0;
	bool ok, worked;

	if (crew->renewed_at != 0 && now - crew->renewed_at < RENEW_MS)
		return true;

	struct job_lease *leases = mem_array(crew->mem, struct job_lease,
		(size_t)crew->options.threads);
	size_t count = copy_leases(crew, leases, &worked);
	struct db *db = db_pool_take(crew->options.core->pool);

	ok = job_renew(db, crew->options.worker_id, leases, count, &strays, err) &&
		job_release_expired(db, &expired, err) &&
		worker_beat(db, crew->options.worker_id, crew->options.mode, worked, err);
	db_pool_give(crew->options.core->pool, db);
	mem_free(leases);
	if (!ok)
		return false;
	crew->renewed_at = now;
	listen_for_nudges(crew);
	if (strays + expired > 0)
		log_event(LOG_WARNING, "job.released", log_int("strays", strays),
			log_int("expired", expired));
	return true;
}

static void
drain(int fd)
{
	uint64_t count;

	(void)!read(fd, &count, sizeof(count)); /* an empty one is fine */
}

/* Waits until a job may be due, a thread is free, somebody nudges, or it is time to stop. */
static void
wait_for_news(struct crew *crew, int64_t ms)
{
	struct pollfd fds[] = {
		{ .fd = crew->done_fd, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = crew->nudge_fd, .events = POLLIN },
	};

	if (poll(fds, 3, (int)(ms < 0 || ms > IDLE_MS ? IDLE_MS : ms)) <= 0)
		return;
	if (fds[0].revents != 0)
		drain(crew->done_fd);
	if (fds[2].revents != 0)
		nudge_drain(crew->nudge_fd);
}

static bool
is_over(struct crew *crew)
{
	return stopping || (crew->deadline != 0 && time_monotonic_ms() >= crew->deadline);
}

static void
dispatch(struct crew *crew)
{
	bool was_down = false;

	while (!is_over(crew)) {
		struct err err;
		int64_t next_ms = -1;
		bool more = false;

		if (!upkeep(crew, &err) || !claim(crew, &more, &next_ms, &err)) {
			if (!was_down)
				log_err(LOG_ERROR, "worker.database_down", &err);
			was_down = true;
			crew->renewed_at = 0; /* what this failure left behind is looked for first */
			wait_for_news(crew, CREW_DOWN_MS);
			continue;
		}
		if (was_down)
			log_event(LOG_INFO, "worker.database_back", log_str("worker", crew->options.mode));
		was_down = false;
		if (more)
			continue;
		if (crew->options.until == CREW_DRAINED && next_ms != 0 &&
		    free_threads(crew) == crew->options.threads)
			return;
		/* Full hands, or due jobs that wait for their chat: a thread that ends wakes us. */
		wait_for_news(crew, next_ms == 0 ? IDLE_MS : next_ms);
	}
}

/* Lets the running jobs end.  True when all did. */
static bool
finish_running(struct crew *crew)
{
	int64_t until = time_monotonic_ms() + crew->options.stop_ms;

	while (free_threads(crew) < crew->options.threads && time_monotonic_ms() < until) {
		struct pollfd done = { .fd = crew->done_fd, .events = POLLIN };

		if (poll(&done, 1, 100) > 0)
			drain(crew->done_fd);
	}
	return free_threads(crew) == crew->options.threads;
}

static void
close_crew(struct crew *crew, pthread_t *threads)
{
	pthread_mutex_lock(&crew->lock);
	crew->closing = true;
	pthread_cond_broadcast(&crew->work_came);
	pthread_mutex_unlock(&crew->lock);
	for (int i = 0; i < crew->started; i++)
		pthread_join(threads[i], NULL);
	(void)close(crew->done_fd); /* only ever a signal between threads */
}

/* A service's row only says that it lives.  A run from cron leaves its own behind: when it was last
   seen and whether it did anything is what tells between the runs that cron works. */
static void
sign_off(struct crew *crew)
{
	const struct crew_options *options = &crew->options;
	struct db *db = db_pool_take(options->core->pool);
	struct err ignored; /* rows fade by themselves */

	(void)(worker_beat(db, options->worker_id, options->mode, crew->worked, &ignored) &&
		worker_gone(db, options->worker_id, &ignored));
	db_pool_give(options->core->pool, db);
}

bool
crew_run(void *mem, const struct crew_options *options, struct err *err)
{
	struct crew *crew = mem_new(mem, struct crew);
	pthread_t *threads = mem_array(mem, pthread_t, (size_t)options->threads);

	crew->options = *options;
	crew->mem = mem;
	crew->leases = mem_array(mem, struct job_lease, (size_t)options->threads);
	crew->nudge_fd = options->nudge_fd;
	crew->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (crew->done_fd < 0)
		return err_set(err, ERR_INTERNAL, "eventfd: error %d", errno);
	if (options->for_ms > 0)
		crew->deadline = time_monotonic_ms() + options->for_ms;
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->work_came, NULL);
	if (!start_threads(crew, threads, err)) {
		close_crew(crew, threads);
		return false;
	}
	dispatch(crew);
	if (finish_running(crew)) {
		close_crew(crew, threads);
		sign_off(crew);
		return true;
	}
	/* Threads in a hanging call cannot be joined; their jobs go on when the lease ends. */
	log_event(LOG_WARNING, "worker.unfinished", log_int("jobs",
		options->threads - free_threads(crew)));
	_exit(0);
}
