/* SPDX-License-Identifier: MIT */
/* The schema, for the commands that need it up to date. */
#ifndef CLI_MIGRATIONS_H
#define CLI_MIGRATIONS_H

#include <stddef.h>

#include "base/err.h"

struct cli;
struct migrate_report;

/* Applies what is missing from the configured folder; waits for other hosts. */
bool migrations_apply(struct cli *cli, struct migrate_report *report_r, struct err *err);

/* How many wait to be applied. */
bool migrations_pending(struct cli *cli, size_t *count_r, struct err *err);

#endif
