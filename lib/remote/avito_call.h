/* SPDX-License-Identifier: MIT */
/*
 * How every method of Avito is called: the address, the headers, what an answer means, and the
 * repeats.  Private to remote/avito_*.c.
 */
#ifndef REMOTE_AVITO_CALL_H
#define REMOTE_AVITO_CALL_H

#include "remote/avito.h"

enum avito_kind {
	AVITO_READ,    /* changes nothing: repeated when it fails */
	AVITO_SETTING, /* done twice is as good as done once: repeated too */
	AVITO_SEND,    /* never repeated, on a connection of its own */
	AVITO_GRANT    /* /token: a form, no bearer, errors in words of OAuth */
};

/* One row of the API's documents. */
struct avito_method {
	enum avito_kind kind;
	const char *name; /* GET or POST */
	const char *path; /* as the document spells it: {user_id} and {chat_id} are filled in */
};

struct avito_call {
	const struct avito_method *method;
	const char *chat_id;
	const char *query; /* encoded; NULL: none */
	const char *body;  /* NULL: none */
};

/* The JSON of an answer that means success; NULL for an empty one, which only a setting may have.
   avito->last tells how it went. */
bool avito_call(struct avito *avito, void *mem, const struct avito_call *call,
	struct json_object **value_r, struct err *err);

/* For a success whose JSON lacks what it must have: fills avito->last and err, returns false. */
bool avito_unusable(struct avito *avito, const struct avito_method *method, const char *what,
	struct err *err);

/* The seconds under key; 0 when not told, or impossible: what is multiplied later must not overflow. */
int64_t avito_read_time(struct json_object *object, const char *key);

/* A message as avito_message_parse reads it, without an author: default_author's. */
bool avito_message_read(void *mem, struct json_object *object, int64_t user_id,
	int64_t default_author, struct avito_message *message_r, struct err *err);

/* One element of "chats".  ERR_INVALID without an id. */
bool avito_chat_read(void *mem, struct json_object *object, int64_t user_id,
	struct avito_chat *chat_r, struct err *err);

#endif
