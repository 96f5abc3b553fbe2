/* SPDX-License-Identifier: MIT */
#include "store/project.h"

#include "base/mem.h"
#include "codec/secret.h"

#define PROJECT_SELECT \
	"SELECT id, name, business, tone, instructions, mode, confidence, quiet_ms, quiet_max_ms," \
	" zone, schedule, off_hours, away_text, handoff_text, takeover_ms, reply_max_age_ms," \
	" doubtful, allowed_contacts FROM project "

const char project_first_name[] = "Мой магазин";

static const struct db_col project_cols[] = {
	DB_COL_I64(project, id),
	DB_COL_TEXT(project, name),
	DB_COL_TEXT(project, business),
	DB_COL_TEXT(project, tone),
	DB_COL_TEXT(project, instructions),
	DB_COL_TEXT(project, mode),
	DB_COL_I64(project, confidence),
	DB_COL_I64(project, quiet_ms),
	DB_COL_I64(project, quiet_max_ms),
	DB_COL_TEXT(project, zone),
	DB_COL_TEXT(project, schedule),
	DB_COL_TEXT(project, off_hours),
	DB_COL_TEXT(project, away_text),
	DB_COL_TEXT(project, handoff_text),
	DB_COL_I64(project, takeover_ms),
	DB_COL_I64(project, reply_max_age_ms),
	DB_COL_TEXT(project, doubtful),
	DB_COL_TEXT(project, allowed_contacts),
};
static const struct db_row_type project_row = DB_ROW_TYPE(project, project_cols);

bool
project_find(struct db *db, void *mem, int64_t id, struct project **project_r, struct err *err)
{
	return db_one(db, mem, PROJECT_SELECT "WHERE id = ?", DB_ARGS(db_i64(id)), &project_row,
		project_r, err);
}

bool
project_lock(struct db *db, void *mem, int64_t id, struct project **project_r, struct err *err)
{
	return db_one(db, mem, PROJECT_SELECT "WHERE id = ? FOR UPDATE", DB_ARGS(db_i64(id)),
		&project_row, project_r, err);
}

bool
project_list(struct db *db, void *mem, struct project **projects_r, size_t *count_r,
	struct err *err)
{
	return db_all(db, mem, PROJECT_SELECT "ORDER BY id LIMIT 1000", DB_NONE, &project_row,
		projects_r, count_r, err);
}

bool
project_insert(struct db *db, const char *name, const char *away_text, const char *handoff_text,
	int64_t *id_r, struct err *err)
{
	static const char sql[] =
		"INSERT INTO project (name, instructions, away_text, handoff_text, allowed_contacts,"
		" created_at, updated_at) VALUES (?, '', ?, ?, '', " DB_NOW_MS ", " DB_NOW_MS ")";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(name), db_text(away_text), db_text(handoff_text)),
		&result, err))
		return false;
	*id_r = result.insert_id;
	return true;
}

bool
project_update(struct db *db, const struct project *p, struct err *err)
{
	static const char sql[] =
		"UPDATE project SET name = ?, business = ?, tone = ?, instructions = ?, mode = ?,"
		" confidence = ?, quiet_ms = ?, quiet_max_ms = ?, zone = ?, schedule = ?, off_hours = ?,"
		" away_text = ?, handoff_text = ?, takeover_ms = ?, reply_max_age_ms = ?, doubtful = ?,"
		" allowed_contacts = ?, updated_at = " DB_NOW_MS " WHERE id = ?";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(p->name), db_text(p->business), db_text(p->tone),
		db_text(p->instructions), db_text(p->mode), db_i64(p->confidence), db_i64(p->quiet_ms),
		db_i64(p->quiet_max_ms), db_text(p->zone), db_text(p->schedule), db_text(p->off_hours),
		db_text(p->away_text), db_text(p->handoff_text), db_i64(p->takeover_ms),
		db_i64(p->reply_max_age_ms), db_text(p->doubtful), db_text(p->allowed_contacts),
		db_i64(p->id)), &result, err))
		return false;
	return result.changed == 1 || err_set(err, ERR_NOT_FOUND, "no project %lld", (long long)p->id);
}

static const struct db_col span_cols[] = {
	DB_COL_I64(project_span, weekday),
	DB_COL_I64(project_span, from_min),
	DB_COL_I64(project_span, to_min),
};
static const struct db_row_type span_row = DB_ROW_TYPE(project_span, span_cols);

bool
project_hours(struct db *db, void *mem, int64_t project_id, struct project_span **spans_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT weekday, from_min, to_min FROM project_hours"
		" WHERE project_id = ? ORDER BY weekday, from_min LIMIT 200";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id)), &span_row, spans_r, count_r, err);
}

bool
project_set_hours(struct db *db, int64_t project_id, const struct project_span *spans,
	size_t count, struct err *err)
{
	static const char sql[] = "INSERT INTO project_hours (project_id, weekday, from_min, to_min)"
		" VALUES (?, ?, ?, ?)";

	if (!db_exec(db, "DELETE FROM project_hours WHERE project_id = ?",
		DB_ARGS(db_i64(project_id)), NULL, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!db_exec(db, sql, DB_ARGS(db_i64(project_id), db_i64(spans[i].weekday),
			db_i64(spans[i].from_min), db_i64(spans[i].to_min)), NULL, err))
			return false;
	return true;
}
