/* SPDX-License-Identifier: MIT */
/*
 * What Avito holds: accounts, listings, chats, messages, tokens, subscriptions.  Under the lock of
 * struct sim.  Nothing here sends or checks anything; it only keeps.
 */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct json_object;

enum {
	ID_LEN = 32,
	CHAT_BUCKETS = 16384,
	TOKEN_TTL_S = 86400,
	BUYER_FIRST = 94235311 /* id of the first buyer */
};

struct item {
	int64_t id;
	const char *title;
	int64_t price; /* roubles, -1 when there is none */
	const char *status;
	const char *address;
	const char *category;
	const char *url;
	struct account *account;
	TAILQ_ENTRY(item) next;
};

struct message {
	char id[ID_LEN + 1];
	int64_t author_id;   /* 0: Avito */
	int64_t created;     /* seconds */
	const char *type;
	const char *content; /* JSON text of an object */
	const char *text;    /* what a person reads, or NULL */
	const char *voice_id; /* of a voice message, else NULL */
	bool via_api;
	bool is_read;        /* by the account */
	bool told;           /* a subscriber took its webhook with 200 */
	int64_t read;        /* when the buyer read it, 0: not yet */
	int64_t visible_ms;  /* lists do not show it before */
	const struct message *quote;
};

struct chat {
	const char *id;
	const char *type; /* u2i u2u a2u */
	struct account *account;
	struct item *item; /* u2i only */
	int64_t buyer_id;
	const char *buyer_name;
	int64_t created, updated; /* seconds */
	struct message **messages; /* oldest first */
	size_t count, size;
	char *event;                    /* body of the newest webhook, or NULL */
	const struct message *event_of; /* the message it told about, and as what */
	const char *event_type;
	TAILQ_ENTRY(chat) by_update;
	LIST_ENTRY(chat) by_id, by_buyer;
};
TAILQ_HEAD(chat_list, chat);
LIST_HEAD(chat_bucket, chat);

struct subscription {
	const char *url;
	int failures; /* in a row */
	TAILQ_ENTRY(subscription) next;
};

struct token {
	const char *access, *refresh, *scope; /* the latter two for the code flow only */
	int64_t expires_ms;
	struct account *account;
	TAILQ_ENTRY(token) next;
};

struct blocked {
	int64_t user_id;
	LIST_ENTRY(blocked) next;
};

struct account {
	int64_t user_id;
	const char *name, *client_id, *client_secret, *email, *phone, *redirect_uri;
	int64_t last_seen_ms; /* last authorised call */
	TAILQ_HEAD(, item) items;
	struct chat_list chats; /* newest first */
	TAILQ_HEAD(, subscription) subscriptions;
	LIST_HEAD(, blocked) blacklist;
	TAILQ_ENTRY(account) next;
};

/* An uploaded picture. */
struct image {
	const char *id, *type;
	const char *data; /* kept for as long as the state */
	size_t len;
	LIST_ENTRY(image) next;
};

/* An authorization code that was not used yet. */
struct grant {
	const char *code, *scope;
	struct account *account;
	LIST_ENTRY(grant) next;
};

struct state {
	TAILQ_HEAD(, account) accounts;
	TAILQ_HEAD(, token) tokens; /* newest first */
	LIST_HEAD(, grant) grants;
	LIST_HEAD(, rate) rates; /* see rate.h */
	LIST_HEAD(, image) images;
	struct chat_bucket by_id[CHAT_BUCKETS], by_buyer[CHAT_BUCKETS];
	int64_t next_buyer, next_item, next_image;
};

/* The place of a chat, as the control interface names it. */
struct chat_place {
	struct account *account;
	struct item *item; /* NULL but for u2i */
	const char *type;
	int64_t buyer_id;
	const char *buyer_name;
};

struct state *state_new(void *mem);

/* Ids as Avito makes them, under mem. */
char *state_random_id(void *mem, size_t len);
char *state_uuid(void *mem);

/* An account without anything; texts are copied. */
struct account *state_add_account(struct state *state, int64_t user_id, const char *name,
	const char *client_id, const char *client_secret);
struct account *state_account(struct state *state, int64_t user_id);
struct account *state_client(struct state *state, const char *client_id);

/* id 0: the next free one.  Fields that the caller does not set are plausible. */
struct item *state_add_item(struct state *state, struct account *account, int64_t id,
	const char *title, int64_t price);
struct item *state_item(struct state *state, int64_t id);

struct chat *state_chat(struct state *state, const char *id);
struct chat *state_find_chat(struct state *state, const struct chat_place *place);
struct chat *state_add_chat(struct state *state, const struct chat_place *place, int64_t at_s);

/* A message at the end of the chat, which becomes the account's newest.  content is the object of
   its type.  A buyer who writes has read all that was there, and so has the account. */
struct message *state_add_message(struct chat *chat, int64_t author_id, const char *type,
	struct json_object *content, int64_t at_s);
struct message *state_message(struct chat *chat, const char *id);
/* The message stays as an empty one of type deleted. */
void state_delete_message(struct message *message);
/* The newest message that lists may show now, or NULL. */
struct message *state_last_visible(const struct chat *chat, int64_t now_ms);
/* Something from the other side that the account has not read? */
bool state_is_unread(const struct chat *chat);
void state_mark_read(struct chat *chat);
/* The buyer reads. */
void state_mark_seen(struct chat *chat, int64_t at_s);

struct token *state_add_token(struct state *state, struct account *account, int64_t ttl_s);
struct token *state_token(struct state *state, const char *access);

void state_subscribe(struct account *account, const char *url);
void state_unsubscribe(struct account *account, const char *url);

void state_block(struct account *account, int64_t user_id);
bool state_is_blocked(const struct account *account, int64_t user_id);

const struct image *state_add_image(struct state *state, const char *type, const char *data,
	size_t len);
const struct image *state_image(struct state *state, const char *id);

/* Is there a voice message with this voice id in one of the account's chats? */
bool state_has_voice(const struct account *account, const char *voice_id);

#endif
