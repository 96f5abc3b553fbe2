/* SPDX-License-Identifier: MIT */
#include "write.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "media.h"
#include "sim.h"
#include "state.h"
#include "view.h"
#include "webhook.h"

enum { MAX_COUNT = 10000, MAX_TEXT = 100000 };

static const char *const buyer_names[] = {
	"Марина", "Алексей", "Ольга", "Тимур", "Анна", "Игорь", "Светлана", "Дмитрий"
};

/* What can be written; a deletion is not. */
static const char *const types[] = {
	"text", "image", "voice", "link", "item", "location", "call", "file", "video", "appCall",
	"system", NULL
};

/* The first account that has what is asked for. */
static bool
choose_account(struct sim *sim, const struct writing *writing, struct account **account_r,
	struct err *err)
{
	struct item *item = state_item(sim->state, writing->item_id);

	if (writing->account != 0)
		*account_r = state_account(sim->state, writing->account);
	else if (item != NULL)
		*account_r = item->account;
	else
		*account_r = TAILQ_FIRST(&sim->state->accounts);
	if (*account_r == NULL)
		return err_set(err, ERR_NOT_FOUND, "no such account");
	return true;
}

static bool
choose_item(struct sim *sim, const struct writing *writing, struct chat_place *place,
	struct err *err)
{
	if (!str_equal(place->type, "u2i"))
		return true;
	place->item = writing->item_id != 0 ? state_item(sim->state, writing->item_id) :
		TAILQ_FIRST(&place->account->items);
	if (place->item == NULL || place->item->account != place->account)
		return err_set(err, ERR_NOT_FOUND, "the account has no such listing");
	return true;
}

static void
choose_buyer(struct sim *sim, const struct writing *writing, struct chat_place *place)
{
	size_t names = sizeof(buyer_names) / sizeof(buyer_names[0]);

	place->buyer_id = writing->buyer_id;
	if (place->buyer_id == 0)
		place->buyer_id = sim->state->next_buyer++;
	place->buyer_name = str_or(writing->buyer_name,
		buyer_names[(size_t)(place->buyer_id % INT32_MAX) % names]);
}

/* The chat that is meant, made if it is not there yet. */
static bool
find_chat(struct sim *sim, const struct writing *writing, struct chat **chat_r, struct err *err)
{
	struct chat_place place = { .type = str_or(writing->chat_type, "u2i") };

	if (!str_is_empty(writing->chat_id)) {
		*chat_r = state_chat(sim->state, writing->chat_id);
		if (*chat_r == NULL)
			return err_set(err, ERR_NOT_FOUND, "no chat %.60s", writing->chat_id);
		return true;
	}
	if (!str_equal(place.type, "u2i") && !str_equal(place.type, "u2u") &&
	    !str_equal(place.type, "a2u"))
		return err_set(err, ERR_INVALID, "chat_type is none of u2i, u2u, a2u");
	if (!choose_account(sim, writing, &place.account, err) ||
	    !choose_item(sim, writing, &place, err))
		return false;
	choose_buyer(sim, writing, &place);
	*chat_r = state_find_chat(sim->state, &place);
	if (*chat_r == NULL)
		*chat_r = state_add_chat(sim->state, &place, time_now_ms() / 1000);
	return true;
}

static void
put_link(struct json_object *content, const char *text)
{
	struct json_object *link = json_put_object(content, "link");

	json_put_str(link, "text", text);
	json_put_str(link, "url", text);
	json_put_null(link, "preview");
}

static void
put_card(struct sim *sim, void *mem, struct json_object *content, const struct chat *chat)
{
	struct json_object *card = json_put_object(content, "item");

	json_put_str(card, "title", chat->item == NULL ? "Объявление" : chat->item->title);
	json_put_str(card, "price_string",
		view_price(mem, chat->item == NULL ? 1000 : chat->item->price));
	json_put_str(card, "item_url",
		chat->item == NULL ? "https://avito.ru/item_url" : chat->item->url);
	json_put_str(card, "image_url", mem_printf(mem, "%s/sim/files/image/140x105/sample.png",
		sim->base));
}

static void
put_location(struct json_object *content, const char *text)
{
	struct json_object *location = json_put_object(content, "location");

	json_put_str(location, "kind", "street");
	json_put_double(location, "lat", 55.599799);
	json_put_double(location, "lon", 37.603954);
	json_put_str(location, "text", str_or(text, "Москва, Варшавское шоссе"));
	json_put_str(location, "title", str_or(text, "Москва, Варшавское шоссе"));
}

static void
put_call(struct json_object *content, const struct chat *chat)
{
	struct json_object *call = json_put_object(content, "call");

	json_put_str(call, "status", "missed");
	json_put_i64(call, "target_user_id", chat->account->user_id);
}

/* The content of a message of this type when only its words are given. */
static struct json_object *
make_content(struct sim *sim, void *mem, const struct chat *chat, const char *type,
	const char *text)
{
	struct json_object *content = json_new_object(mem);

	if (str_equal(type, "text"))
		json_put_str(content, "text", text);
	else if (str_equal(type, "image"))
		media_put_sizes(sim, mem, json_put_object(json_put_object(content, "image"),
			"sizes"), "sample");
	else if (str_equal(type, "voice"))
		json_put_str(json_put_object(content, "voice"), "voice_id", state_uuid(mem));
	else if (str_equal(type, "link"))
		put_link(content, str_or(text, "habr.com"));
	else if (str_equal(type, "item"))
		put_card(sim, mem, content, chat);
	else if (str_equal(type, "location"))
		put_location(content, text);
	else if (str_equal(type, "call"))
		put_call(content, chat);
	else if (str_equal(type, "system")) {
		json_put_str(content, "flow_id", "flower_161071");
		json_put_str(content, "text", str_or(text, "[Системное сообщение]"));
	}
	return content;
}

/* text with the first {n} as a number. */
static char *
number_text(void *mem, const char *text, int64_t n)
{
	const char *mark = text == NULL ? NULL : strstr(text, "{n}");

	if (mark == NULL)
		return mem_strdup(mem, text);
	return mem_printf(mem, "%.*s%" PRId64 "%s", (int)(mark - text), text, n, mark + 3);
}

static bool
choose_author(const struct writing *writing, const struct chat *chat, int64_t *author_r,
	struct err *err)
{
	const char *as = str_or(writing->as, "buyer");

	if (str_equal(as, "buyer"))
		*author_r = chat->buyer_id;
	else if (str_equal(as, "colleague"))
		*author_r = chat->account->user_id;
	else if (str_equal(as, "avito"))
		*author_r = 0;
	else
		return err_set(err, ERR_INVALID, "as is none of buyer, colleague, avito");
	if (state_is_blocked(chat->account, *author_r))
		return err_set(err, ERR_CONFLICT, "the account has blocked this buyer");
	return true;
}

static bool
check(const struct writing *writing, const char *type, struct err *err)
{
	if (str_index(types, type) < 0)
		return err_set(err, ERR_INVALID, "type %.40s is not known", type);
	if (str_equal(type, "text") && writing->content == NULL && str_is_empty(writing->text))
		return err_set(err, ERR_INVALID, "text is missing");
	if (writing->text != NULL && strlen(writing->text) > MAX_TEXT)
		return err_set(err, ERR_INVALID, "text is too long");
	if (writing->count > MAX_COUNT)
		return err_set(err, ERR_INVALID, "count is above %d", MAX_COUNT);
	if (writing->event_delay_ms < 0 || writing->event_delay_ms > WEBHOOK_LATEST_MS)
		return err_set(err, ERR_INVALID, "event_delay_ms is not within 0..%d",
			WEBHOOK_LATEST_MS);
	return true;
}

bool
write_message(struct sim *sim, void *mem, const struct writing *writing, struct chat **chat_r,
	struct message **message_r, struct err *err)
{
	const char *type = str_or(writing->type, str_equal(writing->as, "avito") ? "system" : "text");
	int64_t count = writing->count > 0 ? writing->count : 1, author = 0;
	struct message *message = NULL;
	struct chat *chat;

	if (!check(writing, type, err) || !find_chat(sim, writing, &chat, err) ||
	    !choose_author(writing, chat, &author, err))
		return false;

	const struct message *quote = str_is_empty(writing->quote) ? NULL :
		state_message(chat, writing->quote);

	for (int64_t n = 1; n <= count; n++) {
		struct json_object *content = writing->content != NULL ? writing->content :
			make_content(sim, mem, chat, type, number_text(mem, writing->text, n));

		message = state_add_message(chat, author, type, content, time_now_ms() / 1000);
		message->quote = quote;
		if (author == chat->account->user_id)
			state_mark_read(chat); /* who answers in the app has seen the chat */
		(void)webhook_message(sim, chat, message, writing->event_delay_ms);
	}
	*chat_r = chat;
	*message_r = message;
	return true;
}
