/* SPDX-License-Identifier: MIT */
/*
 * Taking in what happened in a chat: a webhook's event, or a message found by looking.  Whose it is
 * decides everything: the buyer's words move the chat's turn to the end of the quiet time; our own
 * echo is linked to what we sent; an own message we did not send is a colleague's and stops the bot;
 * Avito's own are only kept.
 *
 * Invariant: a message has effects once, in the transaction that first stores it.
 */
#ifndef CORE_INTAKE_H
#define CORE_INTAKE_H

#include "core/work.h"

struct account;
struct avito_message;
struct db;
struct project;

enum intake_source {
	INTAKE_WEBHOOK, /* live: may be answered */
	INTAKE_SYNC,    /* found by looking: may be answered if it is newer than the connection */
	INTAKE_HISTORY  /* older, or answered at Avito by a colleague, whose words pause the bot */
};

struct intake_message {
	const struct account *account;
	const struct project *project;
	enum intake_source source;
	const char *avito_chat_id;
	const char *chat_kind;              /* "u2i" when not told */
	int64_t item_id;                    /* 0: none */
	const struct avito_message *message;
};

/* The latest instant on our clock that Avito's second can mean. */
int64_t intake_latest_ms(int64_t at_s);

/* What a message that was found, not told, counts as: INTAKE_HISTORY when it was written before the
   account was connected, or Avito told no time; INTAKE_SYNC otherwise. */
enum intake_source intake_source_of(const struct account *account,
	const struct avito_message *message);

/* When it was written, as our clock has it, or now where Avito told no time or a future one. */
int64_t intake_time(const struct avito_message *message);

/* Stores one message with its effects, inside the caller's transaction; known ones change nothing
   (but a deletion is noted).  author_r: whose it is, as struct message has it; NULL when it was known. */
bool intake_store(struct db *db, void *mem, const struct intake_message *in, const char **author_r,
	struct err *err);

/* The jobs "event" and "enrich". */
work_fn intake_run;
work_fn enrich_run;

/* What Avito says about a chat: names, listing, earlier messages. */
struct enrichment;

/* Asks Avito about the chat of this job.  NULL when there is nothing to store: it is known, or the call
   failed, or end_r says what to wait for; the chat can be answered without. */
bool enrich_ask(struct work *work, struct enrichment **enrichment_r, struct work_end *end_r,
	struct err *err);

/* Stores it, inside the caller's transaction. */
bool enrich_store(struct db *db, struct enrichment *enrichment, struct err *err);

#endif
