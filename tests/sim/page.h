/* SPDX-License-Identifier: MIT */
/*
 * The page at /sim/, on which one writes as a buyer, a colleague or Avito and sees the chats as
 * Avito holds them.  Works without scripts; with them it keeps itself up to date.
 */
#ifndef SIM_PAGE_H
#define SIM_PAGE_H

#include "call.h"

struct sim;

extern const struct route page_routes[];

/* What an application asks of an account's owner. */
struct consent {
	const char *client_id, *client_name, *scope, *state, *redirect_uri;
};

/* The consent page of the code flow. */
void page_consent(struct sim *sim, struct call *call, const struct consent *consent);

#endif
