/* SPDX-License-Identifier: MIT */
/*
 * The system prompt.  Pure: the same input gives the same text, so the settings page can show it
 * exactly.  Facts stand in a fenced block with a random mark; the mark is taken out of the data, and
 * whatever stands inside is declared to be data.  providers/FACTS.md 13.
 */
#ifndef CORE_PROMPT_H
#define CORE_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knowledge_hit;

struct prompt_input {
	const char *shop;          /* name of the project */
	const char *business;      /* services goods realty cars jobs general */
	const char *tone;          /* friendly formal brief */
	const char *instructions;  /* the owner's own; "" when none */
	const char *item_title, *item_price, *item_location, *item_url; /* "" when unknown */
	bool item_known, item_active;
	const struct knowledge_hit *hits;
	size_t hit_count;
	int64_t now_ms;
	const char *zone;
	const char *mark;          /* random, for the fence */
	const char *canary;        /* random, must never come back */
	bool greeted;              /* we greeted before: do not greet again */
	const char *breach;        /* NULL, or what was wrong with the last try (one rewrite) */
};

char *prompt_system(void *mem, const struct prompt_input *input);

/* The same text in its parts, in this order, for showing; together they are prompt_system. */
enum prompt_part { PROMPT_SHOP, PROMPT_RULES, PROMPT_INSTRUCTIONS, PROMPT_FACTS, PROMPT_FORM,
	PROMPT_PARTS };
void prompt_parts(void *mem, const struct prompt_input *input, const char *parts_r[PROMPT_PARTS]);

/* The preset words of a business type or tone, for the settings page.  NULL for an unknown one. */
const char *prompt_business_text(const char *business);
const char *prompt_tone_text(const char *tone);

#endif
