/* SPDX-License-Identifier: MIT */
/*
 * Avito's API, one function per method, named after it (messenger.json, auth.json, user.json).
 * Blocking.  Reads are repeated here (at most three tries, growing jittered pauses, Retry-After
 * obeyed up to 5 s); sends never are.  Ids of people and listings are 64-bit, chat and message ids
 * opaque text.
 *
 * A failure fills err and avito->last; what can have happened is in err->code:
 *   ERR_DENIED     401, 402, 403                    ERR_NOT_FOUND  404
 *   ERR_LIMITED    429                              ERR_INVALID    other 4xx: refused, nothing done
 *   ERR_BUSY       nothing reached Avito's API      ERR_UPSTREAM   a read failed for good
 *   ERR_UNCERTAIN  a send may have been accepted (5xx, unusable 2xx, cut, time-out)
 */
#ifndef REMOTE_AVITO_H
#define REMOTE_AVITO_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct http;

enum avito_outcome {
	AVITO_OK,
	AVITO_TOKEN,       /* 401, or 403 with "access token" in the body: a new token helps */
	AVITO_FORBIDDEN,   /* any other 403: rights, or an employee's key */
	AVITO_BLOCKED,     /* 403 with a page: what stands before Avito turns our address away */
	AVITO_TARIFF,      /* 402: no subscription with messenger access */
	AVITO_NOT_FOUND,
	AVITO_RATE,
	AVITO_REJECTED,    /* other 4xx */
	AVITO_SERVER,      /* 5xx, 408, 425, or 2xx that cannot be understood */
	AVITO_UNREACHABLE, /* nothing was sent */
	AVITO_LOST         /* sent, no answer */
};

struct avito_last {
	enum avito_outcome outcome;
	int status;             /* HTTP, 0 when there was no answer */
	int64_t retry_after_ms; /* -1 when not told */
};

/* One account's view of the API.  Filled by the caller, used by one thread. */
struct avito {
	struct http *http;
	const char *api_base;  /* "https://api.avito.ru", no slash at the end */
	const char *auth_base; /* where /token is; usually the same */
	const char *token;     /* access token; NULL only for avito_token */
	int64_t user_id;       /* of the account; 0 only before avito_self */
	int timeout_ms;        /* 0: 15000 */
	struct avito_last last;
};

struct avito_token {
	const char *access;
	int64_t expires_in_s; /* at most a year */
};

/* How far our clock is ahead of Avito's, as the answers of its API tell (the first, then any two in a
   row that agree); in whole minutes, and 0 for less than a minute and a half.  Also below 0. */
int64_t avito_clock_ahead_ms(void);

/* POST /token, grant client_credentials.  Refused credentials: ERR_DENIED with AVITO_REJECTED. */
bool avito_token(struct avito *avito, void *mem, const char *client_id, const char *client_secret,
	struct avito_token *token_r, struct err *err);

struct avito_self {
	int64_t id;
	const char *name;
};

/* GET /core/v1/accounts/self */
bool avito_self(struct avito *avito, void *mem, struct avito_self *self_r, struct err *err);

struct avito_message {
	const char *id;
	int64_t author_id;
	int64_t created_s;     /* 0 when not told */
	const char *type;      /* "text", "image", ...; never NULL */
	const char *text;      /* what a person reads of it (text, link text, transcript words of a
	                          system message, title of a card), "" when nothing */
	const char *content;   /* the JSON of content, compact */
	bool outgoing;
};

/* The same fields out of a webhook's payload.value or an API's message object.  ERR_INVALID without
   an id or author.  struct json_object as in codec/json.h. */
struct json_object;
bool avito_message_parse(void *mem, struct json_object *object, int64_t user_id,
	struct avito_message *message_r, struct err *err);

struct avito_item {
	int64_t id;            /* 0: the chat is not about an item */
	const char *title, *price_text, *url, *image_url, *location;
	int status_id;
};

struct avito_chat {
	const char *id;
	int64_t created_s, updated_s; /* 0 when not told */
	struct avito_item item;
	int64_t buyer_id;      /* 0 when not told */
	const char *buyer_name;
	bool has_last;
	struct avito_message last;
};

struct avito_chats {
	struct avito_chat *chats;
	size_t count;
	bool has_more;
};

struct avito_chats_query {
	bool unread_only;
	const char *chat_types; /* "u2i,u2u" */
	int limit;              /* 1..100 */
	int offset;             /* 0..1000 */
};

/* GET /messenger/v2/accounts/{user}/chats.  A malformed chat is left out, not fatal. */
bool avito_get_chats(struct avito *avito, void *mem, const struct avito_chats_query *query,
	struct avito_chats *chats_r, struct err *err);

/* GET /messenger/v2/accounts/{user}/chats/{chat} */
bool avito_get_chat(struct avito *avito, void *mem, const char *chat_id, struct avito_chat *chat_r,
	struct err *err);

struct avito_messages {
	struct avito_message *messages; /* newest first */
	size_t count;
	bool has_more;
};

/* GET /messenger/v3/accounts/{user}/chats/{chat}/messages/ ; object and bare array understood */
bool avito_get_messages(struct avito *avito, void *mem, const char *chat_id, int limit, int offset,
	struct avito_messages *messages_r, struct err *err);

/* POST /messenger/v1/accounts/{user}/chats/{chat}/messages on a connection of its own, once.
   text: at most 1000 code points.  True only with a message id in the answer. */
bool avito_send_text(struct avito *avito, void *mem, const char *chat_id, const char *text,
	struct avito_message *message_r, struct err *err);

/* POST /messenger/v1/accounts/{user}/chats/{chat}/read */
bool avito_read_chat(struct avito *avito, void *mem, const char *chat_id, struct err *err);

/* POST /messenger/v3/webhook, POST /messenger/v1/webhook/unsubscribe */
bool avito_subscribe(struct avito *avito, void *mem, const char *url, struct err *err);
bool avito_unsubscribe(struct avito *avito, void *mem, const char *url, struct err *err);

/* POST /messenger/v1/subscriptions: the URLs that stand there. */
bool avito_subscriptions(struct avito *avito, void *mem, const char ***urls_r, size_t *count_r,
	struct err *err);

#endif
