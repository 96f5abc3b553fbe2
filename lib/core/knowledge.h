/* SPDX-License-Identifier: MIT */
/* Which facts answer a question, and the answer that needs no network.  Pure. */
#ifndef CORE_KNOWLEDGE_H
#define CORE_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knowledge_fact {
	int64_t id;
	const char *question;
	const char *answer;
};

struct knowledge_hit {
	const struct knowledge_fact *fact;
	double score; /* 0..1: share of the question's rare stems that the fact covers */
};

/* The best max_hits facts for the buyer's words, best first, score > 0. */
size_t knowledge_rank(void *mem, const struct knowledge_fact *facts, size_t count,
	const char *words, struct knowledge_hit *hits_r, size_t max_hits);

struct knowledge_listing {
	const char *title;
	const char *price_text; /* "" when not given */
	bool active;
};

struct knowledge_answer {
	const char *text;   /* NULL: a person should answer */
	int64_t fact_id;    /* 0 for an answer out of the listing (price, availability) or a greeting */
	int confidence;     /* per cent */
};

/* The "builtin" answerer: the best fact above a score, the listing's own price or availability when
   that is what is asked, a greeting for a bare greeting, a kind word for bare thanks; else text
   NULL.  Several questions in one burst are answered together when each has an answer.  listing
   may be NULL. */
void knowledge_answer(void *mem, const struct knowledge_fact *facts, size_t count,
	const struct knowledge_listing *listing, const char *words,
	struct knowledge_answer *answer_r);

#endif
