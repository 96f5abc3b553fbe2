/* SPDX-License-Identifier: MIT */
#include "store/account.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/secret.h"

enum { TOKEN_YOUNG_MS = 600000 }; /* refused so soon, a token was never good */

#define ACCOUNT_SELECT \
	"SELECT id, project_id, name, IFNULL(avito_user_id, 0), client_id, enabled, webhook_token," \
	" status, status_text, status_at, webhook_state, webhook_url, webhook_at, webhook_seen_at," \
	" connected_at, synced_at, webhook_take, sync_began_at, sync_ended_at, sync_chats," \
	" sync_pages, sync_error, sync_gap_at, deleted_at, client_secret FROM account "

static const struct db_col account_cols[] = {
	DB_COL_I64(account, id),
	DB_COL_I64(account, project_id),
	DB_COL_TEXT(account, name),
	DB_COL_I64(account, avito_user_id),
	DB_COL_TEXT(account, client_id),
	DB_COL_BOOL(account, enabled),
	DB_COL_TEXT(account, webhook_token),
	DB_COL_TEXT(account, status),
	DB_COL_TEXT(account, status_text),
	DB_COL_I64(account, status_at),
	DB_COL_TEXT(account, webhook_state),
	DB_COL_TEXT(account, webhook_url),
	DB_COL_I64(account, webhook_at),
	DB_COL_I64(account, webhook_seen_at),
	DB_COL_I64(account, connected_at),
	DB_COL_I64(account, synced_at),
	DB_COL_TEXT(account, webhook_take),
	DB_COL_I64(account, sync_began_at),
	DB_COL_I64(account, sync_ended_at),
	DB_COL_I64(account, sync_chats),
	DB_COL_I64(account, sync_pages),
	DB_COL_TEXT(account, sync_error),
	DB_COL_I64(account, sync_gap_at),
	DB_COL_I64(account, deleted_at),
	DB_COL_TEXT(account, sealed_secret),
};
static const struct db_row_type account_row = DB_ROW_TYPE(account, account_cols);

bool
account_find(struct db *db, void *mem, int64_t id, struct account **account_r, struct err *err)
{
	return db_one(db, mem, ACCOUNT_SELECT "WHERE id = ?", DB_ARGS(db_i64(id)), &account_row,
		account_r, err);
}

bool
account_lock(struct db *db, void *mem, int64_t id, struct account **account_r, struct err *err)
{
	return db_one(db, mem, ACCOUNT_SELECT "WHERE id = ? FOR UPDATE", DB_ARGS(db_i64(id)),
		&account_row, account_r, err);
}

bool
account_has_keys_of(const struct account *account, const struct account *other)
{
	return str_equal(account->client_id, other->client_id) &&
		str_equal(account->sealed_secret, other->sealed_secret);
}

bool
account_find_by_client(struct db *db, void *mem, const char *client_id,
	struct account **account_r, struct err *err)
{
	return db_one(db, mem, ACCOUNT_SELECT "WHERE client_id = ? AND deleted_at = 0 ORDER BY id LIMIT 1",
		DB_ARGS(db_text(client_id)), &account_row, account_r, err);
}

bool
account_list(struct db *db, void *mem, struct account **accounts_r, size_t *count_r,
	struct err *err)
{
	return db_all(db, mem, ACCOUNT_SELECT "WHERE deleted_at = 0 ORDER BY id LIMIT 1000", DB_NONE, &account_row,
		accounts_r, count_r, err);
}

static char *
secret_place(void *mem, int64_t id)
{
	return mem_printf(mem, "account:%lld:client_secret", (long long)id);
}

static char *
token_place(void *mem, int64_t account_id)
{
	return mem_printf(mem, "token:%lld:access", (long long)account_id);
}

bool
account_set_keys(struct db *db, const struct secret_key *key, int64_t id, const char *client_id,
	const char *client_secret, struct err *err)
{
	/* Nobody may meet the new keys with the old token.  Its row stays: its generation must not
	   begin anew, or a late refusal would hit a new token. */
	static const char sql[] = "UPDATE account a LEFT JOIN token t ON t.account_id = a.id"
		" SET a.client_id = ?, a.client_secret = ?, a.updated_at = " DB_NOW_MS ","
		" t.access = '', t.expires_at = 0, t.refusals = 0 WHERE a.id = ?";
	void *mem = mem_context(db, "seal");
	char *sealed = secret_seal(mem, key, secret_place(mem, id), client_secret);
	bool stored = db_exec(db, sql, DB_ARGS(db_text(client_id), db_text(sealed), db_i64(id)), NULL,
		err);

	mem_free(mem);
	return stored;
}

bool
account_insert(struct db *db, const struct secret_key *key, int64_t project_id, const char *name,
	const char *client_id, const char *client_secret, int64_t *id_r, struct err *err)
{
	static const char sql[] =
		"INSERT INTO account (project_id, name, client_id, client_secret, webhook_token,"
		" created_at, updated_at) VALUES (?, ?, ?, '', ?, " DB_NOW_MS ", " DB_NOW_MS ")";
	void *mem = mem_context(db, "account");
	struct db_result result;

	/* The secret is sealed with the row's id in it, so the row comes first. */
	bool inserted = db_exec(db, sql, DB_ARGS(db_i64(project_id), db_text(name),
		db_text(client_id), db_text(secret_random_hex(mem, 16))), &result, err);

	mem_free(mem);
	if (!inserted || !account_set_keys(db, key, result.insert_id, client_id, client_secret, err))
		return false;
	*id_r = result.insert_id;
	return true;
}

bool
account_open_secret(void *mem, const struct secret_key *key, const struct account *account,
	char **secret_r, struct err *err)
{
	return secret_open(mem, key, secret_place(mem, account->id), account->sealed_secret, secret_r,
		err);
}

bool
account_set_enabled(struct db *db, int64_t id, bool enabled, struct err *err)
{
	return db_exec(db, "UPDATE account SET enabled = ?, updated_at = " DB_NOW_MS " WHERE id = ?",
		DB_ARGS(db_i64(enabled), db_i64(id)), NULL, err);
}

bool
account_set_name(struct db *db, int64_t id, const char *name, struct err *err)
{
	return db_exec(db, "UPDATE account SET name = ?, updated_at = " DB_NOW_MS " WHERE id = ?",
		DB_ARGS(db_text(name), db_i64(id)), NULL, err);
}

bool
account_set_status(struct db *db, int64_t id, const char *status, const char *text,
	struct err *err)
{
	static const char sql[] = "UPDATE account SET status = ?, status_text = LEFT(?, 300),"
		" status_at = " DB_NOW_MS " WHERE id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(status), db_text(text), db_i64(id)), err);
}

bool
account_set_identity(struct db *db, int64_t id, int64_t avito_user_id, const char *name,
	struct err *err)
{
	static const char sql[] = "UPDATE account SET avito_user_id = ?,"
		" name = IF(name = '', LEFT(?, 200), name),"
		" connected_at = IF(connected_at = 0, " DB_NOW_MS ", connected_at) WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_i64(avito_user_id), db_text(name), db_i64(id)), NULL, err);
}

bool
account_set_webhook(struct db *db, int64_t id, const char *state, const char *url,
	struct err *err)
{
	static const char sql[] = "UPDATE account SET webhook_state = ?, webhook_url = LEFT(?, 500),"
		" webhook_at = " DB_NOW_MS " WHERE id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(state), db_text(url), db_i64(id)), err);
}

bool
account_set_webhook_seen(struct db *db, int64_t id, struct err *err)
{
	/* Once a second is enough to know that it lives, and spares the row. */
	static const char sql[] = "UPDATE account SET webhook_seen_at = " DB_NOW_MS
		" WHERE id = ? AND webhook_seen_at < " DB_NOW_MS " - 1000";

	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(id)), err);
}

bool
account_set_webhook_take(struct db *db, int64_t id, const char *url, struct err *err)
{
	return db_exec_idempotent(db, "UPDATE account SET webhook_take = LEFT(?, 500) WHERE id = ?",
		DB_ARGS(db_text(url), db_i64(id)), err);
}

bool
account_sync_begin(struct db *db, int64_t id, struct err *err)
{
	static const char sql[] = "UPDATE account SET sync_began_at = " DB_NOW_MS
		", sync_chats = 0, sync_pages = 0 WHERE id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(id)), err);
}

bool
account_sync_page(struct db *db, int64_t id, int64_t chats, struct err *err)
{
	static const char sql[] = "UPDATE account SET sync_chats = sync_chats + ?,"
		" sync_pages = sync_pages + 1 WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_i64(chats), db_i64(id)), NULL, err);
}

bool
account_sync_end(struct db *db, int64_t id, const char *cause, bool whole, struct err *err)
{
	/* Looks that are not whole hold synced_at back, until what changed before the first of them has
	   been met for a day: a chat that can never be read must not make every look a long one.  Then
	   the next day begins, and also when a clock was put back.  The assignments run from left to
	   right. */
	static const char sql[] = "UPDATE account SET sync_ended_at = " DB_NOW_MS ", sync_error = ?,"
		" synced_at = CASE WHEN ? <> '' THEN synced_at WHEN ? THEN sync_began_at"
		" WHEN synced_at = 0 THEN connected_at"
		" WHEN sync_gap_at BETWEEN 1 AND sync_began_at - 86400000 THEN sync_gap_at"
		" ELSE synced_at END,"
		" sync_gap_at = CASE WHEN ? <> '' THEN sync_gap_at WHEN ? THEN 0"
		" WHEN sync_gap_at > sync_began_at - 86400000 AND sync_gap_at <= sync_began_at"
		" THEN sync_gap_at ELSE sync_began_at END WHERE id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(cause), db_text(cause), db_i64(whole),
		db_text(cause), db_i64(whole), db_i64(id)), err);
}

bool
account_set_project(struct db *db, int64_t id, int64_t project_id, struct err *err)
{
	return db_exec(db, "UPDATE account SET project_id = ?, updated_at = " DB_NOW_MS
		" WHERE id = ?", DB_ARGS(db_i64(project_id), db_i64(id)), NULL, err);
}

bool
account_delete(struct db *db, int64_t id, struct err *err)
{
	static const char sql[] = "UPDATE account SET enabled = 0, avito_user_id = NULL,"
		" deleted_at = " DB_NOW_MS ", updated_at = " DB_NOW_MS " WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_i64(id)), NULL, err);
}

bool
account_forget_keys(struct db *db, int64_t id, struct err *err)
{
	/* While the webhook was taken down somebody may have entered the keys again. */
	static const char keys[] = "UPDATE account SET client_secret = ''"
		" WHERE id = ? AND deleted_at > 0";
	static const char token[] = "UPDATE token t JOIN account a ON a.id = t.account_id"
		" SET t.access = '', t.expires_at = 0 WHERE a.id = ? AND a.deleted_at > 0";

	return db_exec(db, keys, DB_ARGS(db_i64(id)), NULL, err)
		&& db_exec(db, token, DB_ARGS(db_i64(id)), NULL, err);
}

bool
account_revive(struct db *db, void *mem, const char *client_id, int64_t *id_r, struct err *err)
{
	static const char sql[] = "UPDATE account SET deleted_at = 0, enabled = 1,"
		" updated_at = " DB_NOW_MS " WHERE id = ?";
	struct account *account;

	if (!db_one(db, mem, ACCOUNT_SELECT "WHERE client_id = ? AND deleted_at > 0"
		" ORDER BY id DESC LIMIT 1", DB_ARGS(db_text(client_id)), &account_row, &account, err) ||
	    !db_exec(db, sql, DB_ARGS(db_i64(account->id)), NULL, err))
		return false;
	*id_r = account->id;
	return true;
}

static const struct db_col token_cols[] = {
	DB_COL_TEXT(token, access),
	DB_COL_I64(token, expires_at),
	DB_COL_I64(token, generation),
	DB_COL_I64(token, refusals),
};
static const struct db_row_type token_row = DB_ROW_TYPE(token, token_cols);

bool
token_find(struct db *db, void *mem, const struct secret_key *key, int64_t account_id,
	struct token **token_r, struct err *err)
{
	static const char sql[] = "SELECT access, expires_at, generation, refusals FROM token"
		" WHERE account_id = ? AND expires_at > " DB_NOW_MS;
	struct token *token;
	char *access;

	if (!db_one(db, mem, sql, DB_ARGS(db_i64(account_id)), &token_row, &token, err) ||
	    !secret_open(mem, key, token_place(mem, account_id), token->access, &access, err))
		return false;
	token->access = access;
	*token_r = token;
	return true;
}

bool
token_store(struct db *db, const struct secret_key *key, int64_t account_id, const char *access,
	int64_t lifetime_ms, struct err *err)
{
	/* Assignments run from left to right.  A token that was not refused ends the row of refusals. */
	static const char sql[] =
		"INSERT INTO token (account_id, access, expires_at, generation, updated_at)"
		" VALUES (?, ?, " DB_NOW_MS " + ?, 1, " DB_NOW_MS ")"
		" ON DUPLICATE KEY UPDATE refusals = IF(expires_at > 0, 0, refusals),"
		" access = VALUES(access), expires_at = VALUES(expires_at),"
		" generation = generation + 1, updated_at = VALUES(updated_at)";
	void *mem = mem_context(db, "seal");
	char *sealed = secret_seal(mem, key, token_place(mem, account_id), access);
	bool stored = db_exec_idempotent(db, sql,
		DB_ARGS(db_i64(account_id), db_text(sealed), db_i64(lifetime_ms)), err);

	mem_free(mem);
	return stored;
}

static const struct db_col past_cols[] = {
	DB_COL_I64(token_past, age_ms),
	DB_COL_I64(token_past, refusals),
};
static const struct db_row_type past_row = DB_ROW_TYPE(token_past, past_cols);

bool
token_past(struct db *db, void *mem, int64_t account_id, struct token_past **past_r,
	struct err *err)
{
	return db_one(db, mem, "SELECT " DB_NOW_MS " - updated_at, refusals FROM token"
		" WHERE account_id = ?", DB_ARGS(db_i64(account_id)), &past_row, past_r, err);
}

bool
token_refused(struct db *db, int64_t account_id, int64_t generation, int64_t *refusals_r,
	struct err *err)
{
	/* Assignments run from left to right.  What has ended by itself, or is refused already, counts
	   no more. */
	static const char sql[] = "UPDATE token SET refusals = IF(expires_at > " DB_NOW_MS
		" AND updated_at > " DB_NOW_MS " - ?, refusals + 1, 0), expires_at = 0"
		" WHERE account_id = ? AND generation = ? AND expires_at > 0";

	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(TOKEN_YOUNG_MS), db_i64(account_id),
			db_i64(generation)), err) &&
		db_number(db, "SELECT IFNULL(MAX(refusals), 0) FROM token WHERE account_id = ?"
			" AND generation = ?", DB_ARGS(db_i64(account_id), db_i64(generation)), refusals_r,
			err);
}

bool
token_served(struct db *db, int64_t account_id, struct err *err)
{
	return db_exec_idempotent(db,
		"UPDATE token SET refusals = 0 WHERE account_id = ? AND refusals > 0",
		DB_ARGS(db_i64(account_id)), err);
}
