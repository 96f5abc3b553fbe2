/* SPDX-License-Identifier: MIT */
#include "store/user.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"

const char *const user_roles[] = { "viewer", "operator", "admin", "owner", NULL };
const char *const user_langs[] = { "ru", "en", NULL };
const char *const user_themes[] = { "system", "light", "dark", NULL };

static const struct db_col user_cols[] = {
	DB_COL_I64(user, id),
	DB_COL_TEXT(user, login),
	DB_COL_TEXT(user, password_hash),
	DB_COL_TEXT(user, role),
	DB_COL_TEXT(user, lang),
	DB_COL_TEXT(user, theme),
	DB_COL_BOOL(user, shortcuts),
	DB_COL_BOOL(user, disabled),
	DB_COL_I64(user, created_at),
};
static const struct db_row_type user_row = DB_ROW_TYPE(user, user_cols);

#define SELECT_USER \
	"SELECT id, login, password_hash, role, lang, theme, shortcuts, disabled, created_at FROM user"

enum user_rank
user_rank(const char *role)
{
	return (enum user_rank)(str_index(user_roles, role) + 1);
}

static bool
is_login_char(int32_t c)
{
	return utf8_is_word(c) || c == '.' || c == '_' || c == '-' || c == '@' || c == '+';
}

bool
user_login_fold(void *mem, const char *login, char **folded_r, struct err *err)
{
	char *folded = utf8_fold(mem, str_trim(mem, login));
	size_t chars = utf8_length(folded);
	const char *at = folded;

	if (chars == 0 || chars > USER_LOGIN_MAX)
		return err_set(err, ERR_INVALID, "a login has 1 to %d characters", USER_LOGIN_MAX);
	while (*at != '\0')
		if (!is_login_char(utf8_next(&at)))
			return err_set(err, ERR_INVALID,
				"a login has only letters, digits and . _ - @ +");
	*folded_r = folded;
	return true;
}

bool
user_password_check(const char *password, struct err *err)
{
	size_t chars = utf8_length(password);

	if (chars >= USER_PASSWORD_MIN && chars <= USER_PASSWORD_MAX)
		return true;
	return err_set(err, ERR_INVALID, "a password has %d to %d characters", USER_PASSWORD_MIN,
		USER_PASSWORD_MAX);
}

bool
user_insert(struct db *db, const char *login, const char *password_hash, const char *role,
	const char *lang, int64_t *id_r, struct err *err)
{
	static const char sql[] = "INSERT INTO user (login, password_hash, role, lang, created_at)"
		" VALUES (?, ?, ?, ?, ?)";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(login), db_text(password_hash), db_text(role),
		db_text(lang), db_i64(time_now_ms())), &result, err))
		return false;
	*id_r = result.insert_id;
	return true;
}

bool
user_find(struct db *db, void *mem, int64_t id, struct user **user_r, struct err *err)
{
	return db_one(db, mem, SELECT_USER " WHERE id = ?", DB_ARGS(db_i64(id)), &user_row, user_r,
		err);
}

bool
user_find_login(struct db *db, void *mem, const char *login, struct user **user_r,
	struct err *err)
{
	return db_one(db, mem, SELECT_USER " WHERE login = ?", DB_ARGS(db_text(login)), &user_row,
		user_r, err);
}

bool
user_list(struct db *db, void *mem, struct user **users_r, size_t *count_r, struct err *err)
{
	return db_all(db, mem, SELECT_USER " ORDER BY login LIMIT 1000", DB_NONE, &user_row, users_r,
		count_r, err);
}

bool
user_any(struct db *db, bool *any_r, struct err *err)
{
	int64_t any;

	if (!db_number(db, "SELECT EXISTS (SELECT 1 FROM user)", DB_NONE, &any, err))
		return false;
	*any_r = any != 0;
	return true;
}

bool
user_count_owners(struct db *db, int64_t *count_r, struct err *err)
{
	return db_number(db, "SELECT COUNT(*) FROM user WHERE role = 'owner' AND disabled = 0",
		DB_NONE, count_r, err);
}

static bool
update_one(struct db *db, const char *sql, struct db_arg value, int64_t id, struct err *err)
{
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(value, db_i64(id)), &result, err))
		return false;
	return result.changed == 1
		|| err_set(err, ERR_NOT_FOUND, "there is no user %lld", (long long)id);
}

bool
user_set_password(struct db *db, int64_t id, const char *password_hash, struct err *err)
{
	return update_one(db, "UPDATE user SET password_hash = ? WHERE id = ?",
		db_text(password_hash), id, err);
}

bool
user_set_lang(struct db *db, int64_t id, const char *lang, struct err *err)
{
	return update_one(db, "UPDATE user SET lang = ? WHERE id = ?", db_text(lang), id, err);
}

bool
user_set_theme(struct db *db, int64_t id, const char *theme, struct err *err)
{
	return update_one(db, "UPDATE user SET theme = ? WHERE id = ?", db_text(theme), id, err);
}

bool
user_set_shortcuts(struct db *db, int64_t id, bool on, struct err *err)
{
	return update_one(db, "UPDATE user SET shortcuts = ? WHERE id = ?", db_i64(on), id, err);
}

struct demotion {
	const char *sql;
	struct db_arg value;
	int64_t id;
};

static bool
demote(struct db *db, void *arg, struct err *err)
{
	static const char others[] = "SELECT COUNT(*) FROM (SELECT id FROM user"
		" WHERE role = 'owner' AND disabled = 0 FOR UPDATE) AS owners";
	const struct demotion *demotion = arg;
	int64_t owners;

	/* The lock on all owners makes two demotions at once wait for each other. */
	if (!db_number(db, others, DB_NONE, &owners, err)
	    || !update_one(db, demotion->sql, demotion->value, demotion->id, err)
	    || !user_count_owners(db, &owners, err))
		return false;
	return owners > 0 || err_set(err, ERR_CONFLICT, "the last owner must stay one");
}

bool
user_set_role(struct db *db, int64_t id, const char *role, struct err *err)
{
	struct demotion demotion = { "UPDATE user SET role = ? WHERE id = ?", db_text(role), id };

	return db_transaction(db, demote, &demotion, err);
}

bool
user_set_disabled(struct db *db, int64_t id, bool disabled, struct err *err)
{
	struct demotion demotion = { "UPDATE user SET disabled = ? WHERE id = ?", db_i64(disabled),
		id };

	return db_transaction(db, demote, &demotion, err);
}

bool
user_begin_trial(struct db *db, int64_t id, int64_t lease_ms, int64_t *until_r, struct err *err)
{
	/* Its end names a trial, so that the one who began it knows it again when the answer was lost:
	   else that would keep the user waiting for the whole lease. */
	static const char name[] = "SELECT " DB_NOW_MS " + ? + CONNECTION_ID() % 1000";
	static const char sql[] = "UPDATE user SET trial_until = ?"
		" WHERE id = ? AND trial_until < " DB_NOW_MS " AND ? > (SELECT COUNT(*) FROM"
		" (SELECT id FROM user WHERE trial_until >= " DB_NOW_MS ") AS running)";
	int64_t until, stands;

	*until_r = 0;
	if (!db_number(db, name, DB_ARGS(db_i64(lease_ms)), &until, err) ||
	    !db_exec_idempotent(db, sql, DB_ARGS(db_i64(until), db_i64(id), db_i64(USER_TRIALS_MAX)),
		err) ||
	    !db_number(db, "SELECT trial_until FROM user WHERE id = ?", DB_ARGS(db_i64(id)), &stands, err))
		return false;
	if (stands == until)
		*until_r = until;
	return true;
}

bool
user_end_trial(struct db *db, int64_t id, int64_t until, struct err *err)
{
	return db_exec_idempotent(db, "UPDATE user SET trial_until = 0 WHERE id = ? AND trial_until = ?",
		DB_ARGS(db_i64(id), db_i64(until)), err);
}
