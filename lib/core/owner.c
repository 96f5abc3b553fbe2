/* SPDX-License-Identifier: MIT */
#include "core/owner.h"

#include <ctype.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/secret.h"
#include "io/db.h"
#include "store/setting.h"
#include "store/user.h"

static const char setting_name[] = "owner.code";

/* The code without what people add or change when they copy it. */
static const char *
hash_of(void *mem, const char *code)
{
	unsigned char hash[SECRET_HASH_LEN];
	char *plain = mem_strdup(mem, code), *to = plain;

	for (const char *at = code; *at != '\0'; at++)
		if (isalnum((unsigned char)*at))
			*to++ = (char)tolower((unsigned char)*at);
	*to = '\0';
	secret_hash(plain, hash);
	return secret_hex(mem, hash, sizeof(hash));
}

static bool
nobody_yet(struct db *db, struct err *err)
{
	bool any;

	return user_any(db, &any, err)
		&& (!any || err_set(err, ERR_CONFLICT, "there is an owner already"));
}

bool
owner_code_make(struct db *db, void *mem, char **code_r, struct err *err)
{
	char *code = secret_random_password(mem);

	if (!nobody_yet(db, err) || !setting_set(db, setting_name, hash_of(mem, code), err))
		return false;
	*code_r = code;
	return true;
}

bool
owner_code_is(struct db *db, void *mem, const char *code, bool *right_r, struct err *err)
{
	const char *kept;

	if (!setting_get(db, mem, setting_name, &kept, err))
		return false;
	*right_r = !str_is_empty(kept) && str_equal_secret(kept, hash_of(mem, code));
	return true;
}

struct creation {
	void *mem;
	const struct owner_new *owner;
	int64_t id;
};

static bool
create(struct db *db, void *arg, struct err *err)
{
	struct creation *creation = arg;
	const struct owner_new *owner = creation->owner;
	bool right;

	/* Two who come at once wait for each other here. */
	if (!setting_lock(db, setting_name, err) || !nobody_yet(db, err)
	    || !owner_code_is(db, creation->mem, owner->code, &right, err))
		return false;
	if (!right)
		return err_set(err, ERR_DENIED, "the code is wrong");
	return user_insert(db, owner->login, owner->password_hash, "owner", owner->lang,
		&creation->id, err) && setting_set(db, setting_name, "", err);
}

bool
owner_create(struct db *db, void *mem, const struct owner_new *owner, int64_t *id_r,
	struct err *err)
{
	struct creation creation = { mem, owner, 0 };

	if (!db_transaction(db, create, &creation, err))
		return false;
	*id_r = creation.id;
	return true;
}
