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

/* PUBLIC_URL without a slash at the end, or NULL when it is not set. */
bool setup_public_url(void *mem, const struct conf *conf, const char **url_r, struct err *err);

/* Where the worker listens for nudges: "worker.sock" in PRILAVOK_RUN_DIR; NULL when that is not
   set. */
char *setup_nudge_path(void *mem, const struct conf *conf);

#endif
