/* SPDX-License-Identifier: MIT */
/*
 * What goes wrong on purpose: faults by route, trouble with webhooks, and Avito's doubtful points
 * as switches.  The document comes from PUT /sim/v1/faults; {} makes all of it well again.
 */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fields.h"

struct call;
struct err;
struct json_object;

/* Where in a call something happens. */
enum fault_point { FAULT_NOWHERE, FAULT_BEFORE, FAULT_AFTER };

struct fault_route {
	const char *method;  /* NULL for any */
	const char *path;    /* * is text within a segment, ** any text */
	int64_t status;      /* 0: the real answer stands */
	struct canned body;
	const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
	int64_t delay_ms;    /* before the call takes effect */
	enum fault_point cut, hang;
	bool truncate, html;
	bool accept;         /* takes effect in spite of the status */
	int64_t times;       /* how often yet, -1 for ever */
	int64_t skip;        /* calls to let pass first */
};

struct fault_webhook {
	int64_t duplicate;    /* further copies of each */
	double lose;          /* share of them */
	int64_t lose_every;   /* each Nth, 0 for none */
	int64_t delay_ms;
	bool reorder;         /* the first of each two is held back */
	int64_t retry_times, retry_pause_ms;
	int64_t drop_after;   /* failures in a row that end a subscription, 0 for never */
	bool published_at;
	bool before_answer;   /* an own message's event is out before its send is answered */
};

struct fault_avito {
	int64_t expired_status; /* 403, or 401 */
	bool no_subscription_402, array_messages, single_subscription, probe;
	int64_t rate_per_minute; /* of every messenger method, 0 for none */
	int64_t token_ttl_s;
};

struct faults {
	struct fault_route *routes;
	size_t count;
	struct fault_webhook webhook;
	struct fault_avito avito;
	int64_t listing_delay_ms;
	double lose_debt;     /* what makes shares exact instead of random */
	int64_t events;       /* so far, for "every" and "reorder" */
};

/* Nothing wrong. */
struct faults *faults_new(void *mem);

/* Fills new faults from the document.  ERR_INVALID names the key. */
bool faults_read(struct faults *faults, struct json_object *document, struct err *err);

/* Uses up one fault for this call and copies it to fault_r under the call's memory; false when the
   call is to go well. */
bool faults_take(struct faults *faults, struct call *call, struct fault_route *fault_r);

/* Does it keep the call from taking effect? */
bool fault_prevents(const struct fault_route *fault);

/* Puts its own answer and fate into the call. */
void fault_apply(const struct fault_route *fault, struct call *call);

/* Shall this event be lost?  Counts it. */
bool faults_lose_event(struct faults *faults);

/* How many ms to hold this event back; after faults_lose_event. */
int64_t faults_event_delay(const struct faults *faults);

#endif
