/* SPDX-License-Identifier: MIT */
#include "store/outbox.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

#define OUTBOX_SELECT \
	"SELECT id, account_id, chat_id, turn_id, user_id, kind, nonce, part, text, state, attempts," \
	" checks, resent, started_at, check_at, avito_id, error, created_at, expires_at," \
	" " DB_NOW_MS " AS now_ms FROM outbox "

static const struct db_col outbox_cols[] = {
	DB_COL_I64(outbox, id),
	DB_COL_I64(outbox, account_id),
	DB_COL_I64(outbox, chat_id),
	DB_COL_I64(outbox, turn_id),
	DB_COL_I64(outbox, user_id),
	DB_COL_TEXT(outbox, kind),
	DB_COL_TEXT(outbox, nonce),
	DB_COL_I64(outbox, part),
	DB_COL_TEXT(outbox, text),
	DB_COL_TEXT(outbox, state),
	DB_COL_I64(outbox, attempts),
	DB_COL_I64(outbox, checks),
	DB_COL_BOOL(outbox, resent),
	DB_COL_I64(outbox, started_at),
	DB_COL_I64(outbox, check_at),
	DB_COL_TEXT(outbox, avito_id),
	DB_COL_TEXT(outbox, error),
	DB_COL_I64(outbox, created_at),
	DB_COL_I64(outbox, expires_at),
	DB_COL_I64(outbox, now_ms),
};
static const struct db_row_type outbox_row = DB_ROW_TYPE(outbox, outbox_cols);

bool
outbox_insert(struct db *db, const struct outbox_new *reply, char *const *parts, size_t count,
	struct err *err)
{
	static const char sql[] =
		"INSERT INTO outbox (account_id, chat_id, turn_id, user_id, kind, nonce, part, text,"
		" created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, " DB_NOW_MS ", " DB_NOW_MS
		" + ?) ON DUPLICATE KEY UPDATE id = id";

	for (size_t i = 0; i < count; i++)
		if (!db_exec(db, sql, DB_ARGS(db_i64(reply->account_id), db_i64(reply->chat_id),
			db_id(reply->turn_id), db_id(reply->user_id), db_text(reply->kind),
			db_text(reply->nonce), db_i64((int64_t)i), db_text(parts[i]),
			db_i64(reply->lifetime_ms)), NULL, err))
			return false;
	return true;
}

bool
outbox_list_parts(struct db *db, void *mem, const char *nonce, struct outbox **rows_r,
	size_t *count_r, struct err *err)
{
	return db_all(db, mem, OUTBOX_SELECT "WHERE nonce = ? ORDER BY part LIMIT 100",
		DB_ARGS(db_text(nonce)), &outbox_row, rows_r, count_r, err);
}

bool
outbox_open(struct db *db, void *mem, int64_t chat_id, struct outbox **rows_r, size_t *count_r,
	struct err *err)
{
	static const char sql[] = OUTBOX_SELECT
		"WHERE chat_id = ? AND state IN ('ready', 'sending', 'unknown') ORDER BY id LIMIT 100";

	return db_all(db, mem, sql, DB_ARGS(db_i64(chat_id)), &outbox_row, rows_r, count_r, err);
}

bool
outbox_unlinked(struct db *db, void *mem, int64_t chat_id, struct outbox **rows_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = OUTBOX_SELECT
		"WHERE chat_id = ? AND state IN ('ready', 'sending', 'unknown', 'held')"
		" AND attempts > 0 AND avito_id IS NULL"
		" ORDER BY FIELD(state, 'sending', 'unknown', 'ready', 'held'), id LIMIT 100";

	return db_all(db, mem, sql, DB_ARGS(db_i64(chat_id)), &outbox_row, rows_r, count_r, err);
}

bool
outbox_find_by_avito(struct db *db, void *mem, int64_t account_id, const char *avito_id,
	struct outbox **row_r, struct err *err)
{
	return db_one(db, mem, OUTBOX_SELECT "WHERE account_id = ? AND avito_id = ?",
		DB_ARGS(db_i64(account_id), db_text(avito_id)), &outbox_row, row_r, err);
}

bool
outbox_is_settled(const struct outbox *row)
{
	return str_equal(row->state, "held") || str_equal(row->state, "failed")
		|| str_equal(row->state, "expired");
}

static int
by_id(const void *left, const void *right)
{
	const struct outbox *x = left, *y = right;

	return (x->id > y->id) - (x->id < y->id);
}

/* Told which key to take, the server need not look up in two keys how many rows there are in each
   state, which took longer than to read them. */
bool
outbox_visible(struct db *db, void *mem, int64_t chat_id, int64_t before_at,
	struct outbox **rows_r, size_t *count_r, struct err *err)
{
	static const char sql[] = OUTBOX_SELECT "FORCE INDEX (chat) WHERE chat_id = ?"
		" AND state IN ('ready', 'sending', 'unknown', 'held', 'failed', 'expired')"
		" AND (created_at < ? OR state IN ('ready', 'sending', 'unknown'))"
		" ORDER BY state IN ('ready', 'sending', 'unknown') DESC, id DESC LIMIT 100";
	int64_t at = before_at > 0 ? before_at : INT64_MAX;

	if (!db_all(db, mem, sql, DB_ARGS(db_i64(chat_id), db_i64(at)), &outbox_row, rows_r, count_r,
		err))
		return false;
	if (*count_r > 0)
		qsort(*rows_r, *count_r, sizeof(**rows_r), by_id);
	return true;
}

static const struct db_col turn_cols[] = {
	DB_COL_I64(outbox_turn, id),
	DB_COL_I64(outbox_turn, turn_id),
	DB_COL_BOOL(outbox_turn, resent),
};
static const struct db_row_type turn_row = DB_ROW_TYPE(outbox_turn, turn_cols);

bool
outbox_turns(struct db *db, void *mem, int64_t chat_id, int64_t since_at,
	struct outbox_turn **rows_r, size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT id, turn_id, resent FROM outbox WHERE chat_id = ?"
		" AND state = 'sent' AND created_at >= ? AND (turn_id IS NOT NULL OR resent = 1)"
		" ORDER BY id DESC LIMIT 500";

	return db_all(db, mem, sql, DB_ARGS(db_i64(chat_id), db_i64(since_at)), &turn_row, rows_r,
		count_r, err);
}

bool
outbox_begin(struct db *db, int64_t id, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'sending', attempts = attempts + 1,"
		" started_at = " DB_NOW_MS " WHERE id = ? AND state = 'ready'";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(id)), &result, err))
		return false;
	return result.changed == 1 ||
		err_set(err, ERR_CONFLICT, "outbox %lld is no longer ready", (long long)id);
}

bool
outbox_sent(struct db *db, int64_t id, const char *avito_id, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'sent', avito_id = ?, error = '',"
		" sent_at = IF(sent_at = 0, " DB_NOW_MS ", sent_at) WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_text(avito_id), db_i64(id)), NULL, err);
}

bool
outbox_unlink(struct db *db, int64_t account_id, const char *avito_id, int64_t but_id,
	struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'held', avito_id = NULL, sent_at = 0,"
		" error = '" OUTBOX_DOUBTFUL "' WHERE account_id = ? AND avito_id = ? AND id <> ?";

	return db_exec(db, sql, DB_ARGS(db_i64(account_id), db_text(avito_id), db_i64(but_id)), NULL,
		err);
}

bool
outbox_unknown(struct db *db, int64_t id, int64_t delay_ms, const char *error, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'unknown', checks = 0,"
		" check_at = " DB_NOW_MS " + ?, error = LEFT(?, 300) WHERE id = ? AND state = 'sending'";

	return db_exec(db, sql, DB_ARGS(db_i64(delay_ms), db_text(error), db_i64(id)), NULL, err);
}

bool
outbox_checked(struct db *db, int64_t id, int64_t delay_ms, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET checks = checks + 1, check_at = " DB_NOW_MS
		" + ? WHERE id = ? AND state = 'unknown'";

	return db_exec(db, sql, DB_ARGS(db_i64(delay_ms), db_i64(id)), NULL, err);
}

bool
outbox_ready(struct db *db, int64_t id, int64_t delay_ms, const char *error, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'ready', check_at = " DB_NOW_MS " + ?,"
		" error = LEFT(?, 300) WHERE id = ? AND state = 'sending'";

	return db_exec(db, sql, DB_ARGS(db_i64(delay_ms), db_text(error), db_i64(id)), NULL, err);
}

bool
outbox_resend(struct db *db, int64_t id, const char *error, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'ready', resent = 1, check_at = 0,"
		" error = LEFT(?, 300) WHERE id = ? AND state = 'unknown'";

	return db_exec(db, sql, DB_ARGS(db_text(error), db_i64(id)), NULL, err);
}

bool
outbox_close(struct db *db, const struct outbox *row, const char *state, const char *error,
	struct err *err)
{
	static const char this_sql[] = "UPDATE outbox SET state = ?, error = LEFT(?, 300)"
		" WHERE id = ? AND state = ?";
	static const char rest_sql[] = "UPDATE outbox SET state = 'dropped', error = ?"
		" WHERE nonce = ? AND part > ? AND state = 'ready'";
	struct db_result result;

	if (!db_exec(db, this_sql, DB_ARGS(db_text(state), db_text(error), db_i64(row->id),
		db_text(row->state)), &result, err))
		return false;
	if (result.changed == 0)
		return err_set(err, ERR_CONFLICT, "outbox %lld is no longer %s", (long long)row->id,
			row->state);
	return db_exec(db, rest_sql, DB_ARGS(db_text(state), db_text(row->nonce), db_i64(row->part)),
		NULL, err);
}

bool
outbox_last_sent(struct db *db, int64_t chat_id, int64_t *at_r, struct err *err)
{
	return db_number(db, "SELECT MAX(sent_at) FROM outbox WHERE chat_id = ? AND state = 'sent'",
		DB_ARGS(db_i64(chat_id)), at_r, err);
}

bool
outbox_drop_bot(struct db *db, int64_t chat_id, const char *error, struct err *err)
{
	static const char sql[] = "UPDATE outbox SET state = 'dropped', error = ?"
		" WHERE chat_id = ? AND state = 'ready' AND attempts = 0 AND user_id IS NULL";

	return db_exec(db, sql, DB_ARGS(db_text(error), db_i64(chat_id)), NULL, err);
}

bool
outbox_find(struct db *db, void *mem, int64_t chat_id, int64_t id, struct outbox **row_r,
	struct err *err)
{
	return db_one(db, mem, OUTBOX_SELECT "WHERE id = ? AND chat_id = ?",
		DB_ARGS(db_i64(id), db_i64(chat_id)), &outbox_row, row_r, err);
}

bool
outbox_again(struct db *db, const struct outbox *row, int64_t user_id, int64_t lifetime_ms,
	struct err *err)
{
	/* From left to right: whether it was held is asked before it is ready. */
	static const char sql[] = "UPDATE outbox SET resent = resent OR state = 'held', state = 'ready',"
		" checks = 0, check_at = 0, error = '',"
		" kind = IF(kind = 'person', kind, 'draft'), user_id = ?, expires_at = " DB_NOW_MS " + ?"
		" WHERE chat_id = ? AND (id = ? AND state IN ('held', 'failed', 'expired') OR"
		" nonce = ? AND part > ? AND state = 'dropped' AND error IN ('held', 'failed', 'expired'))";

	return db_exec(db, sql, DB_ARGS(db_id(user_id), db_i64(lifetime_ms), db_i64(row->chat_id),
		db_i64(row->id), db_text(row->nonce), db_i64(row->part)), NULL, err);
}
