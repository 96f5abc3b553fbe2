/* SPDX-License-Identifier: MIT */
/*
 * The first owner, made in the browser by whoever has the code that the installation printed.  The
 * database keeps only its hash; it is good for one owner and only while there is nobody at all.  It
 * has 100 random bits, which nobody guesses at any speed.
 */
#ifndef CORE_OWNER_H
#define CORE_OWNER_H

#include <stdint.h>

#include "base/err.h"

struct db;

/* A new code, which replaces the one before.  ERR_CONFLICT when somebody can sign in already. */
bool owner_code_make(struct db *db, void *mem, char **code_r, struct err *err);

/* Is this the code?  For the order of checks; owner_create looks for itself. */
bool owner_code_is(struct db *db, void *mem, const char *code, bool *right_r, struct err *err);

struct owner_new {
	const char *code;          /* as it was typed: case, blanks and hyphens do not matter */
	const char *login;         /* folded */
	const char *password_hash;
	const char *lang;
};

/* ERR_DENIED for a wrong code, ERR_CONFLICT when somebody was faster. */
bool owner_create(struct db *db, void *mem, const struct owner_new *owner, int64_t *id_r,
	struct err *err);

#endif
