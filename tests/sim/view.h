/* SPDX-License-Identifier: MIT */
/* The shapes in which Avito shows what it holds. */
#ifndef SIM_VIEW_H
#define SIM_VIEW_H

#include <stdbool.h>
#include <stdint.h>

struct chat;
struct item;
struct json_object;
struct message;
struct sim;

/* "15 000 ₽" with U+00A0 between thousands; "" when the listing has no price. */
char *view_price(void *mem, int64_t price);

/* Puts the members of the chat object into object. */
void view_chat(struct sim *sim, void *mem, struct json_object *object, const struct chat *chat);

/* A message of the v3 list. */
void view_message(void *mem, struct json_object *object, const struct chat *chat,
	const struct message *message);

/* The answer to a send. */
struct json_object *view_sent(void *mem, const struct chat *chat, const struct message *message);

/* A row of the list of listings. */
void view_item(struct json_object *object, const struct item *item);

/* The text of a webhook body. */
char *view_event(void *mem, const struct chat *chat, const struct message *message,
	bool published_at);

/* JSON text the way Avito writes it: & as \u0026. */
char *view_escape(void *mem, const char *json);

#endif
