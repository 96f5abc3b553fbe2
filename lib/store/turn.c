/* SPDX-License-Identifier: MIT */
#include "store/turn.h"

#include "base/mem.h"

#define TURN_SELECT(doubtful) \
	"SELECT id, chat_id, message_id, result, reason, trace, started_at, finished_at, " doubtful \
	" AS doubtful FROM turn "

static const struct db_col turn_cols[] = {
	DB_COL_I64(turn, id),
	DB_COL_I64(turn, chat_id),
	DB_COL_I64(turn, message_id),
	DB_COL_TEXT(turn, result),
	DB_COL_TEXT(turn, reason),
	DB_COL_TEXT(turn, trace),
	DB_COL_I64(turn, started_at),
	DB_COL_I64(turn, finished_at),
	DB_COL_BOOL(turn, doubtful),
};
static const struct db_row_type turn_row = DB_ROW_TYPE(turn, turn_cols);

bool
turn_ensure(struct db *db, void *mem, int64_t chat_id, int64_t message_id, struct turn **turn_r,
	struct err *err)
{
	static const char insert[] =
		"INSERT INTO turn (chat_id, message_id, trace, started_at) VALUES (?, ?, '[]', " DB_NOW_MS
		") ON DUPLICATE KEY UPDATE id = id";
	static const char select[] = TURN_SELECT("EXISTS (SELECT 1 FROM outbox o"
		" WHERE o.chat_id = turn.chat_id AND o.state IN ('sending', 'unknown')"
		" AND o.kind IN ('reply', 'draft', 'person') AND o.started_at > " DB_NOW_MS " - 900000)")
		"WHERE chat_id = ? AND message_id = ?";

	return db_exec_idempotent(db, insert, DB_ARGS(db_i64(chat_id), db_i64(message_id)), err) &&
		db_one(db, mem, select, DB_ARGS(db_i64(chat_id), db_i64(message_id)), &turn_row, turn_r,
			err);
}

bool
turn_finish(struct db *db, int64_t id, const char *result, const char *reason, const char *trace,
	struct err *err)
{
	static const char sql[] = "UPDATE turn SET result = ?, reason = LEFT(?, 32), trace = ?,"
		" finished_at = " DB_NOW_MS " WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_text(result), db_text(reason), db_text(trace), db_i64(id)),
		NULL, err);
}

bool
turn_message(struct db *db, int64_t id, int64_t *message_id_r, struct err *err)
{
	return db_number(db, "SELECT message_id FROM turn WHERE id = ?", DB_ARGS(db_i64(id)),
		message_id_r, err);
}

bool
turn_words_since(struct db *db, int64_t id, int64_t *at_r, struct err *err)
{
	/* A turn is finished, and a message stored, with the chat locked: none falls in between. */
	static const char sql[] = "SELECT MIN(m.created_at) FROM turn t"
		" JOIN message m ON m.chat_id = t.chat_id WHERE t.id = ? AND m.author = 'buyer'"
		" AND m.deleted = 0 AND m.received_at >= t.finished_at";

	return db_number(db, sql, DB_ARGS(db_i64(id)), at_r, err);
}

bool
turn_last_answered(struct db *db, int64_t chat_id, int64_t *message_id_r, struct err *err)
{
	static const char sql[] = "SELECT IFNULL(MAX(m.id), 0) FROM message m WHERE m.chat_id = ?"
		" AND m.author = 'buyer' AND m.received_at < (SELECT MAX(o.created_at) FROM outbox o"
		" WHERE o.chat_id = m.chat_id AND o.state = 'sent' AND o.kind IN ('reply', 'draft'))";

	return db_number(db, sql, DB_ARGS(db_i64(chat_id)), message_id_r, err);
}

char *
turn_nonce(void *mem, const struct turn *turn, const char *kind)
{
	return mem_printf(mem, "%s:%lld:%lld", kind, (long long)turn->id,
		(long long)turn->started_at);
}

#define TURN_REOPEN "UPDATE turn SET result = '', finished_at = 0, started_at = " DB_NOW_MS \
	" WHERE chat_id = ? AND message_id = ? AND "
#define TURN_ROWS "(SELECT 1 FROM outbox o WHERE o.chat_id = turn.chat_id AND o.turn_id = turn.id"

bool
turn_reopen(struct db *db, int64_t chat_id, int64_t message_id, struct err *err)
{
	static const char sql[] = TURN_REOPEN "(result <> 'reply' OR NOT EXISTS " TURN_ROWS
		" AND o.state IN ('ready', 'sending', 'unknown', 'sent')))";

	return db_exec(db, sql, DB_ARGS(db_i64(chat_id), db_i64(message_id)), NULL, err);
}

bool
turn_reopen_dropped(struct db *db, int64_t chat_id, int64_t message_id, bool *reopened_r,
	struct err *err)
{
	/* The latest reply, whenever the run began that gave it: the turn may have been begun anew since.
	   What a person dropped may have been held before: perhaps it was said. */
	static const char sql[] = TURN_REOPEN "result = 'reply' AND NOT EXISTS " TURN_ROWS
		" AND o.nonce LIKE 'reply:%' AND (o.state <> 'dropped' OR o.error = 'person')"
		" AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.chat_id = o.chat_id"
		" AND l.turn_id = o.turn_id AND l.id > o.id AND l.nonce LIKE 'reply:%'"
		" AND l.nonce <> o.nonce))";
	struct db_result result;
	bool done = db_exec(db, sql, DB_ARGS(db_i64(chat_id), db_i64(message_id)), &result, err);

	*reopened_r = done && result.changed > 0;
	return done;
}

bool
turn_list(struct db *db, void *mem, int64_t chat_id, int64_t since_at, int limit,
	struct turn **turns_r, size_t *count_r, struct err *err)
{
	static const char sql[] = TURN_SELECT("0")
		"WHERE chat_id = ? AND started_at >= ? ORDER BY id LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(chat_id), db_i64(since_at), db_i64(limit)),
		&turn_row, turns_r, count_r, err);
}

static const struct db_col draft_cols[] = {
	DB_COL_I64(draft, id),
	DB_COL_I64(draft, chat_id),
	DB_COL_I64(draft, turn_id),
	DB_COL_TEXT(draft, text),
	DB_COL_TEXT(draft, state),
	DB_COL_I64(draft, confidence),
	DB_COL_I64(draft, created_at),
};
static const struct db_row_type draft_row = DB_ROW_TYPE(draft, draft_cols);

bool
draft_insert(struct db *db, int64_t chat_id, int64_t turn_id, const char *text, int confidence,
	struct err *err)
{
	/* A turn that runs again (handed back, asked anew) brings a new text for the same row. */
	static const char sql[] =
		"INSERT INTO draft (chat_id, turn_id, text, confidence, created_at)"
		" VALUES (?, ?, ?, ?, " DB_NOW_MS ") ON DUPLICATE KEY UPDATE"
		" text = IF(state = 'sent', text, VALUES(text)),"
		" confidence = IF(state = 'sent', confidence, VALUES(confidence)),"
		" state = IF(state = 'sent', state, 'open')";

	return db_exec(db, sql, DB_ARGS(db_i64(chat_id), db_i64(turn_id), db_text(text),
		db_i64(confidence)), NULL, err);
}

bool
draft_find_open(struct db *db, void *mem, int64_t chat_id, struct draft **draft_r,
	struct err *err)
{
	static const char sql[] = "SELECT id, chat_id, turn_id, text, state, confidence, created_at"
		" FROM draft WHERE chat_id = ? AND state = 'open' ORDER BY id DESC LIMIT 1";

	return db_one(db, mem, sql, DB_ARGS(db_i64(chat_id)), &draft_row, draft_r, err);
}

bool
draft_decide(struct db *db, int64_t chat_id, int64_t id, const char *state, int64_t user_id,
	struct err *err)
{
	static const char sql[] = "UPDATE draft SET state = ?, user_id = ?, decided_at = " DB_NOW_MS
		" WHERE id = ? AND chat_id = ? AND state = 'open'";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(state), db_id(user_id), db_i64(id), db_i64(chat_id)),
		&result, err))
		return false;
	return result.changed == 1 ||
		err_set(err, ERR_CONFLICT, "draft %lld was decided already", (long long)id);
}

bool
draft_make_stale(struct db *db, int64_t chat_id, struct err *err)
{
	return db_exec(db, "UPDATE draft SET state = 'stale', decided_at = " DB_NOW_MS
		" WHERE chat_id = ? AND state = 'open'", DB_ARGS(db_i64(chat_id)), NULL, err);
}
