/* SPDX-License-Identifier: MIT */
/* Chats as rows of the inbox, and their state in a few words. */
#ifndef UI_VIEW_CHAT_H
#define UI_VIEW_CHAT_H

#include "shared/request.h"

struct chat_row;
struct tmpl_node;

/* What the badges of a chat tell. */
struct chat_badges {
	const char *owner;
	int64_t owner_until;
	bool needs_person;
	const char *need_reason;
	int64_t answer_at;
	bool dead;
	bool has_draft;
	const char *owner_login; /* NULL: nobody of ours has it */
};

/* Does a person have the chat at this instant?  A pause that is over does not count. */
bool view_is_persons(const char *owner, int64_t owner_until, int64_t now_ms);

/* Rows of Badges: Kind (call bot me off), Text, and a countdown's Left and Pattern. */
void view_chat_badges(struct request *req, struct tmpl_node *node,
	const struct chat_badges *badges);

/* A text that runs down by the second: Text, and for scripts Left (ms) and Pattern.  Changes nothing
   when nothing is left. */
void view_countdown(struct request *req, struct tmpl_node *node, const char *name,
	int64_t left_ms);

/* Why a person is needed. */
const char *view_need(struct request *req, const char *reason);

void view_chat_row(struct request *req, struct tmpl_node *node, const struct chat_row *row,
	bool with_account);

#endif
