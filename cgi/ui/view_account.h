/* SPDX-License-Identifier: MIT */
/* An account's standing at Avito in words. */
#ifndef UI_VIEW_ACCOUNT_H
#define UI_VIEW_ACCOUNT_H

#include "shared/request.h"

struct account;
struct account_check;
struct tmpl_node;

/* Adds a row to node's Troubles when something is wrong with the account: Id Name Text Do Level
   When. */
void view_account_trouble(struct request *req, struct tmpl_node *node,
	const struct account *account);

/* Must somebody see to it? */
bool view_account_is_bad(struct request *req, const struct account *account);

/* Everything but the addresses: Id Name ClientId AvitoId Enabled, Status and Webhook (Text Do When
   Level; a level is ok, wait, bad or off), Seen (last event), Connected. */
void view_account(struct request *req, struct tmpl_node *node, const struct account *account);

/* The doctor's lines, in the order in which things are mended: Checks (Title Text Level When Do).  A
   line that was asked for anew and has not come yet is waited for.  Advised: a bad one says what to do,
   so that the Status need not. */
void view_account_checks(struct request *req, struct tmpl_node *node,
	const struct account *account, const struct account_check *checks, size_t count);

/* The latest look at the chats, if there was one: Sync (Running First Gap Chats Pages Began Ended
   Error). */
void view_account_sync(struct request *req, struct tmpl_node *node,
	const struct account *account);

#endif
