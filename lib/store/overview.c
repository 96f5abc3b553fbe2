/* SPDX-License-Identifier: MIT */
#include "store/overview.h"

#include "base/mem.h"
#include "store/chat.h"

struct counts {
	int64_t chats, messages, replies;
};
static const struct db_col counts_cols[] = {
	DB_COL_I64(counts, chats),
	DB_COL_I64(counts, messages),
	DB_COL_I64(counts, replies),
};
static const struct db_row_type counts_row = DB_ROW_TYPE(counts, counts_cols);

struct median {
	int64_t answered, ms;
};
static const struct db_col median_cols[] = {
	DB_COL_I64(median, answered),
	DB_COL_I64(median, ms),
};
static const struct db_row_type median_row = DB_ROW_TYPE(median, median_cols);

static bool
count(struct db *db, void *mem, int64_t since_ms, struct overview_figures *figures,
	struct err *err)
{
	static const char sql[] =
		"SELECT COUNT(DISTINCT IF(author = 'buyer', chat_id, NULL)),"
		" COUNT(IF(author = 'buyer', 1, NULL)), COUNT(IF(author = 'bot', 1, NULL))"
		" FROM message WHERE created_at >= ?";
	struct counts *row;

	if (!db_one(db, mem, sql, DB_ARGS(db_i64(since_ms)), &counts_row, &row, err))
		return false;
	figures->chats = row->chats;
	figures->messages = row->messages;
	figures->replies = row->replies;
	return true;
}

/* Of each chat: the buyer's first words since then, and the first words of ours behind them, by
   one walk over the key by day: a search in each chat reads its messages, too. */
static bool
take_median(struct db *db, void *mem, int64_t since_ms, struct overview_figures *figures,
	struct err *err)
{
	static const char sql[] =
		"SELECT COUNT(*) OVER (), CAST(MEDIAN(ms) OVER () AS SIGNED) FROM"
		" (SELECT MIN(IF(author <> 'buyer' AND created_at >= at, created_at, NULL)) - MIN(at) AS ms"
		" FROM (SELECT chat_id, created_at, author,"
		" MIN(IF(author = 'buyer', created_at, NULL)) OVER (PARTITION BY chat_id) AS at"
		" FROM message WHERE created_at >= ?"
		" AND author IN ('buyer', 'bot', 'person', 'colleague')) day"
		" GROUP BY chat_id HAVING ms IS NOT NULL) waits LIMIT 1";
	struct median *row;

	if (!db_one(db, mem, sql, DB_ARGS(db_i64(since_ms)), &median_row, &row, err))
		return err->code == ERR_NOT_FOUND; /* nobody was answered */
	figures->answered = row->answered;
	figures->median_ms = row->ms;
	return true;
}

bool
overview_figures(struct db *db, int64_t since_ms, struct overview_figures *figures_r,
	struct err *err)
{
	void *mem = mem_context(db, "figures");
	struct overview_figures figures = { .chats = 0 };
	bool found = count(db, mem, since_ms, &figures, err)
		&& take_median(db, mem, since_ms, &figures, err);

	if (found)
		*figures_r = figures;
	mem_free(mem);
	return found;
}

static const struct db_col handoff_cols[] = {
	DB_COL_TEXT(overview_handoff, reason),
	DB_COL_I64(overview_handoff, count),
};
static const struct db_row_type handoff_row = DB_ROW_TYPE(overview_handoff, handoff_cols);

bool
overview_handoffs(struct db *db, void *mem, int64_t since_ms, struct overview_handoff **rows_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT reason, COUNT(*) AS count FROM turn"
		" WHERE result = 'handoff' AND finished_at >= ?"
		" GROUP BY reason ORDER BY count DESC, reason LIMIT 20";

	return db_all(db, mem, sql, DB_ARGS(db_i64(since_ms)), &handoff_row, rows_r, count_r, err);
}

static const struct db_col chat_cols[] = {
	DB_COL_I64(overview_chat, id),
	DB_COL_TEXT(overview_chat, buyer_name),
	DB_COL_TEXT(overview_chat, listing_title),
	DB_COL_TEXT(overview_chat, need_reason),
	DB_COL_I64(overview_chat, waiting_since),
	DB_COL_I64(overview_chat, last_message_at),
	DB_COL_TEXT(overview_chat, zone),
};
static const struct db_row_type chat_row_type = DB_ROW_TYPE(overview_chat, chat_cols);

bool
overview_waiting(struct db *db, void *mem, int limit, struct overview_chat **rows_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] =
		"SELECT c.id, IFNULL(b.name, ''), IFNULL(l.title, ''), c.need_reason, c.waiting_since,"
		" c.last_message_at, p.zone FROM (SELECT id, account_id, buyer_id, listing_id,"
		" need_reason, waiting_since, last_message_at FROM chat WHERE needs_person = 1"
		" ORDER BY last_message_at DESC, id DESC LIMIT ?) c"
		" JOIN account a ON a.id = c.account_id JOIN project p ON p.id = a.project_id"
		" LEFT JOIN buyer b ON b.id = c.buyer_id LEFT JOIN listing l ON l.id = c.listing_id"
		" ORDER BY c.last_message_at DESC, c.id DESC";

	return db_all(db, mem, sql, DB_ARGS(db_i64(limit)), &chat_row_type, rows_r, count_r, err);
}

bool
overview_unsent(struct db *db, int64_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM (SELECT 1 FROM chat WHERE needs_person = 1"
		" AND need_reason IN ('failed', 'held', 'expired') LIMIT 1000) some";

	_Static_assert(CHAT_COUNT_MAX == 1000, "as in the statement");
	return db_number(db, sql, DB_NONE, count_r, err);
}

bool
overview_has_answered(struct db *db, bool *answered_r, struct err *err)
{
	int64_t answered;

	if (!db_number(db, "SELECT EXISTS (SELECT 1 FROM turn WHERE result IN ('reply', 'draft'))",
		DB_NONE, &answered, err))
		return false;
	*answered_r = answered != 0;
	return true;
}

static const struct db_col answer_cols[] = {
	DB_COL_I64(overview_answer, turn_id),
	DB_COL_I64(overview_answer, chat_id),
	DB_COL_TEXT(overview_answer, result),
	DB_COL_TEXT(overview_answer, reason),
	DB_COL_TEXT(overview_answer, trace),
	DB_COL_I64(overview_answer, started_at),
	DB_COL_I64(overview_answer, finished_at),
	DB_COL_TEXT(overview_answer, buyer_name),
	DB_COL_TEXT(overview_answer, words),
	DB_COL_TEXT(overview_answer, answer),
};
static const struct db_row_type answer_row = DB_ROW_TYPE(overview_answer, answer_cols);

bool
overview_newest_answer(struct db *db, void *mem, struct overview_answer **answer_r,
	struct err *err)
{
	static const char sql[] =
		"SELECT t.id, t.chat_id, t.result, t.reason, t.trace, t.started_at, t.finished_at,"
		" IFNULL(b.name, ''), m.text, COALESCE((SELECT o.text FROM outbox o"
		" WHERE o.chat_id = t.chat_id AND o.turn_id = t.id ORDER BY o.part LIMIT 1),"
		" (SELECT d.text FROM draft d WHERE d.turn_id = t.id), '')"
		" FROM (SELECT id, chat_id, message_id, result, reason, trace, started_at,"
		" finished_at FROM turn ORDER BY id DESC LIMIT 1) t"
		" JOIN message m ON m.id = t.message_id JOIN chat c ON c.id = t.chat_id"
		" LEFT JOIN buyer b ON b.id = c.buyer_id";

	return db_one(db, mem, sql, DB_NONE, &answer_row, answer_r, err);
}

struct version {
	const char *word;
};
static const struct db_col version_cols[] = { DB_COL_TEXT(version, word) };
static const struct db_row_type version_row = DB_ROW_TYPE(version, version_cols);

#define SUM_OF(columns) "IFNULL(BIT_XOR(CRC32(CONCAT_WS('-', " columns "))), 0)"

bool
overview_version(struct db *db, void *mem, const char **version_r, struct err *err)
{
	static const char sql[] = "SELECT CONCAT_WS('-', (SELECT IFNULL(MAX(changed), 0) FROM chat),"
		" (SELECT " SUM_OF("id, name, enabled, status, status_text, status_at, webhook_state,"
			" webhook_at") " FROM account),"
		" (SELECT " SUM_OF("id, position, dialect, model, status, status_at") " FROM provider),"
		" (SELECT COUNT(*) FROM job WHERE state = 2))";
	struct version *version;

	if (!db_one(db, mem, sql, DB_NONE, &version_row, &version, err))
		return false;
	*version_r = version->word;
	return true;
}
