/* SPDX-License-Identifier: MIT */
/* Settings of the whole installation, by name. */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include "io/db.h"

/* The value under mem, or NULL in *value_r when it was never set. */
bool setting_get(struct db *db, void *mem, const char *name, const char **value_r,
	struct err *err);

bool setting_set(struct db *db, const char *name, const char *value, struct err *err);

/* Inside a transaction: others that lock this name wait until it ends. */
bool setting_lock(struct db *db, const char *name, struct err *err);

#endif
