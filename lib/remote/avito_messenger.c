/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "remote/avito_call.h"

static const struct avito_method get_chats = {
	AVITO_READ, "GET", "/messenger/v2/accounts/{user_id}/chats" };
static const struct avito_method get_chat = {
	AVITO_READ, "GET", "/messenger/v2/accounts/{user_id}/chats/{chat_id}" };
static const struct avito_method get_messages = {
	AVITO_READ, "GET", "/messenger/v3/accounts/{user_id}/chats/{chat_id}/messages/" };
static const struct avito_method send_text = {
	AVITO_SEND, "POST", "/messenger/v1/accounts/{user_id}/chats/{chat_id}/messages" };
static const struct avito_method read_chat = {
	AVITO_SETTING, "POST", "/messenger/v1/accounts/{user_id}/chats/{chat_id}/read" };
static const struct avito_method subscribe = {
	AVITO_SETTING, "POST", "/messenger/v3/webhook" };
static const struct avito_method unsubscribe = {
	AVITO_SETTING, "POST", "/messenger/v1/webhook/unsubscribe" };
static const struct avito_method subscriptions = {
	AVITO_READ, "POST", "/messenger/v1/subscriptions" };

/* --- lists

   A parsed answer is many times as long as its text, and the caller's mem may live as long as a model
   thinks: the answer goes as soon as it is read, what is kept of it is copied. */

/* Not always told: then a full page means that there may be more. */
static bool
read_has_more(struct json_object *value, size_t count, int limit)
{
	return json_opt_bool(json_opt_object(value, "meta"), "has_more",
		count >= (size_t)limit);
}

static bool
check_chat_types(const char *types, struct err *err)
{
	if (types != NULL && types[strspn(types, "abcdefghijklmnopqrstuvwxyz0123456789,")] != '\0')
		return err_set(err, ERR_INVALID, "avito: chat types are words with commas");
	return true;
}

static bool
read_chats(struct avito *avito, void *mem, struct json_object *value, int limit,
	struct avito_chats *chats_r, struct err *err)
{
	struct json_object *list = json_opt_array(value, "chats");
	struct avito_chats chats = { 0 };
	struct err ignored;
	size_t count;

	if (list == NULL)
		return avito_unusable(avito, &get_chats, "no list of chats", err);
	count = json_array_len(list);
	chats.chats = mem_array(mem, struct avito_chat, count);
	for (size_t i = 0; i < count; i++)
		if (avito_chat_read(mem, json_array_at(list, i), avito->user_id,
			&chats.chats[chats.count], &ignored))
			chats.count++;
	chats.has_more = read_has_more(value, count, limit);
	*chats_r = chats;
	return true;
}

bool
avito_get_chats(struct avito *avito, void *mem, const struct avito_chats_query *query,
	struct avito_chats *chats_r, struct err *err)
{
	struct avito_call call = { .method = &get_chats };
	struct json_object *value;
	void *answer;
	bool got;

	if (!check_chat_types(query->chat_types, err))
		return false;
	answer = mem_context(mem, "answer");
	call.query = mem_printf(answer, "unread_only=%s%s%s&limit=%d&offset=%d",
		query->unread_only ? "true" : "false",
		query->chat_types != NULL ? "&chat_types=" : "", str_or(query->chat_types, ""),
		query->limit, query->offset);
	got = avito_call(avito, answer, &call, &value, err)
		&& read_chats(avito, mem, value, query->limit, chats_r, err);
	mem_free(answer);
	return got;
}

static bool
read_one_chat(struct avito *avito, void *mem, struct json_object *value, struct avito_chat *chat_r,
	struct err *err)
{
	struct err ignored;

	return avito_chat_read(mem, value, avito->user_id, chat_r, &ignored) ||
		avito_unusable(avito, &get_chat, "no chat", err);
}

bool
avito_get_chat(struct avito *avito, void *mem, const char *chat_id, struct avito_chat *chat_r,
	struct err *err)
{
	struct avito_call call = { .method = &get_chat, .chat_id = chat_id };
	void *answer = mem_context(mem, "answer");
	struct json_object *value;
	bool got = avito_call(avito, answer, &call, &value, err)
		&& read_one_chat(avito, mem, value, chat_r, err);

	mem_free(answer);
	return got;
}

static bool
read_messages(struct avito *avito, void *mem, struct json_object *value, int limit,
	struct avito_messages *messages_r, struct err *err)
{
	struct json_object *list = json_is_array(value) ? value : json_opt_array(value, "messages");
	struct avito_messages messages = { 0 };
	struct err ignored;
	size_t count;

	if (list == NULL)
		return avito_unusable(avito, &get_messages, "no list of messages", err);
	count = json_array_len(list);
	messages.messages = mem_array(mem, struct avito_message, count);
	for (size_t i = 0; i < count; i++)
		if (avito_message_parse(mem, json_array_at(list, i), avito->user_id,
			&messages.messages[messages.count], &ignored))
			messages.count++;
	messages.has_more = read_has_more(value, count, limit);
	*messages_r = messages;
	return true;
}

bool
avito_get_messages(struct avito *avito, void *mem, const char *chat_id, int limit, int offset,
	struct avito_messages *messages_r, struct err *err)
{
	struct avito_call call = { .method = &get_messages, .chat_id = chat_id };
	void *answer = mem_context(mem, "answer");
	struct json_object *value;
	bool got;

	call.query = mem_printf(answer, "limit=%d&offset=%d", limit, offset);
	got = avito_call(avito, answer, &call, &value, err)
		&& read_messages(avito, mem, value, limit, messages_r, err);
	mem_free(answer);
	return got;
}

/* --- writing */

bool
avito_send_text(struct avito *avito, void *mem, const char *chat_id, const char *text,
	struct avito_message *message_r, struct err *err)
{
	struct avito_call call = { .method = &send_text, .chat_id = chat_id };
	struct json_object *body = json_new_object(mem), *value;
	struct avito_message message;
	struct err ignored;

	json_put_str(json_put_object(body, "message"), "text", text);
	json_put_str(body, "type", "text");
	call.body = json_format(mem, body);
	if (!avito_call(avito, mem, &call, &value, err))
		return false;
	if (!avito_message_read(mem, value, avito->user_id, avito->user_id, &message, &ignored))
		return avito_unusable(avito, &send_text, "no message id", err);
	message.outgoing = true; /* the documents have an answer that says "in" */
	*message_r = message;
	return true;
}

/* A setting answers {"ok": true}, or nothing. */
static bool
call_setting(struct avito *avito, void *mem, const struct avito_call *call, struct err *err)
{
	struct json_object *value;
	bool is_error;

	if (!avito_call(avito, mem, call, &value, err))
		return false;
	is_error = json_opt_object(value, "error") != NULL ||
		json_opt_str(value, "error", NULL) != NULL;
	return (json_opt_bool(value, "ok", true) && !is_error) ||
		avito_unusable(avito, call->method, "not ok", err);
}

bool
avito_read_chat(struct avito *avito, void *mem, const char *chat_id, struct err *err)
{
	struct avito_call call = { .method = &read_chat, .chat_id = chat_id };

	return call_setting(avito, mem, &call, err);
}

static bool
call_with_url(struct avito *avito, void *mem, const struct avito_method *method, const char *url,
	struct err *err)
{
	struct json_object *body = json_new_object(mem);
	struct avito_call call = { .method = method };

	json_put_str(body, "url", url);
	call.body = json_format(mem, body);
	return call_setting(avito, mem, &call, err);
}

bool
avito_subscribe(struct avito *avito, void *mem, const char *url, struct err *err)
{
	return call_with_url(avito, mem, &subscribe, url, err);
}

bool
avito_unsubscribe(struct avito *avito, void *mem, const char *url, struct err *err)
{
	return call_with_url(avito, mem, &unsubscribe, url, err);
}

bool
avito_subscriptions(struct avito *avito, void *mem, const char ***urls_r, size_t *count_r,
	struct err *err)
{
	struct avito_call call = { .method = &subscriptions };
	struct json_object *value, *list;
	const char **urls;
	size_t count = 0;

	if (!avito_call(avito, mem, &call, &value, err))
		return false;
	list = json_opt_array(value, "subscriptions");
	if (list == NULL)
		return avito_unusable(avito, &subscriptions, "no list of subscriptions", err);
	urls = mem_array(mem, const char *, json_array_len(list));
	for (size_t i = 0; i < json_array_len(list); i++) {
		const char *url = json_opt_str(json_array_at(list, i), "url", "");

		if (url[0] != '\0')
			urls[count++] = mem_strdup(mem, url);
	}
	*urls_r = urls;
	*count_r = count;
	return true;
}
