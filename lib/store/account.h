/* SPDX-License-Identifier: MIT */
/*
 * Avito accounts and their access tokens.  Secrets come in and go out in clear and are sealed on the
 * way to the table, bound to their row.  Status says what the last check found, with its time.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "io/db.h"

struct secret_key;

struct account {
	int64_t id;
	int64_t project_id;
	const char *name;
	int64_t avito_user_id;      /* 0 until Avito told it */
	const char *client_id;
	bool enabled;
	const char *webhook_token;
	const char *status;         /* new ok needs_reauth no_access unreachable */
	const char *status_text;
	int64_t status_at;
	const char *webhook_state;  /* none ours foreign failed */
	const char *webhook_url;
	int64_t webhook_at;
	int64_t webhook_seen_at;
	int64_t connected_at;       /* 0 until the first successful check */
	int64_t synced_at;          /* chats that changed before need no look; 0: none was finished */
	const char *webhook_take;   /* this foreign webhook may be replaced; "" none */
	int64_t sync_began_at;      /* the latest look at the chats */
	int64_t sync_ended_at;      /* before sync_began_at: it is under way */
	int64_t sync_chats;         /* that may have news, seen by it so far */
	int64_t sync_pages;
	const char *sync_error;     /* what ended it, "" when nothing did */
	int64_t sync_gap_at;        /* since when looks leave something out; 0: they do not */
	int64_t deleted_at;         /* 0: not; its chats stay readable */
	const char *sealed_secret;  /* another one with each entry of keys; "" when they were forgotten */
};

bool account_find(struct db *db, void *mem, int64_t id, struct account **account_r, struct err *err);

/* Inside a transaction, until whose end nobody else changes it. */
bool account_lock(struct db *db, void *mem, int64_t id, struct account **account_r, struct err *err);

bool account_find_by_client(struct db *db, void *mem, const char *client_id,
	struct account **account_r, struct err *err);

/* All accounts that were not deleted, oldest first; at most 1000. */
bool account_list(struct db *db, void *mem, struct account **accounts_r, size_t *count_r,
	struct err *err);

/* Adds an account with a fresh webhook token.  Inside or outside a transaction. */
bool account_insert(struct db *db, const struct secret_key *key, int64_t project_id,
	const char *name, const char *client_id, const char *client_secret, int64_t *id_r,
	struct err *err);

/* New keys; in the same statement the stored access token is forgotten. */
bool account_set_keys(struct db *db, const struct secret_key *key, int64_t id,
	const char *client_id, const char *client_secret, struct err *err);

/* In clear.  ERR_DENIED when it was sealed with another key or for another account. */
bool account_open_secret(void *mem, const struct secret_key *key, const struct account *account,
	char **secret_r, struct err *err);

/* Were no keys entered, the same ones or others, between the reading of the one and of the other? */
bool account_has_keys_of(const struct account *account, const struct account *other);

bool account_set_enabled(struct db *db, int64_t id, bool enabled, struct err *err);
bool account_set_name(struct db *db, int64_t id, const char *name, struct err *err);

/* What a check found.  text is for the owner: the cause in short words of the service. */
bool account_set_status(struct db *db, int64_t id, const char *status, const char *text,
	struct err *err);

/* Avito's own id and name; connected_at becomes now if it never was.  ERR_CONFLICT when another
   account has this id. */
bool account_set_identity(struct db *db, int64_t id, int64_t avito_user_id, const char *name,
	struct err *err);
bool account_set_webhook(struct db *db, int64_t id, const char *state, const char *url,
	struct err *err);
bool account_set_webhook_seen(struct db *db, int64_t id, struct err *err);

/* The foreign webhook that may be replaced, as a person saw it; "" none. */
bool account_set_webhook_take(struct db *db, int64_t id, const char *url, struct err *err);

/* A look at the chats: it begins, has seen so many, and ends well (cause "") or with a cause.  whole:
   no chat that changed was left out; then its begin becomes synced_at.  Otherwise synced_at stays for a
   day, so that later looks meet what was left out, and is moved past it then; after the first look it
   is the connection. */
bool account_sync_begin(struct db *db, int64_t id, struct err *err);
bool account_sync_page(struct db *db, int64_t id, int64_t chats, struct err *err);
bool account_sync_end(struct db *db, int64_t id, const char *cause, bool whole, struct err *err);

/* Which assistant answers for it. */
bool account_set_project(struct db *db, int64_t id, int64_t project_id, struct err *err);

/* Off for good: it is in no list and its Avito profile may be connected anew.  The keys stay until
   account_forget_keys, so that the webhook can be taken down.  Its chats stay. */
bool account_delete(struct db *db, int64_t id, struct err *err);

/* Of a deleted account; of one that has come back meanwhile nothing is forgotten. */
bool account_forget_keys(struct db *db, int64_t id, struct err *err);

/* A deleted account with these keys comes back with its chats.  ERR_NOT_FOUND when there is none. */
bool account_revive(struct db *db, void *mem, const char *client_id, int64_t *id_r,
	struct err *err);

struct token {
	const char *access;
	int64_t expires_at;  /* by the database's clock */
	int64_t generation;
	int64_t refusals;    /* of those in a row before it: see struct token_past */
};

/* The stored token.  ERR_NOT_FOUND when there is none or its lifetime is over. */
bool token_find(struct db *db, void *mem, const struct secret_key *key, int64_t account_id,
	struct token **token_r, struct err *err);

/* Inside a transaction.  lifetime_ms: how long it is to be used, somewhat less than Avito allows. */
bool token_store(struct db *db, const struct secret_key *key, int64_t account_id,
	const char *access, int64_t lifetime_ms, struct err *err);

/* What became of an account's latest token. */
struct token_past {
	int64_t age_ms;
	int64_t refusals; /* tokens in a row that were refused before they had served for a while */
};

/* ERR_NOT_FOUND when it never had one. */
bool token_past(struct db *db, void *mem, int64_t account_id, struct token_past **past_r,
	struct err *err);

/* Marks the token of this generation as refused, once however often it is told; a newer one stays.
   refusals_r: as in struct token_past, this one included; 0 when it is not the latest. */
bool token_refused(struct db *db, int64_t account_id, int64_t generation, int64_t *refusals_r,
	struct err *err);

/* What a token is for has been done with it: it ends the row of refusals. */
bool token_served(struct db *db, int64_t account_id, struct err *err);

#endif
