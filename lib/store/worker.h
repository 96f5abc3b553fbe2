/* SPDX-License-Identifier: MIT */
/* Which workers live, by what they last wrote down. */
#ifndef STORE_WORKER_H
#define STORE_WORKER_H

#include "io/db.h"

struct worker_row {
	const char *id;
	const char *mode;     /* service cron embedded */
	int64_t started_at;
	int64_t seen_ago_ms;
	int64_t worked_at;    /* 0: has not worked yet */
};

/* "I live", and if worked also "I worked just now". */
bool worker_beat(struct db *db, const char *id, const char *mode, bool worked, struct err *err);

/* Ended in order.  Of the runs from cron the last one stays: that there was one is what tells that
   cron works.  Those that nobody heard of for a day are forgotten. */
bool worker_gone(struct db *db, const char *id, struct err *err);

/* The workers of the last day, the latest first. */
bool worker_list(struct db *db, void *mem, struct worker_row **rows_r, size_t *count_r,
	struct err *err);

#endif
