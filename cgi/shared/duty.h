/* SPDX-License-Identifier: MIT */
/*
 * The worker's duty from the configuration to the last job: what prilavok-worker does, and with
 * WORKER_MODE=embedded one of the FastCGI programs.
 */
#ifndef SHARED_DUTY_H
#define SHARED_DUTY_H

#include "shared/crew.h"

struct conf;

struct duty {
	const char *mode;          /* service cron embedded */
	enum crew_until until;
	int64_t for_ms;            /* 0: no limit */
	int64_t finish_ms;         /* how long to wait at the end for the running jobs: see crew.h */
	int64_t stop_ms;
	int64_t threads;           /* these two where the configuration says nothing */
	int64_t connections;
	int nudge_fd;              /* a socket that is held already; -1: none */
	bool nudges;               /* take the socket for nudges, as soon as nobody else has it */
};

/* Waits for the database, takes over what dead workers of this host have left, and works until the
   crew ends.  False when it cannot start, or when crew_stop came before. */
bool duty_do(void *mem, const struct conf *conf, const struct duty *duty, struct err *err);

#endif
