/* SPDX-License-Identifier: MIT */
/*
 * The list of chats: a page of its own, and on a wide screen what stands beside a chat.  Its tab
 * and what was searched for travel in the links, so that a chat is left for the list it was opened
 * from.
 */
#ifndef UI_INBOX_H
#define UI_INBOX_H

#include <stddef.h>
#include <stdint.h>

#include "core/search.h"
#include "shared/request.h"
#include "store/chat.h"

struct account;
struct message;

struct inbox {
	enum chat_tab tab;
	const char *link;             /* "?tab=bot": what was asked for, to go on with; "" for nothing */
	const char *more;             /* the same behind another parameter: "&tab=bot" */
	const char *words;            /* what is searched for; NULL: nothing */
	struct search search;
	struct search_found found;
	bool is_too_much;             /* the search gave up */
	struct message *matches;      /* messages that matched, of the rows, by their ids */
	size_t match_count;
	int64_t open_id;              /* the chat that is open beside the list; 0: none */
	struct chat_row *rows;
	size_t count;
	struct chat_counts counts;
	struct account *accounts;
	size_t account_count;
	const char *version;
};

/* The state of the list as it stands in the request's parameters.  Without a tab it is fallback's. */
void inbox_begin(const struct request *req, enum chat_tab fallback, struct inbox *inbox_r);

/* A word that differs once anything the list shows has changed.  Spans of time are shown in
   minutes, so each minute makes a new one. */
bool inbox_read_version(struct request *req, struct inbox *inbox, struct err *err);

/* The same out of a word that chat_versions gave for the list. */
const char *inbox_version(struct request *req, const char *word);

/* Everything but the version, behind this last_message_at and id (0, 0: from the top). */
bool inbox_read(struct request *req, int64_t before_at, int64_t before_id, struct inbox *inbox,
	struct err *err);

/* Inbox.*: Tabs, Rows, Troubles, More and so on; see chats_parts.cs. */
void inbox_view(struct request *req, const struct inbox *inbox);

#endif
