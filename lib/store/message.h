/* SPDX-License-Identifier: MIT */
/*
 * Messages as Avito has them, whoever wrote them.  The unique (account, Avito's id) is the duplicate
 * check that lasts for ever.
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "io/db.h"

struct message {
	int64_t id;
	int64_t account_id;
	int64_t chat_id;
	const char *avito_id;
	const char *author;       /* buyer bot person colleague avito */
	int64_t author_id;        /* at Avito */
	int64_t user_id;          /* ours, for person; 0 otherwise */
	const char *type;         /* Avito's: text image voice ... */
	const char *text;         /* what can be read of it, "" when nothing */
	const char *content;      /* Avito's JSON */
	bool deleted;
	int64_t outbox_id;        /* 0: not sent by us */
	int64_t created_at;       /* Avito's clock */
};

/* Adds the message.  ERR_CONFLICT when it is known already. */
bool message_insert(struct db *db, const struct message *message, int64_t *id_r, struct err *err);

bool message_find(struct db *db, void *mem, int64_t account_id, const char *avito_id,
	struct message **message_r, struct err *err);

/* The messages with these ids (a JSON list), in the order of ids. */
bool message_list_some(struct db *db, void *mem, const char *ids, struct message **messages_r,
	size_t *count_r, struct err *err);

bool message_set_deleted(struct db *db, int64_t id, struct err *err);

/* True when a person of ours wrote in this chat after that instant. */
bool message_is_answered(struct db *db, int64_t chat_id, int64_t at_ms, bool *answered_r,
	struct err *err);

/* When the buyer wrote first in the chat (0: never), and how many messages, counted up to
   MESSAGE_COUNT_MAX. */
enum { MESSAGE_COUNT_MAX = 1000 };
struct message_sum {
	int64_t first_at;
	int64_t count;
};
bool message_sum_buyer(struct db *db, void *mem, int64_t chat_id, struct message_sum **sum_r,
	struct err *err);

/* When the oldest known message of a chat was written; 0: none is known. */
bool message_first_at(struct db *db, int64_t chat_id, int64_t *at_r, struct err *err);

/* The newest limit messages of a chat older than the key (0, 0: from the newest), oldest first. */
bool message_list(struct db *db, void *mem, int64_t chat_id, int64_t before_at, int64_t before_id,
	int limit, struct message **messages_r, size_t *count_r, struct err *err);

#endif
