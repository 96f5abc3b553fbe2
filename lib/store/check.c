/* SPDX-License-Identifier: MIT */
#include "store/check.h"

bool
account_check_set(struct db *db, int64_t account_id, const char *name, const char *cause,
	struct err *err)
{
	static const char sql[] = "INSERT INTO account_check (account_id, name, cause, checked_at)"
		" VALUES (?, ?, ?, " DB_NOW_MS ") ON DUPLICATE KEY UPDATE cause = VALUES(cause),"
		" checked_at = VALUES(checked_at)";

	return db_exec_idempotent(db, sql, DB_ARGS(db_i64(account_id), db_text(name), db_text(cause)),
		err);
}

static const struct db_col check_cols[] = {
	DB_COL_TEXT(account_check, name),
	DB_COL_TEXT(account_check, cause),
	DB_COL_I64(account_check, checked_at),
};
static const struct db_row_type check_row = DB_ROW_TYPE(account_check, check_cols);

bool
account_check_list(struct db *db, void *mem, int64_t account_id, struct account_check **checks_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT name, cause, checked_at FROM account_check"
		" WHERE account_id = ? LIMIT 20";

	return db_all(db, mem, sql, DB_ARGS(db_i64(account_id)), &check_row, checks_r, count_r, err);
}
