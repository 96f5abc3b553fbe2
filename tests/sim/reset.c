/* SPDX-License-Identifier: MIT */
#include "reset.h"

#include "base/mem.h"
#include "codec/json.h"
#include "delivery_log.h"
#include "fault.h"
#include "model.h"
#include "request_log.h"
#include "sample.h"
#include "sim.h"
#include "state.h"
#include "webhook.h"

static void
keep_subscriptions(struct state *old, struct state *state)
{
	struct account *from, *to;
	struct subscription *subscription;

	TAILQ_FOREACH(from, &old->accounts, next) {
		to = state_account(state, from->user_id);
		if (to != NULL)
			TAILQ_FOREACH(subscription, &from->subscriptions, next)
				state_subscribe(to, subscription->url);
	}
}

static void
keep_tokens(struct state *old, struct state *state)
{
	struct token *from;

	TAILQ_FOREACH(from, &old->tokens, next) {
		struct account *account = state_account(state, from->account->user_id);

		if (account == NULL)
			continue;

		struct token *to = state_add_token(state, account, 0);

		to->access = mem_strdup(to, from->access);
		to->refresh = mem_strdup(to, from->refresh);
		to->scope = mem_strdup(to, from->scope);
		to->expires_ms = from->expires_ms;
	}
}

void
sim_reset(struct sim *sim, bool sample, struct reset_kept kept)
{
	struct state *old = sim->state;

	sim->state = state_new(sim);
	if (sample)
		sample_fill(sim->state);
	if (old != NULL && kept.subscriptions)
		keep_subscriptions(old, sim->state);
	if (old != NULL && kept.tokens)
		keep_tokens(old, sim->state);
	mem_free(old);
	mem_free(sim->faults);
	sim->faults = faults_new(sim);
	sim->switches = switches_off;
	sim->other_faults = false;
	mem_free(sim->model);
	sim->model = model_new(sim);
	request_log_clear(sim->log);
	delivery_log_clear(sim->deliveries);
	webhook_forget(sim->webhook);
	sim->resets++;
	(void)pthread_cond_broadcast(&sim->wake);
}

static bool
stop_at_first(const char *key, struct json_object *value, void *arg)
{
	(void)key;
	(void)value;
	(void)arg;
	return false;
}

bool
sim_set_faults(struct sim *sim, struct json_object *document, struct err *err)
{
	struct faults *faults = faults_new(sim);

	if (!faults_read(faults, document, err)) {
		mem_free(faults);
		return false;
	}
	mem_free(sim->faults);
	sim->faults = faults;
	sim->switches = switches_off;
	sim->other_faults = !json_each(document, stop_at_first, NULL);
	return true;
}

bool
sim_set_switches(struct sim *sim, void *mem, const struct switches *words, struct err *err)
{
	struct switches switches;

	if (!switches_read(words, &switches, err) ||
	    !sim_set_faults(sim, switches_document(mem, &switches), err))
		return false;
	sim->switches = switches;
	sim->other_faults = false;
	return true;
}
