/* SPDX-License-Identifier: MIT */
/*
 * What somebody types to find a chat: words of a name, a title or a message in any of their forms,
 * or a phone in any spelling.  Nothing typed reaches the database as an operator: patterns are made
 * of letters and digits alone.
 */
#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/search.h"

struct db;

enum { SEARCH_WORDS_MAX = 5, SEARCH_PHONE_MIN = 4 };

struct search {
	const char *stems[SEARCH_WORDS_MAX + 1]; /* beginnings of words, folded; NULL-terminated */
	const char *digits; /* of a phone without the country, or NULL: it cannot be one */
	const char *like;   /* for LIKE, when nothing of it stands in an index; else NULL */
};

/* Never fails: text without words or digits is looked for as it is. */
void search_parse(void *mem, const char *text, struct search *search_r);

struct search_found {
	struct search_hit *hits;  /* by chat, each once */
	size_t count;
	const char *chats;        /* their ids as a JSON list */
	bool is_cut;              /* there are more than can be shown */
};

/* Chats that have all the words, be it one in the name and another in a message, or the phone.
   ERR_BUSY when there is too much to look through. */
bool search_run(struct db *db, void *mem, const struct search *search,
	struct search_found *found_r, struct err *err);

/* The message that matched in this chat; 0: none did. */
int64_t search_message_of(const struct search_found *found, int64_t chat_id);

/* A piece of the text around the first match, blanks evened out: before, the match itself ("" when
   it cannot be told), after. */
struct search_snippet {
	const char *before, *match, *after;
};
void search_cut(void *mem, const struct search *search, const char *text,
	struct search_snippet *snippet_r);

/* A phone as chat_phone keeps it: the digits without a Russian country code; NULL when there are
   too few or too many. */
const char *search_phone_key(void *mem, const char *digits);

/* "+7 916 123-45-67"; other countries' as their digits. */
const char *search_phone_format(void *mem, const char *key);

#endif
