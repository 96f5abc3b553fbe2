/* SPDX-License-Identifier: MIT */
/* remote/avito.h: every answer of Avito's.  The first line names the method, answers follow. */
#include "remote/avito.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "http.h"

enum { USER = 94235311 };

static void
check_message(const struct avito_message *message)
{
	FUZZ_MUST(fuzz_valid(message->id)[0] != '\0' && strlen(message->id) <= 64);
	FUZZ_MUST(message->author_id >= 0 && message->created_s >= 0);
	FUZZ_MUST(utf8_length(fuzz_valid(message->type)) <= 16 && message->type[0] != '\0');
	FUZZ_MUST(utf8_length(fuzz_valid(message->text)) <= 10000);
	fuzz_valid(message->content);
}

static void
check_chat(const struct avito_chat *chat)
{
	FUZZ_MUST(fuzz_valid(chat->id)[0] != '\0' && strlen(chat->id) <= 100);
	FUZZ_MUST(chat->buyer_id >= 0 && chat->item.status_id >= 0);
	FUZZ_MUST(utf8_length(fuzz_valid(chat->buyer_name)) <= 200);
	FUZZ_MUST(utf8_length(fuzz_valid(chat->item.title)) <= 300);
	FUZZ_MUST(utf8_length(fuzz_valid(chat->item.price_text)) <= 60);
	FUZZ_MUST(strlen(fuzz_valid(chat->item.url)) <= 500);
	FUZZ_MUST(strlen(fuzz_valid(chat->item.image_url)) <= 500);
	fuzz_valid(chat->item.location);
	if (chat->has_last)
		check_message(&chat->last);
}

static bool
call_token(struct avito *avito, void *mem, struct err *err)
{
	struct avito_token token;

	if (!avito_token(avito, mem, "id", "secret", &token, err))
		return false;
	FUZZ_MUST(fuzz_valid(token.access)[0] != '\0' && token.expires_in_s > 0);
	FUZZ_MUST(strpbrk(token.access, " \r\n") == NULL);
	return true;
}

static bool
call_self(struct avito *avito, void *mem, struct err *err)
{
	struct avito_self self;

	if (!avito_self(avito, mem, &self, err))
		return false;
	FUZZ_MUST(self.id > 0 && utf8_length(fuzz_valid(self.name)) <= 200);
	return true;
}

static bool
call_chats(struct avito *avito, void *mem, struct err *err)
{
	struct avito_chats_query query = { .chat_types = "u2i,u2u", .limit = 100 };
	struct avito_chats chats;

	if (!avito_get_chats(avito, mem, &query, &chats, err))
		return false;
	for (size_t i = 0; i < chats.count; i++)
		check_chat(&chats.chats[i]);
	return true;
}

static bool
call_chat(struct avito *avito, void *mem, struct err *err)
{
	struct avito_chat chat;

	if (!avito_get_chat(avito, mem, "u2i-1", &chat, err))
		return false;
	check_chat(&chat);
	return true;
}

static bool
call_messages(struct avito *avito, void *mem, struct err *err)
{
	struct avito_messages messages;

	if (!avito_get_messages(avito, mem, "u2i-1", 100, 0, &messages, err))
		return false;
	for (size_t i = 0; i < messages.count; i++)
		check_message(&messages.messages[i]);
	return true;
}

static bool
call_send(struct avito *avito, void *mem, struct err *err)
{
	struct avito_message message;

	if (!avito_send_text(avito, mem, "u2i-1", "Да", &message, err))
		return false;
	check_message(&message);
	FUZZ_MUST(message.outgoing);
	return true;
}

static bool
call_read(struct avito *avito, void *mem, struct err *err)
{
	return avito_read_chat(avito, mem, "u2i-1", err);
}

static bool
call_subscribe(struct avito *avito, void *mem, struct err *err)
{
	return avito_subscribe(avito, mem, "https://shop.example/w", err);
}

static bool
call_subscriptions(struct avito *avito, void *mem, struct err *err)
{
	const char **urls;
	size_t count;

	if (!avito_subscriptions(avito, mem, &urls, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		FUZZ_MUST(fuzz_valid(urls[i])[0] != '\0');
	return true;
}

static const struct {
	const char *name;
	bool (*call)(struct avito *avito, void *mem, struct err *err);
} calls[] = {
	{ "token", call_token }, { "self", call_self }, { "chats", call_chats },
	{ "chat", call_chat }, { "messages", call_messages }, { "send", call_send },
	{ "read", call_read }, { "subscribe", call_subscribe },
	{ "subscriptions", call_subscriptions },
};

/* What was sent must never be called harmless, and a read never doubtful. */
static void
check_failure(const char *name, const struct avito *avito, const struct err *err)
{
	bool send = str_equal(name, "send");

	fuzz_valid(err->text);
	FUZZ_MUST(avito->last.outcome != AVITO_OK);
	if (avito->last.outcome == AVITO_LOST || avito->last.outcome == AVITO_SERVER)
		FUZZ_MUST(!send || err->code == ERR_UNCERTAIN);
	if (err->code == ERR_UNCERTAIN)
		FUZZ_MUST(send || str_equal(name, "read") || str_equal(name, "subscribe"));
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct fuzz_input input = { data, len };
	const char *name = fuzz_line(mem, &input);
	struct avito avito = { .http = fuzz_http(mem, &input), .token = "t", .user_id = USER,
		.api_base = "https://api.avito.ru", .auth_base = "https://api.avito.ru" };
	struct err err;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (str_equal(name, calls[i].name) && !calls[i].call(&avito, mem, &err))
			check_failure(name, &avito, &err);
}
