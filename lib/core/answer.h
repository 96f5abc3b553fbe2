/* SPDX-License-Identifier: MIT */
/*
 * What a model is asked to return, and reading it.  Foreign text: nothing here trusts it, the
 * guards come after.  providers/FACTS.md 13.3.
 */
#ifndef CORE_ANSWER_H
#define CORE_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct answer {
	const char *reply;          /* "" when none */
	const char *intent;         /* one of the list; "other" when unknown */
	const char *lead_name, *lead_phone; /* "" when none */
	bool handoff;
	const char *handoff_reason; /* "" when none */
	int confidence;             /* per cent; 50 when not told */
	int64_t *facts;             /* ids of the facts the model says it used */
	size_t fact_count;
	bool structured;            /* false: plain prose taken as the reply */
};

/* The JSON Schema all levels ask for, strict-mode compatible (every property required,
   additionalProperties false). */
extern const char answer_schema[];
extern const char answer_schema_name[];

/* Strips <think> blocks and fences, then the whole text or its first balanced {...}.  Prose that
   does not look like JSON becomes an unstructured reply.  ERR_INVALID for an empty text, an
   unclosed <think>, or broken JSON: nothing of that may reach a buyer. */
bool answer_parse(void *mem, const char *text, struct answer **answer_r, struct err *err);

#endif
