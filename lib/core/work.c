/* SPDX-License-Identifier: MIT */
#include "core/work.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "core/connect.h"
#include "core/intake.h"
#include "core/outbox.h"
#include "core/ownership.h"
#include "core/sync.h"
#include "core/turn.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/check.h"
#include "store/job.h"

enum { MANY_REFUSALS = 3 }; /* of tokens in a row */

/* Every kind of job.  A reader finds what runs for a row of the queue here. */
static const struct {
	const char *kind;
	work_fn *run;
} kinds[] = {
	{ "event", intake_run },    /* a webhook's body */
	{ "enrich", enrich_run },   /* names, listing and history of a chat */
	{ "turn", turn_run },       /* decide about a buyer's newest words */
	{ "send", outbox_run },     /* what a chat has to send or to look up */
	{ "token", token_run },     /* a new access token */
	{ "connect", connect_run }, /* check the account, mind its webhook */
	{ "sync", sync_run },       /* look at the chats: a net under the webhook */
};

work_fn *
work_find(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_equal(kinds[i].kind, kind))
			return kinds[i].run;
	return NULL;
}

static bool
put_account_job(struct db *db, const char *kind, int64_t account_id, struct err *err)
{
	char name[24];

	(void)snprintf(name, sizeof(name), "%lld", (long long)account_id); /* 20 characters at most */

	struct job_new job = { .kind = kind, .name = name, .account_id = account_id };

	return job_put_sooner(db, &job, err);
}

bool
work_start_account(struct db *db, int64_t account_id, struct err *err)
{
	return put_account_job(db, "connect", account_id, err);
}

/* What work_avito looks up in one go. */
struct lookup {
	struct work *work;
	int64_t account_id;
	struct account *account;
	struct token *token; /* NULL: none that can be used */
};

static bool
look_up(struct db *db, void *arg, struct err *err)
{
	struct lookup *lookup = arg;
	void *mem = lookup->work->mem;

	lookup->token = NULL;
	if (!account_find(db, mem, lookup->account_id, &lookup->account, err))
		return false;
	if (token_find(db, mem, &lookup->work->core->key, lookup->account_id, &lookup->token, err))
		return true;
	if (err->code != ERR_NOT_FOUND)
		return false;
	/* Refused keys are asked about by the account's next check only, not by every job that waits. */
	return str_equal(lookup->account->status, "needs_reauth") ||
		put_account_job(db, "token", lookup->account_id, err);
}

bool
work_avito(struct work *work, int64_t account_id, struct avito *avito_r, struct token **token_r,
	struct err *err)
{
	struct lookup lookup = { .work = work, .account_id = account_id };

	if (!db_pool_read(work->core->pool, look_up, &lookup, err))
		return false;
	*token_r = lookup.token;
	if (lookup.token == NULL)
		return true;
	*avito_r = (struct avito){
		.http = work->http,
		.api_base = work->core->avito_api_base,
		.auth_base = work->core->avito_auth_base,
		.token = lookup.token->access,
		.user_id = lookup.account->avito_user_id,
	};
	return true;
}

struct refusal {
	int64_t account_id;
	int64_t generation;
};

/* One refusal is everyday life; several in a row no new token cures, and the owner should know. */
static bool
refuse_token(struct db *db, void *arg, struct err *err)
{
	static const char cause[] = "refused_at_once";
	const struct refusal *refusal = arg;
	int64_t id = refusal->account_id, refusals;

	if (!token_refused(db, id, refusal->generation, &refusals, err) ||
	    !put_account_job(db, "token", id, err))
		return false;
	return refusals < MANY_REFUSALS || (account_set_status(db, id, "no_access", cause, err) &&
		account_check_set(db, id, "keys", cause, err));
}

bool
work_token_refused(struct work *work, int64_t account_id, const struct token *token,
	struct work_end *end_r, struct err *err)
{
	struct refusal refusal = { account_id, token->generation };

	*end_r = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
	return db_pool_transaction(work->core->pool, refuse_token, &refusal, err);
}

struct parking {
	const struct job *job;
	const char *error;
};

/* Together: whoever finds the job parked finds the chat marked, too. */
static bool
park(struct db *db, void *arg, struct err *err)
{
	const struct parking *parking = arg;
	const struct job *job = parking->job;
	void *mem = mem_context(db, "parked");
	struct chat *chat;
	bool done = true;

	if (job->chat_id != 0) {
		done = chat_lock(db, mem, job->chat_id, &chat, err);
		if (done) {
			chat_need_person(chat, "stuck");
			done = chat_update(db, chat, err);
		}
		done = done || err->code == ERR_NOT_FOUND;
	}
	mem_free(mem);
	return done && job_park(db, job, parking->error, err);
}

bool
work_park(struct db *db, const struct job *job, const char *error, struct err *err)
{
	struct parking parking = { job, error };

	return db_transaction(db, park, &parking, err);
}

void
work_note_account(struct work *work, int64_t account_id, const struct avito *avito)
{
	const char *status = NULL, *text = "";
	struct err err;

	switch (avito->last.outcome) {
	case AVITO_TARIFF:
		status = "no_access";
		text = "tariff";
		break;
	case AVITO_FORBIDDEN:
		status = "no_access";
		text = "forbidden";
		break;
	case AVITO_BLOCKED:
		status = "unreachable";
		text = "blocked";
		break;
	case AVITO_UNREACHABLE:
		status = "unreachable";
		text = "network";
		break;
	default:
		return;
	}

	struct db *db = db_pool_take(work->core->pool);

	/* The status is news for the owner; failing to write it must not fail the job. */
	(void)account_set_status(db, account_id, status, text, &err);
	db_pool_give(work->core->pool, db);
}
