/* SPDX-License-Identifier: MIT */
/* Named numbers that only grow ("webhook.unknown"): what /metrics and the system page show. */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include "io/db.h"

struct counter {
	const char *name;
	int64_t value;
};

/* Adds to the number, from 0 when it is new.  Every add is one lock on one row: not for what happens
   many times a second. */
bool counter_bump(struct db *db, const char *name, int64_t by, struct err *err);

/* All, by name, at most a thousand. */
bool counter_list(struct db *db, void *mem, struct counter **counters_r, size_t *count_r,
	struct err *err);

#endif
