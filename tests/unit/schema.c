/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "fixture.h"
#include "io/db.h"
#include "mariadb.h"
#include "store/migrate.h"

struct name {
	const char *name;
};

static const struct db_col name_cols[] = { DB_COL_TEXT(name, name) };
static const struct db_row_type name_row = DB_ROW_TYPE(name, name_cols);

const char *
schema_dir(void)
{
	static char dir[4096];

	(void)snprintf(dir, sizeof(dir), "%s/sql", str_or(getenv("srcdir"), "."));
	return dir;
}

void
schema_make(void)
{
	struct migrate_options options = { .url = mariadb_url(), .dir = schema_dir() };
	struct migrate_report report;
	void *mem = mem_context(NULL, "schema");
	struct err err;

	if (!migrate_run(mem, &options, &report, &err)) {
		(void)fprintf(stderr, "no schema: %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	mem_free(mem);
}

struct db *
schema_open_again(void)
{
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };
	struct db *db;

	MUST(db_open(fixture_mem, &options, &db, &fixture_err));
	return db;
}

/* Deleting nothing is much faster than TRUNCATE, which makes the table anew. */
struct db *
schema_open(void)
{
	static const char sql[] = "SELECT table_name FROM information_schema.tables"
		" WHERE table_schema = DATABASE() AND table_name NOT LIKE 'schema\\_%'";
	struct db *db = schema_open_again();
	struct name *names;
	size_t count;

	MUST(db_all(db, fixture_mem, sql, DB_NONE, &name_row, &names, &count, &fixture_err));
	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++)
		schema_do(db, mem_printf(fixture_mem, "DELETE FROM `%s`", names[i].name));
	return db;
}

void
schema_set_clock(struct db *db, int64_t now_ms)
{
	schema_do(db, now_ms == 0 ? "SET timestamp = DEFAULT" : mem_printf(fixture_mem,
		"SET timestamp = %lld.%03d", (long long)(now_ms / 1000), (int)(now_ms % 1000)));
}

int64_t
schema_number(struct db *db, const char *sql)
{
	int64_t number;

	MUST(db_number(db, sql, DB_NONE, &number, &fixture_err));
	return number;
}

void
schema_do(struct db *db, const char *sql)
{
	MUST(db_exec_plain(db, sql, &fixture_err));
}
