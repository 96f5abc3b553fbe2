/* SPDX-License-Identifier: MIT */
#include "page_show.h"

#include <inttypes.h>
#include <string.h>

#include "asking.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "delivery_log.h"
#include "io/tmpl.h"
#include "page_words.h"
#include "request_log.h"
#include "sim.h"
#include "state.h"
#include "view.h"

enum { CHATS_SHOWN = 50, WIRE_SHOWN = 15, PREVIEW_CHARS = 80, FACES = 6 };

/* Which drawing fits a title; the first letter is left out because it may be a capital. */
static const char *
drawing_of(const char *title)
{
	static const char *const drawings[][2] = {
		{ "иван-кровать", "sofabed" }, { "ровать", "sofabed" }, { "ofa bed", "sofabed" },
		{ "иван", "sofa" },            { "ofa", "sofa" },       { "ресло", "armchair" },
		{ "rmchair", "armchair" },     { "тул", "armchair" },   { "уф ", "pouf" },
		{ "ouf", "pouf" },             { "тол", "table" },      { "able", "table" },
	};

	for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++)
		if (strstr(title, drawings[i][0]) != NULL)
			return drawings[i][1];
	return "thing";
}

static char *
drawing_path(void *mem, const struct item *item)
{
	return mem_printf(mem, "/sim/static/sim-%s.svg",
		item == NULL ? "thing" : drawing_of(item->title));
}

/* What stands for a message without words. */
static const char *
describe(const struct page_show *show, const struct message *message)
{
	if (message->text != NULL)
		return message->text;
	return str_or(page_words_find(show->tmpl, "Kind", message->type), message->type);
}

static const char *
side_of(const struct chat *chat, const struct message *message)
{
	return message->author_id == chat->account->user_id ? "shop" :
		message->author_id == chat->buyer_id ? "buyer" : "avito";
}

/* A picture's address without its host, or NULL.  Not below /sim/files/, which is logged as a call
   of Avito's clients. */
static char *
picture_path(void *mem, const char *url)
{
	static const char folder[] = "/sim/files/image/640x480/";
	const char *path = strstr(str_or(url, ""), folder);

	return path == NULL ? NULL : mem_printf(mem, "/sim/pictures/%s", path + strlen(folder));
}

static void
show_content(const struct page_show *show, struct tmpl_node *row, const struct chat *chat,
	const struct message *message)
{
	struct json_object *content, *part;
	struct err err;

	if (!json_parse_object(show->mem, message->content, strlen(message->content), &content, &err))
		return;
	part = json_opt_object(content, message->type);
	if (str_equal(message->type, "image")) {
		tmpl_set(row, "Image", picture_path(show->mem,
			json_opt_str(json_opt_object(part, "sizes"), "640x480", NULL)));
	} else if (str_equal(message->type, "item")) {
		tmpl_set(row, "Image", drawing_path(show->mem, chat->item));
		tmpl_set(row, "Title", json_opt_str(part, "title", NULL));
		tmpl_set(row, "Note", json_opt_str(part, "price_string", NULL));
	} else if (str_equal(message->type, "location")) {
		tmpl_set(row, "Title", json_opt_str(part, "title", NULL));
	} else if (str_equal(message->type, "link")) {
		tmpl_set(row, "Title", json_opt_str(part, "text", NULL));
	}
}

/* How far a buyer's message has come, as far as Avito knows. */
static const char *
mark_of(const struct message *message)
{
	return message->is_read ? "read" : message->told ? "told" : "sent";
}

static void
show_message(const struct page_show *show, struct tmpl_node *row, const struct chat *chat,
	const struct message *message)
{
	const char *side = side_of(chat, message);

	tmpl_set(row, "Id", message->id);
	tmpl_set(row, "Side", side);
	tmpl_set(row, "Kind", message->type);
	tmpl_set(row, "Text", describe(show, message));
	tmpl_set(row, "Time", page_words_clock(show->mem, message->created));
	if (str_equal(side, "shop"))
		tmpl_set(row, "Via", message->via_api ? "api" : "app");
	if (str_equal(side, "buyer"))
		tmpl_set(row, "Mark", mark_of(message));
	tmpl_set_flag(row, "Wordless", message->text == NULL);
	show_content(show, row, chat, message);
}

/* Is a model thinking about the buyer's last words at this very moment? */
static bool
is_being_answered(const struct page_show *show, const struct chat *chat)
{
	const struct message *last = chat->count == 0 ? NULL : chat->messages[chat->count - 1];

	return last != NULL && last->author_id == chat->buyer_id && last->text != NULL &&
		asking_about(show->sim, show->mem, last->text);
}

static void
show_person(const struct page_show *show, struct tmpl_node *node, const struct chat *chat)
{
	tmpl_set(node, "Buyer", chat->buyer_name);
	tmpl_set(node, "Initial", mem_strndup(show->mem, chat->buyer_name, utf8_cut(chat->buyer_name, 1)));
	tmpl_set_int(node, "Face", chat->buyer_id % FACES);
	tmpl_set(node, "Shop", chat->account->name);
	tmpl_set(node, "Picture", drawing_path(show->mem, chat->item));
	if (chat->item != NULL) {
		tmpl_set(node, "Item", chat->item->title);
		tmpl_set(node, "Price", view_price(show->mem, chat->item->price));
	}
}

void
page_show_thread(const struct page_show *show, const struct chat *chat, int64_t most)
{
	struct tmpl_node *node = tmpl_child(tmpl_root(show->tmpl), "Chat");
	size_t first = chat->count > (size_t)most ? chat->count - (size_t)most : 0;
	int64_t day = -1;

	tmpl_set(node, "Id", chat->id);
	tmpl_set(node, "Path", mem_printf(show->mem, "/sim/chats/%s", chat->id));
	show_person(show, node, chat);
	tmpl_set_flag(node, "Earlier", first > 0);
	tmpl_set_flag(node, "Answering", is_being_answered(show, chat));
	for (size_t i = first; i < chat->count; i++) {
		const struct message *message = chat->messages[i];
		struct tmpl_node *row = tmpl_row(node, "Messages");

		if (page_words_day_number(message->created) != day) {
			day = page_words_day_number(message->created);
			tmpl_set(row, "Day", page_words_day(show->tmpl, show->mem, message->created));
		}
		show_message(show, row, chat, message);
	}
}

/* Messages of the shop that the buyer has not read. */
static int64_t
count_unread(const struct chat *chat)
{
	int64_t unread = 0;

	for (size_t i = chat->count; i-- > 0;) {
		if (chat->messages[i]->author_id != chat->account->user_id)
			continue;
		if (chat->messages[i]->read != 0)
			break;
		unread++;
	}
	return unread;
}

static void
show_chat_row(const struct page_show *show, const struct chat *chat, const struct chat *current)
{
	struct tmpl_node *row = tmpl_row(tmpl_root(show->tmpl), "Chats");
	const struct message *last = chat->messages[chat->count - 1];
	int64_t unread = count_unread(chat);

	tmpl_set(row, "Id", chat->id);
	tmpl_set(row, "Path", mem_printf(show->mem, "/sim/chats/%s", chat->id));
	show_person(show, row, chat);
	tmpl_set(row, "Last", utf8_shorten(show->mem, describe(show, last), PREVIEW_CHARS));
	tmpl_set_flag(row, "Own", last->author_id == chat->buyer_id);
	tmpl_set(row, "Time", page_words_moment(show->tmpl, show->mem, last->created));
	tmpl_set_flag(row, "Current", chat == current);
	if (unread > 0)
		tmpl_set_int(row, "Unread", unread);
}

void
page_show_chats(const struct page_show *show, const struct chat *current)
{
	struct account *account;
	struct chat *chat;

	TAILQ_FOREACH(account, &show->sim->state->accounts, next) {
		int shown = 0;

		TAILQ_FOREACH(chat, &account->chats, by_update) {
			if (chat->count == 0)
				continue;
			if (shown++ == CHATS_SHOWN)
				break;
			show_chat_row(show, chat, current);
		}
	}
}

void
page_show_item(const struct page_show *show, struct tmpl_node *node, const struct item *item)
{
	tmpl_set_int(node, "Id", item->id);
	tmpl_set(node, "Path", mem_printf(show->mem, "/sim/items/%" PRId64, item->id));
	tmpl_set(node, "Title", item->title);
	tmpl_set(node, "Price", view_price(show->mem, item->price));
	tmpl_set(node, "Address", item->address);
	tmpl_set(node, "Shop", item->account->name);
	tmpl_set(node, "Picture", drawing_path(show->mem, item));
	tmpl_set_flag(node, "Closed", !str_equal(item->status, "active"));
}

void
page_show_items(const struct page_show *show)
{
	struct account *account;
	struct item *item;

	TAILQ_FOREACH(account, &show->sim->state->accounts, next)
		TAILQ_FOREACH(item, &account->items, next)
			page_show_item(show, tmpl_row(tmpl_root(show->tmpl), "Items"), item);
}

void
page_show_faults(const struct page_show *show)
{
	struct tmpl_node *node = tmpl_child(tmpl_root(show->tmpl), "Faults");
	const struct switches *switches = &show->sim->switches;

	tmpl_set(node, "Avito", switches->avito);
	tmpl_set(node, "Model", switches->model);
	tmpl_set(node, "Webhook", switches->webhook);
	tmpl_set_flag(node, "Other", show->sim->other_faults);
	tmpl_set_flag(node, "On", show->sim->other_faults || !switches_are_off(switches));
}

/* "13:51:07.250" */
static char *
time_text(void *mem, int64_t at_ms)
{
	const char *utc = time_format_utc(mem, at_ms);

	return mem_printf(mem, "%s:%.6s", page_words_clock(mem, at_ms / 1000), utc + 17);
}

static void
show_delivery(const struct page_show *show, const struct delivery_note *note)
{
	struct tmpl_node *row = tmpl_row(tmpl_root(show->tmpl), "Deliveries");

	tmpl_set_int(row, "N", note->n);
	tmpl_set(row, "Time", time_text(show->mem, note->at_ms));
	tmpl_set(row, "Url", note->url);
	tmpl_set(row, "Kind", note->type);
	tmpl_set_int(row, "Event", (int64_t)note->event);
	tmpl_set_int(row, "Status", note->status);
	tmpl_set_int(row, "Ms", note->ms);
	tmpl_set_flag(row, "Lost", note->lost);
	tmpl_set_flag(row, "Good", note->status == 200);
}

static void
show_request(const struct page_show *show, const struct request_note *note)
{
	struct tmpl_node *row = tmpl_row(tmpl_root(show->tmpl), "Requests");

	tmpl_set_int(row, "N", note->n);
	tmpl_set(row, "Time", time_text(show->mem, note->at_ms));
	tmpl_set(row, "Method", note->method);
	tmpl_set(row, "Path", note->path);
	tmpl_set_int(row, "Status", note->status);
	tmpl_set_int(row, "Ms", note->ms);
	tmpl_set_flag(row, "Good", note->status >= 200 && note->status < 300);
}

void
page_show_wire(const struct page_show *show)
{
	const struct delivery_note *delivery;
	struct request_note request;
	bool subscribed = false;
	struct account *account;

	TAILQ_FOREACH(account, &show->sim->state->accounts, next)
		subscribed = subscribed || !TAILQ_EMPTY(&account->subscriptions);
	tmpl_set_flag(tmpl_root(show->tmpl), "Subscribed", subscribed);
	for (int i = 0; i < WIRE_SHOWN; i++) {
		delivery = delivery_log_newest(show->sim->deliveries, i);
		if (delivery != NULL)
			show_delivery(show, delivery);
		if (request_log_newest(show->sim->log, i, &request))
			show_request(show, &request);
	}
}
