/* SPDX-License-Identifier: MIT */
#include "store/search.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define BOUNDED "SET STATEMENT max_statement_time = 1.5 FOR "
#define NEWEST " GROUP BY hit.chat_id ORDER BY message_id DESC, hit.chat_id DESC LIMIT 2000"

_Static_assert(SEARCH_HITS_MAX == 2000, "as in NEWEST");

static const struct db_col hit_cols[] = {
	DB_COL_I64(search_hit, chat_id),
	DB_COL_I64(search_hit, message_id),
};
static const struct db_row_type hit_row = DB_ROW_TYPE(search_hit, hit_cols);

/* What is found in names and titles, in each search the same. */
#define NAMED \
	"SELECT c.id AS chat_id, 0 AS message_id FROM buyer b JOIN chat c ON c.buyer_id = b.id" \
	" WHERE MATCH (b.name) AGAINST (? IN BOOLEAN MODE)" \
	" UNION ALL SELECT c.id, 0 FROM listing l JOIN chat c ON c.listing_id = l.id" \
	" WHERE MATCH (l.title) AGAINST (? IN BOOLEAN MODE)"

bool
search_words(struct db *db, void *mem, const char *pattern, struct search_hit **hits_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.message_id) AS message_id FROM (" NAMED
		" UNION ALL SELECT m.chat_id, m.id FROM message m"
		" WHERE MATCH (m.text) AGAINST (? IN BOOLEAN MODE)) hit" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(pattern), db_text(pattern), db_text(pattern)),
		&hit_row, hits_r, count_r, err);
}

bool
search_messages(struct db *db, void *mem, const char *pattern, struct search_hit **hits_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.id) AS message_id FROM message hit"
		" WHERE MATCH (hit.text) AGAINST (? IN BOOLEAN MODE)" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(pattern)), &hit_row, hits_r, count_r, err);
}

/* --- words that very many messages have

   The index finds all of a word's messages before the newest can be chosen, at some microseconds each.
   Reading the newest ones themselves is quicker for such. */

static const struct db_col rate_cols[] = {
	DB_COL_I64(search_rate, total),
	DB_COL_I64(search_rate, hits),
};
static const struct db_row_type rate_row = DB_ROW_TYPE(search_rate, rate_cols);

bool
search_rate(struct db *db, void *mem, const char *stem, struct search_rate **rate_r,
	struct err *err)
{
	/* IF leaves out what it does not need. */
	static const char sql[] = BOUNDED
		"SELECT (SELECT IFNULL(MAX(id), 0) FROM message) AS total,"
		" IF((SELECT IFNULL(MAX(id), 0) FROM message) <= 10000, 0, (SELECT COUNT(*) FROM message m"
		" WHERE m.id > (SELECT MAX(id) - 1000 FROM message) AND m.text LIKE CONCAT('%', ?, '%')))"
		" AS hits";

	_Static_assert(SEARCH_INDEXED_MAX == 10000 && SEARCH_SAMPLE == 1000, "as in the statement");
	return db_one(db, mem, sql, DB_ARGS(db_text(stem)), &rate_row, rate_r, err);
}

/* A word begins with the stem.  The first condition is cheap and true of few. */
#define HAS_WORD \
	"m.text LIKE CONCAT('%', ?, '%') AND" \
	" CONCAT(' ', REGEXP_REPLACE(m.text, '[^[:alnum:]]+', ' ')) LIKE CONCAT('% ', ?, '%')"

bool
search_newest(struct db *db, void *mem, const char *stem, const char *pattern, int64_t messages,
	struct search_hit **hits_r, size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.message_id) AS message_id FROM (" NAMED
		" UNION ALL SELECT m.chat_id, m.id FROM message m"
		" WHERE m.id > (SELECT MAX(id) - ? FROM message) AND " HAS_WORD ") hit" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(pattern), db_text(pattern), db_i64(messages),
		db_text(stem), db_text(stem)), &hit_row, hits_r, count_r, err);
}

bool
search_among(struct db *db, void *mem, const char *stem, const char *pattern, const char *chats,
	struct search_hit **hits_r, size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.message_id) AS message_id FROM (" NAMED
		" UNION ALL SELECT m.chat_id, m.id"
		" FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) found"
		" STRAIGHT_JOIN message m FORCE INDEX (thread) ON m.chat_id = found.id WHERE " HAS_WORD
		") hit" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(pattern), db_text(pattern), db_text(chats),
		db_text(stem), db_text(stem)), &hit_row, hits_r, count_r, err);
}

/* --- what stands in no index */

bool
search_recent(struct db *db, void *mem, const char *like, struct search_hit **hits_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.message_id) AS message_id FROM ("
		"SELECT c.id AS chat_id, 0 AS message_id FROM"
		" (SELECT id, name FROM buyer ORDER BY id DESC LIMIT 10000) b"
		" JOIN chat c ON c.buyer_id = b.id WHERE b.name LIKE ?"
		" UNION ALL SELECT c.id, 0 FROM"
		" (SELECT id, title FROM listing ORDER BY id DESC LIMIT 10000) l"
		" JOIN chat c ON c.listing_id = l.id WHERE l.title LIKE ?"
		" UNION ALL SELECT m.chat_id, m.id FROM"
		" (SELECT id, chat_id, text FROM message ORDER BY id DESC LIMIT 10000) m"
		" WHERE m.text LIKE ?) hit" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(like), db_text(like), db_text(like)), &hit_row,
		hits_r, count_r, err);
}

bool
search_phones(struct db *db, void *mem, const char *digits, struct search_hit **hits_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = BOUNDED
		"SELECT hit.chat_id, MAX(hit.message_id) AS message_id FROM ("
		"SELECT p.chat_id, p.message_id FROM chat_phone p WHERE p.phone LIKE CONCAT(?, '%')"
		" UNION ALL SELECT p.chat_id, p.message_id FROM chat_phone p"
		" WHERE p.tail LIKE CONCAT(REVERSE(?), '%')) hit" NEWEST;

	return db_all(db, mem, sql, DB_ARGS(db_text(digits), db_text(digits)), &hit_row, hits_r,
		count_r, err);
}

char *
search_like(void *mem, const char *text)
{
	struct buf *pattern = buf_new(mem, 2 * strlen(text) + 3);
	char *copy;

	buf_putc(pattern, '%');
	for (; *text != '\0'; text++) {
		if (strchr("%_\\", *text) != NULL)
			buf_putc(pattern, '\\');
		buf_putc(pattern, *text);
	}
	buf_putc(pattern, '%');
	copy = mem_strdup(mem, buf_data(pattern));
	mem_free(pattern);
	return copy;
}

/* --- phones */

static const struct db_col phone_cols[] = {
	DB_COL_I64(chat_phone, chat_id),
	DB_COL_I64(chat_phone, message_id),
	DB_COL_TEXT(chat_phone, phone),
};
static const struct db_row_type phone_row = DB_ROW_TYPE(chat_phone, phone_cols);

bool
chat_phone_put(struct db *db, const struct chat_phone *p, struct err *err)
{
	static const char sql[] =
		"INSERT INTO chat_phone (chat_id, phone, tail, message_id) VALUES (?, ?, REVERSE(?), ?)"
		" ON DUPLICATE KEY UPDATE message_id = GREATEST(message_id, VALUES(message_id))";

	return db_exec(db, sql, DB_ARGS(db_i64(p->chat_id), db_text(p->phone), db_text(p->phone),
		db_i64(p->message_id)), NULL, err);
}

bool
chat_phone_list(struct db *db, void *mem, int64_t buyer_id, int limit,
	struct chat_phone **phones_r, size_t *count_r, struct err *err)
{
	static const char sql[] =
		"SELECT MAX(p.chat_id) AS chat_id, MAX(p.message_id) AS message_id, p.phone"
		" FROM chat c JOIN chat_phone p ON p.chat_id = c.id WHERE c.buyer_id = ?"
		" GROUP BY p.phone ORDER BY message_id DESC LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(buyer_id), db_i64(limit)), &phone_row, phones_r,
		count_r, err);
}
