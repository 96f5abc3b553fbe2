/* SPDX-License-Identifier: MIT */
/*
 * The addresses of the accounts, as this process knows them: read again every few seconds, and when
 * an unknown one comes.  Any number of threads may ask.
 */
#ifndef WEBHOOK_DIRECTORY_H
#define WEBHOOK_DIRECTORY_H

#include <stdint.h>

#include "base/err.h"

struct clerk;
struct directory;

/* Reads nothing yet. */
struct directory *directory_new(void *mem, struct clerk *clerk);

/* The account with this token, compared in constant time; token NULL: the only account there is.
   ERR_NOT_FOUND when there is none.  While the database is away what was read last serves. */
bool directory_find(struct directory *directory, const char *token, int64_t *account_id_r,
	struct err *err);

#endif
