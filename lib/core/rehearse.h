/* SPDX-License-Identifier: MIT */
/*
 * A turn that never happened: somebody tries the assistant in words of their own.  It runs the chain,
 * the prompt, the model and the guards of a real turn on a chat that exists only in memory.  It writes
 * nothing but what asking the models cost: no chat, message, turn, draft, outbox or owner.
 */
#ifndef CORE_REHEARSE_H
#define CORE_REHEARSE_H

#include "core/turn.h"

struct listing;

enum { REHEARSE_CALLS = 8 };

struct rehearse_line {
	bool buyer;        /* false: ours */
	const char *text;
};

enum rehearse_when { REHEARSE_NOW, REHEARSE_OPEN, REHEARSE_CLOSED };

struct rehearse_input {
	int64_t project_id;
	const struct listing *listing;     /* of the project's accounts; NULL: the chat is about none */
	const struct rehearse_line *lines; /* oldest first; the last is the buyer's */
	size_t count;
	enum rehearse_when when;
	bool as_on;          /* as if nothing were switched off */
	bool away_was_sent;  /* the away text stands among the lines */
	int timeout_ms;      /* for all models together */
};

/* One asking of a model. */
struct rehearse_call {
	const char *model;
	const char *result;      /* as llm_answer_name says */
	int64_t tokens_in, tokens_out; /* -1: not told */
	int64_t ms;
};

struct rehearsal {
	struct turn_view *view;
	struct turn_outcome outcome; /* text of a hand-off: what the buyer would be told, or NULL */
	const char *trace;
	int64_t at_ms;           /* the instant it was played at */
	bool when_found;         /* false: the shop is never open (or closed); played as now */
	const char *was_off;     /* with as_on, what is off: assistant_off listing_off account_off; or NULL */
	struct rehearse_call calls[REHEARSE_CALLS];
	size_t call_count;
	int64_t ms;
};

/* Reads, decides, asks; takes up to timeout_ms and a little. */
bool rehearse(struct db *db, struct http *http, const struct secret_key *key, void *mem,
	const struct rehearse_input *input, struct rehearsal **rehearsal_r, struct err *err);

/* The view for a first question of a buyer, without asking anybody: what a prompt is made of. */
bool rehearse_view(struct db *db, void *mem, const struct rehearse_input *input,
	struct turn_view **view_r, struct err *err);

#endif
