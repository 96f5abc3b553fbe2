/* SPDX-License-Identifier: MIT */
/* Answerers and what they were asked; declared in store/project.h. */
#include "store/project.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/secret.h"

static const struct db_col provider_cols[] = {
	DB_COL_I64(provider, id),
	DB_COL_I64(provider, project_id),
	DB_COL_I64(provider, position),
	DB_COL_TEXT(provider, dialect),
	DB_COL_TEXT(provider, base_url),
	DB_COL_TEXT(provider, model),
	DB_COL_TEXT(provider, sealed_key),
	DB_COL_I64(provider, timeout_ms),
	DB_COL_I64(provider, ladder),
	DB_COL_TEXT(provider, status),
	DB_COL_TEXT(provider, status_text),
	DB_COL_I64(provider, status_at),
	DB_COL_I64(provider, failures),
	DB_COL_BOOL(provider, open),
	DB_COL_TEXT(provider, checked),
	DB_COL_I64(provider, checked_at),
};
static const struct db_row_type provider_row = DB_ROW_TYPE(provider, provider_cols);

bool
provider_list(struct db *db, void *mem, int64_t project_id, struct provider **providers_r,
	size_t *count_r, struct err *err)
{
	static const char sql[] =
		"SELECT id, project_id, position, dialect, base_url, model, api_key, timeout_ms, ladder,"
		" status, status_text, status_at, failures, open_until > " DB_NOW_MS ", checked,"
		" checked_at FROM provider"
		" WHERE project_id = ? ORDER BY position LIMIT 20";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id)), &provider_row, providers_r, count_r,
		err);
}

static char *
key_place(void *mem, int64_t id)
{
	return mem_printf(mem, "provider:%lld:api_key", (long long)id);
}

bool
provider_key(void *mem, const struct secret_key *key, const struct provider *provider,
	char **api_key_r, struct err *err)
{
	*api_key_r = NULL;
	return provider->sealed_key == NULL || secret_open(mem, key, key_place(mem, provider->id),
		provider->sealed_key, api_key_r, err);
}

static bool
store_key(struct db *db, const struct secret_key *key, int64_t project_id, int64_t position,
	const char *api_key, struct err *err)
{
	void *mem = mem_context(db, "seal");
	int64_t id;
	bool stored = db_number(db, "SELECT id FROM provider WHERE project_id = ? AND position = ?",
		DB_ARGS(db_i64(project_id), db_i64(position)), &id, err);

	if (stored) {
		const char *sealed = str_is_empty(api_key) ? NULL
			: secret_seal(mem, key, key_place(mem, id), api_key);

		stored = db_exec(db, "UPDATE provider SET api_key = ? WHERE id = ?",
			DB_ARGS(db_text(sealed), db_i64(id)), NULL, err);
	}
	mem_free(mem);
	return stored;
}

bool
provider_put(struct db *db, const struct secret_key *key, int64_t project_id, int64_t position,
	const struct provider_new *values, struct err *err)
{
	static const char sql[] =
		"INSERT INTO provider (project_id, position, dialect, base_url, model, timeout_ms)"
		" VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE dialect = VALUES(dialect),"
		" base_url = VALUES(base_url), model = VALUES(model), timeout_ms = VALUES(timeout_ms),"
		" ladder = 0, failures = 0, open_until = 0, status = '', status_text = '', status_at = 0,"
		" checked = '', checked_at = 0";

	return db_exec(db, sql, DB_ARGS(db_i64(project_id), db_i64(position),
		db_text(values->dialect), db_text(values->base_url), db_text(values->model),
		db_i64(values->timeout_ms)), NULL, err) &&
		(values->api_key == NULL ||
		 store_key(db, key, project_id, position, values->api_key, err));
}

bool
provider_remove(struct db *db, int64_t project_id, int64_t id, struct err *err)
{
	return db_exec(db, "DELETE FROM provider WHERE project_id = ? AND id = ?",
		DB_ARGS(db_i64(project_id), db_i64(id)), NULL, err);
}

static bool
move(struct db *db, int64_t id, int64_t position, struct err *err)
{
	return db_exec(db, "UPDATE provider SET position = ? WHERE id = ?",
		DB_ARGS(db_i64(position), db_i64(id)), NULL, err);
}

bool
provider_swap(struct db *db, const struct provider *a, const struct provider *b, struct err *err)
{
	/* A place holds one at a time, so the first steps aside. */
	return move(db, a->id, -1, err) && move(db, b->id, a->position, err)
		&& move(db, a->id, b->position, err);
}

bool
provider_cut(struct db *db, int64_t project_id, int64_t position, struct err *err)
{
	return db_exec(db, "DELETE FROM provider WHERE project_id = ? AND position >= ?",
		DB_ARGS(db_i64(project_id), db_i64(position)), NULL, err);
}

bool
provider_set_status(struct db *db, int64_t id, const char *status, const char *text,
	int64_t ladder, bool failed, struct err *err)
{
	static const char sql[] =
		"UPDATE provider SET status = ?, status_text = LEFT(?, 300), status_at = " DB_NOW_MS ","
		" ladder = ?, failures = IF(?, failures + 1, 0), open_until = IF(failures >= 3, "
		DB_NOW_MS " + LEAST(30000 * (failures - 2), 300000), 0) WHERE id = ?";

	return db_exec(db, sql, DB_ARGS(db_text(status), db_text(text), db_i64(ladder),
		db_i64(failed), db_i64(id)), NULL, err);
}

bool
provider_set_checked(struct db *db, int64_t id, const char *checked, struct err *err)
{
	return db_exec(db, "UPDATE provider SET checked = ?, checked_at = " DB_NOW_MS " WHERE id = ?",
		DB_ARGS(db_text(checked), db_i64(id)), NULL, err);
}

bool
llm_call_insert(struct db *db, const struct llm_call *call, struct err *err)
{
	static const char sql[] =
		"INSERT INTO llm_call (turn_id, provider_id, model, result, tokens_in, tokens_out, ms,"
		" created_at) VALUES (?, ?, LEFT(?, 200), ?, ?, ?, ?, " DB_NOW_MS ")";

	return db_exec(db, sql, DB_ARGS(db_id(call->turn_id), db_i64(call->provider_id),
		db_text(call->model), db_text(call->result), db_i64(call->tokens_in),
		db_i64(call->tokens_out), db_i64(call->ms)), NULL, err);
}
