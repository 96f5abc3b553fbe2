/* SPDX-License-Identifier: MIT */
#include "store/counter.h"

static const struct db_col counter_cols[] = {
	DB_COL_TEXT(counter, name),
	DB_COL_I64(counter, value),
};
static const struct db_row_type counter_row = DB_ROW_TYPE(counter, counter_cols);

bool
counter_bump(struct db *db, const char *name, int64_t by, struct err *err)
{
	return db_exec(db, "INSERT INTO counter (name, value) VALUES (?, ?)"
		" ON DUPLICATE KEY UPDATE value = value + VALUES(value)",
		DB_ARGS(db_text(name), db_i64(by)), NULL, err);
}

bool
counter_list(struct db *db, void *mem, struct counter **counters_r, size_t *count_r,
	struct err *err)
{
	return db_all(db, mem, "SELECT name, value FROM counter ORDER BY name LIMIT 1000", DB_NONE,
		&counter_row, counters_r, count_r, err);
}
