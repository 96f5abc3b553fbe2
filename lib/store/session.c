/* SPDX-License-Identifier: MIT */
#include "store/session.h"

#include "base/mem.h"
#include "base/time.h"
#include "codec/secret.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
#define IDLE_MS (SESSION_IDLE_DAYS * DAY_MS)
#define TOUCH_MS ((int64_t)5 * 60 * 1000)

static const struct db_col session_cols[] = {
	DB_COL_BYTES(session, id_hash),
	DB_COL_TEXT(session, csrf),
	DB_COL_I64(session, seen_at),
	DB_COL_I64(session, expires_at),
	DB_COL_I64(session, user.id),
	DB_COL_TEXT(session, user.login),
	DB_COL_TEXT(session, user.password_hash),
	DB_COL_TEXT(session, user.role),
	DB_COL_TEXT(session, user.lang),
	DB_COL_TEXT(session, user.theme),
	DB_COL_BOOL(session, user.shortcuts),
	DB_COL_BOOL(session, user.disabled),
	DB_COL_I64(session, user.created_at),
};
static const struct db_row_type session_row = DB_ROW_TYPE(session, session_cols);

bool
session_create(struct db *db, void *mem, int64_t user_id, char **cookie_r, struct err *err)
{
	static const char sql[] = "INSERT INTO session (id_hash, user_id, csrf, created_at, seen_at,"
		" expires_at) VALUES (?, ?, ?, ?, ?, ?)";
	char *cookie = secret_random_hex(mem, 32);
	char *csrf = secret_random_hex(mem, 16);
	int64_t now = time_now_ms();
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(cookie, hash);
	if (!db_exec(db, sql, DB_ARGS(db_bytes(hash, sizeof(hash)), db_i64(user_id), db_text(csrf),
		db_i64(now), db_i64(now), db_i64(now + SESSION_MAX_DAYS * DAY_MS)), NULL, err))
		return false;
	*cookie_r = cookie;
	return true;
}

bool
session_find(struct db *db, void *mem, const char *cookie, struct session **session_r,
	struct err *err)
{
	static const char sql[] = "SELECT s.id_hash, s.csrf, s.seen_at, s.expires_at, u.id, u.login,"
		" u.password_hash, u.role, u.lang, u.theme, u.shortcuts, u.disabled, u.created_at"
		" FROM session s JOIN user u ON u.id = s.user_id"
		" WHERE s.id_hash = ? AND s.expires_at > ? AND s.seen_at > ? AND u.disabled = 0";
	int64_t now = time_now_ms();
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(cookie, hash);
	return db_one(db, mem, sql, DB_ARGS(db_bytes(hash, sizeof(hash)), db_i64(now),
		db_i64(now - IDLE_MS)), &session_row, session_r, err);
}

bool
session_touch(struct db *db, const struct session *session, struct err *err)
{
	int64_t now = time_now_ms();

	if (now - session->seen_at < TOUCH_MS)
		return true;
	return db_exec_idempotent(db, "UPDATE session SET seen_at = ? WHERE id_hash = ?",
		DB_ARGS(db_i64(now), db_bytes(session->id_hash.data, session->id_hash.len)), err);
}

bool
session_delete(struct db *db, const struct session *session, struct err *err)
{
	return db_exec_idempotent(db, "DELETE FROM session WHERE id_hash = ?",
		DB_ARGS(db_bytes(session->id_hash.data, session->id_hash.len)), err);
}

bool
session_delete_others(struct db *db, int64_t user_id, struct db_bytes keep, struct err *err)
{
	if (keep.data == NULL)
		return db_exec_idempotent(db, "DELETE FROM session WHERE user_id = ?",
			DB_ARGS(db_i64(user_id)), err);
	return db_exec_idempotent(db, "DELETE FROM session WHERE user_id = ? AND id_hash <> ?",
		DB_ARGS(db_i64(user_id), db_bytes(keep.data, keep.len)), err);
}

struct password_change {
	int64_t user_id;
	const char *hash;
	struct db_bytes keep;
};

static bool
change_password(struct db *db, void *arg, struct err *err)
{
	const struct password_change *change = arg;

	return user_set_password(db, change->user_id, change->hash, err)
		&& session_delete_others(db, change->user_id, change->keep, err);
}

bool
session_change_password(struct db *db, int64_t user_id, const char *password_hash,
	struct db_bytes keep, struct err *err)
{
	struct password_change change = { user_id, password_hash, keep };

	return db_transaction(db, change_password, &change, err);
}

bool
session_purge(struct db *db, struct err *err)
{
	return db_exec_idempotent(db, "DELETE FROM session WHERE expires_at <= ? LIMIT 1000",
		DB_ARGS(db_i64(time_now_ms())), err);
}
