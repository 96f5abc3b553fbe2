/* SPDX-License-Identifier: MIT */
#include "messenger.h"

#include <string.h>

#include "avito.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "call.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/url.h"
#include "fault.h"
#include "media.h"
#include "sim.h"
#include "state.h"
#include "view.h"
#include "webhook.h"

enum {
	MAX_TEXT = 1000,
	MAX_LIMIT = 100,
	MAX_OFFSET = 1000,
	DELETE_WITHIN_S = 3600
};

/* limit and offset of a list; false after answering 400. */
static bool
read_window(struct call *call, int64_t *limit_r, int64_t *offset_r)
{
	const char *limit = call_query(call, "limit"), *offset = call_query(call, "offset");
	struct err err;

	*limit_r = MAX_LIMIT;
	*offset_r = 0;
	if (limit != NULL && !num_parse_range(limit, 1, MAX_LIMIT, limit_r, &err)) {
		avito_invalid(call, "limit", err.text);
		return false;
	}
	if (offset != NULL && !num_parse_range(offset, 0, MAX_OFFSET, offset_r, &err)) {
		avito_invalid(call, "offset", err.text);
		return false;
	}
	return true;
}

/* Is word in the list parameter, which comes with commas or repeated?  Absent: fallback. */
static bool
in_parameter(const struct call *call, const char *name, const char *word, bool fallback)
{
	size_t len = strlen(word);
	bool present = false;

	for (size_t i = 0; i < call->query->count; i++) {
		if (!str_equal(call->query->pairs[i].name, name))
			continue;
		present = true;
		for (const char *p = call->query->pairs[i].value; p != NULL;) {
			if (strncmp(p, word, len) == 0 && (p[len] == ',' || p[len] == '\0'))
				return true;
			p = strchr(p, ',');
			p = p == NULL ? NULL : p + 1;
		}
	}
	return !present && fallback;
}

static bool
is_wanted(const struct call *call, const struct chat *chat, bool unread_only)
{
	if (chat->count == 0 || (unread_only && !state_is_unread(chat)))
		return false;
	if (!in_parameter(call, "chat_types", chat->type, str_equal(chat->type, "u2i")))
		return false;
	if (call_query(call, "item_ids") == NULL)
		return true;
	return chat->item != NULL && in_parameter(call, "item_ids",
		mem_printf(call->mem, "%lld", (long long)chat->item->id), true);
}

static void
list_chats(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *chats = json_put_array(root, "chats");
	int64_t limit, offset, n = 0;
	bool unread_only = false;
	struct chat *chat;
	struct err err;

	if (!read_window(call, &limit, &offset))
		return;
	if (call_query(call, "unread_only") != NULL &&
	    !num_parse_bool(call_query(call, "unread_only"), &unread_only, &err)) {
		avito_invalid(call, "unread_only", err.text);
		return;
	}
	TAILQ_FOREACH(chat, &call->account->chats, by_update) {
		if (!is_wanted(call, chat, unread_only))
			continue;
		if (n >= offset + limit)
			break;
		if (n++ >= offset)
			view_chat(sim, call->mem, json_add_object(chats), chat);
	}
	json_put_bool(json_put_object(root, "meta"), "has_more", chat != NULL);
	call_json(call, 200, root);
}

/* The account's chat of the path, or NULL after answering 404. */
static struct chat *
find_chat(struct sim *sim, struct call *call)
{
	struct chat *chat = state_chat(sim->state, call->params[1]);

	if (chat != NULL && chat->account == call->account)
		return chat;
	avito_refuse(call, 404, "Not found");
	return NULL;
}

static void
show_chat(struct sim *sim, struct call *call)
{
	const struct chat *chat = find_chat(sim, call);
	struct json_object *root = json_new_object(call->mem);

	if (chat == NULL)
		return;
	view_chat(sim, call->mem, root, chat);
	call_json(call, 200, root);
}

static void
list_messages(struct sim *sim, struct call *call)
{
	const struct chat *chat = find_chat(sim, call);
	struct json_object *root = json_new_object(call->mem);
	struct json_object *messages = json_put_array(root, "messages");
	int64_t limit, offset, n = 0, now_ms = time_now_ms();
	bool more = false;

	if (chat == NULL || !read_window(call, &limit, &offset))
		return;
	for (size_t i = chat->count; i-- > 0 && !more;) {
		if (chat->messages[i]->visible_ms > now_ms)
			continue;
		more = n >= offset + limit;
		if (n++ >= offset && !more)
			view_message(call->mem, json_add_object(messages), chat,
				chat->messages[i]);
	}
	json_put_bool(json_put_object(root, "meta"), "has_more", more);
	call_json(call, 200, sim->faults->avito.array_messages ? messages : root);
}

/* The body as an object, an empty one as {}; NULL after answering 400. */
static struct json_object *
read_body(struct call *call)
{
	struct json_object *body;
	struct err err;

	if (call->body_len == 0)
		return json_new_object(call->mem);
	if (json_parse_object(call->mem, call->body, call->body_len, &body, &err))
		return body;
	avito_refuse(call, 400, "Bad Request");
	return NULL;
}

/* Adds what the account sends through the API, tells the subscribers and answers. */
static void
send(struct sim *sim, struct call *call, struct chat *chat, const char *type,
	struct json_object *content)
{
	int64_t now_ms = time_now_ms();
	struct message *message = state_add_message(chat, call->account->user_id, type, content,
		now_ms / 1000);

	message->via_api = true;
	message->visible_ms = now_ms + sim->faults->listing_delay_ms;

	uint64_t event = webhook_message(sim, chat, message, 0);

	if (sim->faults->webhook.before_answer)
		call->fate.event = event;
	call_json(call, 200, view_sent(call->mem, chat, message));
}

static void
send_text(struct sim *sim, struct call *call)
{
	struct chat *chat = find_chat(sim, call);
	struct json_object *body = chat == NULL ? NULL : read_body(call);
	struct json_object *content = json_new_object(call->mem);

	if (body == NULL)
		return;

	const char *text = json_opt_str(json_opt_object(body, "message"), "text", "");

	if (!str_equal(json_opt_str(body, "type", NULL), "text")) {
		avito_invalid(call, "type", "must be text");
	} else if (str_trim(call->mem, text)[0] == '\0') {
		avito_invalid(call, "message.text", "must not be empty");
	} else if (utf8_length(text) > MAX_TEXT) {
		avito_invalid(call, "message.text", "longer than 1000 characters");
	} else {
		json_put_str(content, "text", text);
		send(sim, call, chat, "text", content);
	}
}

static void
send_image(struct sim *sim, struct call *call)
{
	struct chat *chat = find_chat(sim, call);
	struct json_object *body = chat == NULL ? NULL : read_body(call);
	struct json_object *content = json_new_object(call->mem);

	if (body == NULL)
		return;

	const char *image_id = json_opt_str(body, "image_id", "");

	if (state_image(sim->state, image_id) == NULL) {
		avito_invalid(call, "image_id", "no such image");
		return;
	}
	media_put_sizes(sim, call->mem,
		json_put_object(json_put_object(content, "image"), "sizes"), image_id);
	send(sim, call, chat, "image", content);
}

static void
delete_message(struct sim *sim, struct call *call)
{
	struct chat *chat = find_chat(sim, call);
	struct message *message = chat == NULL ? NULL : state_message(chat, call->params[2]);

	if (chat == NULL)
		return;
	if (message == NULL) {
		avito_refuse(call, 404, "Not found");
	} else if (message->author_id != call->account->user_id) {
		avito_refuse(call, 403, "Forbidden");
	} else if (message->created < time_now_ms() / 1000 - DELETE_WITHIN_S) {
		avito_refuse(call, 400, "Bad Request");
	} else {
		state_delete_message(message);
		(void)webhook_message(sim, chat, message, 0);
		call_json(call, 200, json_new_object(call->mem));
	}
}

static void
answer_ok(struct call *call)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_bool(root, "ok", true);
	call_json(call, 200, root);
}

static void
mark_read(struct sim *sim, struct call *call)
{
	struct chat *chat = find_chat(sim, call);

	if (chat == NULL)
		return;
	state_mark_read(chat);
	answer_ok(call);
}

static void
block_users(struct sim *sim, struct call *call)
{
	struct json_object *body = read_body(call);
	struct json_object *users = body == NULL ? NULL : json_opt_array(body, "users");

	(void)sim;
	if (body == NULL)
		return;
	for (size_t i = 0; i < json_array_len(users); i++) {
		struct json_object *user = json_array_at(users, i);
		int64_t id = json_is_object(user) ? json_opt_i64(user, "user_id", 0) : 0;
		int64_t reason = json_opt_i64(json_opt_object(user, "context"), "reason_id", 4);

		if (id == 0 || reason < 1 || reason > 4) {
			avito_invalid(call, "users", "user_id or reason_id is wrong");
			return;
		}
		state_block(call->account, id);
	}
	if (json_array_len(users) == 0)
		avito_invalid(call, "users", "must not be empty");
	else
		call_json(call, 200, json_new_object(call->mem));
}

/* The url of the body, or NULL after answering 400. */
static const char *
read_url(struct call *call)
{
	struct json_object *body = read_body(call);
	const char *text = body == NULL ? NULL : json_opt_str(body, "url", "");
	struct url *url;
	struct err err;

	if (body == NULL)
		return NULL;
	if (url_parse(call->mem, text, &url, &err) &&
	    (str_equal(url->scheme, "http") || str_equal(url->scheme, "https")))
		return text;
	avito_invalid(call, "url", "not an address");
	return NULL;
}

static void
subscribe(struct sim *sim, struct call *call)
{
	const char *url = read_url(call);
	struct subscription *subscription;

	if (url == NULL)
		return;
	if (sim->faults->avito.single_subscription)
		while ((subscription = TAILQ_FIRST(&call->account->subscriptions)) != NULL)
			state_unsubscribe(call->account, subscription->url);
	state_subscribe(call->account, url);
	if (sim->faults->avito.probe)
		webhook_probe(sim, url);
	answer_ok(call);
}

static void
unsubscribe(struct sim *sim, struct call *call)
{
	const char *url = read_url(call);

	(void)sim;
	if (url == NULL)
		return;
	state_unsubscribe(call->account, url);
	answer_ok(call);
}

static void
list_subscriptions(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *list = json_put_array(root, "subscriptions");
	struct subscription *subscription;

	(void)sim;
	TAILQ_FOREACH(subscription, &call->account->subscriptions, next) {
		struct json_object *row = json_add_object(list);

		json_put_str(row, "url", subscription->url);
		json_put_str(row, "version", "3");
	}
	call_json(call, 200, root);
}

#define CHAT "/accounts/{}/chats/{}"

const struct route messenger_routes[] = {
	{ "GET", "/messenger/v2/accounts/{}/chats", list_chats, 0 },
	{ "GET", "/messenger/v2" CHAT, show_chat, 0 },
	{ "GET", "/messenger/v3" CHAT "/messages/?", list_messages, 0 },
	{ "POST", "/messenger/v1" CHAT "/messages", send_text, 0 },
	{ "POST", "/messenger/v1/accounts/{}/uploadImages", media_upload, 0 },
	{ "POST", "/messenger/v1" CHAT "/messages/image", send_image, 0 },
	{ "POST", "/messenger/v1" CHAT "/messages/{}", delete_message, 0 },
	{ "POST", "/messenger/v1" CHAT "/read", mark_read, 0 },
	{ "GET", "/messenger/v1/accounts/{}/getVoiceFiles", media_voice_links, 0 },
	{ "POST", "/messenger/v2/accounts/{}/blacklist", block_users, 0 },
	{ "POST", "/messenger/v3/webhook", subscribe, 0 },
	{ "POST", "/messenger/v1/webhook/unsubscribe", unsubscribe, 0 },
	{ "POST", "/messenger/v1/subscriptions", list_subscriptions, 0 },
	{ NULL, NULL, NULL, 0 }
};
