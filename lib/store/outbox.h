/* SPDX-License-Identifier: MIT */
/*
 * What is to be sent, and what became of it.  States (design 6):
 *   ready -> sending -> sent;  sending -> unknown -> sent | ready (once) | held;
 *   ready -> expired | dropped;  sending -> failed
 * The (nonce, part) key makes a reply exist once however often its job runs; the (account, Avito's
 * id) key links every message of Avito to at most one row.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "io/db.h"

struct outbox {
	int64_t id;
	int64_t account_id;
	int64_t chat_id;
	int64_t turn_id;          /* 0: a person's */
	int64_t user_id;          /* 0: the bot's */
	const char *kind;         /* reply away handoff draft person */
	const char *nonce;
	int64_t part;
	const char *text;
	const char *state;
	int64_t attempts;         /* POSTs begun */
	int64_t checks;           /* clean negative reads since it became unknown */
	bool resent;
	int64_t started_at;       /* of the last POST, by the database's clock */
	int64_t check_at;         /* unknown: the next look; ready: not sent before */
	const char *avito_id;     /* NULL until known */
	const char *error;
	int64_t created_at;
	int64_t expires_at;
	int64_t now_ms;           /* the database's clock when this row was read */
};

struct outbox_new {
	int64_t account_id, chat_id;
	int64_t turn_id;          /* 0: none */
	int64_t user_id;          /* 0: none */
	const char *kind;
	const char *nonce;
	int64_t lifetime_ms;      /* of no use afterwards */
};

/* Adds the parts of one reply in order.  A reply that exists already is left as it is. */
bool outbox_insert(struct db *db, const struct outbox_new *reply, char *const *parts, size_t count,
	struct err *err);

/* The parts of the reply with this nonce, in order; none when there is no such reply. */
bool outbox_list_parts(struct db *db, void *mem, const char *nonce, struct outbox **rows_r,
	size_t *count_r, struct err *err);

/* Rows of the chat that still need something done (ready, sending, unknown), oldest first. */
bool outbox_open(struct db *db, void *mem, int64_t chat_id, struct outbox **rows_r,
	size_t *count_r, struct err *err);

/* Rows an own message at Avito may belong to: not linked, begun at least once, not given up.  The
   likeliest first: the one that is being sent, then doubtful ones, then those held. */
bool outbox_unlinked(struct db *db, void *mem, int64_t chat_id, struct outbox **rows_r,
	size_t *count_r, struct err *err);
bool outbox_find_by_avito(struct db *db, void *mem, int64_t account_id, const char *avito_id,
	struct outbox **row_r, struct err *err);

/* Rows of the chat that the inbox shows beside the messages: what is not sent yet, and the latest of
   what was given up, before an instant (0: up to now); oldest first. */
bool outbox_visible(struct db *db, void *mem, int64_t chat_id, int64_t before_at,
	struct outbox **rows_r, size_t *count_r, struct err *err);

/* Why a row is held. */
#define OUTBOX_DOUBTFUL "nobody can tell whether it arrived"

/* It was given up: held, failed or expired. */
bool outbox_is_settled(const struct outbox *row);

/* Which turn a sent row belongs to, 0 for none, and whether it was sent twice, because nobody could
   see that the first had arrived; for the rows of a chat written since an instant that have either. */
struct outbox_turn {
	int64_t id;
	int64_t turn_id;
	bool resent;
};
bool outbox_turns(struct db *db, void *mem, int64_t chat_id, int64_t since_at,
	struct outbox_turn **rows_r, size_t *count_r, struct err *err);

/* ready -> sending: the POST begins. */
bool outbox_begin(struct db *db, int64_t id, struct err *err);

/* -> sent, linked to Avito's id.  ERR_CONFLICT when another row has that id. */
bool outbox_sent(struct db *db, int64_t id, const char *avito_id, struct err *err);

/* Takes Avito's id from any other row that was linked to it by its words: that one is held again. */
bool outbox_unlink(struct db *db, int64_t account_id, const char *avito_id, int64_t but_id,
	struct err *err);

/* -> unknown, looked up in delay_ms. */
bool outbox_unknown(struct db *db, int64_t id, int64_t delay_ms, const char *error,
	struct err *err);

/* unknown: one more clean negative read; the next look in delay_ms. */
bool outbox_checked(struct db *db, int64_t id, int64_t delay_ms, struct err *err);

/* sending -> ready again, certainly not delivered; not to be sent before delay_ms have passed. */
bool outbox_ready(struct db *db, int64_t id, int64_t delay_ms, const char *error, struct err *err);

/* unknown -> ready after clean negatives, so this is a second POST of the same words. */
bool outbox_resend(struct db *db, int64_t id, const char *error, struct err *err);

/* -> held, failed, expired or dropped, with the cause.  Later parts of the same reply are dropped:
   half an answer with a hole in it helps nobody.  ERR_CONFLICT, and nothing done, when the row's
   state is no longer that in which it was read. */
bool outbox_close(struct db *db, const struct outbox *row, const char *state, const char *error,
	struct err *err);

/* One row of a chat. */
bool outbox_find(struct db *db, void *mem, int64_t chat_id, int64_t id, struct outbox **row_r,
	struct err *err);

/* held, failed or expired -> ready, with the later parts that were dropped over it: a person wants it
   sent, so what the bot wrote goes out like a draft of its, whoever has the chat.  What was held is
   resent by this. */
bool outbox_again(struct db *db, const struct outbox *row, int64_t user_id, int64_t lifetime_ms,
	struct err *err);

/* When the chat's last message of ours was sent; 0: never. */
bool outbox_last_sent(struct db *db, int64_t chat_id, int64_t *at_r, struct err *err);

/* Drops what the bot has ready in this chat. */
bool outbox_drop_bot(struct db *db, int64_t chat_id, const char *error, struct err *err);

#endif
