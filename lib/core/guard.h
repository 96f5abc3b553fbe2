/* SPDX-License-Identifier: MIT */
/*
 * Checks of a generated text, outside the model and whatever the model thinks.  Pure.  The first
 * breach is reported; its name is stable (trace, statistics), its detail is for the rewrite request
 * and the owner, and never quotes more than the offending piece.
 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct guard_input {
	const char *text;
	const char *canary;          /* a secret word of the prompt; NULL: none */
	const char *const *allowed;  /* phones, links, e-mails, handles that may be named; NULL-terminated */
	const char *const *facts;    /* texts whose own contacts may be repeated (facts, listing URL); NULL-terminated */
	const char *const *own;      /* our earlier messages in this chat, newest last; NULL-terminated */
	size_t max_chars;            /* code points; 0: 3000 */
};

struct guard_breach {
	const char *name;   /* empty too_long markup json contact link card canary greeting repeat role language */
	const char *detail;
};

/* True when nothing is wrong.  Otherwise breach_r is filled under mem.
 *   empty     nothing but white space and punctuation
 *   too_long  more than max_chars
 *   json      begins with '{' or '[', or has "reply": in it
 *   markup    Markdown or HTML that a chat shows raw (**, ##, ```, [x](y), tables, tags, list marks)
 *   canary    the canary, also spelled with blanks or in another case
 *   link      URLs, bare domains (also "точка ру", spaces or "(dot)" tricks), t.me, wa.me, @handles
 *   contact   phones (digits, words in Russian, letters as digits, separators, emoji digits), e-mails (also "собака")
 *   card      13..19 digits that pass Luhn
 *   greeting  greets again although own already greeted in this chat
 *   repeat    the same words, three or more, as one of the last three own messages
 *   role      "As an AI", "как языковая модель", labels such as "Assistant:"
 *   language  more than a fifth of the letters neither Cyrillic nor Latin (e.g. Chinese)
 */
bool guard_check(void *mem, const struct guard_input *input, struct guard_breach *breach_r);

/* The text with harmless markup taken off (**bold** to bold, "- " to "— ", headings, code fences),
   so that a good answer in Markdown need not be refused. */
char *guard_plain(void *mem, const char *text);

#endif
