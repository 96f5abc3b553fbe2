/* SPDX-License-Identifier: MIT */
#include "webhook.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <sys/queue.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/secret.h"
#include "delivery_log.h"
#include "fault.h"
#include "io/http.h"
#include "sim.h"
#include "state.h"
#include "view.h"

enum { LANES = 16, ANSWER_MS = 2000 };

/* Nobody knows with which key Avito signs; with this one a receiver's own check can be tested. */
static const char signature_key[] = "prilavok-sim";

struct delivery {
	uint64_t event;
	int64_t account_id;
	const char *url, *body;
	const char *chat_id, *message_id, *type; /* NULL for a probe */
	int64_t due_ms; /* monotonic */
	int64_t retries, pause_ms, drop_after;
	bool cancelled; /* by a reset while it was on its way */
	TAILQ_ENTRY(delivery) next;
};
TAILQ_HEAD(delivery_list, delivery);

struct lane {
	struct webhook *webhook;
	pthread_t thread;
	pthread_cond_t wake;
	struct delivery_list queue; /* by due_ms */
	struct delivery *sending;
};

struct webhook {
	struct sim *sim;
	pthread_mutex_t lock; /* all below, and the memory under it */
	pthread_cond_t done;  /* something was tried */
	bool stopping;
	uint64_t events;
	struct lane lanes[LANES];
};

static struct lane *
lane_of(struct webhook *webhook, const char *key, const char *url)
{
	uint32_t hash = 2166136261u;

	for (const char *p = key; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	for (const char *p = url; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return &webhook->lanes[hash % LANES];
}

/* Behind all that are due at the same time or before. */
static void
queue(struct lane *lane, struct delivery *delivery)
{
	struct delivery *other;

	TAILQ_FOREACH_REVERSE(other, &lane->queue, delivery_list, next)
		if (other->due_ms <= delivery->due_ms)
			break;
	if (other != NULL)
		TAILQ_INSERT_AFTER(&lane->queue, other, delivery, next);
	else
		TAILQ_INSERT_HEAD(&lane->queue, delivery, next);
	(void)pthread_cond_signal(&lane->wake);
}

static void
post(struct webhook *webhook, const char *key, const struct delivery *draft)
{
	(void)pthread_mutex_lock(&webhook->lock);

	struct lane *lane = lane_of(webhook, key, draft->url);
	struct delivery *delivery = mem_new(webhook, struct delivery);

	*delivery = *draft;
	delivery->url = mem_strdup(delivery, draft->url);
	delivery->body = mem_strdup(delivery, draft->body);
	delivery->chat_id = mem_strdup(delivery, draft->chat_id);
	delivery->message_id = mem_strdup(delivery, draft->message_id);
	delivery->type = mem_strdup(delivery, draft->type);
	queue(lane, delivery);
	(void)pthread_mutex_unlock(&webhook->lock);
}

static uint64_t
next_event(struct webhook *webhook)
{
	(void)pthread_mutex_lock(&webhook->lock);

	uint64_t event = ++webhook->events;

	(void)pthread_mutex_unlock(&webhook->lock);
	return event;
}

/* What is told about the message, but for its body. */
static struct delivery
draft_message(struct sim *sim, const struct chat *chat, const struct message *message)
{
	return (struct delivery){
		.event = next_event(sim->webhook),
		.account_id = chat->account->user_id,
		.chat_id = chat->id,
		.message_id = message->id,
		.type = message->type,
		.due_ms = time_monotonic_ms(),
	};
}

static void
note_lost(struct sim *sim, const struct delivery *draft)
{
	struct delivery_note note = {
		.at_ms = time_now_ms(),
		.event = draft->event,
		.chat_id = draft->chat_id,
		.message_id = draft->message_id,
		.type = draft->type,
		.lost = true,
	};

	delivery_log_add(sim->deliveries, &note);
}

/* To every subscriber, so many copies. */
static void
post_all(struct sim *sim, const struct chat *chat, struct delivery *draft, int64_t copies)
{
	struct subscription *subscription;

	TAILQ_FOREACH(subscription, &chat->account->subscriptions, next) {
		draft->url = subscription->url;
		for (int64_t copy = 0; copy < copies; copy++)
			post(sim->webhook, chat->id, draft);
	}
}

/* Makes the body of the message's event and keeps it, so that the very same can go out again. */
static const char *
make_body(struct sim *sim, struct chat *chat, const struct message *message)
{
	void *mem = mem_context(chat, "event");
	const char *body = view_event(mem, chat, message, sim->faults->webhook.published_at);

	mem_free(chat->event);
	chat->event = mem_strdup(chat, body);
	chat->event_of = message;
	chat->event_type = message->type;
	mem_free(mem);
	return chat->event;
}

uint64_t
webhook_message(struct sim *sim, struct chat *chat, const struct message *message, int64_t delay_ms)
{
	const struct fault_webhook *fault = &sim->faults->webhook;
	struct delivery draft = draft_message(sim, chat, message);

	if (TAILQ_EMPTY(&chat->account->subscriptions))
		return draft.event;
	draft.body = make_body(sim, chat, message);
	if (faults_lose_event(sim->faults)) {
		note_lost(sim, &draft);
		return draft.event;
	}
	draft.due_ms += faults_event_delay(sim->faults) + delay_ms;
	draft.retries = fault->retry_times;
	draft.pause_ms = fault->retry_pause_ms;
	draft.drop_after = fault->drop_after;
	post_all(sim, chat, &draft, fault->duplicate + 1);
	return draft.event;
}

uint64_t
webhook_repeat(struct sim *sim, struct chat *chat, const struct message *message, int64_t copies,
	int64_t delay_ms)
{
	struct delivery draft = draft_message(sim, chat, message);
	bool kept = chat->event != NULL && chat->event_of == message &&
		str_equal(chat->event_type, message->type);

	draft.body = kept ? chat->event : make_body(sim, chat, message);
	draft.due_ms += delay_ms;
	post_all(sim, chat, &draft, copies);
	return draft.event;
}

void
webhook_probe(struct sim *sim, const char *url)
{
	struct delivery draft = {
		.url = url,
		.body = "{}",
		.event = next_event(sim->webhook),
		.due_ms = time_monotonic_ms(),
	};

	post(sim->webhook, "probe", &draft);
}

/* Counts failures in a row, and ends a subscription that has too many. */
static void
count_failure(struct sim *sim, const struct delivery *delivery, bool delivered)
{
	struct account *account = state_account(sim->state, delivery->account_id);
	struct subscription *subscription;

	if (account == NULL)
		return;
	TAILQ_FOREACH(subscription, &account->subscriptions, next)
		if (str_equal(subscription->url, delivery->url))
			break;
	if (subscription == NULL)
		return;
	subscription->failures = delivered ? 0 : subscription->failures + 1;
	if (delivery->drop_after > 0 && subscription->failures >= delivery->drop_after)
		state_unsubscribe(account, delivery->url);
}

/* The message was told to somebody, unless it is gone with a reset. */
static void
mark_told(struct sim *sim, const struct delivery *delivery)
{
	struct chat *chat = delivery->chat_id == NULL ? NULL :
		state_chat(sim->state, delivery->chat_id);
	struct message *message = chat == NULL ? NULL :
		state_message(chat, delivery->message_id);

	if (message != NULL)
		message->told = true;
}

/* Was all forgotten while it was on its way?  The lock of struct sim is held, so it stays so. */
static bool
is_forgotten(struct webhook *webhook, const struct delivery *delivery)
{
	(void)pthread_mutex_lock(&webhook->lock);

	bool forgotten = delivery->cancelled;

	(void)pthread_mutex_unlock(&webhook->lock);
	return forgotten;
}

static void
note_result(struct sim *sim, const struct delivery *delivery, struct delivery_note *note)
{
	bool delivered = note->status == 200;

	note->ms = time_now_ms() - note->at_ms;
	note->event = delivery->event;
	note->url = delivery->url;
	note->chat_id = delivery->chat_id;
	note->message_id = delivery->message_id;
	note->type = delivery->type;
	(void)pthread_mutex_lock(&sim->lock);
	if (!is_forgotten(sim->webhook, delivery)) {
		delivery_log_add(sim->deliveries, note);
		count_failure(sim, delivery, delivered);
		if (delivered)
			mark_told(sim, delivery);
	}
	(void)pthread_mutex_unlock(&sim->lock);
}

/* The status of the answer, 0 when there was none. */
static int
deliver(struct http *http, void *mem, const struct delivery *delivery)
{
	size_t len = strlen(delivery->body);
	const char *headers[] = {
		"Content-Type: application/json",
		mem_printf(mem, "X-Avito-Messenger-Signature: %s",
			secret_hmac_sha256_hex(mem, signature_key, delivery->body, len)),
		NULL
	};
	struct http_request request = {
		.method = "POST",
		.url = delivery->url,
		.headers = headers,
		.body = delivery->body,
		.body_len = len,
		.connect_timeout_ms = ANSWER_MS,
		.timeout_ms = ANSWER_MS,
	};
	struct http_answer *answer;
	struct err err = { 0 };

	if (!http_do(http, mem, &request, &answer, &err)) {
		log_err(LOG_WARNING, "webhook.failed", &err);
		return 0;
	}
	if (answer->status != 200)
		log_event(LOG_WARNING, "webhook.refused", log_int("status", answer->status));
	return (int)answer->status;
}

/* The lock is held. */
static void
finish(struct lane *lane, bool delivered)
{
	struct delivery *delivery = lane->sending;

	lane->sending = NULL;
	if (!delivered && delivery->retries > 0 && !delivery->cancelled) {
		delivery->retries--;
		delivery->due_ms = time_monotonic_ms() + delivery->pause_ms;
		delivery->event = 0; /* it was tried: nobody waits for the repetition */
		queue(lane, delivery);
	} else {
		mem_free(delivery);
	}
	(void)pthread_cond_broadcast(&lane->webhook->done);
}

/* Takes the next delivery that is due; false when the threads are to end.  The lock is held. */
static bool
take(struct lane *lane)
{
	struct webhook *webhook = lane->webhook;

	while (!webhook->stopping) {
		struct delivery *first = TAILQ_FIRST(&lane->queue);

		if (first == NULL) {
			(void)pthread_cond_wait(&lane->wake, &webhook->lock);
		} else if (first->due_ms > time_monotonic_ms()) {
			sim_cond_wait_until(&lane->wake, &webhook->lock, first->due_ms);
		} else {
			TAILQ_REMOVE(&lane->queue, first, next);
			lane->sending = first;
			return true;
		}
	}
	return false;
}

static void *
run_lane(void *arg)
{
	struct lane *lane = arg;
	struct webhook *webhook = lane->webhook;
	void *mem = mem_context(NULL, "lane");
	struct http *http = http_new(mem);

	(void)pthread_mutex_lock(&webhook->lock);
	while (take(lane)) {
		(void)pthread_mutex_unlock(&webhook->lock);

		void *turn = mem_context(mem, "delivery");
		struct delivery_note note = { .at_ms = time_now_ms() };

		note.status = deliver(http, turn, lane->sending);
		note_result(webhook->sim, lane->sending, &note);
		mem_free(turn);
		(void)pthread_mutex_lock(&webhook->lock);
		finish(lane, note.status == 200);
	}
	(void)pthread_mutex_unlock(&webhook->lock);
	mem_free(mem);
	return NULL;
}

struct webhook *
webhook_start(void *mem, struct sim *sim)
{
	struct webhook *webhook = mem_new(mem, struct webhook);

	webhook->sim = sim;
	(void)pthread_mutex_init(&webhook->lock, NULL);
	sim_cond_init(&webhook->done);
	for (int i = 0; i < LANES; i++) {
		struct lane *lane = &webhook->lanes[i];

		lane->webhook = webhook;
		TAILQ_INIT(&lane->queue);
		sim_cond_init(&lane->wake);

		int failed = pthread_create(&lane->thread, NULL, run_lane, lane);

		assert(failed == 0);
	}
	return webhook;
}

void
webhook_stop(struct webhook *webhook)
{
	(void)pthread_mutex_lock(&webhook->lock);
	webhook->stopping = true;
	for (int i = 0; i < LANES; i++)
		(void)pthread_cond_signal(&webhook->lanes[i].wake);
	(void)pthread_mutex_unlock(&webhook->lock);
	for (int i = 0; i < LANES; i++)
		(void)pthread_join(webhook->lanes[i].thread, NULL);
}

/* The lock is held. */
static bool
is_pending(struct webhook *webhook, uint64_t event)
{
	for (int i = 0; i < LANES; i++) {
		struct lane *lane = &webhook->lanes[i];
		struct delivery *delivery;

		if (lane->sending != NULL && lane->sending->event == event)
			return true;
		TAILQ_FOREACH(delivery, &lane->queue, next)
			if (delivery->event == event)
				return true;
	}
	return false;
}

void
webhook_wait(struct webhook *webhook, uint64_t event, int64_t timeout_ms)
{
	int64_t end = time_monotonic_ms() + timeout_ms;

	(void)pthread_mutex_lock(&webhook->lock);
	while (is_pending(webhook, event) && time_monotonic_ms() < end && !webhook->stopping)
		sim_cond_wait_until(&webhook->done, &webhook->lock, end);
	(void)pthread_mutex_unlock(&webhook->lock);
}

void
webhook_count(struct webhook *webhook, int64_t *pending_r, int64_t *events_r)
{
	struct delivery *delivery;

	*pending_r = 0;
	(void)pthread_mutex_lock(&webhook->lock);
	for (int i = 0; i < LANES; i++) {
		*pending_r += webhook->lanes[i].sending != NULL;
		TAILQ_FOREACH(delivery, &webhook->lanes[i].queue, next)
			++*pending_r;
	}
	*events_r = (int64_t)webhook->events;
	(void)pthread_mutex_unlock(&webhook->lock);
}

void
webhook_forget(struct webhook *webhook)
{
	(void)pthread_mutex_lock(&webhook->lock);
	for (int i = 0; i < LANES; i++) {
		struct lane *lane = &webhook->lanes[i];
		struct delivery *delivery;

		while ((delivery = TAILQ_FIRST(&lane->queue)) != NULL) {
			TAILQ_REMOVE(&lane->queue, delivery, next);
			mem_free(delivery);
		}
		if (lane->sending != NULL)
			lane->sending->cancelled = true;
	}
	(void)pthread_mutex_unlock(&webhook->lock);
}
