/* SPDX-License-Identifier: MIT */
/* Listings and buyers; declared in store/chat.h. */
#include "store/chat.h"

#define LISTING_SELECT \
	"SELECT id, account_id, avito_item_id, title, price_text, status_id, url, image_url," \
	" location, mode, seen_at FROM listing "

static const struct db_col listing_cols[] = {
	DB_COL_I64(listing, id),
	DB_COL_I64(listing, account_id),
	DB_COL_I64(listing, avito_item_id),
	DB_COL_TEXT(listing, title),
	DB_COL_TEXT(listing, price_text),
	DB_COL_I64(listing, status_id),
	DB_COL_TEXT(listing, url),
	DB_COL_TEXT(listing, image_url),
	DB_COL_TEXT(listing, location),
	DB_COL_TEXT(listing, mode),
	DB_COL_I64(listing, seen_at),
};
static const struct db_row_type listing_row = DB_ROW_TYPE(listing, listing_cols);

bool
listing_find(struct db *db, void *mem, int64_t id, struct listing **listing_r, struct err *err)
{
	return db_one(db, mem, LISTING_SELECT "WHERE id = ?", DB_ARGS(db_i64(id)), &listing_row,
		listing_r, err);
}

bool
listing_list(struct db *db, void *mem, int64_t account_id, int64_t after_id, int limit,
	struct listing **listings_r, size_t *count_r, struct err *err)
{
	return db_all(db, mem, LISTING_SELECT "WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?",
		DB_ARGS(db_i64(account_id), db_i64(after_id), db_i64(limit)), &listing_row, listings_r,
		count_r, err);
}

static const struct db_col listing_name_cols[] = {
	DB_COL_I64(listing_name, id),
	DB_COL_I64(listing_name, avito_item_id),
	DB_COL_TEXT(listing_name, title),
};
static const struct db_row_type listing_name_row = DB_ROW_TYPE(listing_name, listing_name_cols);

bool
listing_names(struct db *db, void *mem, int64_t project_id, int limit,
	struct listing_name **names_r, size_t *count_r, struct err *err)
{
	static const char sql[] = "SELECT l.id, l.avito_item_id, l.title FROM listing l"
		" JOIN account a ON a.id = l.account_id WHERE a.project_id = ?"
		" ORDER BY l.avito_item_id, l.id LIMIT ?";

	return db_all(db, mem, sql, DB_ARGS(db_i64(project_id), db_i64(limit)), &listing_name_row,
		names_r, count_r, err);
}

bool
listing_is_active(const struct listing *listing)
{
	/* 0 is not told; 4 in captures, 10 in the documents: both are on sale (FACTS 5.1). */
	return listing->status_id == 0 || listing->status_id == 4 || listing->status_id == 10;
}

bool
listing_ensure(struct db *db, int64_t account_id, int64_t avito_item_id, int64_t *id_r,
	struct err *err)
{
	static const char select[] =
		"SELECT id FROM listing WHERE account_id = ? AND avito_item_id = ?";
	static const char insert[] = "INSERT INTO listing (account_id, avito_item_id, seen_at)"
		" VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE id = id";

	if (db_number(db, select, DB_ARGS(db_i64(account_id), db_i64(avito_item_id)), id_r, err))
		return true;
	return err->code == ERR_NOT_FOUND &&
		db_exec_idempotent(db, insert, DB_ARGS(db_i64(account_id), db_i64(avito_item_id)), err) &&
		db_number(db, select, DB_ARGS(db_i64(account_id), db_i64(avito_item_id)), id_r, err);
}

bool
listing_update(struct db *db, const struct listing *l, struct err *err)
{
	static const char sql[] =
		"UPDATE listing SET title = LEFT(?, 300), price_text = LEFT(?, 60), status_id = ?,"
		" url = LEFT(?, 500), image_url = LEFT(?, 500), location = LEFT(?, 300), seen_at = "
		DB_NOW_MS " WHERE id = ?";

	return db_exec_idempotent(db, sql, DB_ARGS(db_text(l->title), db_text(l->price_text),
		db_i64(l->status_id), db_text(l->url), db_text(l->image_url), db_text(l->location),
		db_i64(l->id)), err);
}

static const struct db_col buyer_cols[] = {
	DB_COL_I64(buyer, id),
	DB_COL_I64(buyer, avito_user_id),
	DB_COL_TEXT(buyer, name),
	DB_COL_BOOL(buyer, blocked),
};
static const struct db_row_type buyer_row = DB_ROW_TYPE(buyer, buyer_cols);

bool
buyer_find(struct db *db, void *mem, int64_t id, struct buyer **buyer_r, struct err *err)
{
	return db_one(db, mem, "SELECT id, avito_user_id, name, blocked FROM buyer WHERE id = ?",
		DB_ARGS(db_i64(id)), &buyer_row, buyer_r, err);
}

bool
buyer_ensure(struct db *db, int64_t account_id, int64_t avito_user_id, const char *name,
	int64_t *id_r, struct err *err)
{
	static const char insert[] =
		"INSERT INTO buyer (account_id, avito_user_id, name, created_at)"
		" VALUES (?, ?, LEFT(?, 200), " DB_NOW_MS ")"
		" ON DUPLICATE KEY UPDATE name = IF(VALUES(name) = '', name, VALUES(name))";

	return db_exec_idempotent(db, insert, DB_ARGS(db_i64(account_id), db_i64(avito_user_id),
		db_text(name)), err) &&
		db_number(db, "SELECT id FROM buyer WHERE account_id = ? AND avito_user_id = ?",
			DB_ARGS(db_i64(account_id), db_i64(avito_user_id)), id_r, err);
}
