/* SPDX-License-Identifier: MIT */
/*
 * Sends webhooks from a few threads.  What has the same key (a chat and a URL) goes through the
 * same thread in the order of its time, so one chat's messages stay in order unless something is
 * held back.  Has its own lock; may be called with the lock of struct sim held.
 */
#ifndef SIM_WEBHOOK_H
#define SIM_WEBHOOK_H

#include <stdbool.h>
#include <stdint.h>

enum { WEBHOOK_LATEST_MS = 600000 }; /* nobody waits longer for a late one */

struct chat;
struct message;
struct sim;
struct webhook;

/* Starts the threads; body signatures are made with a key of the simulator. */
struct webhook *webhook_start(void *mem, struct sim *sim);
void webhook_stop(struct webhook *webhook);

/* Tells all subscribers of the chat's account about the message, as the faults will have it, and
   delay_ms later than they would.  Returns the number of this event.  The lock of struct sim is
   held. */
uint64_t webhook_message(struct sim *sim, struct chat *chat, const struct message *message,
	int64_t delay_ms);

/* Tells them once more, so many times and after so many ms; no fault applies.  The body is the very
   same if the event was the last one of its chat. */
uint64_t webhook_repeat(struct sim *sim, struct chat *chat, const struct message *message,
	int64_t copies, int64_t delay_ms);

/* A POST of {} to a URL that was just subscribed. */
void webhook_probe(struct sim *sim, const char *url);

/* Waits until everything of this event was tried, at most timeout_ms. */
void webhook_wait(struct webhook *webhook, uint64_t event, int64_t timeout_ms);

/* How many deliveries are still to come or on their way, repetitions included, and how many events
   there have been.  Both at once tell whether anything may still happen. */
void webhook_count(struct webhook *webhook, int64_t *pending_r, int64_t *events_r);

/* Forgets what was not sent yet. */
void webhook_forget(struct webhook *webhook);

#endif
