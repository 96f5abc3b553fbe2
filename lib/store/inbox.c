/* SPDX-License-Identifier: MIT */
/* What the inbox lists and counts, and when it changed; declared in store/chat.h. */
#include "store/chat.h"

#include <stdlib.h>

#include "base/mem.h"

/* A page of chats comes out of an index, and only its rows meet their neighbours: joined first, the
   whole table would be sorted.  The rows are put in order here: there they would be written to a
   temporary file for it, with their texts.  The tabs differ in their condition only; each is a
   statement of its own so that each has its own plan.  Found chats are read by their ids, whatever
   the tab.  ALONG: the server must not take another way while its estimates of a table that has just
   grown are off. */
#define EVERY "chat c"
#define ALONG(key) EVERY " FORCE INDEX (" key ")"
#define FOUND \
	"JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) found" \
	" STRAIGHT_JOIN chat c ON c.id = found.id"
#define ROW_HEAD(source) \
	"SELECT c.id, c.account_id, a.name AS account_name, p.zone, c.owner, c.owner_reason," \
	" c.owner_until, u.login AS owner_login, c.needs_person, c.need_reason, c.last_message_at," \
	" c.waiting_since," \
	" c.answer_at, c.dead," \
	" IFNULL(b.name, '') AS buyer_name, IFNULL(l.title, '') AS listing_title," \
	" IFNULL(l.price_text, '') AS listing_price, IFNULL(m.text, '') AS last_text," \
	" IFNULL(m.type, '') AS last_type, IFNULL(m.author, '') AS last_author," \
	" EXISTS (SELECT 1 FROM draft d WHERE d.chat_id = c.id AND d.state = 'open') AS has_draft" \
	" FROM (SELECT c.id, c.account_id, c.listing_id, c.buyer_id, c.owner, c.owner_reason," \
	" c.owner_until, c.owner_user_id, c.needs_person, c.need_reason, c.last_message_id, c.last_message_at," \
	" c.waiting_since, c.answer_at, c.dead FROM " source " WHERE "
#define ROW_TAIL \
	" AND c.last_message_at <= ? AND (c.last_message_at < ? OR c.id < ?)" \
	" ORDER BY c.last_message_at DESC, c.id DESC LIMIT ?) c" \
	" JOIN account a ON a.id = c.account_id JOIN project p ON p.id = a.project_id" \
	" LEFT JOIN buyer b ON b.id = c.buyer_id LEFT JOIN listing l ON l.id = c.listing_id" \
	" LEFT JOIN message m ON m.id = c.last_message_id" \
	" LEFT JOIN user u ON u.id = c.owner_user_id"

#define LIST(source, condition) \
	{ ROW_HEAD(source) condition ROW_TAIL, ROW_HEAD(FOUND) condition ROW_TAIL }

/* A pause that is over does not count: the bot has the chat again. */
#define IS_NEEDED "c.needs_person = 1"
#define IS_BOTS \
	"(c.owner = 'bot' OR (c.owner = 'human' AND c.owner_until BETWEEN 1 AND " DB_NOW_MS "))"
#define HAS_DRAFT "c.id IN (SELECT o.chat_id FROM draft o WHERE o.state = 'open')"

static const struct db_col row_cols[] = {
	DB_COL_I64(chat_row, id),
	DB_COL_I64(chat_row, account_id),
	DB_COL_TEXT(chat_row, account_name),
	DB_COL_TEXT(chat_row, zone),
	DB_COL_TEXT(chat_row, owner),
	DB_COL_TEXT(chat_row, owner_reason),
	DB_COL_I64(chat_row, owner_until),
	DB_COL_TEXT(chat_row, owner_login),
	DB_COL_BOOL(chat_row, needs_person),
	DB_COL_TEXT(chat_row, need_reason),
	DB_COL_I64(chat_row, last_message_at),
	DB_COL_I64(chat_row, waiting_since),
	DB_COL_I64(chat_row, answer_at),
	DB_COL_BOOL(chat_row, dead),
	DB_COL_TEXT(chat_row, buyer_name),
	DB_COL_TEXT(chat_row, listing_title),
	DB_COL_TEXT(chat_row, listing_price),
	DB_COL_TEXT(chat_row, last_text),
	DB_COL_TEXT(chat_row, last_type),
	DB_COL_TEXT(chat_row, last_author),
	DB_COL_BOOL(chat_row, has_draft),
};
static const struct db_row_type row_type = DB_ROW_TYPE(chat_row, row_cols);

static int
by_last_message(const void *left, const void *right)
{
	const struct chat_row *x = left, *y = right;

	if (x->last_message_at != y->last_message_at)
		return x->last_message_at < y->last_message_at ? 1 : -1;
	return (x->id < y->id) - (x->id > y->id);
}

bool
chat_list(struct db *db, void *mem, const struct chat_query *query, struct chat_row **rows_r,
	size_t *count_r, struct err *err)
{
	static const char *const sql[][2] = {
		[CHAT_TAB_NEEDS] = LIST(ALONG("all_needs"), IS_NEEDED),
		[CHAT_TAB_BOT] = LIST(EVERY, IS_BOTS),
		[CHAT_TAB_DRAFTS] = LIST(EVERY, HAS_DRAFT),
		[CHAT_TAB_ALL] = LIST(ALONG("all_recent"), "1 = 1"),
	};
	int64_t at = query->before_at > 0 ? query->before_at : INT64_MAX;

	if (!(query->among != NULL
		? db_all(db, mem, sql[query->tab][1], DB_ARGS(db_text(query->among), db_i64(at),
			db_i64(at), db_i64(query->before_id), db_i64(query->limit)), &row_type, rows_r,
			count_r, err)
		: db_all(db, mem, sql[query->tab][0], DB_ARGS(db_i64(at), db_i64(at),
			db_i64(query->before_id), db_i64(query->limit)), &row_type, rows_r, count_r, err)))
		return false;
	if (*count_r > 0)
		qsort(*rows_r, *count_r, sizeof(**rows_r), by_last_message);
	return true;
}

static const struct db_col other_cols[] = {
	DB_COL_I64(chat_other, id),
	DB_COL_TEXT(chat_other, account_name),
	DB_COL_TEXT(chat_other, listing_title),
	DB_COL_I64(chat_other, last_message_at),
};
static const struct db_row_type other_row = DB_ROW_TYPE(chat_other, other_cols);

bool
chat_list_others(struct db *db, void *mem, int64_t avito_user_id, int64_t but_id, int limit,
	struct chat_other **others_r, size_t *count_r, struct err *err)
{
	static const char sql[] =
		"SELECT c.id, a.name AS account_name, IFNULL(l.title, '') AS listing_title,"
		" c.last_message_at FROM account a"
		" JOIN buyer b ON b.account_id = a.id AND b.avito_user_id = ?"
		" JOIN chat c ON c.buyer_id = b.id LEFT JOIN listing l ON l.id = c.listing_id"
		" WHERE c.id <> ? ORDER BY c.last_message_at DESC, c.id DESC LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(avito_user_id), db_i64(but_id), db_i64(limit)),
		&other_row, others_r, count_r, err);
}

static const struct db_col counts_cols[] = {
	DB_COL_I64(chat_counts, needs),
	DB_COL_I64(chat_counts, bot),
	DB_COL_I64(chat_counts, drafts),
	DB_COL_I64(chat_counts, all),
};
static const struct db_row_type counts_row = DB_ROW_TYPE(chat_counts, counts_cols);

/* Is there a hundredth?  Only else are they counted: the server skips what IFNULL does not need.
   To count a limited list it would write the list down first. */
#define COUNT_SOME(condition) \
	"IFNULL((SELECT 100 FROM chat c WHERE " condition " LIMIT 99, 1)," \
	" (SELECT COUNT(*) FROM chat c WHERE " condition "))"

/* As many chats as HAS_DRAFT finds, out of the key alone. */
#define COUNT_DRAFTED \
	"IFNULL((SELECT 100 FROM draft o WHERE o.state = 'open' GROUP BY o.chat_id LIMIT 99, 1)," \
	" (SELECT COUNT(DISTINCT o.chat_id) FROM draft o WHERE o.state = 'open'))"

#define COUNT_FOUND(condition) "CAST(IFNULL(SUM(" condition "), 0) AS SIGNED)"

static bool
count_chats(struct db *db, void *mem, const char *among, struct chat_counts **counts_r,
	struct err *err)
{
	static const char every[] = "SELECT " COUNT_SOME(IS_NEEDED) ", " COUNT_SOME(IS_BOTS) ", "
		COUNT_DRAFTED ", " COUNT_SOME("1 = 1");
	static const char found[] = "SELECT " COUNT_FOUND(IS_NEEDED) ", " COUNT_FOUND(IS_BOTS) ", "
		COUNT_FOUND(HAS_DRAFT) ", " COUNT_FOUND("1 = 1") " FROM " FOUND;

	_Static_assert(CHAT_COUNT_MAX == 100, "as in COUNT_SOME");
	if (among != NULL)
		return db_one(db, mem, found, DB_ARGS(db_text(among)), &counts_row, counts_r, err);
	return db_one(db, mem, every, DB_NONE, &counts_row, counts_r, err);
}

bool
chat_counts(struct db *db, struct chat_counts *counts_r, struct err *err)
{
	return chat_counts_among(db, NULL, counts_r, err);
}

bool
chat_counts_among(struct db *db, const char *among, struct chat_counts *counts_r,
	struct err *err)
{
	void *mem = mem_context(db, "counts");
	struct chat_counts *row;
	bool found = count_chats(db, mem, among, &row, err);

	if (found)
		*counts_r = *row;
	mem_free(mem);
	return found;
}

bool
chat_count_needs(struct db *db, int limit, int64_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM"
		" (SELECT 1 FROM chat c WHERE " IS_NEEDED " LIMIT ?) some";

	return db_number(db, sql, DB_ARGS(db_i64(limit)), count_r, err);
}

#define LIST_VERSION "CONCAT(IFNULL(MAX(changed), 0))"

struct version {
	const char *word;
};
static const struct db_col version_cols[] = { DB_COL_TEXT(version, word) };
static const struct db_row_type version_row = DB_ROW_TYPE(version, version_cols);

bool
chat_list_version(struct db *db, void *mem, const char **version_r, struct err *err)
{
	struct version *version;

	if (!db_one(db, mem, "SELECT " LIST_VERSION " FROM chat", DB_NONE, &version_row, &version, err))
		return false;
	*version_r = version->word;
	return true;
}

static const struct db_col versions_cols[] = {
	DB_COL_TEXT(chat_versions, list),
	DB_COL_TEXT(chat_versions, chat),
};
static const struct db_row_type versions_row = DB_ROW_TYPE(chat_versions, versions_cols);

bool
chat_versions(struct db *db, void *mem, int64_t id, struct chat_versions **versions_r,
	struct err *err)
{
	static const char sql[] =
		"SELECT (SELECT " LIST_VERSION " FROM chat), CONCAT_WS('-', c.changed,"
		" (SELECT IFNULL(MAX(t.finished_at), 0) FROM turn t WHERE t.chat_id = c.id),"
		" (SELECT IFNULL(BIT_XOR(CRC32(CONCAT_WS('-', o.id, o.state, o.attempts))), 0)"
		"  FROM outbox o FORCE INDEX (chat) WHERE o.chat_id = c.id AND o.state IN ('ready',"
		"  'sending', 'unknown', 'held', 'failed', 'expired'))) FROM chat c WHERE c.id = ?";

	return db_one(db, mem, sql, DB_ARGS(db_i64(id)), &versions_row, versions_r, err);
}
