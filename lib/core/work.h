/* SPDX-License-Identifier: MIT */
/*
 * What a job's code has at hand, and how it ends.  A job runs from top to bottom on one thread; it
 * borrows a database connection only around its transactions and holds none during an HTTP call.
 * Everything a job does may happen twice up to any point (kill -9, lost lease): keys and states
 * make the second time harmless.
 */
#ifndef CORE_WORK_H
#define CORE_WORK_H

#include <stdint.h>

#include "base/err.h"
#include "codec/secret.h"

struct db;
struct db_pool;
struct http;
struct job;
struct token;
struct avito;

/* What all jobs of a process share; never changes after the start. */
struct core {
	struct db_pool *pool;
	struct secret_key key;
	const char *avito_api_base;
	const char *avito_auth_base;
	const char *public_url; /* without a slash at the end; NULL: not known */
	int64_t sync_every_ms;
	int64_t check_every_ms;
};

struct work {
	const struct core *core;
	void *mem;              /* dies with the job */
	struct http *http;
	const struct job *job;
};

/* How an orderly end goes on. */
enum work_next {
	WORK_DONE,        /* the job is finished */
	WORK_SETTLED,     /* it was finished (job_finish) in the transaction that had its last effects */
	WORK_LATER,       /* again after delay_ms; nothing went wrong */
	WORK_AWAIT_TOKEN  /* again when the account has a new access token */
};

/* A job that waits for a token looks again after that long, should the news be lost. */
enum { WORK_TOKEN_PATIENCE_MS = 60000 };

struct work_end {
	enum work_next next;
	int64_t delay_ms;
};

/* Runs one kind of job.  False: it failed and is tried again with growing pauses, except that
   ERR_INVALID parks it (the same input would fail for ever), and that nothing is written once the
   lease is lost: somebody else has it. */
typedef bool work_fn(struct work *work, struct work_end *end_r, struct err *err);

/* The function for a kind, or NULL. */
work_fn *work_find(const char *kind);

/* Puts the recurring jobs of an account (connect, sync) to be due now.  Used when an account is
   added, changed or switched on. */
bool work_start_account(struct db *db, int64_t account_id, struct err *err);

/* The Avito client of the job's account with its stored token.  When there is none that can be used
   token_r is NULL: the job that fetches one has been put, so end with WORK_AWAIT_TOKEN. */
bool work_avito(struct work *work, int64_t account_id, struct avito *avito_r,
	struct token **token_r, struct err *err);

/* To be called when Avito refused the token: marks it, puts the job that fetches a new
   one, and makes end_r wait for it.  When tokens are refused one after the other the account's status
   and the finding about its keys say so, until a check succeeds. */
bool work_token_refused(struct work *work, int64_t account_id, const struct token *token,
	struct work_end *end_r, struct err *err);

/* Puts the job aside; the chat it is about, if any, needs a person.  ERR_CONFLICT when the lease was
   lost. */
bool work_park(struct db *db, const struct job *job, const char *error, struct err *err);

/* Writes down what a failed call says about the account (tariff, rights, reachability). */
void work_note_account(struct work *work, int64_t account_id, const struct avito *avito);

#endif
