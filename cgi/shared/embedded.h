/* SPDX-License-Identifier: MIT */
/*
 * WORKER_MODE=embedded: the worker as a thread of the FastCGI programs, for hosts where nothing may
 * run but what the web server starts.  Every process of every program stands by; the one that holds
 * the socket for nudges works.  When the web server ends that process, another takes over within a
 * second, or the next one that is started by a request.
 */
#ifndef SHARED_EMBEDDED_H
#define SHARED_EMBEDDED_H

#include "base/err.h"

struct conf;

/* Starts standing by.  conf outlives it.  False: no thread is to be had. */
bool embedded_start(struct conf *conf, struct err *err);

/* Lets the running jobs end, for 2 s at most; gives back those that do not, and ends the process. */
void embedded_stop(void);

#endif
