/* SPDX-License-Identifier: MIT */
/* What the last checks of an account found: one row for each thing that can be wrong. */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "io/db.h"

struct account_check {
	const char *name;   /* network keys access address */
	const char *cause;  /* "": it is well */
	int64_t checked_at;
};

/* What was found now. */
bool account_check_set(struct db *db, int64_t account_id, const char *name, const char *cause,
	struct err *err);

/* All of an account's, at most 20. */
bool account_check_list(struct db *db, void *mem, int64_t account_id,
	struct account_check **checks_r, size_t *count_r, struct err *err);

#endif
