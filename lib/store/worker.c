/* SPDX-License-Identifier: MIT */
#include "store/worker.h"

static const struct db_col worker_cols[] = {
	DB_COL_TEXT(worker_row, id),
	DB_COL_TEXT(worker_row, mode),
	DB_COL_I64(worker_row, started_at),
	DB_COL_I64(worker_row, seen_ago_ms),
	DB_COL_I64(worker_row, worked_at),
};
static const struct db_row_type worker_row_type = DB_ROW_TYPE(worker_row, worker_cols);

bool
worker_beat(struct db *db, const char *id, const char *mode, bool worked, struct err *err)
{
	static const char sql[] =
		"INSERT INTO worker (id, mode, started_at, seen_at, worked_at) VALUES (?, ?, " DB_NOW_MS
		", " DB_NOW_MS ", IF(?, " DB_NOW_MS ", 0)) ON DUPLICATE KEY UPDATE"
		" seen_at = VALUES(seen_at), worked_at = IF(VALUES(worked_at) > 0, VALUES(worked_at),"
		" worked_at)";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(id), db_text(mode), db_i64(worked)), err);
}

bool
worker_gone(struct db *db, const char *id, struct err *err)
{
	static const char sql[] = "DELETE FROM worker WHERE IF(id = ?, mode <> 'cron',"
		" (mode = 'cron' AND seen_at < " DB_NOW_MS " - 60000)"
		" OR seen_at < " DB_NOW_MS " - 86400000)";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(id)), err);
}

bool
worker_list(struct db *db, void *mem, struct worker_row **rows_r, size_t *count_r,
	struct err *err)
{
	static const char sql[] =
		"SELECT id, mode, started_at, " DB_NOW_MS " - seen_at AS seen_ago_ms, worked_at"
		" FROM worker WHERE seen_at > " DB_NOW_MS " - 86400000 ORDER BY seen_at DESC LIMIT 100";

	return db_all(db, mem, sql, DB_NONE, &worker_row_type, rows_r, count_r, err);
}
