/* SPDX-License-Identifier: MIT */
/* What the assistant knows; declared in store/project.h. */
#include "store/project.h"

#include "store/search.h"

#define FACT_SELECT \
	"SELECT id, project_id, IFNULL(listing_id, 0) AS listing_id, question, answer, approved"

static const struct db_col fact_cols[] = {
	DB_COL_I64(fact, id),
	DB_COL_I64(fact, project_id),
	DB_COL_I64(fact, listing_id),
	DB_COL_TEXT(fact, question),
	DB_COL_TEXT(fact, answer),
	DB_COL_BOOL(fact, approved),
};
static const struct db_row_type fact_row = DB_ROW_TYPE(fact, fact_cols);

bool
fact_candidates(struct db *db, void *mem, int64_t project_id, int64_t listing_id,
	const char *stems, int limit, struct fact **facts_r, size_t *count_r, struct err *err)
{
	static const char sql[] = FACT_SELECT " FROM fact"
		" WHERE project_id = ? AND approved = 1 AND (listing_id IS NULL OR listing_id = ?)"
		" ORDER BY MATCH (stems) AGAINST (?) DESC, id DESC LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id), db_i64(listing_id), db_text(stems),
		db_i64(limit)), &fact_row, facts_r, count_r, err);
}

bool
fact_list(struct db *db, void *mem, int64_t project_id, int64_t after_id, int limit,
	struct fact **facts_r, size_t *count_r, struct err *err)
{
	static const char sql[] = FACT_SELECT " FROM fact WHERE project_id = ? AND id > ?"
		" ORDER BY id LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id), db_i64(after_id), db_i64(limit)),
		&fact_row, facts_r, count_r, err);
}

/* Any case, and "ё" is "е". */
#define FACT_LIKE " COLLATE utf8mb4_unicode_520_ci LIKE ?"

#define FACT_FILTER " FROM fact WHERE project_id = ? AND (? < 0 OR IFNULL(listing_id, 0) = ?)" \
	" AND (? < 0 OR approved = ?)"

static bool
search_text(struct db *db, void *mem, const struct fact_query *query, struct fact **facts_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = FACT_SELECT FACT_FILTER " AND (question" FACT_LIKE " OR answer"
		FACT_LIKE " OR MATCH (stems) AGAINST (?)) ORDER BY question" FACT_LIKE " DESC,"
		" MATCH (stems) AGAINST (?) DESC, id LIMIT ?";
	const char *pattern = search_like(mem, query->text);

	return db_all(db, mem, sql, DB_ARGS(db_i64(query->project_id), db_i64(query->listing_id),
		db_i64(query->listing_id), db_i64(query->approved), db_i64(query->approved),
		db_text(pattern), db_text(pattern), db_text(query->stems), db_text(pattern),
		db_text(query->stems), db_i64(query->limit)), &fact_row, facts_r, count_r, err);
}

bool
fact_search(struct db *db, void *mem, const struct fact_query *query, struct fact **facts_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = FACT_SELECT FACT_FILTER " AND id > ? ORDER BY id LIMIT ?";

	if (query->text[0] != '\0')
		return search_text(db, mem, query, facts_r, count_r, err);
	return db_all(db, mem, sql, DB_ARGS(db_i64(query->project_id), db_i64(query->listing_id),
		db_i64(query->listing_id), db_i64(query->approved), db_i64(query->approved),
		db_i64(query->after_id), db_i64(query->limit)), &fact_row, facts_r, count_r, err);
}

bool
fact_count(struct db *db, int64_t project_id, int64_t *count_r, struct err *err)
{
	return db_number(db, "SELECT COUNT(*) FROM fact WHERE project_id = ?",
		DB_ARGS(db_i64(project_id)), count_r, err);
}

bool
fact_find(struct db *db, void *mem, int64_t id, struct fact **fact_r, struct err *err)
{
	return db_one(db, mem, FACT_SELECT " FROM fact WHERE id = ?", DB_ARGS(db_i64(id)), &fact_row,
		fact_r, err);
}

bool
fact_insert(struct db *db, const struct fact *fact, const char *stems, int64_t *id_r,
	struct err *err)
{
	static const char sql[] =
		"INSERT INTO fact (project_id, listing_id, question, answer, stems, approved, created_at,"
		" updated_at) VALUES (?, ?, ?, ?, ?, ?, " DB_NOW_MS ", " DB_NOW_MS ")";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_i64(fact->project_id), db_id(fact->listing_id),
		db_text(fact->question), db_text(fact->answer), db_text(stems), db_i64(fact->approved)),
		&result, err))
		return false;
	*id_r = result.insert_id;
	return true;
}

bool
fact_update(struct db *db, const struct fact *fact, const char *stems, struct err *err)
{
	static const char sql[] =
		"UPDATE fact SET listing_id = ?, question = ?, answer = ?, stems = ?, approved = ?,"
		" updated_at = " DB_NOW_MS " WHERE id = ? AND project_id = ?";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_id(fact->listing_id), db_text(fact->question),
		db_text(fact->answer), db_text(stems), db_i64(fact->approved), db_i64(fact->id),
		db_i64(fact->project_id)), &result, err))
		return false;
	return result.changed == 1 || err_set(err, ERR_NOT_FOUND, "no fact %lld", (long long)fact->id);
}

bool
fact_delete(struct db *db, int64_t project_id, int64_t id, struct err *err)
{
	return db_exec(db, "DELETE FROM fact WHERE id = ? AND project_id = ?",
		DB_ARGS(db_i64(id), db_i64(project_id)), NULL, err);
}
