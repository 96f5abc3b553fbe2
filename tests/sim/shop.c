/* SPDX-License-Identifier: MIT */
#include "shop.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/json.h"
#include "fields.h"
#include "sim.h"
#include "state.h"
#include "view.h"

enum { MAX_CHATS = 100000, MAX_MESSAGES = 1000 };

struct account_words {
	const char *client_id, *client_secret, *name, *email, *phone, *redirect_uri;
	int64_t user_id;
};

#define IN_ACCOUNT(member) offsetof(struct account_words, member)

static const struct field account_fields[] = {
	{ "client_id", FIELD_TEXT, IN_ACCOUNT(client_id) },
	{ "client_secret", FIELD_TEXT, IN_ACCOUNT(client_secret) },
	{ "user_id", FIELD_I64, IN_ACCOUNT(user_id) },
	{ "name", FIELD_TEXT, IN_ACCOUNT(name) },
	{ "email", FIELD_TEXT, IN_ACCOUNT(email) },
	{ "phone", FIELD_TEXT, IN_ACCOUNT(phone) },
	{ "redirect_uri", FIELD_TEXT, IN_ACCOUNT(redirect_uri) },
	{ NULL, 0, 0 }
};

/* Replaces *text by a copy of words, unless there are none. */
static void
set_text(void *mem, const char **text, const char *words)
{
	if (words != NULL)
		*text = mem_strdup(mem, words);
}

/* An account, or new texts for one that is there. */
static void
post_account(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct account_words words = { 0 };
	struct account *account;
	struct err err;

	if (!fields_read_body(call, account_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	account = state_account(sim->state, words.user_id);
	if (account == NULL && (words.user_id == 0 || str_is_empty(words.client_id) ||
				       str_is_empty(words.client_secret))) {
		call_refuse(call, 400, "invalid",
			"client_id, client_secret and user_id are required");
		return;
	}
	if (account == NULL)
		account = state_add_account(sim->state, words.user_id,
			str_or(words.name, "Магазин"), words.client_id, words.client_secret);
	set_text(account, &account->client_id, words.client_id);
	set_text(account, &account->client_secret, words.client_secret);
	set_text(account, &account->name, words.name);
	set_text(account, &account->email, words.email);
	set_text(account, &account->phone, words.phone);
	set_text(account, &account->redirect_uri, words.redirect_uri);
	json_put_i64(root, "user_id", account->user_id);
	call_json(call, 200, root);
}

static void
list_accounts(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *accounts = json_put_array(root, "accounts");
	struct subscription *subscription;
	struct account *account;

	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		struct json_object *row = json_add_object(accounts);

		json_put_i64(row, "user_id", account->user_id);
		json_put_str(row, "name", account->name);
		json_put_str(row, "client_id", account->client_id);
		json_put_i64(row, "last_seen_ms", account->last_seen_ms);

		struct json_object *urls = json_put_array(row, "subscriptions");

		TAILQ_FOREACH(subscription, &account->subscriptions, next)
			json_add_str(urls, subscription->url);
	}
	call_json(call, 200, root);
}

struct item_words {
	const char *title, *status, *address, *category, *url;
	int64_t account, id, price;
};

#define IN_ITEM(member) offsetof(struct item_words, member)

static const struct field item_fields[] = {
	{ "account", FIELD_I64, IN_ITEM(account) },
	{ "id", FIELD_I64, IN_ITEM(id) },
	{ "title", FIELD_TEXT, IN_ITEM(title) },
	{ "price", FIELD_I64, IN_ITEM(price) },
	{ "status", FIELD_TEXT, IN_ITEM(status) },
	{ "address", FIELD_TEXT, IN_ITEM(address) },
	{ "category", FIELD_TEXT, IN_ITEM(category) },
	{ "url", FIELD_TEXT, IN_ITEM(url) },
	{ NULL, 0, 0 }
};

static bool
check_item(const struct item_words *words, const struct account *account, const struct item *item,
	struct err *err)
{
	static const char *const states[] = {
		"active", "removed", "old", "blocked", "rejected", NULL
	};

	if (account == NULL)
		return err_set(err, ERR_INVALID, "no such account");
	if (item == NULL && str_is_empty(words->title))
		return err_set(err, ERR_INVALID, "title is missing");
	if (item != NULL && words->account != 0 && item->account != account)
		return err_set(err, ERR_INVALID, "the listing belongs to another account");
	if (words->status != NULL && str_index(states, words->status) < 0)
		return err_set(err, ERR_INVALID,
			"status is none of active, removed, old, blocked, rejected");
	return true;
}

/* A listing, or changes to one that is there. */
static void
post_item(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct item_words words = { .price = -1 };
	struct account *account;
	struct item *item;
	struct err err;

	if (!fields_read_body(call, item_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	account = words.account != 0 ? state_account(sim->state, words.account) :
		TAILQ_FIRST(&sim->state->accounts);
	item = state_item(sim->state, words.id);
	if (!check_item(&words, account, item, &err)) {
		call_invalid(call, &err);
		return;
	}
	if (item == NULL)
		item = state_add_item(sim->state, account, words.id, words.title, words.price);
	if (words.price >= 0)
		item->price = words.price;
	set_text(item, &item->title, words.title);
	set_text(item, &item->status, words.status);
	set_text(item, &item->address, words.address);
	set_text(item, &item->category, words.category);
	set_text(item, &item->url, words.url);
	json_put_i64(root, "id", item->id);
	call_json(call, 200, root);
}

static void
list_items(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *items = json_put_array(root, "items");
	struct account *account;
	struct item *item;

	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		TAILQ_FOREACH(item, &account->items, next) {
			struct json_object *row = json_add_object(items);

			json_put_i64(row, "account", account->user_id);
			view_item(row, item);
		}
	}
	call_json(call, 200, root);
}

struct history_words {
	int64_t chats, messages, age_s, account, item_id;
};

#define IN_HISTORY(member) offsetof(struct history_words, member)

static const struct field history_fields[] = {
	{ "chats", FIELD_I64, IN_HISTORY(chats) },
	{ "messages", FIELD_I64, IN_HISTORY(messages) },
	{ "age_s", FIELD_I64, IN_HISTORY(age_s) },
	{ "account", FIELD_I64, IN_HISTORY(account) },
	{ "item_id", FIELD_I64, IN_HISTORY(item_id) },
	{ NULL, 0, 0 }
};

/* A chat whose last message, at at_s, is the buyer's; before it both wrote by turns. */
static void
add_old_chat(struct sim *sim, void *mem, const struct chat_place *place, int64_t messages,
	int64_t at_s)
{
	struct chat *chat = state_add_chat(sim->state, place, at_s - messages * 60);

	for (int64_t left = messages; left > 0; left--) {
		bool buyer = left % 2 == 1;
		struct json_object *content = json_new_object(mem);

		json_put_str(content, "text", buyer ? "Здравствуйте, ещё продаёте?" :
			"Здравствуйте! Да, в продаже.");
		(void)state_add_message(chat, buyer ? place->buyer_id : place->account->user_id,
			"text", content, at_s - (left - 1) * 60);
	}
}

static void
post_history(struct sim *sim, struct call *call)
{
	struct history_words words = { .chats = 1, .messages = 1, .age_s = 86400 };
	struct json_object *root = json_new_object(call->mem);
	struct chat_place place = { .type = "u2i", .buyer_name = "Покупатель" };
	struct err err;

	if (!fields_read_body(call, history_fields, &words, &err)) {
		call_invalid(call, &err);
		return;
	}
	place.account = words.account != 0 ? state_account(sim->state, words.account) :
		TAILQ_FIRST(&sim->state->accounts);
	if (place.account != NULL)
		place.item = words.item_id != 0 ? state_item(sim->state, words.item_id) :
			TAILQ_FIRST(&place.account->items);
	if (place.item == NULL || words.chats > MAX_CHATS || words.messages > MAX_MESSAGES) {
		call_refuse(call, 400, "invalid",
			"no such account or listing, or more than 100000 chats or 1000 messages each");
		return;
	}
	for (int64_t n = 0; n < words.chats; n++) {
		place.buyer_id = sim->state->next_buyer++;
		add_old_chat(sim, call->mem, &place, words.messages,
			time_now_ms() / 1000 - words.age_s);
	}
	json_put_i64(root, "chats", words.chats);
	call_json(call, 200, root);
}

const struct route shop_routes[] = {
	{ "GET", "/sim/v1/accounts", list_accounts, 0 },
	{ "POST", "/sim/v1/accounts", post_account, 0 },
	{ "GET", "/sim/v1/items", list_items, 0 },
	{ "POST", "/sim/v1/items", post_item, 0 },
	{ "POST", "/sim/v1/history", post_history, 0 },
	{ NULL, NULL, NULL, 0 }
};
