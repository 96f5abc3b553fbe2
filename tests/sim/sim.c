/* SPDX-License-Identifier: MIT */
#include "sim.h"

#include <time.h>

#include "base/time.h"

void
sim_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(cond, &attr);
	(void)pthread_condattr_destroy(&attr);
}

void
sim_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t due_ms)
{
	struct timespec due = { due_ms / 1000, due_ms % 1000 * 1000000 };

	(void)pthread_cond_timedwait(cond, lock, &due); /* the caller looks again anyway */
}

void
sim_sleep(struct sim *sim, int64_t ms)
{
	int64_t end = time_monotonic_ms() + ms;

	if (ms <= 0)
		return;
	(void)pthread_mutex_lock(&sim->lock);
	while (!sim->stopping && time_monotonic_ms() < end)
		sim_cond_wait_until(&sim->wake, &sim->lock, end);
	(void)pthread_mutex_unlock(&sim->lock);
}
