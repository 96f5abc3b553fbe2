/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "remote/avito_call.h"

/* Avito writes in its own name as 0 or 1. */
enum { LAST_AVITO_ID = 1 };

/* What can be kept of foreign texts; an address cut short leads nowhere and is dropped. */
enum { MAX_ID = 100, MAX_TITLE = 300, MAX_PRICE = 60, MAX_NAME = 200, MAX_URL = 500 };

static const char *
copy_text(void *mem, struct json_object *object, const char *key, size_t max_chars)
{
	return utf8_shorten(mem, json_opt_str(object, key, ""), max_chars);
}

static const char *
copy_url(void *mem, const char *url)
{
	return mem_strdup(mem, strlen(url) <= MAX_URL ? url : "");
}

static bool
first_text(const char *key, struct json_object *value, void *arg)
{
	const char **text_r = arg;

	(void)key;
	*text_r = json_text(value);
	return *text_r == NULL;
}

/* A small picture if there is one: sizes vary. */
static const char *
pick_image(struct json_object *sizes)
{
	const char *first = NULL;

	(void)json_each(sizes, first_text, &first); /* there may be none */
	return json_opt_str(sizes, "140x105", str_or(first, ""));
}

static struct avito_item
read_item(void *mem, struct json_object *context)
{
	struct json_object *value = NULL;
	struct json_object *images;
	int64_t status_id;

	if (str_equal(json_opt_str(context, "type", ""), "item"))
		value = json_opt_object(context, "value");
	images = json_opt_object(json_opt_object(value, "images"), "main");
	status_id = json_opt_i64(value, "status_id", 0);
	return (struct avito_item){
		.id = json_opt_i64(value, "id", 0),
		.title = copy_text(mem, value, "title", MAX_TITLE),
		.price_text = copy_text(mem, value, "price_string", MAX_PRICE),
		.url = copy_url(mem, json_opt_str(value, "url", "")),
		.image_url = copy_url(mem, pick_image(images)),
		.location = copy_text(mem, json_opt_object(value, "location"), "title", MAX_TITLE),
		.status_id = status_id > 0 && status_id <= INT_MAX ? (int)status_id : 0,
	};
}

static void
read_buyer(void *mem, struct json_object *users, int64_t user_id, struct avito_chat *chat)
{
	for (size_t i = 0; i < json_array_len(users) && chat->buyer_id == 0; i++) {
		struct json_object *user = json_array_at(users, i);
		int64_t id = json_opt_i64(user, "id", 0);

		if (id <= LAST_AVITO_ID || id == user_id)
			continue;
		chat->buyer_id = id;
		chat->buyer_name = copy_text(mem, user, "name", MAX_NAME);
	}
}

bool
avito_chat_read(void *mem, struct json_object *object, int64_t user_id, struct avito_chat *chat_r,
	struct err *err)
{
	struct json_object *last = json_opt_object(object, "last_message");
	const char *id = json_opt_str(object, "id", "");
	struct avito_chat chat = { .buyer_name = "" };
	struct err ignored;

	if (str_is_empty(id) || strlen(id) > MAX_ID)
		return err_set(err, ERR_INVALID, "avito: a chat without a usable id");
	chat.id = mem_strdup(mem, id);
	chat.created_s = avito_read_time(object, "created");
	chat.updated_s = avito_read_time(object, "updated");
	chat.item = read_item(mem, json_opt_object(object, "context"));
	read_buyer(mem, json_opt_array(object, "users"), user_id, &chat);
	chat.has_last = avito_message_parse(mem, last, user_id, &chat.last, &ignored);
	*chat_r = chat;
	return true;
}
