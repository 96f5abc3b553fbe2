/* SPDX-License-Identifier: MIT */
#include "store/chat.h"

#define CHAT_SELECT \
	"SELECT id, account_id, avito_chat_id, kind, listing_id, buyer_id, owner, owner_reason," \
	" owner_until, owner_user_id, needs_person, need_reason, last_message_id, last_message_at, last_buyer_id," \
	" waiting_since, burst_at, answer_at, away_at, enriched_at, read_at, dead FROM chat "

static const struct db_col chat_cols[] = {
	DB_COL_I64(chat, id),
	DB_COL_I64(chat, account_id),
	DB_COL_TEXT(chat, avito_chat_id),
	DB_COL_TEXT(chat, kind),
	DB_COL_I64(chat, listing_id),
	DB_COL_I64(chat, buyer_id),
	DB_COL_TEXT(chat, owner),
	DB_COL_TEXT(chat, owner_reason),
	DB_COL_I64(chat, owner_until),
	DB_COL_I64(chat, owner_user_id),
	DB_COL_BOOL(chat, needs_person),
	DB_COL_TEXT(chat, need_reason),
	DB_COL_I64(chat, last_message_id),
	DB_COL_I64(chat, last_message_at),
	DB_COL_I64(chat, last_buyer_id),
	DB_COL_I64(chat, waiting_since),
	DB_COL_I64(chat, burst_at),
	DB_COL_I64(chat, answer_at),
	DB_COL_I64(chat, away_at),
	DB_COL_I64(chat, enriched_at),
	DB_COL_I64(chat, read_at),
	DB_COL_BOOL(chat, dead),
};
static const struct db_row_type chat_row_type = DB_ROW_TYPE(chat, chat_cols);

bool
chat_find(struct db *db, void *mem, int64_t id, struct chat **chat_r, struct err *err)
{
	return db_one(db, mem, CHAT_SELECT "WHERE id = ?", DB_ARGS(db_i64(id)), &chat_row_type,
		chat_r, err);
}

bool
chat_lock(struct db *db, void *mem, int64_t id, struct chat **chat_r, struct err *err)
{
	return db_one(db, mem, CHAT_SELECT "WHERE id = ? FOR UPDATE", DB_ARGS(db_i64(id)),
		&chat_row_type, chat_r, err);
}

bool
chat_find_avito(struct db *db, void *mem, const char *avito_chat_id, struct chat **chat_r,
	struct err *err)
{
	/* By the accounts, of which there are few: the key begins with them. */
	static const char sql[] = CHAT_SELECT
		"WHERE account_id IN (SELECT id FROM account) AND avito_chat_id = ?"
		" ORDER BY id DESC LIMIT 1";

	return db_one(db, mem, sql, DB_ARGS(db_text(avito_chat_id)), &chat_row_type, chat_r, err);
}

bool
chat_lock_avito(struct db *db, void *mem, int64_t account_id, const char *avito_chat_id,
	const char *kind, struct chat **chat_r, struct err *err)
{
	static const char insert[] =
		"INSERT INTO chat (account_id, avito_chat_id, kind, created_at, changed)"
		" VALUES (?, ?, ?, " DB_NOW_MS ", " DB_NOW_MS ") ON DUPLICATE KEY UPDATE id = id";
	static const char select[] = CHAT_SELECT
		"WHERE account_id = ? AND avito_chat_id = ? FOR UPDATE";

	if (db_one(db, mem, select, DB_ARGS(db_i64(account_id), db_text(avito_chat_id)),
		&chat_row_type, chat_r, err))
		return true;
	return err->code == ERR_NOT_FOUND &&
		db_exec(db, insert, DB_ARGS(db_i64(account_id), db_text(avito_chat_id), db_text(kind)),
			NULL, err) &&
		db_one(db, mem, select, DB_ARGS(db_i64(account_id), db_text(avito_chat_id)),
			&chat_row_type, chat_r, err);
}

bool
chat_update(struct db *db, const struct chat *c, struct err *err)
{
	static const char sql[] =
		"UPDATE chat SET kind = ?, listing_id = ?, buyer_id = ?,"
		" owner_at = IF(owner = ?, owner_at, " DB_NOW_MS "), owner = ?, owner_reason = ?,"
		" owner_until = ?, owner_user_id = ?,"
		" needs_person = ?, need_reason = ?, last_message_id = ?, last_message_at = ?,"
		" last_buyer_id = ?, waiting_since = ?, burst_at = ?, answer_at = ?, away_at = ?,"
		" enriched_at = ?, read_at = ?, dead = ?, changed = " DB_NOW_MS " WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_text(c->kind), db_id(c->listing_id), db_id(c->buyer_id),
		db_text(c->owner), db_text(c->owner), db_text(c->owner_reason), db_i64(c->owner_until),
		db_id(c->owner_user_id),
		db_i64(c->needs_person), db_text(c->need_reason), db_id(c->last_message_id),
		db_i64(c->last_message_at), db_id(c->last_buyer_id), db_i64(c->waiting_since),
		db_i64(c->burst_at), db_i64(c->answer_at), db_i64(c->away_at), db_i64(c->enriched_at),
		db_i64(c->read_at), db_i64(c->dead), db_i64(c->id)), NULL, err);
}

struct looked {
	const char *id;
};

static const struct db_col looked_cols[] = {
	DB_COL_TEXT(looked, id),
};
static const struct db_row_type looked_row = DB_ROW_TYPE(looked, looked_cols);

bool
chat_find_looked(struct db *db, void *mem, int64_t account_id, const char *avito_chat_id,
	const char **message_id_r, struct err *err)
{
	static const char sql[] =
		"SELECT looked_id FROM chat WHERE account_id = ? AND avito_chat_id = ?";
	struct looked *looked;

	if (!db_one(db, mem, sql, DB_ARGS(db_i64(account_id), db_text(avito_chat_id)), &looked_row,
		&looked, err))
		return false;
	*message_id_r = looked->id;
	return true;
}

bool
chat_set_looked(struct db *db, int64_t account_id, const char *avito_chat_id,
	const char *message_id, struct err *err)
{
	static const char sql[] =
		"UPDATE chat SET looked_id = ? WHERE account_id = ? AND avito_chat_id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(message_id), db_i64(account_id),
		db_text(avito_chat_id)), err);
}
