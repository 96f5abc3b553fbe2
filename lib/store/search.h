/* SPDX-License-Identifier: MIT */
/*
 * Chats by the words and phones in them: the indexes behind core/search.h, which makes the patterns.
 * Every statement gives up after SEARCH_SECONDS with ERR_BUSY: a word that half of all messages have
 * must not keep a process of the dashboard from its next page.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "io/db.h"

enum { SEARCH_HITS_MAX = 2000 };

struct search_hit {
	int64_t chat_id;
	int64_t message_id; /* the newest message that matched; 0: a name or a title did */
};

/* What the buyer's name, the listing's title or a message matches, at most SEARCH_HITS_MAX chats,
   the newest first.  pattern is one for MATCH ... IN BOOLEAN MODE. */
bool search_words(struct db *db, void *mem, const char *pattern, struct search_hit **hits_r,
	size_t *count_r, struct err *err);

/* The same among messages alone. */
bool search_messages(struct db *db, void *mem, const char *pattern, struct search_hit **hits_r,
	size_t *count_r, struct err *err);

/* How common a word is, by the newest SEARCH_SAMPLE messages: stem as in search_newest.  total is how
   many messages there are at most; with SEARCH_INDEXED_MAX or fewer no word is common, and hits is 0. */
enum { SEARCH_SAMPLE = 1000, SEARCH_INDEXED_MAX = 10000 };
struct search_rate {
	int64_t total;
	int64_t hits;
};
bool search_rate(struct db *db, void *mem, const char *stem, struct search_rate **rate_r,
	struct err *err);

/* As search_words, but only among the newest `messages` messages: for a word that very many have.
   stem is letters and digits, with which a word begins; pattern the same for the names. */
bool search_newest(struct db *db, void *mem, const char *stem, const char *pattern, int64_t messages,
	struct search_hit **hits_r, size_t *count_r, struct err *err);

/* The same among all messages of these chats (a JSON list of ids); names match in any chat. */
bool search_among(struct db *db, void *mem, const char *stem, const char *pattern, const char *chats,
	struct search_hit **hits_r, size_t *count_r, struct err *err);

/* For what the indexes do not hold (words of one or two letters, signs): LIKE among the newest
   names, titles and messages. */
bool search_recent(struct db *db, void *mem, const char *like, struct search_hit **hits_r,
	size_t *count_r, struct err *err);

/* Chats in which the buyer wrote a phone that begins or ends with these digits. */
bool search_phones(struct db *db, void *mem, const char *digits, struct search_hit **hits_r,
	size_t *count_r, struct err *err);

/* The pattern of LIKE that finds text as it stands, wherever that is: "%text%" with LIKE's own signs
   escaped. */
char *search_like(void *mem, const char *text);

/* --- phones that buyers wrote: 10 digits in Russia, else what they wrote, at most PHONE_MAX */

enum { PHONE_MAX = 15 };

struct chat_phone {
	int64_t chat_id;
	int64_t message_id; /* where it stood last */
	const char *phone;
};

/* Notes that the phone stands in that message. */
bool chat_phone_put(struct db *db, const struct chat_phone *phone, struct err *err);

/* Phones the buyer wrote in any chat of theirs, the newest first, at most limit. */
bool chat_phone_list(struct db *db, void *mem, int64_t buyer_id, int limit,
	struct chat_phone **phones_r, size_t *count_r, struct err *err);

#endif
