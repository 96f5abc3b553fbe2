/* SPDX-License-Identifier: MIT */
/*
 * The facts in a prompt, as a model would find them: lines "label: value" in the fenced block (what
 * stands between the last two lines that are the same mark), or in the whole prompt when there is
 * no fence.
 */
#ifndef SIM_PROMPT_FACTS_H
#define SIM_PROMPT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prompt_fact {
	const char *label; /* "" when the line has none */
	const char *value;
	int64_t id;        /* the number in [12] or [факт 12] at the beginning of the line, 0 when there is none */
};

struct prompt_facts {
	struct prompt_fact *facts;
	size_t count;
};

struct prompt_facts *prompt_facts_find(void *mem, const char *prompt);

/* How many words of the question the fact has, word forms aside, and the words of the listing's
   title, which tell nothing apart.  0 when most of the question is about something else. */
size_t prompt_fact_score(void *mem, const struct prompt_fact *fact, const char *title,
	const char *question);

/* Does text ask about something, besides greetings, price and sale? */
bool prompt_is_telling(void *mem, const char *text);

/* Does text have a word that begins with one of the NULL-terminated beginnings? */
bool prompt_has_word(void *mem, const char *text, const char *const *beginnings);

#endif
