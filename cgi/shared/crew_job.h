/* SPDX-License-Identifier: MIT */
/* One job on a thread of the crew: it is run, and how it ended is written down. */
#ifndef SHARED_CREW_JOB_H
#define SHARED_CREW_JOB_H

struct core;
struct http;
struct job;

enum { CREW_DOWN_MS = 200 /* pause while the database cannot be reached */ };

/* Returns when the database has taken the end, or after the lease at the latest: then the job is
   another worker's.  mem: what the job makes; all of the arguments are this thread's, but for core. */
void crew_run_job(const struct core *core, struct http *http, void *mem, const struct job *job);

#endif
