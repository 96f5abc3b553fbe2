/* SPDX-License-Identifier: MIT */
/* From the configuration to what jobs need. */
#ifndef CORE_SETUP_H
#define CORE_SETUP_H

#include "core/work.h"

struct conf;

enum { SETUP_SYNC_MS = 60000, SETUP_CHECK_MS = 600000 };

/* A core with a pool of that many connections.  ERR_INVALID names the key that is wrong or
   missing. */
bool setup_core(void *mem, const struct conf *conf, int connections, struct core **core_r,
	struct err *err);

/* Who does the worker's duty, by WORKER_MODE: a service (unless set), runs from cron, or the programs
   the web server starts. */
enum worker_mode { WORKER_SERVICE, WORKER_CRON, WORKER_EMBEDDED };

/* ERR_INVALID says what is wrong with it. */
bool setup_worker_mode(const struct conf *conf, enum worker_mode *mode_r, struct err *err);

/* "service", "cron", "embedded" */
const char *setup_worker_mode_name(enum worker_mode mode);

/* The path of prilavok-worker: beside this program, as in a build tree, or where it is installed. */
char *setup_worker_path(void *mem);

/* The line for a crontab by which it does its duty. */
char *setup_crontab(void *mem, const struct conf *conf);

/* Where the worker listens for nudges: "worker.sock" in PRILAVOK_RUN_DIR; NULL when that is not
   set. */
char *setup_nudge_path(void *mem, const struct conf *conf);

#endif
