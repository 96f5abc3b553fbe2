/* SPDX-License-Identifier: MIT */
/*
 * Chats with the listing and the buyer they are about.  `owner` says who answers; `needs_person`
 * that somebody should look.  Every change that the inbox shows raises `changed`, by which a
 * polling page asks for news.
 */
#ifndef STORE_CHAT_H
#define STORE_CHAT_H

#include "io/db.h"

struct chat {
	int64_t id;
	int64_t account_id;
	const char *avito_chat_id;
	const char *kind;           /* u2i u2u a2u */
	int64_t listing_id;         /* 0: none */
	int64_t buyer_id;           /* 0: not known yet */
	const char *owner;          /* bot human closed */
	const char *owner_reason;   /* colleague operator handoff ... */
	int64_t owner_until;        /* 0: until handed back */
	int64_t owner_user_id;      /* ours who took it; 0: nobody of ours */
	bool needs_person;
	const char *need_reason;
	int64_t last_message_id;    /* newest by Avito's clock; 0: none */
	int64_t last_message_at;
	int64_t last_buyer_id;      /* newest message of the buyer; 0: none */
	int64_t waiting_since;      /* first unanswered words of the buyer; 0: nobody waits */
	int64_t burst_at;           /* when the burst began that waits for quiet; 0: none */
	int64_t answer_at;          /* when the quiet time ends; 0: nothing is due */
	int64_t away_at;            /* when the away text was sent last */
	int64_t enriched_at;
	int64_t read_at;            /* marked read up to here */
	bool dead;                  /* Avito says it is gone */
};

bool chat_find(struct db *db, void *mem, int64_t id, struct chat **chat_r, struct err *err);

/* The same, and the row stays locked until the end of the transaction.  A chat is locked before its
   jobs and whatever else belongs to it: in the other order transactions would run into each other. */
bool chat_lock(struct db *db, void *mem, int64_t id, struct chat **chat_r, struct err *err);

/* The chat with Avito's id, of whichever account; ERR_NOT_FOUND when there is none. */
bool chat_find_avito(struct db *db, void *mem, const char *avito_chat_id, struct chat **chat_r,
	struct err *err);

/* The chat with Avito's id, made if absent, locked.  Inside a transaction. */
bool chat_lock_avito(struct db *db, void *mem, int64_t account_id, const char *avito_chat_id,
	const char *kind, struct chat **chat_r, struct err *err);

/* Writes what intake and the rules change: owner .. dead, and raises `changed`.  The row must be
   locked by this transaction. */
bool chat_update(struct db *db, const struct chat *chat, struct err *err);

/* Avito's id of the message up to which a look has read the news of the chat there; "" when none has.
   ERR_NOT_FOUND when there is no such chat. */
bool chat_find_looked(struct db *db, void *mem, int64_t account_id, const char *avito_chat_id,
	const char **message_id_r, struct err *err);
bool chat_set_looked(struct db *db, int64_t account_id, const char *avito_chat_id,
	const char *message_id, struct err *err);

struct listing {
	int64_t id;
	int64_t account_id;
	int64_t avito_item_id;
	const char *title;
	const char *price_text;
	int64_t status_id;
	const char *url;
	const char *image_url;
	const char *location;
	const char *mode;           /* "": as the project */
	int64_t seen_at;            /* 0: only its id is known */
};

bool listing_find(struct db *db, void *mem, int64_t id, struct listing **listing_r,
	struct err *err);

/* Is it on sale, as far as Avito told? */
bool listing_is_active(const struct listing *listing);

/* The listing with Avito's id, made if absent (with nothing but its id). */
bool listing_ensure(struct db *db, int64_t account_id, int64_t avito_item_id, int64_t *id_r,
	struct err *err);

/* Writes what Avito told (title .. location) and seen_at. */
bool listing_update(struct db *db, const struct listing *listing, struct err *err);
bool listing_list(struct db *db, void *mem, int64_t account_id, int64_t after_id, int limit,
	struct listing **listings_r, size_t *count_r, struct err *err);

/* The listings of all accounts of a project by Avito's id: which is which. */
struct listing_name {
	int64_t id;
	int64_t avito_item_id;
	const char *title;
};
bool listing_names(struct db *db, void *mem, int64_t project_id, int limit,
	struct listing_name **names_r, size_t *count_r, struct err *err);

struct buyer {
	int64_t id;
	int64_t avito_user_id;
	const char *name;
	bool blocked;
};

bool buyer_find(struct db *db, void *mem, int64_t id, struct buyer **buyer_r, struct err *err);
/* The buyer with Avito's id, made if absent; a name that is not "" is taken. */
bool buyer_ensure(struct db *db, int64_t account_id, int64_t avito_user_id, const char *name,
	int64_t *id_r, struct err *err);

/* --- the inbox */

enum chat_tab { CHAT_TAB_NEEDS, CHAT_TAB_BOT, CHAT_TAB_DRAFTS, CHAT_TAB_ALL };

/* A row of the list, with words of the neighbouring tables. */
struct chat_row {
	int64_t id;
	int64_t account_id;
	const char *account_name;
	const char *zone;           /* of its project: clocks are shown by it */
	const char *owner;
	const char *owner_reason;
	int64_t owner_until;
	const char *owner_login;    /* NULL: nobody of ours took it */
	bool needs_person;
	const char *need_reason;
	int64_t last_message_at;
	int64_t waiting_since;
	int64_t answer_at;
	bool dead;
	const char *buyer_name;
	const char *listing_title;
	const char *listing_price;
	const char *last_text;
	const char *last_type;
	const char *last_author;
	bool has_draft;
};

struct chat_query {
	enum chat_tab tab;
	int64_t before_at;  /* continue behind this last_message_at and id; 0: from the top */
	int64_t before_id;
	int limit;
	const char *among;  /* a JSON list of ids: of these only; NULL: of all */
};

bool chat_list(struct db *db, void *mem, const struct chat_query *query, struct chat_row **rows_r,
	size_t *count_r, struct err *err);

/* Other chats of the same person at Avito, in whichever account, the newest first. */
struct chat_other {
	int64_t id;
	const char *account_name;
	const char *listing_title;
	int64_t last_message_at;
};
bool chat_list_others(struct db *db, void *mem, int64_t avito_user_id, int64_t but_id, int limit,
	struct chat_other **others_r, size_t *count_r, struct err *err);

/* How many each tab has, counted up to CHAT_COUNT_MAX: a page says "99+" and stays quick. */
enum { CHAT_COUNT_MAX = 100 };
struct chat_counts {
	int64_t needs, bot, drafts, all;
};
bool chat_counts(struct db *db, struct chat_counts *counts_r, struct err *err);

/* The same among those of a JSON list of ids. */
bool chat_counts_among(struct db *db, const char *among, struct chat_counts *counts_r,
	struct err *err);

/* How many wait for a person, counted up to limit. */
bool chat_count_needs(struct db *db, int limit, int64_t *count_r, struct err *err);

/* A word that differs once something the inbox shows of any chat has changed. */
bool chat_list_version(struct db *db, void *mem, const char **version_r, struct err *err);

/* The same word, and one for what is shown of this chat, its turns and outbox included. */
struct chat_versions {
	const char *list;
	const char *chat;
};
bool chat_versions(struct db *db, void *mem, int64_t id, struct chat_versions **versions_r,
	struct err *err);

#endif
