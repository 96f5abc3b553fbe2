/* SPDX-License-Identifier: MIT */
#include "store/overview.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/chat.h"

/* Somebody's words of the day. */
struct said {
	int64_t chat_id, at;
	int64_t who; /* SAID_BUYER, SAID_BOT or SAID_PERSON */
};
static const struct db_col said_cols[] = {
	DB_COL_I64(said, chat_id),
	DB_COL_I64(said, at),
	DB_COL_I64(said, who),
};
static const struct db_row_type said_row = DB_ROW_TYPE(said, said_cols);

enum { SAID_BUYER, SAID_BOT, SAID_PERSON };

static int
by_chat_and_time(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	if (x->chat_id != y->chat_id)
		return x->chat_id < y->chat_id ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* From the buyer's first words of the day to the first of ours behind them; -1: there are not both.
   The rows are one chat's. */
static int64_t
wait_of(const struct said *rows, size_t count)
{
	size_t asked = 0, answered = 0;

	while (asked < count && rows[asked].who != SAID_BUYER)
		asked++;
	while (answered < count && (rows[answered].who == SAID_BUYER || asked == count
		|| rows[answered].at < rows[asked].at))
		answered++;
	return answered < count ? rows[answered].at - rows[asked].at : -1;
}

static void
count_said(const struct said *rows, size_t count, struct overview_figures *figures)
{
	size_t buyers = 0;

	for (size_t i = 0; i < count; i++) {
		buyers += rows[i].who == SAID_BUYER;
		figures->replies += rows[i].who == SAID_BOT;
	}
	figures->messages += (int64_t)buyers;
	figures->chats += buyers > 0;
}

/* The middle one, or between the middle two. */
static int64_t
median(int64_t *numbers, size_t count)
{
	if (count == 0)
		return 0;
	qsort(numbers, count, sizeof(*numbers), by_size);
	return (numbers[(count - 1) / 2] + numbers[count / 2] + 1) / 2;
}

/* One walk over the key by day, put in order here: window functions in the database took five times
   as long. */
static bool
read_day(struct db *db, void *mem, int64_t since_ms, struct overview_figures *figures,
	struct err *err)
{
	static const char sql[] = "SELECT chat_id, created_at, IF(author = 'buyer', 0,"
		" IF(author = 'bot', 1, 2)) FROM message WHERE created_at >= ?"
		" AND author IN ('buyer', 'bot', 'person', 'colleague')";
	size_t count, end;
	struct said *rows;
	int64_t *waits;

	if (!db_all(db, mem, sql, DB_ARGS(db_i64(since_ms)), &said_row, &rows, &count, err))
		return false;
	if (count > 0)
		qsort(rows, count, sizeof(*rows), by_chat_and_time);
	waits = mem_array(mem, int64_t, count);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && rows[end].chat_id == rows[i].chat_id;)
			end++;
		count_said(&rows[i], end - i, figures);
		waits[figures->answered] = wait_of(&rows[i], end - i);
		figures->answered += waits[figures->answered] >= 0;
	}
	figures->median_ms = median(waits, (size_t)figures->answered);
	return true;
}

bool
overview_figures(struct db *db, int64_t since_ms, struct overview_figures *figures_r,
	struct err *err)
{
	void *mem = mem_context(db, "figures");
	struct overview_figures figures = { .chats = 0 };
	bool found = read_day(db, mem, since_ms, &figures, err);

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
		" AND need_reason IN ('failed', 'held', 'expired') LIMIT 100) some";

	_Static_assert(CHAT_COUNT_MAX == 100, "as in the statement");
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
