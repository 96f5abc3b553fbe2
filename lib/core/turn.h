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
struct db;
struct fact;
struct holiday;
struct http;
struct listing;
struct llm_answer;
struct message;
struct project;
struct project_span;
struct provider;
struct secret_key;
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
	struct holiday *holidays;
	size_t holiday_count;
	struct message *messages;      /* oldest first, but what nobody has answered comes last */
	size_t message_count;
	int64_t answered_id;           /* the buyer's messages up to it are answered, whatever the times say */
	struct provider *providers;
	size_t provider_count;
	struct fact *facts;            /* candidates for the words of the burst */
	size_t fact_count;
	struct turn *turn;
	const char *words;             /* the buyer's readable words of this burst, a line each */
	const char *unreadable;        /* type of a message in the burst without words, or NULL */
};

/* Reads what belongs to the account of the view: project, hours, answerers. */
bool turn_read_project(struct db *db, void *mem, struct turn_view *view, struct err *err);

/* Fills words and unreadable out of the messages: the burst that nobody has answered. */
void turn_read_burst(void *mem, struct turn_view *view);

/* The candidates among the facts for those words. */
bool turn_read_facts(struct db *db, void *mem, struct turn_view *view, struct err *err);

/* What is to be done. */
enum turn_result { TURN_REPLY, TURN_DRAFT, TURN_HANDOFF, TURN_AWAY, TURN_SILENT };

struct turn_outcome {
	enum turn_result result;
	const char *reason;      /* stable name; "" for a plain reply */
	const char *text;        /* reply, draft or away text; NULL otherwise */
	int confidence;
	bool needs_person;
	int64_t again_ms;        /* > 0: look again after that long (a pause that ends) */

	/* For whoever wants to look closer. */
	const char *refused;     /* the last text that the guards stopped, or NULL */
	const int64_t *offered;  /* ids of the facts the answerer was given, best first */
	size_t offered_count;
	const int64_t *used;     /* and which of them it says it used */
	size_t used_count;
};

/* "reply draft handoff away silent" */
const char *turn_result_name(enum turn_result result);

/* The decision chain of design 8 up to the model.  True: ask the model.  False: outcome_r says what
   happens instead.  Pure. */
bool turn_decide(void *mem, const struct turn_view *view, struct trace *trace, int64_t now_ms,
	struct turn_outcome *outcome_r);

/* off draft confident auto: the listing's own, else the project's. */
const char *turn_mode(const struct turn_view *view);

/* When the words that came in last were written. */
int64_t turn_asked_at(const struct turn_view *view);

/* What asking needs besides the view. */
struct turn_means {
	void *mem;
	struct http *http;
	const struct secret_key *key; /* opens the answerers' keys */
	int64_t now_ms;               /* what the prompt calls now */
	int64_t until_ms;             /* by time_monotonic_ms: nobody is asked for longer; 0: no such end */

	/* Told of each asking of a model, for the statistics. */
	void (*note)(void *arg, const struct provider *provider, const struct llm_answer *answer);
	void *arg;
};

/* Asks the answerers in order and guards what they say; fills outcome_r. */
void turn_answer(const struct turn_means *means, const struct turn_view *view, struct trace *trace,
	struct turn_outcome *outcome_r);

/* Writes down what asking a model cost and how it went; turn_id 0: no turn's. */
bool turn_note_call(struct db *db, int64_t turn_id, const struct provider *provider,
	const struct llm_answer *answer, struct err *err);

/* The nearest instant from now_ms on at which the shop is open (or closed); 0 when there is none
   within eight days. */
int64_t turn_moment(void *mem, const struct turn_view *view, bool open, int64_t now_ms);

/* The sentence a buyer gets when a person takes over: the project's text with {when} filled in. */
char *turn_handoff_text(void *mem, const struct turn_view *view, int64_t now_ms);

/* The same, or NULL where a person reads everything first (draft mode): the buyer is told nothing by
   itself. */
char *turn_buyer_handoff(void *mem, const struct turn_view *view, int64_t now_ms);

#endif
