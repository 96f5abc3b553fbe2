/* SPDX-License-Identifier: MIT */
#include "store/message.h"

#define MESSAGE_COLUMNS \
	"id, account_id, chat_id, avito_id, author, author_id, user_id, type, text, content," \
	" deleted, outbox_id, created_at"

static const struct db_col message_cols[] = {
	DB_COL_I64(message, id),
	DB_COL_I64(message, account_id),
	DB_COL_I64(message, chat_id),
	DB_COL_TEXT(message, avito_id),
	DB_COL_TEXT(message, author),
	DB_COL_I64(message, author_id),
	DB_COL_I64(message, user_id),
	DB_COL_TEXT(message, type),
	DB_COL_TEXT(message, text),
	DB_COL_TEXT(message, content),
	DB_COL_BOOL(message, deleted),
	DB_COL_I64(message, outbox_id),
	DB_COL_I64(message, created_at),
};
static const struct db_row_type message_row = DB_ROW_TYPE(message, message_cols);

bool
message_insert(struct db *db, const struct message *m, int64_t *id_r, struct err *err)
{
	static const char sql[] =
		"INSERT INTO message (account_id, chat_id, avito_id, author, author_id, user_id, type,"
		" text, content, deleted, outbox_id, created_at, received_at)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " DB_NOW_MS ")";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(m->account_id), db_i64(m->chat_id),
		db_text(m->avito_id), db_text(m->author), db_i64(m->author_id), db_id(m->user_id),
		db_text(m->type), db_text(m->text), db_text(m->content), db_i64(m->deleted),
		db_id(m->outbox_id), db_i64(m->created_at)), &result, err))
		return false;
	*id_r = result.insert_id;
	return true;
}

bool
message_find(struct db *db, void *mem, int64_t account_id, const char *avito_id,
	struct message **message_r, struct err *err)
{
	return db_one(db, mem, "SELECT " MESSAGE_COLUMNS " FROM message"
		" WHERE account_id = ? AND avito_id = ?", DB_ARGS(db_i64(account_id), db_text(avito_id)),
		&message_row, message_r, err);
}

bool
message_list_some(struct db *db, void *mem, const char *ids, struct message **messages_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT m.id, m.account_id, m.chat_id, m.avito_id, m.author,"
		" m.author_id, m.user_id, m.type, m.text, m.content, m.deleted, m.outbox_id, m.created_at"
		" FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) some"
		" STRAIGHT_JOIN message m ON m.id = some.id ORDER BY m.id";

	return db_all(db, mem, sql, DB_ARGS(db_text(ids)), &message_row, messages_r, count_r, err);
}

bool
message_set_deleted(struct db *db, int64_t id, struct err *err)
{
	return db_exec_idempotent(db, "UPDATE message SET deleted = 1 WHERE id = ?",
		DB_ARGS(db_i64(id)), err);
}

bool
message_is_answered(struct db *db, int64_t chat_id, int64_t at_ms, bool *answered_r,
	struct err *err)
{
	static const char sql[] = "SELECT EXISTS (SELECT 1 FROM message WHERE chat_id = ?"
		" AND created_at > ? AND author IN ('person', 'colleague'))";
	int64_t answered;

	if (!db_number(db, sql, DB_ARGS(db_i64(chat_id), db_i64(at_ms)), &answered, err))
		return false;
	*answered_r = answered != 0;
	return true;
}

static const struct db_col sum_cols[] = {
	DB_COL_I64(message_sum, first_at),
	DB_COL_I64(message_sum, count),
};
static const struct db_row_type sum_row = DB_ROW_TYPE(message_sum, sum_cols);

bool
message_sum_buyer(struct db *db, void *mem, int64_t chat_id, struct message_sum **sum_r,
	struct err *err)
{
	static const char sql[] =
		"SELECT IFNULL(MIN(some.created_at), 0) AS first_at, COUNT(*) AS count FROM"
		" (SELECT created_at FROM message WHERE chat_id = ? AND author = 'buyer'"
		" ORDER BY created_at, id LIMIT 1000) some";

	_Static_assert(MESSAGE_COUNT_MAX == 1000, "as in LIMIT");
	return db_one(db, mem, sql, DB_ARGS(db_i64(chat_id)), &sum_row, sum_r, err);
}

bool
message_first_at(struct db *db, int64_t chat_id, int64_t *at_r, struct err *err)
{
	return db_number(db, "SELECT MIN(created_at) FROM message WHERE chat_id = ?",
		DB_ARGS(db_i64(chat_id)), at_r, err);
}

static void
reverse(struct message *messages, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct message last = messages[count - 1 - i];

		messages[count - 1 - i] = messages[i];
		messages[i] = last;
	}
}

/* They come out of the index the newest first, and are turned round here: sorted there they would
   all be written to a temporary file with their texts. */
bool
message_list(struct db *db, void *mem, int64_t chat_id, int64_t before_at, int64_t before_id,
	int limit, struct message **messages_r, size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT " MESSAGE_COLUMNS " FROM message WHERE chat_id = ?"
		" AND (created_at < ? OR (created_at = ? AND id < ?))"
		" ORDER BY created_at DESC, id DESC LIMIT ?";
	int64_t at = before_at > 0 ? before_at : INT64_MAX;

	if (!db_all(db, mem, sql, DB_ARGS(db_i64(chat_id), db_i64(at), db_i64(at),
		db_i64(before_id), db_i64(limit)), &message_row, messages_r, count_r, err))
		return false;
	reverse(*messages_r, *count_r);
	return true;
}
