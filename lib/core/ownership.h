/* SPDX-License-Identifier: MIT */
/*
 * Who answers a chat.  A person always wins: a colleague's message, an operator's reply or a hand-off
 * stops the bot, until the pause is over or the chat is handed back.  Each function changes the
 * locked chat row in memory and puts what follows from it; the caller writes it with chat_update.
 */
#ifndef CORE_OWNERSHIP_H
#define CORE_OWNERSHIP_H

#include <stdint.h>

#include "base/err.h"

struct chat;
struct db;
struct outbox;
struct project;

/* A pause is so many milliseconds, or one of these. */
enum {
	PAUSE_FOR_GOOD = 0,      /* until the chat is handed back */
	PAUSE_TILL_MORNING = -1, /* until nine of the next morning on the shop's clock */
};

/* When a pause that begins at from_ms ends; 0: when the chat is handed back.  A day of people ends
   at five in the morning: what begins before lasts until nine of the same date. */
int64_t pause_until(int64_t pause_ms, const char *zone, int64_t from_ms);

/* Puts the chat's turn (or moves the one that waits) to delay_ms from now. */
bool chat_put_turn(struct db *db, const struct chat *chat, int64_t delay_ms, struct err *err);
bool chat_put_send(struct db *db, const struct chat *chat, struct err *err);
bool chat_put_enrich(struct db *db, const struct chat *chat, struct err *err);

/* Somebody answered: nobody waits any more. */
void chat_was_answered(struct chat *chat);

/* A reply of the bot's was dropped: if the buyer waits for it still, his words are decided upon once
   more, so that a person is told of them, and they are answered when the bot has the chat again. */
bool chat_decide_anew(struct db *db, const struct chat *chat, struct err *err);

/* A row of ours is in the chat at Avito.  A reply answers the words its turn has seen: whoever wrote
   since still waits.  A sentence that puts the buyer off answers nothing, and when a person wrote,
   nobody waited any more. */
bool chat_was_sent(struct db *db, struct chat *chat, const struct outbox *row, struct err *err);

/* An own message that we did not send, written then: the bot is silent for the project's pause from
   that time on, what it had ready is dropped, and its open draft is out of date.  Nobody waits any
   more, unless the chat has newer words.  Of a time long past, or from before the account was
   connected when the pause is one for good, it changes nothing else. */
bool colleague_wrote(struct db *db, const struct project *project, struct chat *chat,
	int64_t written_at, int64_t connected_at, struct err *err);

/* The open draft answers words that are no longer the newest. */
bool draft_overtaken(struct db *db, const struct chat *chat, struct err *err);

/* A person takes the chat for a pause that begins now, on the clock of the project's zone. */
bool chat_take(struct db *db, const struct project *project, struct chat *chat,
	const char *reason, int64_t pause_ms, struct err *err);

/* The pause is over: the bot has it again, and nobody of ours. */
void chat_give_to_bot(struct chat *chat);

/* The bot gives up: the chat is a person's until it is handed back, but nobody has taken it yet. */
void chat_hand_off(struct chat *chat, const char *reason);

/* The bot has it again; words that still wait are answered now. */
bool chat_hand_back(struct db *db, struct chat *chat, struct err *err);

/* A person should look, and why. */
void chat_need_person(struct chat *chat, const char *reason);

/* True while a person owns the chat at this instant (a pause that is over does not count). */
bool chat_is_persons(const struct chat *chat, int64_t now_ms);

/* True when an own message at Avito with these normalised words, created then, can be what this row
   sent: not older than the send (Avito's clock has whole seconds and may differ a little). */
bool outbox_matches(const struct outbox *row, const char *normalised_words, int64_t created_at,
	void *mem);

#endif
