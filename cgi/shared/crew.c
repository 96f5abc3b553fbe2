/* SPDX-License-Identifier: MIT */
#include "shared/crew.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
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
	LOOK_MS = 100,            /* and at the end whether it has come */
	RENEW_MS = 15000          /* a quarter of the lease */
};

/* A thread, and the job that is handed to it. */
struct hand {
	struct crew *crew;
	struct hand *below;       /* in the stack of the idle */
	pthread_t thread;
	pthread_cond_t called;
	void *mem;
	struct job *job;          /* NULL: none yet */
};

/* A thread is started when a job finds no idle one.  Of the idle ones the last to work is called, and
   nobody else wakes: what it used is still in the caches, and the others' stacks stay untouched. */
struct crew {
	struct crew_options options;
	void *mem;
	pthread_mutex_t lock;
	struct hand *hands;
	struct hand *idle;        /* a stack */
	struct job_lease *leases; /* of the running jobs */
	int running;              /* with the idle ones: as many as were started */
	int started;
	int nudge_fd;             /* -1: somebody else is nudged */
	bool closing;
	bool worked;              /* since the last heartbeat */
	bool in_vain;             /* what runs still has had all of finish_ms */
	int done_fd;              /* a thread became free */
	int64_t renewed_at;
	int64_t deadline;         /* monotonic; 0: none */
};

static atomic_flag told = ATOMIC_FLAG_INIT; /* to stop */
static int64_t told_at;      /* monotonic; set before stopping, and never again */
static atomic_bool stopping;
static atomic_uint end_s;    /* 0: not open yet */
static atomic_int stop_fd = -1;

static void
on_alarm(int number)
{
	(void)number;
	_exit(0);
}

bool
crew_open(unsigned seconds, struct err *err)
{
	if (stop_fd < 0)
		stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (stop_fd < 0)
		return err_set(err, ERR_INTERNAL, "eventfd: error %d", errno);
	(void)signal(SIGALRM, on_alarm); /* fails only for wrong numbers */
	end_s = seconds;
	if (stopping)
		(void)alarm(seconds);
	return true;
}

/* Whoever waits for the end does not wait for the database, too: wherever it hangs, the alarm ends it.
   Leases mend the rest. */
void
crew_stop(void)
{
	uint64_t one = 1;
	int fd = stop_fd;

	if (atomic_flag_test_and_set(&told))
		return;
	told_at = time_monotonic_ms();
	stopping = true;
	if (fd >= 0)
		(void)!write(fd, &one, sizeof(one)); /* the flag is what counts */
	(void)alarm(end_s); /* 0: crew_open sets it */
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

/* What the hand does next, or NULL when nothing comes any more. */
static struct job *
next_job(struct hand *hand, void **mem_r)
{
	struct crew *crew = hand->crew;
	struct job *job;

	pthread_mutex_lock(&crew->lock);
	while (hand->job == NULL && !crew->closing)
		pthread_cond_wait(&hand->called, &crew->lock);
	job = hand->job;
	*mem_r = hand->mem;
	hand->job = NULL;
	pthread_mutex_unlock(&crew->lock);
	return job;
}

/* A job that ended may have been claimed again by now, with another attempt. */
static void
drop_lease(struct crew *crew, const struct job_lease *lease)
{
	for (int i = 0; i < crew->running; i++)
		if (crew->leases[i].id == lease->id && crew->leases[i].attempt == lease->attempt) {
			crew->leases[i] = crew->leases[--crew->running];
			break;
		}
}

/* The job has ended: the next may be handed over from here on. */
static void
put_down(struct hand *hand, const struct job_lease *lease)
{
	struct crew *crew = hand->crew;

	pthread_mutex_lock(&crew->lock);
	drop_lease(crew, lease);
	hand->below = crew->idle;
	crew->idle = hand;
	crew->worked = true;
	pthread_mutex_unlock(&crew->lock);
}

static void *
thread_main(void *arg)
{
	struct hand *hand = arg;
	void *root = mem_context(NULL, "worker thread");
	struct http *http = http_new(root);
	struct job *job;
	void *mem;

	while ((job = next_job(hand, &mem)) != NULL) {
		struct job_lease lease = { job->id, job->attempt };
		char id[40];

		(void)snprintf(id, sizeof(id), "%s-%lld", job->kind, (long long)job->id); /* 36 at most */
		log_set_id(id);
		crew_run_job(hand->crew->options.core, http, mem, job);
		log_set_id(NULL);
		mem_free(mem);
		put_down(hand, &lease);
		tell_dispatcher(hand->crew);
	}
	mem_free(root);
	return NULL;
}

/* One more, with the job it begins with, if any. */
static bool
start_thread(struct crew *crew, struct job *job, void *mem, struct err *err)
{
	struct hand *hand = &crew->hands[crew->started];
	pthread_attr_t attr;
	int error;

	if (crew->started >= crew->options.threads)
		return err_set(err, ERR_INTERNAL, "no more than %d threads", crew->started);
	*hand = (struct hand){ .crew = crew, .mem = mem, .job = job };
	pthread_cond_init(&hand->called, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	error = pthread_create(&hand->thread, &attr, thread_main, hand);
	pthread_attr_destroy(&attr);
	if (error != 0)
		return err_set(err, ERR_INTERNAL, "cannot start thread %d: error %d", crew->started,
			error);
	crew->started++;
	if (job == NULL)
		crew->idle = hand;
	return true;
}

/* False when all who were started are busy. */
static bool
call_idle(struct crew *crew, struct job *job, void *mem)
{
	struct hand *hand;

	pthread_mutex_lock(&crew->lock);
	crew->leases[crew->running++] = (struct job_lease){ job->id, job->attempt };
	hand = crew->idle;
	if (hand != NULL) {
		crew->idle = hand->below;
		hand->job = job;
		hand->mem = mem;
		pthread_cond_signal(&hand->called);
	}
	pthread_mutex_unlock(&crew->lock);
	return hand != NULL;
}

/* Without another thread the crew stays as small as it is.  Nobody has the job then, which the next
   upkeep sees. */
static void
call_new(struct crew *crew, struct job *job, void *mem)
{
	struct err err;

	if (start_thread(crew, job, mem, &err))
		return;
	log_err(LOG_ERROR, "worker.too_few_threads", &err);
	pthread_mutex_lock(&crew->lock);
	drop_lease(crew, &(struct job_lease){ job->id, job->attempt });
	crew->options.threads = crew->started;
	pthread_mutex_unlock(&crew->lock);
	crew->renewed_at = 0;
	mem_free(mem);
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
	if (!call_idle(crew, copy, mem))
		call_new(crew, copy, mem);
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

/* Claims what the free threads can take; claimed_r: there was something.  next_ms_r: until the next is
   due; 0: there may be one now. */
static bool
claim(struct crew *crew, bool *claimed_r, int64_t *next_ms_r, struct err *err)
{
	void *mem = mem_context(crew->mem, "claim");
	int want = free_threads(crew);
	struct db *db = db_pool_take(crew->options.core->pool);
	struct job *jobs;
	size_t count = 0;
	bool ok = true;

	if (want > 0)
		ok = job_claim(db, mem, crew->options.worker_id, want, &jobs, &count, err);
	for (size_t i = 0; i < count; i++)
		hand_over(crew, &jobs[i]);
	*claimed_r = count > 0;
	if (*claimed_r && count == (size_t)want)
		*next_ms_r = 0;
	else if (ok && want > 0)
		ok = job_next_due(db, next_ms_r, err);
	db_pool_give(crew->options.core->pool, db);
	mem_free(mem);
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

	void *mem = mem_context(crew->mem, "upkeep");
	struct job_lease *leases = mem_array(mem, struct job_lease, (size_t)crew->options.threads);
	size_t count = copy_leases(crew, leases, &worked);
	struct db *db = db_pool_take(crew->options.core->pool);

	ok = job_renew(db, mem, crew->options.worker_id, leases, count, &strays, err) &&
		job_release_expired(db, &expired, err) &&
		worker_beat(db, crew->options.worker_id, crew->options.mode, worked, err);
	db_pool_give(crew->options.core->pool, db);
	mem_free(mem);
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
		bool claimed = false, resting = free_threads(crew) == crew->options.threads;

		if (!upkeep(crew, &err) || !claim(crew, &claimed, &next_ms, &err)) {
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
		if (claimed && next_ms == 0)
			continue;
		/* Nobody was at work before the look, who could have put a job after it. */
		if (crew->options.until == CREW_DRAINED && next_ms != 0 && resting && !claimed)
			return;
		/* Full hands, or due jobs that wait for their chat: a thread that ends wakes us. */
		wait_for_news(crew, next_ms == 0 ? IDLE_MS : next_ms);
	}
}

/* Who claims nothing has no use for nudges; another that works may. */
static void
stop_listening(struct crew *crew)
{
	crew->options.nudge_path = NULL;
	if (crew->nudge_fd >= 0)
		(void)close(crew->nudge_fd); /* nothing was written to it */
	crew->nudge_fd = -1;
}

/* True while some run that may yet end before until; looks again a little later. */
static bool
wait_for_running(struct crew *crew, int64_t until)
{
	struct pollfd done = { .fd = crew->done_fd, .events = POLLIN };

	if (free_threads(crew) == crew->options.threads || time_monotonic_ms() >= until)
		return false;
	if (poll(&done, 1, LOOK_MS) > 0)
		drain(crew->done_fd);
	return true;
}

/* Lets the running jobs end.  True when all did.  Many runs from cron may wait so at once, and a server
   counts connections.  A stop, which may have been noticed late, is over long before a lease is. */
static bool
finish_running(struct crew *crew)
{
	int64_t until = time_monotonic_ms() + crew->options.finish_ms;
	struct err ignored; /* a lease that cannot be kept is another worker's in the end */

	while (!stopping && wait_for_running(crew, until)) {
		(void)upkeep(crew, &ignored);
		db_pool_shrink(crew->options.core->pool);
	}
	crew->in_vain = !stopping && crew->options.finish_ms > 0 && time_monotonic_ms() >= until;
	until = (stopping ? told_at : time_monotonic_ms()) + crew->options.stop_ms;
	while (wait_for_running(crew, until))
		;
	return free_threads(crew) == crew->options.threads;
}

static void
close_crew(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	crew->closing = true;
	for (int i = 0; i < crew->started; i++)
		pthread_cond_signal(&crew->hands[i].called);
	pthread_mutex_unlock(&crew->lock);
	for (int i = 0; i < crew->started; i++)
		pthread_join(crew->hands[i].thread, NULL);
	(void)close(crew->done_fd); /* only ever a signal between threads */
}

/* What still runs, or is written down as if it did, another worker may begin at once.  That this one
   began it counts only where it had all the time there is: a job that never ends is then put aside, too,
   as one that kills its workers. */
static void
give_back(struct crew *crew, struct db *db)
{
	const char *worker = crew->options.worker_id;
	struct err ignored; /* leases end by themselves */
	int64_t count;

	if (crew->in_vain)
		(void)job_release_worker(db, worker, &count, &ignored);
	else
		(void)job_give_back(db, worker, &ignored);
}

/* A service's row only says that it lives.  A run from cron leaves its own behind: when it was last
   seen and whether it did anything is what tells between the runs that cron works. */
static void
sign_off(struct crew *crew)
{
	const struct crew_options *options = &crew->options;
	struct db *db = db_pool_take(options->core->pool);
	struct err ignored; /* rows fade by themselves */

	pthread_mutex_lock(&crew->lock);
	bool worked = crew->worked; /* threads may run still */
	pthread_mutex_unlock(&crew->lock);

	give_back(crew, db);
	(void)(worker_beat(db, options->worker_id, options->mode, worked, &ignored) &&
		worker_gone(db, options->worker_id, &ignored));
	db_pool_give(options->core->pool, db);
}

/* Threads in a hanging call cannot be joined.  Until the process ends they go on, without a lease:
   what they would commit is refused, and a text they may have sent is one whose sender died. */
static _Noreturn void
leave_running(struct crew *crew)
{
	log_event(LOG_WARNING, "worker.unfinished", log_int("jobs",
		crew->options.threads - free_threads(crew)));
	if (!stopping)
		(void)alarm(end_s);
	sign_off(crew);
	_exit(0);
}

bool
crew_run(void *mem, const struct crew_options *options, struct err *err)
{
	struct crew *crew = mem_new(mem, struct crew);

	crew->options = *options;
	crew->mem = mem;
	crew->hands = mem_array(mem, struct hand, (size_t)options->threads);
	crew->leases = mem_array(mem, struct job_lease, (size_t)options->threads);
	crew->nudge_fd = options->nudge_fd;
	crew->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (crew->done_fd < 0)
		return err_set(err, ERR_INTERNAL, "eventfd: error %d", errno);
	if (options->for_ms > 0)
		crew->deadline = time_monotonic_ms() + options->for_ms;
	pthread_mutex_init(&crew->lock, NULL);
	if (!start_thread(crew, NULL, NULL, err)) {
		close_crew(crew);
		return false;
	}
	dispatch(crew);
	stop_listening(crew);
	if (!finish_running(crew))
		leave_running(crew);
	close_crew(crew);
	sign_off(crew);
	return true;
}
