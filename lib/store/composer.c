/* SPDX-License-Identifier: MIT */
#include "store/composer.h"

struct kept {
	const char *text;
};
static const struct db_col kept_cols[] = { DB_COL_TEXT(kept, text) };
static const struct db_row_type kept_row = DB_ROW_TYPE(kept, kept_cols);

bool
composer_keep(struct db *db, int64_t user_id, int64_t chat_id, const char *nonce,
	const char *text, struct err *err)
{
	static const char sql[] =
		"INSERT INTO composer_draft (user_id, chat_id, text, saved_at)"
		" SELECT ?, c.id, ?, " DB_NOW_MS " FROM chat c WHERE c.id = ? AND NOT EXISTS"
		" (SELECT 1 FROM outbox o WHERE o.nonce = CONCAT('form:', ?))"
		" ON DUPLICATE KEY UPDATE text = VALUES(text), saved_at = VALUES(saved_at)";

	if (text[0] == '\0')
		return composer_forget(db, user_id, chat_id, err);
	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(user_id), db_text(text), db_i64(chat_id),
		db_text(nonce)), err);
}

bool
composer_find(struct db *db, void *mem, int64_t user_id, int64_t chat_id, const char **text_r,
	struct err *err)
{
	struct kept *kept;

	*text_r = "";
	if (!db_one(db, mem, "SELECT text FROM composer_draft WHERE user_id = ? AND chat_id = ?",
		DB_ARGS(db_i64(user_id), db_i64(chat_id)), &kept_row, &kept, err))
		return err->code == ERR_NOT_FOUND;
	*text_r = kept->text;
	return true;
}

bool
composer_forget(struct db *db, int64_t user_id, int64_t chat_id, struct err *err)
{
	return db_exec_idempotent(db, "DELETE FROM composer_draft WHERE user_id = ? AND chat_id = ?",
		DB_ARGS(db_i64(user_id), db_i64(chat_id)), err);
}
