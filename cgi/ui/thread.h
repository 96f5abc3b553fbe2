/* SPDX-License-Identifier: MIT */
/* One chat with everything its page shows; read by chat.c, put into nodes by view_thread.c. */
#ifndef UI_THREAD_H
#define UI_THREAD_H

#include <stddef.h>
#include <stdint.h>

#include "shared/request.h"

struct account;
struct buyer;
struct chat;
struct chat_other;
struct chat_phone;
struct draft;
struct listing;
struct message;
struct message_sum;
struct outbox;
struct outbox_turn;
struct project;
struct tmpl_node;
struct turn;
struct user;

struct thread {
	const char *version;
	struct chat *chat;
	struct account *account;
	struct project *project;
	struct listing *listing;      /* NULL: none */
	struct buyer *buyer;          /* NULL: unknown */
	struct message *messages;     /* oldest first */
	size_t message_count;
	bool has_earlier;
	bool is_live;                 /* these are the newest messages */
	struct outbox *outbox;        /* not sent (yet), oldest first */
	size_t outbox_count;
	struct turn *turns;
	size_t turn_count;
	struct outbox_turn *sent;     /* which turn a sent row belongs to */
	size_t sent_count;
	struct draft *draft;          /* the open one, or NULL */
	struct chat_phone *phones;    /* that the buyer wrote, the newest first */
	size_t phone_count;
	struct chat_other *others;    /* of the same buyer */
	size_t other_count;
	struct message_sum *sum;      /* of what the buyer wrote here */
	const char *kept;             /* what this user has begun to write */
	struct user *users;           /* none where none is named */
	size_t user_count;
	int64_t now_ms;
};

/* Thread.*: Items, State, Need, Draft, Badges, Listing, Buyer and so on; see chat_parts.cs. */
void view_thread(struct request *req, const struct thread *thread);

/* Listing.*, Buyer.*, Phones, Others and the numbers for support; view_side.c. */
void view_side(struct request *req, struct tmpl_node *root, const struct thread *thread);

/* One message: Kind, Class, Id, Text, Note, Hint, Picture, Link, LinkText, Who, When;
   view_message.c. */
void view_message(struct request *req, struct tmpl_node *node, const struct thread *thread,
	const struct message *message);

/* The login of one of us who has a part in this chat; NULL: it is not known. */
const char *view_login(const struct thread *thread, int64_t user_id);

/* What waits or failed to be sent: the same, with State and Detail. */
void view_outbox(struct request *req, struct tmpl_node *node, const struct thread *thread,
	const struct outbox *row);

/* Why a turn ended as it did: Headline, Took, and rows of Lines (Result, Text, Took); view_turn.c. */
void view_turn(struct request *req, struct tmpl_node *node, const struct turn *turn);

#endif
