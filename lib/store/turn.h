/* SPDX-License-Identifier: MIT */
/*
 * One turn per newest words of a buyer: what was decided, why (the trace), and the draft that waits
 * for a person.
 */
#ifndef STORE_TURN_H
#define STORE_TURN_H

#include "io/db.h"

struct turn {
	int64_t id;
	int64_t chat_id;
	int64_t message_id;
	const char *result;  /* "" running; reply draft handoff silent superseded away */
	const char *reason;
	const char *trace;   /* JSON list */
	int64_t started_at;
	int64_t finished_at;
	bool doubtful;       /* words that answer, sent within 15 min, may have arrived */
};

/* The turn about this message, made if absent; only here anybody asks whether it is doubtful. */
bool turn_ensure(struct db *db, void *mem, int64_t chat_id, int64_t message_id,
	struct turn **turn_r, struct err *err);
bool turn_finish(struct db *db, int64_t id, const char *result, const char *reason,
	const char *trace, struct err *err);

/* The message that turn is about. */
bool turn_message(struct db *db, int64_t id, int64_t *message_id_r, struct err *err);

/* When the buyer wrote the first words that came in after that turn was decided; 0: none did. */
bool turn_words_since(struct db *db, int64_t id, int64_t *at_r, struct err *err);

/* The buyer's newest message that words of the bot's have answered; 0: none. */
bool turn_last_answered(struct db *db, int64_t chat_id, int64_t *message_id_r, struct err *err);

/* The name of what this run of the turn has to say in the outbox. */
char *turn_nonce(void *mem, const struct turn *turn, const char *kind);

/* Makes the turn about the chat's newest words begin anew (handed back), unless its reply is out or
   on its way. */
bool turn_reopen(struct db *db, int64_t chat_id, int64_t message_id, struct err *err);

/* The same where all of its latest reply was dropped by ourselves, so that certainly nothing of it was
   said. */
bool turn_reopen_dropped(struct db *db, int64_t chat_id, int64_t message_id, bool *reopened_r,
	struct err *err);

/* Turns of a chat since an instant, oldest first. */
bool turn_list(struct db *db, void *mem, int64_t chat_id, int64_t since_at, int limit,
	struct turn **turns_r, size_t *count_r, struct err *err);

struct draft {
	int64_t id;
	int64_t chat_id;
	int64_t turn_id;
	const char *text;
	const char *state;   /* open sent dropped stale */
	int64_t confidence;
	int64_t created_at;
};

/* One draft per turn; a turn that runs again replaces its words unless they were sent. */
bool draft_insert(struct db *db, int64_t chat_id, int64_t turn_id, const char *text,
	int confidence, struct err *err);

/* The open draft of a chat.  ERR_NOT_FOUND when there is none. */
bool draft_find_open(struct db *db, void *mem, int64_t chat_id, struct draft **draft_r,
	struct err *err);

/* open -> sent or dropped by a user.  ERR_CONFLICT when it is no longer open. */
bool draft_decide(struct db *db, int64_t chat_id, int64_t id, const char *state, int64_t user_id,
	struct err *err);

/* Open drafts of the chat are overtaken by events. */
bool draft_make_stale(struct db *db, int64_t chat_id, struct err *err);

#endif
