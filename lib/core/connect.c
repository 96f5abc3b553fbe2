/* SPDX-License-Identifier: MIT */
#include "core/connect.h"

#include <stdio.h>
#include <string.h>

#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/doctor.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/job.h"

enum {
	TOKEN_MARGIN_MS = 300000, /* a token is renewed that long before Avito ends it */
	TOKEN_PAUSE_MS = 2000,    /* between two tokens: a fresh one that is refused is no cure ... */
	TOKEN_PAUSE_MAX_MS = 300000, /* ... and the next one is still less likely to be */
	ADDRESS_AGAIN_MS = 30000, /* the next check of an address that leads nowhere */
	SOON_MS = 15000,          /* the next check of an account that is not well yet */
	LEAVE_MS = 86400000       /* a deleted account tries that long to take its webhook down */
};

struct connecting {
	struct work *work;
	struct account *account; /* with the keys that are used */
	struct account *now;     /* locked, while something is written down */
	bool current;            /* the keys are still those, and the account is not deleted since */
	db_work *step;
	bool needless;           /* no token has to be asked for */
	int64_t wait_ms;         /* before one may be */
	char *client_secret;
	struct avito_token token;
	struct avito_self self;
	const char *status, *status_text;
	const char *webhook_state, *webhook_url;
};

static bool
with_db(struct connecting *c, db_work *step, struct err *err)
{
	return db_pool_transaction(c->work->core->pool, step, c, err);
}

static bool
step_if_current(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	if (!account_lock(db, c->work->mem, c->account->id, &c->now, err))
		return false;
	c->current = account_has_keys_of(c->now, c->account) &&
		c->now->deleted_at == c->account->deleted_at;
	return !c->current || c->step(db, c, err);
}

/* What Avito said of keys that were replaced meanwhile is not written down, nor whose they are once the
   account has given its profile free: c->current says whether it was. */
static bool
write_down(struct connecting *c, db_work *step, struct err *err)
{
	c->step = step;
	return with_db(c, step_if_current, err);
}

/* --- token */

int64_t
connect_token_wait_ms(int64_t refusals, int64_t age_ms)
{
	int64_t pause = TOKEN_PAUSE_MS;

	for (; refusals > 1 && pause < TOKEN_PAUSE_MAX_MS; refusals--)
		pause *= 2;
	if (pause > TOKEN_PAUSE_MAX_MS)
		pause = TOKEN_PAUSE_MAX_MS;
	/* By a clock that was put back nobody knows how long to wait. */
	return age_ms < 0 || age_ms > pause ? 0 : pause - age_ms;
}

static bool
read_wait(struct db *db, struct connecting *c, struct err *err)
{
	struct token_past *past;

	c->wait_ms = 0;
	if (!token_past(db, c->work->mem, c->account->id, &past, err))
		return err->code == ERR_NOT_FOUND;
	c->wait_ms = connect_token_wait_ms(past->refusals, past->age_ms);
	return true;
}

static bool
read_keys(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;
	void *mem = c->work->mem;
	int64_t id = c->work->job->account_id;
	struct token *token;

	/* Somebody who was refused with the old token may ask after the new one has come. */
	c->needless = token_find(db, mem, &c->work->core->key, id, &token, err);
	if (c->needless)
		return job_token_came(db, id, err);
	if (err->code != ERR_NOT_FOUND || !account_find(db, mem, id, &c->account, err) ||
	    !read_wait(db, c, err))
		return false;
	c->needless = c->account->sealed_secret[0] == '\0'; /* deleted, and its keys are forgotten */
	return c->needless || account_open_secret(mem, &c->work->core->key, c->account,
		&c->client_secret, err);
}

/* Short-lived tokens (tests, other servers) are used for nine tenths of their life. */
static int64_t
useful_life_ms(int64_t expires_in_s)
{
	int64_t life = expires_in_s * 1000, margin = life / 10;

	return life - (margin < TOKEN_MARGIN_MS ? margin : TOKEN_MARGIN_MS);
}

static bool
keep_token(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;
	int64_t id = c->account->id;

	if (!token_store(db, &c->work->core->key, id, c->token.access,
		useful_life_ms(c->token.expires_in_s), err) ||
	    !job_token_came(db, id, err))
		return false;
	if (str_equal(c->now->status, "ok"))
		return true;
	/* The keys are good again; what else is true a check says. */
	return (!str_equal(c->now->status, "needs_reauth") ||
		account_set_status(db, id, "new", "", err)) && work_start_account(db, id, err);
}

static bool
write_status(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	return account_set_status(db, c->account->id, c->status, c->status_text, err);
}

/* What it means that none was given; err says why. */
static bool
note_no_token(struct connecting *c, const struct avito *avito, struct err *err)
{
	bool refused = err->code == ERR_DENIED || err->code == ERR_INVALID;
	int64_t id = c->account->id;

	c->status = refused ? "needs_reauth" : "unreachable";
	c->status_text = refused ? "keys" : avito->last.outcome == AVITO_BLOCKED ? "blocked" : "token";
	if (!write_down(c, write_status, err))
		return false;
	if (!c->current)
		return true;
	if (!refused) {
		doctor_note_call(c->work, id, avito, false);
		return err_set(err, ERR_UPSTREAM, "Avito gave no token");
	}
	/* Refused keys stay refused: no loop, a person must enter others. */
	doctor_note(c->work, id, "network", "");
	doctor_note(c->work, id, "keys", "refused");
	return true;
}

static bool
ask_for_token(struct connecting *c, struct err *err)
{
	struct avito avito = {
		.http = c->work->http,
		.api_base = c->work->core->avito_api_base,
		.auth_base = c->work->core->avito_auth_base,
	};

	if (!avito_token(&avito, c->work->mem, c->account->client_id, c->client_secret, &c->token, err))
		return note_no_token(c, &avito, err);
	CRASH_POINT("token.fetched");
	doctor_note(c->work, c->account->id, "network", ""); /* the token has yet to be tried */
	return write_down(c, keep_token, err);
}

bool
token_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct connecting c = { .work = work };

	end_r->next = WORK_DONE;
	if (!with_db(&c, read_keys, err))
		return false;
	if (c.needless)
		return true;
	if (c.wait_ms > 0) {
		*end_r = (struct work_end){ WORK_LATER, c.wait_ms };
		return true;
	}
	if (!ask_for_token(&c, err))
		return false;
	if (!c.current)
		*end_r = (struct work_end){ WORK_LATER, 0 }; /* the same with what there is now */
	return true;
}

/* --- connect */

char *
connect_webhook_url(void *mem, const char *public_url, const struct account *account)
{
	if (public_url == NULL)
		return NULL;
	return mem_printf(mem, "%s/webhooks/avito/%s", public_url, account->webhook_token);
}

/* Other programs may live below the public address, too. */
static bool
is_webhook_of(const char *public_url, const char *url)
{
	const char *path = url + strlen(public_url);

	return str_has_prefix(url, public_url) && (str_has_prefix(path, "/webhooks/avito/") ||
		str_equal(path, "/webhooks/avito") || str_equal(path, "/webhook/avito"));
}

enum connect_webhook
connect_judge(const char *our_url, const char *public_url, const char *const *urls, size_t count,
	const char **other_r)
{
	enum connect_webhook found = WEBHOOK_NONE;

	*other_r = NULL;
	for (size_t i = 0; i < count; i++) {
		if (str_equal(urls[i], our_url))
			return WEBHOOK_OURS;
		if (found == WEBHOOK_FOREIGN)
			continue;
		*other_r = urls[i];
		found = is_webhook_of(public_url, urls[i]) ? WEBHOOK_OLD : WEBHOOK_FOREIGN;
	}
	return found;
}

static bool
write_webhook(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	return account_set_webhook(db, c->account->id, c->webhook_state, c->webhook_url, err);
}

static bool
forget_take(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	return account_set_webhook_take(db, c->account->id, "", err);
}

/* A person has seen this very address and said that it may go. */
static bool
may_replace(const struct connecting *c, const char *other)
{
	return c->account->webhook_take[0] != '\0' && str_equal(c->account->webhook_take, other);
}

/* The address of ours is put in place of what stands there. */
static bool
put_ours(struct connecting *c, struct avito *avito, const char *ours, const char *other,
	struct err *err)
{
	struct err ignored;

	if (other != NULL && !avito_unsubscribe(avito, c->work->mem, other, err))
		return false;
	if (avito_subscribe(avito, c->work->mem, ours, err))
		return with_db(c, forget_take, err);
	c->webhook_state = "failed";
	c->webhook_url = ours;
	(void)with_db(c, write_webhook, &ignored); /* the failure itself is what counts */
	return false;
}

/* Without an address of ours there is nothing to subscribe, but whether we may read the messages is
   asked all the same. */
static bool
ask_for_chats(struct connecting *c, struct avito *avito, struct err *err)
{
	struct avito_chats_query query = { .chat_types = "u2i", .limit = 1 };
	struct avito_chats chats;

	c->webhook_state = "none";
	c->webhook_url = "";
	return avito_get_chats(avito, c->work->mem, &query, &chats, err)
		&& with_db(c, write_webhook, err);
}

/* Our subscription stands afterwards, unless somebody else's is in the way. */
static bool
mind_webhook(struct connecting *c, struct avito *avito, struct err *err)
{
	void *mem = c->work->mem;
	const char *ours = connect_webhook_url(mem, c->work->core->public_url, c->account);
	const char **urls, *other;
	size_t count;

	if (ours == NULL)
		return ask_for_chats(c, avito, err);
	if (!avito_subscriptions(avito, mem, &urls, &count, err))
		return false;

	enum connect_webhook found = connect_judge(ours, c->work->core->public_url,
		(const char *const *)urls, count, &other);

	if (found == WEBHOOK_FOREIGN && !may_replace(c, other)) {
		c->webhook_state = "foreign";
		c->webhook_url = other;
		return with_db(c, write_webhook, err);
	}
	if (found != WEBHOOK_OURS && !put_ours(c, avito, ours, other, err))
		return false;
	c->webhook_state = "ours";
	c->webhook_url = ours;
	return with_db(c, write_webhook, err);
}

static bool
write_identity(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;
	char name[24];

	(void)snprintf(name, sizeof(name), "%lld", (long long)c->account->id); /* 20 at most */

	struct job_new sync = { .kind = "sync", .name = name, .account_id = c->account->id };

	return account_set_identity(db, c->account->id, c->self.id, c->self.name, err) &&
		account_set_status(db, c->account->id, "ok", "", err) &&
		job_put_sooner(db, &sync, err);
}

static bool
find_account(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	return account_find(db, c->work->mem, c->work->job->account_id, &c->account, err);
}

static bool
put_token(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;
	struct job_new job = { .kind = "token", .name = c->work->job->name,
		.account_id = c->account->id };

	return job_put_sooner(db, &job, err);
}

/* Who are we, and is the webhook ours?  False with the outcome in avito->last. */
static bool
check_account(struct connecting *c, struct avito *avito, struct err *err)
{
	if (!avito_self(avito, c->work->mem, &c->self, err))
		return false;
	if (!write_down(c, write_identity, err)) {
		if (err->code != ERR_CONFLICT)
			return false;
		c->status = "no_access";
		c->status_text = "duplicate";
		return write_down(c, write_status, err);
	}
	if (!c->current)
		return true;
	avito->user_id = c->self.id;
	if (!mind_webhook(c, avito, err))
		return false;
	doctor_note_call(c->work, c->account->id, avito, true);
	return true;
}

static bool
forget_keys(struct db *db, void *arg, struct err *err)
{
	struct connecting *c = arg;

	return account_forget_keys(db, c->account->id, err);
}

/* A deleted account takes its webhook down and forgets its keys. */
static bool
leave(struct connecting *c, struct avito *avito, bool await, struct work_end *end_r,
	struct err *err)
{
	const char *ours = connect_webhook_url(c->work->mem, c->work->core->public_url, c->account);
	bool worth = ours != NULL && str_equal(c->account->webhook_state, "ours")
		&& !str_equal(c->account->status, "needs_reauth")
		&& time_now_ms() - c->account->deleted_at < LEAVE_MS;
	struct err ignored;

	if (worth && await) {
		*end_r = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
		return true;
	}
	if (worth)
		(void)avito_unsubscribe(avito, c->work->mem, ours, &ignored); /* it answers 404 by now */
	end_r->next = WORK_DONE;
	return with_db(c, forget_keys, err);
}

/* What a failed check means, and when to look again. */
static bool
note_failure(struct connecting *c, struct avito *avito, const struct token *token,
	struct work_end *end_r, struct err *err)
{
	int64_t id = c->account->id;

	if (avito->last.outcome == AVITO_OK) /* our own database failed, not Avito */
		return false;
	doctor_note_call(c->work, id, avito, false);
	if (avito->last.outcome == AVITO_TOKEN)
		return work_token_refused(c->work, id, token, end_r, err);
	work_note_account(c->work, id, avito);
	end_r->delay_ms = SOON_MS;
	return true;
}

static bool
check_or_leave(struct connecting *c, struct avito *avito, const struct token *token,
	struct work_end *end_r, struct err *err)
{
	if (c->account->deleted_at != 0)
		return leave(c, avito, token == NULL, end_r, err);
	if (token == NULL && str_equal(c->account->status, "needs_reauth"))
		return with_db(c, put_token, err);
	if (token == NULL) {
		*end_r = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
		return true;
	}
	return check_account(c, avito, err) || note_failure(c, avito, token, end_r, err);
}

bool
connect_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct connecting c = { .work = work, .current = true };
	struct avito avito = { .last.outcome = AVITO_OK };
	struct token *token;

	*end_r = (struct work_end){ WORK_LATER, work->core->check_every_ms };
	if (!with_db(&c, find_account, err))
		return err->code == ERR_NOT_FOUND ? (end_r->next = WORK_DONE, true) : false;
	if (!c.account->enabled && c.account->deleted_at == 0)
		return true;

	bool done = work_avito(work, c.account->id, &avito, &token, err)
		&& check_or_leave(&c, &avito, token, end_r, err);

	if (!c.current)
		end_r->delay_ms = 0; /* the same with what there is now */

	/* Last, because an address that leads nowhere takes its time. */
	if (c.account->deleted_at == 0 && !doctor_check_address(work, c.account)
	    && end_r->next == WORK_LATER && end_r->delay_ms > ADDRESS_AGAIN_MS)
		end_r->delay_ms = ADDRESS_AGAIN_MS; /* perhaps the web server has just not started yet */
	return done;
}
