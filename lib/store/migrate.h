/* SPDX-License-Identifier: MIT */
/*
 * Brings the schema to what the files sql/NNN-name.sql say: those not yet in the table
 * schema_version, in order, statement by statement.
 *
 * Invariant: a file stands in schema_version only after its last statement.  One that was killed in
 * the middle starts over, so statements are written to be run again (IF NOT EXISTS and the like).
 * However many hosts start at once, one works; the others wait for it and find nothing to do.  The
 * lock is a row with a holder and a lease that a thread renews, so it outlives no dead host.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct migrate_options {
	const char *url;  /* of the database */
	const char *dir;
	int64_t wait_ms;  /* for another host's migration */
	int64_t lease_ms; /* 0: 30 s */
};

struct migrate_report {
	const char **names; /* of the files that were applied now */
	size_t count;
};

/* ERR_BUSY when another host is still at it after wait_ms; ERR_CONFLICT when the database knows a
   migration that dir does not have (this program is older than it), or when the lease was lost. */
bool migrate_run(void *mem, const struct migrate_options *options, struct migrate_report *report_r,
	struct err *err);

/* How many files of dir wait to be applied. */
bool migrate_pending(void *mem, const struct migrate_options *options, size_t *count_r,
	struct err *err);

/* Statements of text, without the ';' that ends each at the end of a line.  Quotes and comments may
   hold others.  ERR_INVALID for an unfinished statement, quote or comment. */
bool migrate_split(void *mem, const char *text, char ***statements_r, size_t *count_r,
	struct err *err);

#endif
