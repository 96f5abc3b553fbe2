/* SPDX-License-Identifier: MIT */
/*
 * The running simulator.  One lock guards what changes; handlers run inside it, waiting happens
 * outside.  The sender of webhooks has a lock of its own, always taken second.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "asking.h"
#include "switches.h"

struct delivery_log;
struct faults;
struct model;
struct request_log;
struct state;
struct webhook;

struct sim {
	const char *base;      /* "http://127.0.0.1:8091": what links to files begin with */
	const char *templates; /* folders */
	const char *statics;
	const char *inbox;     /* address of the shop's inbox, or NULL */
	bool sample;           /* the start state is the sample shop */
	struct webhook *webhook;

	pthread_mutex_t lock;
	pthread_cond_t wake;   /* sleepers look at stopping and resets */
	bool stopping;
	unsigned resets;       /* how often all was forgotten: ends calls that hang */
	struct state *state;
	struct faults *faults;
	struct switches switches; /* which of them the faults are */
	bool other_faults;        /* they are of a document that somebody wrote */
	struct model *model;
	struct asking_list asked;
	struct request_log *log;
	struct delivery_log *deliveries;
};

/* A condition on the monotonic clock, and waiting for it until due_ms of that clock at most. */
void sim_cond_init(pthread_cond_t *cond);
void sim_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t due_ms);

/* Sleeps; returns early when the simulator stops. */
void sim_sleep(struct sim *sim, int64_t ms);

#endif
