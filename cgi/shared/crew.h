/* SPDX-License-Identifier: MIT */
/*
 * The worker's threads.  One dispatcher (the caller of crew_run) claims due jobs and hands them to a
 * bounded crew; each thread has its own memory and HTTP handle and runs one job from top to bottom.
 * They share the connection pool and this hand-over, nothing else.
 */
#ifndef SHARED_CREW_H
#define SHARED_CREW_H

#include <stdint.h>

#include "base/err.h"

struct core;

enum crew_until { CREW_FOREVER, CREW_DRAINED /* nothing is due any more */ };

struct crew_options {
	const struct core *core;
	const char *worker_id;
	const char *mode;        /* service cron embedded */
	int threads;
	int nudge_fd;            /* where nudges come in, closed at the end; -1: not yet */
	const char *nudge_path;  /* where they come in once nobody else is nudged there; NULL: nowhere */
	enum crew_until until;
	int64_t for_ms;          /* stop claiming after that long; 0: no limit */
	int64_t finish_ms;       /* how long to wait then for the running jobs, unless told to stop; what
	                            runs even then has been started once more.  0: not at all, and what
	                            runs is given back as if it had not */
	int64_t stop_ms;         /* how long to wait for them after that, or when told to stop */
};

/* To be called before any other but crew_stop; may be called again, with another limit.  After
   crew_stop the process lives that many seconds at most: then it ends with status 0, whatever hangs
   and whatever else it does.  More than stop_ms, by what giving the jobs back may take. */
bool crew_open(unsigned seconds, struct err *err);

/* Runs until crew_stop, the time is over, or nothing is left to do.  Then claims nothing more and
   waits for the running jobs; when some run even then, it gives them back and ends the whole process,
   within the seconds of crew_open.  False only when it could not start. */
bool crew_run(void *mem, const struct crew_options *options, struct err *err);

/* Asks crew_run to return, now and ever after, and the process to end: see crew_open.  May be called
   by a signal handler and any thread; only the first call counts. */
void crew_stop(void);

/* Waits that long, or until crew_stop was called: then true. */
bool crew_pause(int64_t ms);

#endif
