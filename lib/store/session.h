/* SPDX-License-Identifier: MIT */
/*
 * Signed-in browsers.  The cookie carries 256 random bits; the database knows only their hash, so
 * a copy of it opens nothing.
 *
 * A session ends after 7 days without a visit and after 30 days in any case: the desk of a shop is
 * a telephone that its owner keeps, and signing in every morning teaches people short passwords.
 * A changed password, a disabled user and signing out end it at once.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "store/user.h"

enum { SESSION_IDLE_DAYS = 7, SESSION_MAX_DAYS = 30 };

struct session {
	struct db_bytes id_hash;
	const char *csrf;   /* 32 hex digits every form of this session carries */
	int64_t seen_at;    /* exact to a few minutes */
	int64_t expires_at;
	struct user user;
};

/* A new session of the user; the cookie's value is told here and never again. */
bool session_create(struct db *db, void *mem, int64_t user_id, char **cookie_r, struct err *err);

/* The live session of a cookie with its user, who is not disabled.  ERR_NOT_FOUND otherwise. */
bool session_find(struct db *db, void *mem, const char *cookie, struct session **session_r,
	struct err *err);

/* Prolongs it; writes at most once in five minutes. */
bool session_touch(struct db *db, const struct session *session, struct err *err);

bool session_delete(struct db *db, const struct session *session, struct err *err);

/* All sessions of a user, but the one with id_hash keep (data NULL: none is kept). */
bool session_delete_others(struct db *db, int64_t user_id, struct db_bytes keep, struct err *err);

/* A new password of the user, and the end of their sessions as above: both or neither. */
bool session_change_password(struct db *db, int64_t user_id, const char *password_hash,
	struct db_bytes keep, struct err *err);

/* Forgets those that ended. */
bool session_purge(struct db *db, struct err *err);

#endif
