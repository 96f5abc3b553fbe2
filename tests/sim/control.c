/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/json.h"
#include "fields.h"
#include "media.h"
#include "model.h"
#include "page.h"
#include "request_log.h"
#include "reset.h"
#include "shop.h"
#include "sim.h"
#include "state.h"
#include "webhook.h"
#include "wire.h"
#include "write.h"

/* Answers with the status that fits err. */
static void
refuse(struct call *call, const struct err *err)
{
	int status = err->code == ERR_NOT_FOUND ? 404 : err->code == ERR_CONFLICT ? 409 : 400;

	call_refuse(call, status, err_code_name(err->code), err->text);
}

static void
answer_ok(struct call *call)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_bool(root, "ok", true);
	call_json(call, 200, root);
}

static const struct field writing_fields[] = {
	{ "account", FIELD_I64, offsetof(struct writing, account) },
	{ "chat_id", FIELD_TEXT, offsetof(struct writing, chat_id) },
	{ "chat_type", FIELD_TEXT, offsetof(struct writing, chat_type) },
	{ "item_id", FIELD_I64, offsetof(struct writing, item_id) },
	{ "buyer_id", FIELD_I64, offsetof(struct writing, buyer_id) },
	{ "buyer_name", FIELD_TEXT, offsetof(struct writing, buyer_name) },
	{ "as", FIELD_TEXT, offsetof(struct writing, as) },
	{ "type", FIELD_TEXT, offsetof(struct writing, type) },
	{ "text", FIELD_TEXT, offsetof(struct writing, text) },
	{ "content", FIELD_OBJECT, offsetof(struct writing, content) },
	{ "quote", FIELD_TEXT, offsetof(struct writing, quote) },
	{ "count", FIELD_I64, offsetof(struct writing, count) },
	{ "event_delay_ms", FIELD_I64, offsetof(struct writing, event_delay_ms) },
	{ NULL, 0, 0 }
};

static void
post_message(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct writing writing = { 0 };
	struct message *message;
	struct chat *chat;
	struct err err;

	if (!fields_read_body(call, writing_fields, &writing, &err) ||
	    !write_message(sim, call->mem, &writing, &chat, &message, &err)) {
		refuse(call, &err);
		return;
	}
	json_put_str(root, "chat_id", chat->id);
	json_put_str(root, "message_id", message->id);
	call_json(call, 200, root);
}

static void
put_head(struct json_object *row, const struct chat *chat)
{
	json_put_str(row, "id", chat->id);
	json_put_str(row, "type", chat->type);
	json_put_i64(row, "account", chat->account->user_id);
	if (chat->item != NULL) {
		json_put_i64(row, "item_id", chat->item->id);
		json_put_str(row, "item_title", chat->item->title);
	}
	json_put_i64(row, "buyer_id", chat->buyer_id);
	json_put_str(row, "buyer_name", chat->buyer_name);
	json_put_bool(row, "unread", state_is_unread(chat));
	json_put_i64(row, "created", chat->created);
	json_put_i64(row, "updated", chat->updated);
}

static void
list_chats(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *chats = json_put_array(root, "chats");
	struct account *account;
	struct chat *chat;

	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		TAILQ_FOREACH(chat, &account->chats, by_update) {
			struct json_object *row = json_add_object(chats);

			put_head(row, chat);
			json_put_i64(row, "messages", (int64_t)chat->count);
		}
	}
	call_json(call, 200, root);
}

static void
put_message(void *mem, struct json_object *row, const struct message *message)
{
	struct json_object *content;
	struct err err;

	json_put_str(row, "id", message->id);
	json_put_i64(row, "author_id", message->author_id);
	json_put_str(row, "type", message->type);
	json_put_str(row, "text", message->text);
	json_put_i64(row, "created", message->created);
	json_put_str(row, "via", message->via_api ? "api" : "app");
	if (json_parse_object(mem, message->content, strlen(message->content), &content, &err))
		json_put_value(row, "content", content);
	json_put_bool(row, "is_read", message->is_read);
}

/* The chat with this id, or NULL after answering 404. */
static struct chat *
find_chat(struct sim *sim, struct call *call, const char *id)
{
	struct chat *chat = state_chat(sim->state, str_or(id, ""));

	if (chat == NULL)
		call_refuse(call, 404, "not_found", "no such chat");
	return chat;
}

static void
show_chat(struct sim *sim, struct call *call)
{
	const struct chat *chat = find_chat(sim, call, call->params[0]);
	struct json_object *root = json_new_object(call->mem);

	if (chat == NULL)
		return;
	put_head(root, chat);

	struct json_object *messages = json_put_array(root, "messages");

	for (size_t i = 0; i < chat->count; i++)
		put_message(call->mem, json_add_object(messages), chat->messages[i]);
	call_json(call, 200, root);
}

static void
list_requests(struct sim *sim, struct call *call)
{
	int64_t since;

	if (call_since(call, &since))
		call_json(call, 200, request_log_view(sim->log, call->mem, since));
}

static void
show_model(struct sim *sim, struct call *call)
{
	int64_t since;

	if (call_since(call, &since))
		call_json(call, 200, model_view(sim->model, call->mem, since));
}

/* The body as a JSON object, or NULL after answering 400. */
static struct json_object *
read_document(struct call *call)
{
	struct json_object *document;
	struct err err;

	if (json_parse_object(call->mem, call->body, call->body_len, &document, &err))
		return document;
	call_invalid(call, &err);
	return NULL;
}

static void
put_model(struct sim *sim, struct call *call)
{
	struct json_object *document = read_document(call);
	struct err err;

	if (document == NULL)
		return;
	if (model_script(sim->model, document, &err))
		answer_ok(call);
	else
		call_invalid(call, &err);
}

static void
put_faults(struct sim *sim, struct call *call)
{
	struct json_object *document = read_document(call);
	struct err err;

	if (document == NULL)
		return;
	if (sim_set_faults(sim, document, &err))
		answer_ok(call);
	else
		call_invalid(call, &err);
}

struct reset_words {
	bool sample;
	struct json_object *keep;
};

static const struct field reset_fields[] = {
	{ "sample", FIELD_BOOL, offsetof(struct reset_words, sample) },
	{ "keep", FIELD_ARRAY, offsetof(struct reset_words, keep) },
	{ NULL, 0, 0 }
};

static void
post_reset(struct sim *sim, struct call *call)
{
	struct reset_words words = { .sample = sim->sample };
	struct reset_kept kept = { false, false };
	struct err err;

	if (!fields_read_body(call, reset_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	for (size_t i = 0; i < json_array_len(words.keep); i++) {
		const char *what = json_text(json_array_at(words.keep, i));

		if (str_equal(what, "subscriptions")) {
			kept.subscriptions = true;
		} else if (str_equal(what, "tokens")) {
			kept.tokens = true;
		} else {
			call_refuse(call, 400, "invalid",
				"keep: neither \"subscriptions\" nor \"tokens\"");
			return;
		}
	}
	sim_reset(sim, words.sample, kept);
	answer_ok(call);
}

struct mark_words {
	const char *chat_id, *message_id;
};

static const struct field read_fields[] = {
	{ "chat_id", FIELD_TEXT, offsetof(struct mark_words, chat_id) },
	{ NULL, 0, 0 }
};

static const struct field delete_fields[] = {
	{ "chat_id", FIELD_TEXT, offsetof(struct mark_words, chat_id) },
	{ "message_id", FIELD_TEXT, offsetof(struct mark_words, message_id) },
	{ NULL, 0, 0 }
};

/* The buyer reads. */
static void
post_read(struct sim *sim, struct call *call)
{
	struct mark_words words = { NULL, NULL };
	struct chat *chat;
	struct err err;

	if (!fields_read_body(call, read_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	chat = find_chat(sim, call, words.chat_id);
	if (chat == NULL)
		return;
	state_mark_seen(chat, time_now_ms() / 1000);
	answer_ok(call);
}

/* Whoever wrote it deletes it in the app. */
static void
post_delete(struct sim *sim, struct call *call)
{
	struct mark_words words = { NULL, NULL };
	struct message *message;
	struct chat *chat;
	struct err err;

	if (!fields_read_body(call, delete_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	chat = find_chat(sim, call, words.chat_id);
	if (chat == NULL)
		return;
	message = state_message(chat, str_or(words.message_id, ""));
	if (message == NULL) {
		call_refuse(call, 404, "not_found", "no such message");
		return;
	}
	state_delete_message(message);
	(void)webhook_message(sim, chat, message, 0);
	answer_ok(call);
}

static void
show_webhooks(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	int64_t pending, events;

	webhook_count(sim->webhook, &pending, &events);
	json_put_i64(root, "pending", pending);
	json_put_i64(root, "events", events);
	call_json(call, 200, root);
}

static void
expire_tokens(struct sim *sim, struct call *call)
{
	struct token *token;

	TAILQ_FOREACH(token, &sim->state->tokens, next)
		token->expires_ms = 0;
	answer_ok(call);
}

static const struct route control_routes[] = {
	{ "POST", "/sim/v1/messages", post_message, 0 },
	{ "GET", "/sim/v1/chats", list_chats, 0 },
	{ "GET", "/sim/v1/chats/{}", show_chat, 0 },
	{ "GET", "/sim/v1/requests", list_requests, 0 },
	{ "PUT", "/sim/v1/faults", put_faults, 0 },
	{ "GET", "/sim/v1/model", show_model, 0 },
	{ "PUT", "/sim/v1/model", put_model, 0 },
	{ "POST", "/sim/v1/reset", post_reset, 0 },
	{ "POST", "/sim/v1/read", post_read, 0 },
	{ "POST", "/sim/v1/delete", post_delete, 0 },
	{ "GET", "/sim/v1/webhooks", show_webhooks, 0 },
	{ "POST", "/sim/v1/tokens/expire", expire_tokens, 0 },
	{ NULL, NULL, NULL, 0 }
};

void
control_serve(struct sim *sim, struct call *call)
{
	const struct route *route = call_route(control_routes, call);

	if (route == NULL)
		route = call_route(shop_routes, call);
	if (route == NULL)
		route = call_route(wire_routes, call);
	if (route == NULL)
		route = call_route(page_routes, call);
	if (route == NULL)
		call_refuse(call, 404, "not_found", "no such call; see prilavok-sim(1)");
	else
		route->serve(sim, call);
}
