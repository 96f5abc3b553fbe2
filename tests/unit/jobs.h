/* SPDX-License-Identifier: MIT */
/* What the suites of the queue share.  The server's clock stands at JOBS_NOW until it is moved. */
#ifndef TESTS_JOBS_H
#define TESTS_JOBS_H

#include "store/job.h"
#include "test_store.h"

#define JOBS_NOW INT64_C(1800000000000)

/* A store_case whose connection has a stopped clock. */
TCase *jobs_case(Suite *suite, const char *name);

/* Puts a job "send" of this name and chat (0: none), due in delay_ms. */
void jobs_put(const char *name, int64_t chat_id, int64_t delay_ms);

/* Claims up to max jobs for a worker. */
size_t jobs_claim(const char *worker, int max, struct job **jobs_r);

/* Claims the one job that is due. */
struct job *jobs_claim_one(const char *worker);

/* Nothing is due at this instant; the clock stays there. */
void jobs_none_at(int64_t now_ms);

/* Claims the one job that is due at this instant, and was not a second before. */
struct job *jobs_due_at(int64_t now_ms);

int64_t jobs_count(void);

#endif
