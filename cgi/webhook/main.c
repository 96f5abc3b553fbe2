/* SPDX-License-Identifier: MIT */
/*
 * webhook.fcgi: takes Avito's events.  One INSERT, committed, then 200 (design 5.1); everything else
 * is the worker's.  Avito waits 2 s and probes with `{}`, so whatever is not an event of ours is
 * counted and answered 200 too; only an address nobody knows is a 404.
 *
 * The accounts' addresses are kept in memory and compared in constant time; they are read again
 * every few seconds, and when an unknown one comes.
 */
#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "core/doctor.h"
#include "core/event.h"
#include "core/setup.h"
#include "io/nudge.h"
#include "shared/app.h"
#include "shared/request.h"
#include "store/account.h"
#include "store/counter.h"
#include "store/job.h"

enum {
	MAX_BODY = 65536,
	REFRESH_MS = 5000,           /* a removed account is forgotten after that */
	MISS_REFRESH_MS = 200,       /* unknown addresses may ask the database that often */
	DATABASE_TIMEOUT_S = 1       /* to connect, and to answer: together what Avito waits */
};

/* What a process keeps between requests. */
struct webhook {
	struct nudge *nudge;
	bool put;                    /* the request just answered left a job */
	void *mem;                   /* of the accounts; NULL: not read yet */
	struct account *accounts;
	size_t count;
	int64_t read_at;
};

static bool
read_accounts(struct request *req, struct err *err)
{
	struct webhook *webhook = req->app->data;
	void *mem = mem_context(webhook, "accounts");
	struct account *accounts;
	size_t count;

	if (!account_list(req->db, mem, &accounts, &count, err)) {
		mem_free(mem);
		return false;
	}
	mem_free(webhook->mem);
	webhook->mem = mem;
	webhook->accounts = accounts;
	webhook->count = count;
	webhook->read_at = time_monotonic_ms();
	return true;
}

/* All of them are compared, so that time tells nothing.  token NULL: the only account there is. */
static const struct account *
pick(const struct webhook *webhook, const char *token)
{
	const struct account *found = NULL;

	if (token == NULL)
		return webhook->count == 1 ? &webhook->accounts[0] : NULL;
	for (size_t i = 0; i < webhook->count; i++)
		if (str_equal_secret(webhook->accounts[i].webhook_token, token))
			found = &webhook->accounts[i];
	return found;
}

static bool
find_account(struct request *req, const char *token, int64_t *id_r, struct err *err)
{
	struct webhook *webhook = req->app->data;
	int64_t age = time_monotonic_ms() - webhook->read_at;
	const struct account *found = pick(webhook, token);
	struct err stale;

	if (webhook->mem == NULL || (found == NULL && age > MISS_REFRESH_MS)) {
		if (!read_accounts(req, err))
			return false;
		found = pick(webhook, token);
	} else if (age > REFRESH_MS && read_accounts(req, &stale)) {
		/* While the database is down the old list serves: the INSERT will tell. */
		found = pick(webhook, token);
	}
	if (found == NULL)
		return err_set(err, ERR_NOT_FOUND, "no account has this webhook address");
	*id_r = found->id;
	return true;
}

static bool
take(struct request *req, int64_t account_id, struct err *err)
{
	struct webhook *webhook = req->app->data;
	const char *counter, *name = event_name(req->mem, account_id, req->in->body,
		req->in->body_len, &counter);

	if (name == NULL)
		return counter_bump(req->db, counter, 1, err);
	webhook->put = true;
	return job_put_event(req->db, account_id, name, req->in->body, req->in->body_len, err);
}

static bool
take_event(struct request *req, const char *token, struct err *err)
{
	struct json_object *answer = json_new_object(req->mem);
	int64_t account_id;

	CRASH_POINT("webhook.received");
	if (!find_account(req, token, &account_id, err) || !take(req, account_id, err)) {
		if (err->code != ERR_NOT_FOUND)
			req->problem_status = 503; /* so that Avito tries again */
		return false;
	}
	CRASH_POINT("webhook.stored");
	json_put_bool(answer, "ok", true);
	return json_answer(req, 200, answer);
}

static bool
take_by_token(struct request *req, struct err *err)
{
	return take_event(req, param_text(req, "token"), err);
}

static bool
take_by_only_account(struct request *req, struct err *err)
{
	return take_event(req, NULL, err);
}

/* A question, not an event: our own check whether this address leads here. */
static bool
prove(struct request *req, struct err *err)
{
	const char *token = param_text(req, "token");
	struct json_object *answer = json_new_object(req->mem);
	int64_t account_id;

	if (!find_account(req, token, &account_id, err))
		return false;
	json_put_str(answer, "prilavok", doctor_proof(req->mem, token));
	return json_answer(req, 200, answer);
}

static const struct param prove_params[] = {
	PARAM_TOKEN("token", REQUIRED, 1, 64),
	PARAMS_END
};

static const struct param token_params[] = {
	PARAM_TOKEN("token", REQUIRED, 1, 64),
	PARAM_RAW,
	PARAMS_END
};

static const struct param plain_params[] = {
	PARAM_RAW,
	PARAMS_END
};

static const struct route routes[] = {
	{ POST, "/webhooks/avito/{token}", PUBLIC, take_by_token, token_params },
	{ GET, "/webhooks/avito/{token}", PUBLIC, prove, prove_params },
	{ POST, "/webhooks/avito", PUBLIC, take_by_only_account, plain_params },
	{ POST, "/webhook/avito", PUBLIC, take_by_only_account, plain_params },
};

static bool
start(struct app *app, struct err *err)
{
	struct webhook *webhook = mem_new(app, struct webhook);

	(void)err; /* nothing here can fail: the database is asked with the first event */
	webhook->nudge = nudge_new(webhook, setup_nudge_path(webhook, app->conf));
	app->data = webhook;
	return true;
}

static void
after(struct app *app)
{
	struct webhook *webhook = app->data;

	if (webhook->put)
		nudge_send(webhook->nudge);
	webhook->put = false;
}

static const struct program program = {
	.name = "prilavok-webhook",
	.about = "Takes the events Avito sends: each is stored before it is acknowledged.",
	.face = FACE_JSON,
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(routes[0]),
	.max_body = MAX_BODY,
	.database_timeout_s = DATABASE_TIMEOUT_S,
	.start = start,
	.after = after,
};

int
main(int argc, char **argv)
{
	return app_main(argc, argv, &program);
}
