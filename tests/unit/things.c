/* SPDX-License-Identifier: MIT */
#include "things.h"

#include "mariadb.h"

struct db *db;
int64_t things_repeats;

struct db *
things_open(int read_timeout_s)
{
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = read_timeout_s };
	struct db *opened;

	MUST(db_open(fixture_mem, &options, &opened, &fixture_err));
	return opened;
}

static void
set_up(void)
{
	things_repeats = db_repeats();
	db = things_open(300);
	MUST(db_exec_plain(db, "DROP TABLE IF EXISTS thing", &fixture_err));
	MUST(db_exec_plain(db, "CREATE TABLE thing (id BIGINT PRIMARY KEY AUTO_INCREMENT, "
		"name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin UNIQUE, "
		"note LONGTEXT, raw LONGBLOB, flag BOOL) ENGINE=InnoDB", &fixture_err));
}

static const struct db_col thing_cols[] = {
	DB_COL_I64(thing, id),
	DB_COL_TEXT(thing, name),
	DB_COL_TEXT(thing, note),
	DB_COL_BYTES(thing, raw),
	DB_COL_BOOL(thing, flag),
};
const struct db_row_type things_row = DB_ROW_TYPE(thing, thing_cols);

const char things_insert[] = "INSERT INTO thing (id, name) VALUES (?, ?)";
const char things_select[] = "SELECT id, name, note, raw, flag FROM thing ORDER BY id";

int64_t
things_count(struct db *on)
{
	int64_t count;

	MUST(db_number(on, "SELECT COUNT(*) FROM thing", DB_NONE, &count, &fixture_err));
	return count;
}

TCase *
things_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, NULL);
	return tcase;
}
