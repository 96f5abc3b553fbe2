/* SPDX-License-Identifier: MIT */
/*
 * People who may sign in.  A login is stored folded (case and form of letters do not matter), a
 * password only as its hash.  Who may do what is a rank: a higher one may do all a lower one may.
 */
#ifndef STORE_USER_H
#define STORE_USER_H

#include "io/db.h"

enum user_rank { USER_NOBODY, USER_VIEWER, USER_OPERATOR, USER_ADMIN, USER_OWNER };
enum { USER_PASSWORD_MIN = 8, USER_PASSWORD_MAX = 200, USER_LOGIN_MAX = 64 };

struct user {
	int64_t id;
	const char *login;
	const char *password_hash;
	const char *role;  /* viewer operator admin owner */
	const char *lang;  /* ru en */
	const char *theme; /* system light dark: how pages look */
	bool shortcuts;    /* single keys do something in chats */
	bool disabled;     /* may not sign in */
	int64_t created_at;
};

/* The words of roles, languages and looks, NULL-terminated, for tables of parameters. */
extern const char *const user_roles[];
extern const char *const user_langs[];
extern const char *const user_themes[];

/* USER_NOBODY for a word that is no role. */
enum user_rank user_rank(const char *role);

/* The login as it is stored: folded, without blanks around.  ERR_INVALID when it is empty, too long
   or has anything but letters, digits and . _ - @ + in it. */
bool user_login_fold(void *mem, const char *login, char **folded_r, struct err *err);

/* ERR_INVALID when it is too short or too long; any character will do. */
bool user_password_check(const char *password, struct err *err);

/* Adds one and tells its id.  login is folded already.  ERR_CONFLICT when it is taken. */
bool user_insert(struct db *db, const char *login, const char *password_hash, const char *role,
	const char *lang, int64_t *id_r, struct err *err);

bool user_find(struct db *db, void *mem, int64_t id, struct user **user_r, struct err *err);
bool user_find_login(struct db *db, void *mem, const char *login, struct user **user_r,
	struct err *err);

/* At most a thousand, by login. */
bool user_list(struct db *db, void *mem, struct user **users_r, size_t *count_r, struct err *err);

/* Is there anybody at all? */
bool user_any(struct db *db, bool *any_r, struct err *err);

/* How many may sign in as owner. */
bool user_count_owners(struct db *db, int64_t *count_r, struct err *err);

/* ERR_NOT_FOUND when there is no such user.  Ending the user's sessions is the caller's. */
bool user_set_password(struct db *db, int64_t id, const char *password_hash, struct err *err);
bool user_set_lang(struct db *db, int64_t id, const char *lang, struct err *err);
bool user_set_theme(struct db *db, int64_t id, const char *theme, struct err *err);
bool user_set_shortcuts(struct db *db, int64_t id, bool on, struct err *err);

/* The last owner who can sign in stays one: ERR_CONFLICT otherwise. */
bool user_set_role(struct db *db, int64_t id, const char *role, struct err *err);
bool user_set_disabled(struct db *db, int64_t id, bool disabled, struct err *err);

/* Somebody begins to try the assistant or an answerer, which keeps a process of the dashboard busy
   while a model thinks: one try at a time for each user and USER_TRIALS_MAX for all, lease_ms at
   most.  *until_r ends it; 0: not begun, another one runs. */
enum { USER_TRIALS_MAX = 2 };
bool user_begin_trial(struct db *db, int64_t id, int64_t lease_ms, int64_t *until_r, struct err *err);
bool user_end_trial(struct db *db, int64_t id, int64_t until, struct err *err);

#endif
