/* SPDX-License-Identifier: MIT */
/*
 * webhook.fcgi: takes Avito's events.  One row, committed, then 200 (design 5.1); everything else
 * is the worker's.  Avito waits 2 s and probes with `{}`, so whatever is not an event of ours is
 * counted and answered 200 too; only an address nobody knows is a 404.
 *
 * The requests of a process run on threads, so that many can wait for one commit (clerk.h).  But not
 * too many: those that a commit wakes stand beside the web server in the queue for a processor, and
 * meanwhile nothing comes in or goes out.  More requests wait in the socket's queue, the oldest first.
 */
#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "core/doctor.h"
#include "core/event.h"
#include "core/setup.h"
#include "io/nudge.h"
#include "shared/app.h"
#include "shared/request.h"
#include "store/counter.h"
#include "store/job.h"
#include "webhook/clerk.h"
#include "webhook/directory.h"

enum {
	PROCESSES = 2, THREADS = 8,
	MAX_BODY = 65536,
	DATABASE_TIMEOUT_S = 1       /* to connect, and to answer: together what Avito waits */
};

/* What a process keeps between requests. */
struct webhook {
	struct clerk *clerk;
	struct directory *directory;
};

static bool
find_account(struct request *req, const char *token, int64_t *id_r, struct err *err)
{
	struct webhook *webhook = req->app->data;

	return directory_find(webhook->directory, token, id_r, err);
}

static bool
bump(struct db *db, void *counter, struct err *err)
{
	return counter_bump(db, counter, 1, err);
}

static bool
take(struct request *req, int64_t account_id, struct err *err)
{
	struct webhook *webhook = req->app->data;
	const char *counter, *name = event_name(req->mem, account_id, req->in->body,
		req->in->body_len, &counter);
	struct job_event event = { account_id, name, req->in->body, req->in->body_len };

	if (name == NULL)
		return clerk_do(webhook->clerk, bump, mem_strdup(req->mem, counter), err);
	return clerk_store(webhook->clerk, &event, err);
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
	struct nudge *nudge = nudge_new(webhook, setup_nudge_path(webhook, app->conf));

	if (!clerk_start(webhook, app->db, nudge, &webhook->clerk, err))
		return false;
	webhook->directory = directory_new(webhook, webhook->clerk);
	app->db = NULL; /* the clerk's alone */
	app->data = webhook;
	return true;
}

static const struct program program = {
	.name = "prilavok-webhook",
	.about = "Takes the events Avito sends: each is stored before it is acknowledged.",
	.face = FACE_JSON,
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(routes[0]),
	.max_body = MAX_BODY,
	.processes = PROCESSES,
	.threads = THREADS,
	.database_timeout_s = DATABASE_TIMEOUT_S,
	.acknowledges = true,
	.start = start,
};

int
main(int argc, char **argv)
{
	return app_main(argc, argv, &program);
}
