/* SPDX-License-Identifier: MIT */
#include "store/setting.h"

struct setting {
	const char *value;
};

static const struct db_col setting_cols[] = { DB_COL_TEXT(setting, value) };
static const struct db_row_type setting_row = DB_ROW_TYPE(setting, setting_cols);

bool
setting_get(struct db *db, void *mem, const char *name, const char **value_r, struct err *err)
{
	struct setting *setting;

	*value_r = NULL;
	if (db_one(db, mem, "SELECT value FROM setting WHERE name = ?", DB_ARGS(db_text(name)),
		&setting_row, &setting, err)) {
		*value_r = setting->value;
		return true;
	}
	return err->code == ERR_NOT_FOUND;
}

bool
setting_set(struct db *db, const char *name, const char *value, struct err *err)
{
	return db_exec_idempotent(db, "INSERT INTO setting (name, value) VALUES (?, ?)"
		" ON DUPLICATE KEY UPDATE value = VALUES(value)",
		DB_ARGS(db_text(name), db_text(value)), err);
}

bool
setting_lock(struct db *db, const char *name, struct err *err)
{
	return db_exec(db, "INSERT INTO setting (name, value) VALUES (?, '')"
		" ON DUPLICATE KEY UPDATE name = name", DB_ARGS(db_text(name)), NULL, err);
}
