/* SPDX-License-Identifier: MIT */
/* What the pages of accounts share. */
#ifndef UI_ACCOUNT_PAGE_H
#define UI_ACCOUNT_PAGE_H

#include "shared/request.h"

/* A typed parameter without blanks around, "" when it was left out. */
char *account_param(struct request *req, const char *param);

/* Adds an account and has it checked; one with these keys that was deleted comes back with its
   chats.  Inside a transaction. */
bool account_join(struct db *db, struct request *req, int64_t project_id, const char *name,
	const char *client_id, const char *client_secret, int64_t *id_r, struct err *err);

/* Puts words beside what is missing of the keys. */
bool account_keys_are_given(struct request *req, const char *client_id, const char *client_secret);

/* Rows of Projects to choose from (Id Name On), and CanChoose when there are several. */
bool account_view_shops(struct request *req, int64_t chosen, struct err *err);

/* Back to the page of an account, with the word for its notice. */
bool account_return(struct request *req, int64_t id, const char *done);

#endif
