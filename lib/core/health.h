/* SPDX-License-Identifier: MIT */
/*
 * How the installation is, from checks made now or written down with their time; never from a
 * constant.  "down": nothing works (the database).  "degraded": something a person must see to.
 */
#ifndef CORE_HEALTH_H
#define CORE_HEALTH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct account;
struct job_stats;

enum { HEALTH_MODES = 3 };

/* The living workers of one mode. */
struct health_mode {
	const char *mode;          /* service cron embedded */
	int count;
	int64_t since;             /* when the first of them started */
	int64_t seen_ms;           /* ago, of the last seen */
};

enum health_level { HEALTH_OK, HEALTH_DEGRADED, HEALTH_DOWN };

struct health {
	enum health_level level;
	bool database;
	int64_t database_ms;       /* how long it took to answer */
	const char *database_error; /* "" when it answers */
	bool worker;               /* one lives, or worked within its cron interval */
	const char *worker_mode;   /* of the living one seen last, else of any; "" for none */
	int64_t worker_seen_ms;    /* ago; -1: never within a day */
	struct health_mode modes[HEALTH_MODES];
	size_t mode_count;         /* of those modes in which a worker lives */
	int64_t jobs_ready, jobs_running, jobs_parked, jobs_oldest_ms;
	struct account *accounts;
	size_t account_count;
};

/* Whether a worker of that mode, last seen so long ago, is taken to live. */
bool health_is_alive(const char *mode, int64_t seen_ago_ms);

/* Always fills health_r. */
void health_check(struct db *db, void *mem, struct health *health_r);

/* Whether a worker lives, which every page tells. */
bool health_worker_lives(struct db *db, void *mem, bool *lives_r, struct err *err);

const char *health_level_name(enum health_level level);

#endif
