/* SPDX-License-Identifier: MIT */
/* An account's standing at Avito in words. */
#ifndef UI_VIEW_ACCOUNT_H
#define UI_VIEW_ACCOUNT_H

#include "shared/request.h"

struct account;
struct tmpl_node;

/* Adds a row to node's Troubles when something is wrong with the account: Id Name Text Do When. */
void view_account_trouble(struct request *req, struct tmpl_node *node,
	const struct account *account);

/* Must somebody see to it? */
bool view_account_is_bad(struct request *req, const struct account *account);

/* Everything but the addresses: Id Name ClientId AvitoId Enabled, Status and Webhook (Text Do When
   Level; a level is ok, wait, bad or off), Seen (last event), Synced, Connected. */
void view_account(struct request *req, struct tmpl_node *node, const struct account *account);

#endif
