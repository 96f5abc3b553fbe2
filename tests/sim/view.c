/* SPDX-License-Identifier: MIT */
#include "view.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "codec/secret.h"
#include "sim.h"
#include "state.h"

char *
view_price(void *mem, int64_t price)
{
	struct buf *buf = buf_new(mem, 64);
	char *digits = mem_printf(mem, "%" PRId64, price);
	size_t left = strlen(digits);

	if (price < 0)
		return mem_strdup(mem, "");
	for (; left > 0; left--) {
		buf_putc(buf, *digits++);
		if (left > 1 && left % 3 == 1)
			buf_puts(buf, "\u00a0");
	}
	buf_puts(buf, " ₽");
	return mem_strdup(mem, buf_data(buf));
}

char *
view_escape(void *mem, const char *json)
{
	struct buf *buf = buf_new(mem, SIZE_MAX / 2);

	for (const char *amp; (amp = strchr(json, '&')) != NULL; json = amp + 1) {
		buf_write(buf, json, (size_t)(amp - json));
		buf_puts(buf, "\\u0026");
	}
	buf_puts(buf, json);
	return mem_strdup(mem, buf_data(buf));
}

/* 4 is an active listing, 20 a removed one; 10 stands for the rest. */
static int
status_id(const struct item *item)
{
	return str_equal(item->status, "active") ? 4 : str_equal(item->status, "removed") ? 20 : 10;
}

static void
put_context(struct sim *sim, void *mem, struct json_object *object, const struct item *item)
{
	struct json_object *context = json_put_object(object, "context");

	json_put_str(context, "type", "item");

	struct json_object *value = json_put_object(context, "value");

	json_put_i64(value, "id", item->id);
	json_put_str(value, "title", item->title);
	json_put_i64(value, "user_id", item->account->user_id);

	struct json_object *images = json_put_object(value, "images");

	json_put_str(json_put_object(images, "main"), "140x105",
		mem_printf(mem, "%s/sim/files/image/140x105/sample.png", sim->base));
	json_put_i64(images, "count", 1);
	json_put_i64(value, "status_id", status_id(item));
	json_put_str(value, "price_string", view_price(mem, item->price));
	json_put_str(value, "url", item->url);

	struct json_object *location = json_put_object(value, "location");

	json_put_str(location, "title", "Москва");
	json_put_double(location, "lat", 55.599799);
	json_put_double(location, "lon", 37.603954);
}

/* The address of a person's page; the id is not readable in it. */
static char *
profile_url(void *mem, int64_t user_id, const struct item *item)
{
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(mem_printf(mem, "user %" PRId64, user_id), hash);

	char *url = mem_printf(mem, "https://avito.ru/user/%s/profile",
		secret_hex(mem, hash, 16));

	if (item == NULL)
		return url;
	return mem_printf(mem, "%s?id=%" PRId64 "&iid=%" PRId64
		"&src=messenger&page_from=from_item_messenger", url, item->id, item->id);
}

static void
put_user(void *mem, struct json_object *users, const struct chat *chat, int64_t user_id,
	const char *name)
{
	static const char *const sizes[] = { "64x64", "128x128", "256x256" };
	struct json_object *user = json_add_object(users);

	json_put_i64(user, "id", user_id);
	json_put_str(user, "name", name);
	json_put_bool(user, "parsing_allowed", user_id == chat->buyer_id);

	struct json_object *profile = json_put_object(user, "public_user_profile");

	json_put_i64(profile, "user_id", user_id);
	if (chat->item != NULL)
		json_put_i64(profile, "item_id", chat->item->id);

	struct json_object *avatar = json_put_object(profile, "avatar");
	int face = (int)(user_id % 20);

	json_put_str(avatar, "default", mem_printf(mem,
		"https://www.avito.st/stub_avatars/_/%d_256x256.png", face));

	struct json_object *images = json_put_object(avatar, "images");

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		json_put_str(images, sizes[i], mem_printf(mem,
			"https://www.avito.st/stub_avatars/_/%d_%s.png", face, sizes[i]));
	json_put_str(profile, "url", profile_url(mem, user_id, chat->item));
}

static void
put_content(void *mem, struct json_object *object, const struct message *message)
{
	struct json_object *content;
	struct err err;

	if (json_parse_object(mem, message->content, strlen(message->content), &content, &err))
		json_put_value(object, "content", content);
	else
		json_put_object(object, "content");
}

static const char *
direction(const struct chat *chat, const struct message *message)
{
	return message->author_id == chat->account->user_id ? "out" : "in";
}

static void
put_last_message(void *mem, struct json_object *object, const struct chat *chat)
{
	const struct message *message = state_last_visible(chat, time_now_ms());

	if (message == NULL)
		return;

	struct json_object *last = json_put_object(object, "last_message");

	json_put_str(last, "id", message->id);
	json_put_i64(last, "author_id", message->author_id);
	json_put_i64(last, "created", message->created);
	put_content(mem, last, message);
	json_put_str(last, "type", message->type);
	json_put_str(last, "direction", direction(chat, message));
	json_put_i64(last, "delivered", message->created);
}

void
view_chat(struct sim *sim, void *mem, struct json_object *object, const struct chat *chat)
{
	json_put_str(object, "id", chat->id);
	if (chat->item != NULL)
		put_context(sim, mem, object, chat->item);
	json_put_i64(object, "created", chat->created);
	json_put_i64(object, "updated", chat->updated);

	struct json_object *users = json_put_array(object, "users");

	put_user(mem, users, chat, chat->buyer_id, chat->buyer_name);
	put_user(mem, users, chat, chat->account->user_id, chat->account->name);
	put_last_message(mem, object, chat);
}

static void
put_quote(void *mem, struct json_object *object, const struct message *quoted)
{
	struct json_object *quote = json_put_object(object, "quote");

	json_put_str(quote, "id", quoted->id);
	json_put_i64(quote, "author_id", quoted->author_id);
	put_content(mem, quote, quoted);
	json_put_i64(quote, "created", quoted->created);
	json_put_str(quote, "type", quoted->type);
}

void
view_message(void *mem, struct json_object *object, const struct chat *chat,
	const struct message *message)
{
	json_put_str(object, "id", message->id);
	json_put_i64(object, "author_id", message->author_id);
	put_content(mem, object, message);
	json_put_i64(object, "created", message->created);
	json_put_str(object, "direction", direction(chat, message));
	json_put_bool(object, "is_read", message->is_read);
	if (message->read != 0)
		json_put_i64(object, "read", message->read);
	else
		json_put_null(object, "read");
	json_put_str(object, "type", message->type);
	if (message->quote != NULL)
		put_quote(mem, object, message->quote);
}

struct json_object *
view_sent(void *mem, const struct chat *chat, const struct message *message)
{
	struct json_object *object = json_new_object(mem);

	json_put_str(object, "id", message->id);
	json_put_i64(object, "author_id", message->author_id);
	put_content(mem, object, message);
	json_put_i64(object, "created", message->created);
	json_put_str(object, "direction", direction(chat, message));
	json_put_str(object, "type", message->type);
	return object;
}

void
view_item(struct json_object *object, const struct item *item)
{
	json_put_i64(object, "id", item->id);
	json_put_str(object, "title", item->title);
	if (item->price < 0)
		json_put_null(object, "price");
	else
		json_put_i64(object, "price", item->price);
	json_put_str(object, "status", item->status);
	json_put_str(object, "address", item->address);

	struct json_object *category = json_put_object(object, "category");

	json_put_i64(category, "id", 20);
	json_put_str(category, "name", item->category);
	json_put_str(object, "url", item->url);
}

/* "2025-10-09T08:53:20Z": whole seconds, as the webhook has them. */
static char *
format_seconds(void *mem, int64_t at_s)
{
	const char *with_ms = time_format_utc(mem, at_s * 1000);

	return mem_printf(mem, "%.19sZ", with_ms);
}

char *
view_event(void *mem, const struct chat *chat, const struct message *message, bool published_at)
{
	struct json_object *root = json_new_object(mem);

	json_put_str(root, "id", state_uuid(mem));
	json_put_str(root, "version", "v3.0.0");
	json_put_i64(root, "timestamp", time_now_ms() / 1000);

	struct json_object *payload = json_put_object(root, "payload");

	json_put_str(payload, "type", "message");

	struct json_object *value = json_put_object(payload, "value");

	json_put_str(value, "id", message->id);
	json_put_str(value, "chat_id", chat->id);
	json_put_i64(value, "user_id", chat->account->user_id);
	json_put_i64(value, "author_id", message->author_id);
	json_put_i64(value, "created", message->created);
	json_put_str(value, "type", message->type);
	json_put_str(value, "chat_type", chat->type);
	put_content(mem, value, message);
	if (chat->item != NULL)
		json_put_i64(value, "item_id", chat->item->id);
	else
		json_put_null(value, "item_id");
	if (published_at)
		json_put_str(value, "published_at", format_seconds(mem, message->created));
	return view_escape(mem, json_format(mem, root));
}
