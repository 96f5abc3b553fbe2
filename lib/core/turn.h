/* SPDX-License-Identifier: MIT */
/*
 * The job "turn": decide about a buyer's newest words.  Three steps: read everything (one
 * transaction), decide and generate (no transaction, no connection held), commit (one transaction
 * that drops the result if anybody wrote meanwhile or a person took the chat).
 */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include <stddef.h>

#include "core/work.h"

struct account;
struct buyer;
struct chat;
struct fact;
struct listing;
struct message;
struct project;
struct project_span;
struct provider;
struct trace;
struct turn;

work_fn turn_run;

/* What a turn knows; read in one go. */
struct turn_view {
	struct chat *chat;
	struct account *account;
	struct project *project;
	struct listing *listing;       /* NULL: unknown */
	struct buyer *buyer;           /* NULL: unknown */
	struct project_span *spans;
	size_t span_count;
	struct message *messages;      /* oldest first, but what nobody has answered comes last */
	size_t message_count;
	struct provider *providers;
	size_t provider_count;
	struct fact *facts;            /* candidates for the words of the burst */
	size_t fact_count;
	struct turn *turn;
	const char *words;             /* the buyer's readable words of this burst, a line each */
	const char *unreadable;        /* type of a message in the burst without words, or NULL */
};

/* What is to be done. */
enum turn_result { TURN_REPLY, TURN_DRAFT, TURN_HANDOFF, TURN_AWAY, TURN_SILENT };

struct turn_outcome {
	enum turn_result result;
	const char *reason;      /* stable name; "" for a plain reply */
	const char *text;        /* reply, draft or away text; NULL otherwise */
	int confidence;
	bool needs_person;
	int64_t again_ms;        /* > 0: look again after that long (a pause that ends) */
};

/* The decision chain of design 8 up to the model.  True: ask the model.  False: outcome_r says what
   happens instead.  Pure. */
bool turn_decide(void *mem, const struct turn_view *view, struct trace *trace, int64_t now_ms,
	struct turn_outcome *outcome_r);

/* When the words that came in last were written. */
int64_t turn_asked_at(const struct turn_view *view);

/* Asks the answerers in order and guards what they say; fills outcome_r. */
void turn_answer(struct work *work, const struct turn_view *view, struct trace *trace,
	struct turn_outcome *outcome_r);

/* The sentence a buyer gets when a person takes over: the project's text with {when} filled in. */
char *turn_handoff_text(void *mem, const struct turn_view *view, int64_t now_ms);

#endif
