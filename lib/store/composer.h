/* SPDX-License-Identifier: MIT */
/*
 * Replies that somebody has begun to write, one per user and chat, so that they are there on another
 * device and after a closed window.  The newest wins.
 */
#ifndef STORE_COMPOSER_H
#define STORE_COMPOSER_H

#include "io/db.h"

/* Keeps text; "" keeps none.  nonce is the form's: what was sent under it meanwhile is not kept, as
   this may arrive behind the reply.  With nonce "" the text is kept whatever was sent. */
bool composer_keep(struct db *db, int64_t user_id, int64_t chat_id, const char *nonce,
	const char *text, struct err *err);

/* "" when nothing is kept. */
bool composer_find(struct db *db, void *mem, int64_t user_id, int64_t chat_id, const char **text_r,
	struct err *err);

bool composer_forget(struct db *db, int64_t user_id, int64_t chat_id, struct err *err);

#endif
