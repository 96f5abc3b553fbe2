/* SPDX-License-Identifier: MIT */
/*
 * What the overview shows of all accounts: who waits for a person, what was done since an instant,
 * and a word that tells whether any of it changed.  Every query reads a range of one index or at
 * most a fixed number of rows.
 */
#ifndef STORE_OVERVIEW_H
#define STORE_OVERVIEW_H

#include "io/db.h"

struct overview_figures {
	int64_t chats;     /* in which a buyer wrote */
	int64_t messages;  /* that buyers wrote */
	int64_t replies;   /* that the bot wrote */
	int64_t answered;  /* chats among them with a reply after the buyer's first words, whoever's */
	int64_t median_ms; /* from those words to that reply; 0 when nobody was answered */
};

/* Since an instant, by Avito's clock. */
bool overview_figures(struct db *db, int64_t since_ms, struct overview_figures *figures_r,
	struct err *err);

/* Chats the bot handed over since an instant, by reason, the most frequent first; at most 20. */
struct overview_handoff {
	const char *reason;
	int64_t count;
};
bool overview_handoffs(struct db *db, void *mem, int64_t since_ms,
	struct overview_handoff **rows_r, size_t *count_r, struct err *err);

/* Chats that wait for a person, the latest first. */
struct overview_chat {
	int64_t id;
	const char *buyer_name;
	const char *listing_title;
	const char *need_reason;
	int64_t waiting_since;  /* 0: nobody waits for words */
	int64_t last_message_at;
	const char *zone;
};
bool overview_waiting(struct db *db, void *mem, int limit, struct overview_chat **rows_r,
	size_t *count_r, struct err *err);

/* How many chats wait because a reply did not go out or nobody knows whether it did; counted up to
   CHAT_COUNT_MAX of chat.h. */
bool overview_unsent(struct db *db, int64_t *count_r, struct err *err);

/* Has the bot ever answered a buyer, or drafted an answer? */
bool overview_has_answered(struct db *db, bool *answered_r, struct err *err);

/* The newest turn, the buyer's words it is about, and what the bot said or drafted ("" nothing yet).
   ERR_NOT_FOUND when nobody has written. */
struct overview_answer {
	int64_t turn_id, chat_id;
	const char *result, *reason, *trace;
	int64_t started_at, finished_at;
	const char *buyer_name, *words, *answer;
};
bool overview_newest_answer(struct db *db, void *mem, struct overview_answer **answer_r,
	struct err *err);

/* Differs once a chat, an account's or an answerer's standing, or the parked jobs have changed. */
bool overview_version(struct db *db, void *mem, const char **version_r, struct err *err);

#endif
