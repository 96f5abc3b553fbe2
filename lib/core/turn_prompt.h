/* SPDX-License-Identifier: MIT */
/*
 * What a model is told in a turn: the system prompt with the facts for the buyer's words, and the
 * chat so far.  One place for real turns, for trying the assistant and for looking at the prompt.
 */
#ifndef CORE_TURN_PROMPT_H
#define CORE_TURN_PROMPT_H

#include "core/knowledge.h"
#include "core/prompt.h"
#include "core/turn.h"

struct llm_turn;

enum { TURN_HITS = 8 };

struct turn_prompt {
	const struct turn_view *view;
	int64_t now_ms;
	struct knowledge_fact *facts;          /* the view's candidates */
	struct knowledge_hit hits[TURN_HITS];  /* those that go into the prompt, best first */
	size_t hit_count;
	const char *canary;
};

/* Ranks the facts and chooses a canary. */
void turn_prompt_begin(void *mem, const struct turn_view *view, int64_t now_ms,
	struct turn_prompt *prompt_r);

/* breach: what was wrong with the last try, or NULL. */
void turn_prompt_input(void *mem, const struct turn_prompt *prompt, const char *breach,
	struct prompt_input *input_r);

/* The messages of the view as the model sees them, oldest first. */
size_t turn_prompt_history(void *mem, const struct turn_view *view, struct llm_turn **turns_r);

/* Our earlier texts in this chat, newest last, NULL-terminated. */
const char **turn_own_texts(void *mem, const struct turn_view *view);

#endif
