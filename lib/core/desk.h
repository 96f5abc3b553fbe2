/* SPDX-License-Identifier: MIT */
/*
 * What a person does to a chat from the dashboard.  Each function is one transaction; the page that
 * follows shows its result.  ERR_NOT_FOUND when the chat is gone.
 */
#ifndef CORE_DESK_H
#define CORE_DESK_H

#include <stdint.h>

#include "base/err.h"

struct db;

struct desk {
	struct db *db;
	int64_t chat_id;
	int64_t user_id;
};

/* Sends text in the person's name, forgets what they had begun to write, and takes the chat over
   for the project's pause.  nonce (from the form, at most 64 bytes) makes a doubled click send once:
   the same text under it again changes nothing, and another one is not sent but kept as what they
   have begun to write, whereupon kept_r is true.  ERR_INVALID for an empty text. */
bool desk_reply(const struct desk *desk, const char *nonce, const char *text, bool *kept_r,
	struct err *err);

/* The bot is silent for a pause as in ownership.h. */
bool desk_take_over(const struct desk *desk, int64_t pause_ms, struct err *err);

/* The bot has it again; words that wait are answered at once. */
bool desk_hand_back(const struct desk *desk, struct err *err);

/* Ends the quiet time.  ERR_CONFLICT when nothing is due or a person has the chat. */
bool desk_answer_now(const struct desk *desk, struct err *err);

/* Sends the draft as it is (text NULL) or in the person's words.  ERR_CONFLICT when it was decided
   already or the buyer wrote since. */
bool desk_draft_send(const struct desk *desk, int64_t draft_id, const char *text,
	struct err *err);
bool desk_draft_drop(const struct desk *desk, int64_t draft_id, struct err *err);

/* What was not sent (held, failed or expired) goes out after all, or never.  ERR_CONFLICT when it is
   otherwise by now, or the chat is gone. */
bool desk_unsent_again(const struct desk *desk, int64_t outbox_id, struct err *err);
bool desk_unsent_drop(const struct desk *desk, int64_t outbox_id, struct err *err);

/* "Seen": nobody is needed any more. */
bool desk_dismiss(const struct desk *desk, struct err *err);

#endif
