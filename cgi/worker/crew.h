/* SPDX-License-Identifier: MIT */
/*
 * The worker's threads.  One dispatcher (the caller of crew_run) claims due jobs and hands them to a
 * bounded crew; each thread has its own memory and HTTP handle and runs one job from top to bottom.
 * They share the connection pool and this hand-over, nothing else.
 */
#ifndef WORKER_CREW_H
#define WORKER_CREW_H

#include <stdint.h>

#include "base/err.h"

struct core;

enum crew_until { CREW_FOREVER, CREW_DRAINED /* nothing is due any more */ };

struct crew_options {
	const struct core *core;
	const char *worker_id;
	const char *mode;        /* service cron embedded */
	int threads;
	int nudge_fd;            /* -1: none */
	enum crew_until until;
	int64_t for_ms;          /* stop claiming after that long; 0: no limit */
};

/* Runs until SIGTERM or SIGINT (crew_stop), the time is over, or nothing is left to do.  Then claims
   nothing more and waits up to 10 s for the running jobs; what is not finished then is given back
   when its lease ends.  False only when it could not start. */
bool crew_run(void *mem, const struct crew_options *options, struct err *err);

/* Signal-safe: asks crew_run to return. */
void crew_stop(void);

#endif
