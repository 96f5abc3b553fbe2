/* SPDX-License-Identifier: MIT */
/*
 * People write: a buyer, a colleague in Avito's own app, or Avito's bot.  What is not said is chosen:
 * the first listing, a new buyer, a plain content for the type.
 */
#ifndef SIM_WRITE_H
#define SIM_WRITE_H

#include <stdint.h>

#include "base/err.h"

struct chat;
struct json_object;
struct message;
struct sim;

struct writing {
	int64_t account;        /* user id, 0: the listing's or the first */
	const char *chat_id;    /* an existing chat; then the next four do not count */
	const char *chat_type;  /* NULL: u2i */
	int64_t item_id;        /* 0: the first listing */
	int64_t buyer_id;       /* 0: a new buyer */
	const char *buyer_name; /* NULL: one of a list */
	const char *as;         /* buyer (NULL too), colleague, avito */
	const char *type;       /* NULL: text; system for avito */
	const char *text;
	struct json_object *content; /* NULL: made from type and text */
	const char *quote;      /* id of a message of the chat, or NULL */
	int64_t count;          /* how often, 0: once; {n} in text is the number */
	int64_t event_delay_ms; /* how late the webhook goes out */
};

/* Writes and tells the subscribers.  ERR_NOT_FOUND for an unknown chat, account or listing,
   ERR_INVALID for an impossible wish, ERR_CONFLICT when the account blocked this buyer. */
bool write_message(struct sim *sim, void *mem, const struct writing *writing,
	struct chat **chat_r, struct message **message_r, struct err *err);

#endif
