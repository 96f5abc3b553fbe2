/* SPDX-License-Identifier: MIT */
#include "webhook/clerk.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

#include "base/mem.h"
#include "io/nudge.h"
#include "store/job.h"

enum { BATCH = 64, THREAD_STACK = 256 * 1024 };

/* Lives on the stack of the thread that waits for it. */
struct order {
	const struct job_event *event; /* NULL: work */
	db_work *work;
	void *arg;
	struct err *err;
	bool ok;
	sem_t done;
	struct order *next;
};

struct clerk {
	struct db *db;
	struct nudge *nudge;
	pthread_t thread;
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t came;
	struct order *first, **end;
	bool closing;
};

/* --- the side of the requests */

static void
leave(struct clerk *clerk, struct order *order)
{
	(void)pthread_mutex_lock(&clerk->lock); /* a plain mutex used rightly does not fail */
	if (clerk->first == NULL)
		(void)pthread_cond_signal(&clerk->came);
	*clerk->end = order;
	clerk->end = &order->next;
	(void)pthread_mutex_unlock(&clerk->lock);
}

static bool
place(struct clerk *clerk, struct order *order)
{
	(void)sem_init(&order->done, 0, 0); /* neither fails for a number this small */
	leave(clerk, order);
	while (sem_wait(&order->done) != 0)
		; /* EINTR */
	(void)sem_destroy(&order->done);
	return order->ok;
}

bool
clerk_store(struct clerk *clerk, const struct job_event *event, struct err *err)
{
	struct order order = { .event = event, .err = err };

	return place(clerk, &order);
}

bool
clerk_do(struct clerk *clerk, db_work *work, void *arg, struct err *err)
{
	struct order order = { .work = work, .arg = arg, .err = err };

	return place(clerk, &order);
}

/* --- the side of the clerk */

/* All that wait, the oldest first; NULL without any. */
static struct order *
take(struct clerk *clerk)
{
	struct order *first = clerk->first;

	clerk->first = NULL;
	clerk->end = &clerk->first;
	return first;
}

/* NULL: it is over. */
static struct order *
await_orders(struct clerk *clerk)
{
	struct order *first;

	(void)pthread_mutex_lock(&clerk->lock); /* as above */
	while (clerk->first == NULL && !clerk->closing)
		(void)pthread_cond_wait(&clerk->came, &clerk->lock);
	first = take(clerk);
	(void)pthread_mutex_unlock(&clerk->lock);
	return first;
}

/* The order is gone as soon as its thread knows. */
static void
tell(struct order *order, bool ok, const struct err *err)
{
	order->ok = ok;
	if (!ok)
		*order->err = *err;
	(void)sem_post(&order->done); /* its count is at most one */
}

static void
tell_all(struct order *list, const struct err *err)
{
	while (list != NULL) {
		struct order *next = list->next;

		tell(list, false, err);
		list = next;
	}
}

/* While the database was away for one order it was away for those that came meanwhile. */
static void
refuse_waiting(struct clerk *clerk, const struct err *err)
{
	struct order *waiting;

	(void)pthread_mutex_lock(&clerk->lock); /* as above */
	waiting = take(clerk);
	(void)pthread_mutex_unlock(&clerk->lock);
	tell_all(waiting, err);
}

static bool
is_away(const struct err *err)
{
	return err->code == ERR_BUSY || err->code == ERR_UNCERTAIN;
}

/* One to BATCH. */
static bool
store(struct clerk *clerk, struct order *const *orders, size_t count, struct err *err)
{
	void *mem = mem_context(NULL, "batch");
	struct job_event events[BATCH];
	bool ok;

	for (size_t i = 0; i < count; i++)
		events[i] = *orders[i]->event;
	ok = job_put_events(clerk->db, mem, events, count, err);
	mem_free(mem);
	return ok;
}

/* False when the database is away; everybody is told in any case. */
static bool
serve_batch(struct clerk *clerk, struct order *const *orders, size_t count, struct err *err)
{
	bool ok = store(clerk, orders, count, err);

	if (ok || is_away(err) || count == 1) {
		for (size_t i = 0; i < count; i++)
			tell(orders[i], ok, err);
		if (ok && clerk->nudge != NULL)
			nudge_send(clerk->nudge);
		return ok || !is_away(err);
	}
	/* One of them is to blame: none has been stored. */
	for (size_t i = 0; i < count; i++) {
		if (serve_batch(clerk, &orders[i], 1, err))
			continue;
		for (i++; i < count; i++)
			tell(orders[i], false, err);
		return false;
	}
	return true;
}

static bool
serve_work(struct clerk *clerk, struct order *order, struct err *err)
{
	bool ok = order->work(clerk->db, order->arg, err);
	bool away = !ok && is_away(err);

	tell(order, ok, err);
	return !away;
}

/* Takes events off the list, up to BATCH of those that stand together; returns the rest. */
static struct order *
gather(struct order *list, struct order **orders_r, size_t *count_r)
{
	size_t count = 0;

	for (; list != NULL && list->event != NULL && count < BATCH; list = list->next)
		orders_r[count++] = list;
	*count_r = count;
	return list;
}

static void
serve(struct clerk *clerk, struct order *list)
{
	struct order *orders[BATCH];
	bool there = true;
	struct err err;
	size_t count;

	while (list != NULL && there) {
		struct order *order = list;

		if (order->event != NULL) {
			list = gather(list, orders, &count);
			there = serve_batch(clerk, orders, count, &err);
		} else {
			list = order->next; /* it may be gone when it was told */
			there = serve_work(clerk, order, &err);
		}
	}
	if (there)
		return;
	tell_all(list, &err);
	refuse_waiting(clerk, &err);
}

static void *
clerk_main(void *arg)
{
	struct clerk *clerk = arg;
	struct order *list;

	while ((list = await_orders(clerk)) != NULL)
		serve(clerk, list);
	return NULL;
}

/* --- life */

static int
close_clerk(struct clerk *clerk)
{
	(void)pthread_mutex_lock(&clerk->lock); /* as above */
	clerk->closing = true;
	(void)pthread_cond_signal(&clerk->came);
	(void)pthread_mutex_unlock(&clerk->lock);
	(void)pthread_join(clerk->thread, NULL); /* it was started, and is joined once */
	(void)pthread_cond_destroy(&clerk->came);
	(void)pthread_mutex_destroy(&clerk->lock);
	return 0;
}

bool
clerk_start(void *mem, struct db *db, struct nudge *nudge, struct clerk **clerk_r,
	struct err *err)
{
	struct clerk *clerk = mem_new(mem, struct clerk);
	pthread_attr_t attr;
	int error;

	clerk->db = db;
	clerk->nudge = nudge;
	clerk->end = &clerk->first;
	(void)pthread_mutex_init(&clerk->lock, NULL); /* cannot fail with these attributes */
	(void)pthread_cond_init(&clerk->came, NULL);
	(void)pthread_attr_init(&attr);
	(void)pthread_attr_setstacksize(&attr, THREAD_STACK);
	error = pthread_create(&clerk->thread, &attr, clerk_main, clerk);
	(void)pthread_attr_destroy(&attr);
	if (error != 0) {
		mem_free(clerk);
		return err_set(err, ERR_INTERNAL, "cannot start a thread: %s", strerror(error));
	}
	talloc_set_destructor(clerk, close_clerk);
	*clerk_r = clerk;
	return true;
}
