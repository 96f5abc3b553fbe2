/* SPDX-License-Identifier: MIT */
/*
 * The queue.  A job is a row with a kind and a name unique within it; putting it again is how
 * everything is made idempotent.  A claim gives it to one worker for a lease; `attempt` is the
 * fencing token that every later call must match, so a worker that lost its lease changes nothing.
 * At most one job of a chat runs at a time.  All due times are compared by the server's clock.
 *
 * Invariant: a job leaves the table only by job_finish, with the commit of its last effects or after
 * it.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "io/db.h"

enum { JOB_LEASE_MS = 60000, JOB_MAX_STARTS = 3 };

struct job {
	int64_t id;
	const char *kind;
	const char *name;
	int64_t account_id;
	int64_t chat_id;          /* 0: none */
	struct db_bytes payload;  /* data NULL: none */
	int64_t attempt;
	int64_t starts;           /* claims without an orderly end, this one included */
	int64_t failures;
	int64_t created_at;
};

struct job_new {
	const char *kind;
	const char *name;
	int64_t account_id;
	int64_t chat_id;          /* 0: none */
	const void *payload;      /* NULL: none */
	size_t payload_len;
	int64_t delay_ms;
};

/* What Avito has told. */
struct job_event {
	int64_t account_id;
	const char *name;
	const void *payload;
	size_t payload_len;
};

/* Puts incoming events; a second one of the same name changes nothing.  One statement: all of them
   or none.  Safe to repeat. */
bool job_put_events(struct db *db, void *mem, const struct job_event *events, size_t count,
	struct err *err);

/* Puts a job, or moves the one that waits to the new time (job_put), or leaves it at the earlier of
   both (job_put_sooner).  One that runs will run once more; a parked one is revived. */
bool job_put(struct db *db, const struct job_new *job, struct err *err);
bool job_put_sooner(struct db *db, const struct job_new *job, struct err *err);

/* Claims up to max due jobs for worker, oldest first.  One transaction of its own. */
bool job_claim(struct db *db, void *mem, const char *worker, int max, struct job **jobs_r,
	size_t *count_r, struct err *err);

/* What a worker holds. */
struct job_lease {
	int64_t id;
	int64_t attempt;
};

/* Prolongs these leases of worker.  Whatever else is written down as claimed by it before this call
   is a stray: the answer to its claim was lost, or its end could not be written.  Strays are
   released.  What mem gets is of no use afterwards. */
bool job_renew(struct db *db, void *mem, const char *worker, const struct job_lease *leases,
	size_t count, int64_t *strays_r, struct err *err);

/* Done: gone, or ready again if it was asked for meanwhile.  ERR_CONFLICT when the lease was
   lost. */
bool job_finish(struct db *db, const struct job *job, struct err *err);

/* Not now: again after delay_ms.  error NULL: nothing went wrong; otherwise a failure is counted. */
bool job_later(struct db *db, const struct job *job, int64_t delay_ms, const char *error,
	struct err *err);

/* Waits for a new access token of its account (or delay_ms, whichever comes first). */
bool job_await_token(struct db *db, const struct job *job, int64_t delay_ms, struct err *err);

/* Makes the jobs that wait for the account's token due now. */
bool job_token_came(struct db *db, int64_t account_id, struct err *err);

/* Puts it aside for a person to look at; one that was asked for meanwhile runs again instead. */
bool job_park(struct db *db, const struct job *job, const char *error, struct err *err);

/* Inside a transaction: locks the job's row and tells whether the lease still is this attempt's; then
   it lasts JOB_LEASE_MS from now.  ERR_CONFLICT when not. */
bool job_assert_mine(struct db *db, const struct job *job, struct err *err);

/* A worker that ends gives back what it has not ended: due at once, and this start is not counted.
   Its threads that still run change nothing afterwards.  Safe to repeat. */
bool job_give_back(struct db *db, const char *worker, struct err *err);

/* Jobs whose lease ran out, or whose worker is known to be dead or has waited for them in vain, become
   ready again. */
bool job_release_expired(struct db *db, int64_t *count_r, struct err *err);
bool job_release_worker(struct db *db, const char *worker, int64_t *count_r, struct err *err);

/* The workers that hold jobs now. */
bool job_holders(struct db *db, void *mem, const char ***workers_r, size_t *count_r,
	struct err *err);

/* Milliseconds until the next job is due: 0 when one is now, -1 when none waits. */
bool job_next_due(struct db *db, int64_t *ms_r, struct err *err);

struct job_stats {
	int64_t ready, running, parked;
	int64_t oldest_ms; /* how long the oldest due job has been waiting */
};
bool job_stats(struct db *db, struct job_stats *stats_r, struct err *err);

struct job_parked {
	int64_t id;
	const char *kind, *name, *error;
	int64_t account_id, chat_id, created_at;
};
bool job_list_parked(struct db *db, void *mem, int limit, struct job_parked **jobs_r,
	size_t *count_r, struct err *err);

/* A person decides: it runs now, as if for the first time, or it is gone.  What looks after an account
   (connect, sync) comes back by itself only, so it cannot be removed.  ERR_CONFLICT when it is not
   parked (any more) or must stay. */
bool job_retry_parked(struct db *db, int64_t id, struct err *err);
bool job_remove_parked(struct db *db, int64_t id, struct err *err);

#endif
