/* SPDX-License-Identifier: MIT */
/* Days unlike the others of their week; declared in store/project.h. */
#include "store/project.h"

static const struct db_col holiday_cols[] = {
	DB_COL_I64(holiday, id),
	DB_COL_I64(holiday, project_id),
	DB_COL_TEXT(holiday, name),
	DB_COL_I64(holiday, from_day),
	DB_COL_I64(holiday, to_day),
	DB_COL_TEXT(holiday, hours),
};
static const struct db_row_type holiday_row = DB_ROW_TYPE(holiday, holiday_cols);

#define HOLIDAY_SELECT \
	"SELECT id, project_id, name, from_day, to_day, hours FROM project_holiday "

bool
holiday_list(struct db *db, void *mem, int64_t project_id, struct holiday **holidays_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = HOLIDAY_SELECT "WHERE project_id = ?"
		" ORDER BY from_day < 10000, id DESC LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id), db_i64(HOLIDAYS_MAX)), &holiday_row,
		holidays_r, count_r, err);
}

bool
holiday_find(struct db *db, void *mem, int64_t project_id, int64_t id, struct holiday **holiday_r,
	struct err *err)
{
	return db_one(db, mem, HOLIDAY_SELECT "WHERE id = ? AND project_id = ?",
		DB_ARGS(db_i64(id), db_i64(project_id)), &holiday_row, holiday_r, err);
}

bool
holiday_insert(struct db *db, const struct holiday *holiday, struct err *err)
{
	static const char sql[] =
		"INSERT INTO project_holiday (project_id, name, from_day, to_day, hours)"
		" VALUES (?, ?, ?, ?, ?)";

	return db_exec(db, sql, DB_ARGS(db_i64(holiday->project_id), db_text(holiday->name),
		db_i64(holiday->from_day), db_i64(holiday->to_day), db_text(holiday->hours)), NULL, err);
}

bool
holiday_update(struct db *db, const struct holiday *holiday, struct err *err)
{
	static const char sql[] =
		"UPDATE project_holiday SET name = ?, from_day = ?, to_day = ?, hours = ?"
		" WHERE id = ? AND project_id = ?";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(holiday->name), db_i64(holiday->from_day),
		db_i64(holiday->to_day), db_text(holiday->hours), db_i64(holiday->id),
		db_i64(holiday->project_id)), &result, err))
		return false;
	return result.changed == 1 ||
		err_set(err, ERR_NOT_FOUND, "no holiday %lld", (long long)holiday->id);
}

bool
holiday_delete(struct db *db, int64_t project_id, int64_t id, struct err *err)
{
	return db_exec(db, "DELETE FROM project_holiday WHERE id = ? AND project_id = ?",
		DB_ARGS(db_i64(id), db_i64(project_id)), NULL, err);
}
