/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "call.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/url.h"
#include "files.h"
#include "io/tmpl.h"
#include "media.h"
#include "sim.h"
#include "state.h"
#include "token.h"
#include "view.h"
#include "write.h"

enum {
	MAX_PAGE = 8 << 20,
	MAX_PAIRS = 50,
	CHATS_SHOWN = 50,
	PREVIEW_CHARS = 60
};

static const char zone[] = "Europe/Moscow";

/* "11:53", with the date before it unless it is today. */
static char *
format_time(void *mem, int64_t at_s)
{
	struct time_civil at = time_in_zone(at_s * 1000, zone);
	struct time_civil now = time_in_zone(time_now_ms(), zone);

	if (at.year == now.year && at.month == now.month && at.day == now.day)
		return mem_printf(mem, "%02d:%02d", at.hour, at.minute);
	return mem_printf(mem, "%02d.%02d %02d:%02d", at.day, at.month, at.hour, at.minute);
}

/* What stands for a message without words. */
static const char *
describe(const struct message *message)
{
	static const char *const words[][2] = {
		{ "image", "Фотография" },      { "voice", "Голосовое сообщение" },
		{ "item", "Объявление" },       { "location", "Место на карте" },
		{ "call", "Пропущенный звонок" }, { "deleted", "Сообщение удалено" },
		{ "file", "Файл" },             { "video", "Видео" },
		{ "appCall", "Звонок в приложении" },
	};

	if (message->text != NULL)
		return message->text;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_equal(words[i][0], message->type))
			return words[i][1];
	return message->type;
}

/* The picture's address without its host, or NULL. */
static char *
image_path(void *mem, const struct message *message)
{
	struct json_object *content;
	struct err err;

	if (!str_equal(message->type, "image") ||
	    !json_parse_object(mem, message->content, strlen(message->content), &content, &err))
		return NULL;

	const char *url = json_opt_str(json_opt_object(json_opt_object(content, "image"), "sizes"),
		"640x480", "");
	const char *path = strstr(url, "/sim/files/");

	return mem_strdup(mem, path);
}

static void
show_message(void *mem, struct tmpl_node *row, const struct chat *chat,
	const struct message *message)
{
	bool own = message->author_id == chat->account->user_id;
	bool buyer = message->author_id == chat->buyer_id;

	tmpl_set(row, "Id", message->id);
	tmpl_set(row, "Side", own ? "shop" : buyer ? "buyer" : "avito");
	tmpl_set(row, "Author", own ? chat->account->name : buyer ? chat->buyer_name : "Авито");
	tmpl_set(row, "Via", !own ? NULL : message->via_api ? "через API" : "из приложения");
	tmpl_set(row, "Text", describe(message));
	tmpl_set(row, "Time", format_time(mem, message->created));
	tmpl_set(row, "Image", image_path(mem, message));
	tmpl_set_flag(row, "Voice", str_equal(message->type, "voice"));
	tmpl_set_flag(row, "Seen", own && message->read != 0);
	tmpl_set_flag(row, "Wordless", message->text == NULL);
}

static void
show_thread(void *mem, struct tmpl_node *node, const struct chat *chat)
{
	tmpl_set(node, "Id", chat->id);
	tmpl_set(node, "Path", mem_printf(mem, "/sim/chats/%s", chat->id));
	tmpl_set_int(node, "Count", (int64_t)chat->count);
	tmpl_set(node, "Buyer", chat->buyer_name);
	tmpl_set(node, "Account", chat->account->name);
	if (chat->item != NULL) {
		tmpl_set(node, "Item", chat->item->title);
		tmpl_set(node, "Price", view_price(mem, chat->item->price));
	}
	for (size_t i = 0; i < chat->count; i++)
		show_message(mem, tmpl_row(node, "Messages"), chat, chat->messages[i]);
}

static void
show_list(struct sim *sim, void *mem, struct tmpl_node *root, const struct chat *current)
{
	struct account *account;
	struct chat *chat;

	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		int shown = 0;

		TAILQ_FOREACH(chat, &account->chats, by_update) {
			if (chat->count == 0 || shown++ == CHATS_SHOWN)
				break;

			struct tmpl_node *row = tmpl_row(root, "Chats");
			const struct message *last = chat->messages[chat->count - 1];

			tmpl_set(row, "Path", mem_printf(mem, "/sim/chats/%s", chat->id));
			tmpl_set(row, "Buyer", chat->buyer_name);
			tmpl_set(row, "Item", chat->item == NULL ? NULL : chat->item->title);
			tmpl_set(row, "Last", utf8_shorten(mem, describe(last), PREVIEW_CHARS));
			tmpl_set(row, "Time", format_time(mem, last->created));
			tmpl_set_flag(row, "Current", chat == current);
			tmpl_set_flag(row, "Unread", state_is_unread(chat));
		}
	}
}

static void
show_items(struct sim *sim, void *mem, struct tmpl_node *root)
{
	struct account *account;
	struct item *item;

	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		TAILQ_FOREACH(item, &account->items, next) {
			struct tmpl_node *row = tmpl_row(root, "Items");

			tmpl_set_int(row, "Id", item->id);
			tmpl_set(row, "Title", item->title);
			tmpl_set(row, "Price", view_price(mem, item->price));
		}
	}
}

static void
render(struct call *call, int status, struct tmpl *tmpl, const char *file)
{
	struct buf *out = buf_new(call->mem, MAX_PAGE);
	struct err err;

	if (!tmpl_render(tmpl, file, out, &err)) {
		call_refuse(call, 500, "template", err.text);
		return;
	}
	call_text(call, status, "text/html; charset=utf-8", buf_data(out));
	call_header(call, "Content-Security-Policy", "default-src 'self'");
	call_header(call, "X-Content-Type-Options", "nosniff");
	call_header(call, "Cache-Control", "no-store");
}

/* The page with chat open, or with none; error is shown above the form. */
static void
show_page(struct sim *sim, struct call *call, const struct chat *chat, const char *error)
{
	struct tmpl *tmpl = tmpl_new(call->mem, sim->templates);
	struct tmpl_node *root = tmpl_root(tmpl);

	tmpl_set(root, "Error", error);
	show_items(sim, call->mem, root);
	show_list(sim, call->mem, root, chat);
	if (chat != NULL)
		show_thread(call->mem, tmpl_child(root, "Chat"), chat);
	render(call, error == NULL ? 200 : 400, tmpl, "sim/page.cs");
}

static void
show_start(struct sim *sim, struct call *call)
{
	show_page(sim, call, NULL, NULL);
}

static void
show_chat(struct sim *sim, struct call *call)
{
	const struct chat *chat = state_chat(sim->state, call->params[0]);

	if (chat == NULL)
		call_redirect(call, "/sim/"); /* after a reset an open page finds its way back */
	else
		show_page(sim, call, chat, NULL);
}

static void
redirect_start(struct sim *sim, struct call *call)
{
	(void)sim;
	call_redirect(call, "/sim/");
}

/* The form's fields; a browser sends empty ones for what was left out. */
static void
read_form(const struct form *form, struct writing *writing_r)
{
	struct err err;

	*writing_r = (struct writing){
		.chat_id = form_get(form, "chat_id"),
		.buyer_name = form_get(form, "buyer_name"),
		.as = form_get(form, "as"),
		.type = form_get(form, "type"),
		.text = form_get(form, "text"),
	};
	(void)num_parse_i64(str_or(form_get(form, "item_id"), "0"), &writing_r->item_id,
		&err); /* else 0, the first */
	if (str_equal(writing_r->as, "avito") && str_equal(writing_r->type, "text"))
		writing_r->type = "system";
}

static void
take_form(struct sim *sim, struct call *call)
{
	struct message *message;
	struct writing writing;
	struct form *form;
	struct chat *chat;
	struct err err;

	if (!form_parse(call->mem, call->body, call->body_len, MAX_PAIRS, &form, &err)) {
		call_invalid(call, &err);
		return;
	}
	read_form(form, &writing);
	if (write_message(sim, call->mem, &writing, &chat, &message, &err)) {
		call_redirect(call, mem_printf(call->mem, "/sim/chats/%s",
			url_encode(call->mem, chat->id)));
		return;
	}
	chat = state_chat(sim->state, str_or(writing.chat_id, ""));
	show_page(sim, call, chat, err.code == ERR_CONFLICT ?
		"Продавец заблокировал этого покупателя." : "Напишите текст сообщения.");
}

void
page_consent(struct sim *sim, struct call *call, const struct consent *consent)
{
	struct tmpl *tmpl = tmpl_new(call->mem, sim->templates);
	struct tmpl_node *root = tmpl_root(tmpl);
	struct account *account;

	tmpl_set(root, "Client.Id", consent->client_id);
	tmpl_set(root, "Client.Name", consent->client_name);
	tmpl_set(root, "Scope", consent->scope);
	tmpl_set(root, "State", consent->state);
	tmpl_set(root, "Redirect", consent->redirect_uri);
	TAILQ_FOREACH(account, &sim->state->accounts, next) {
		struct tmpl_node *row = tmpl_row(root, "Accounts");

		tmpl_set_int(row, "Id", account->user_id);
		tmpl_set(row, "Name", account->name);
		tmpl_set_flag(row, "First", account == TAILQ_FIRST(&sim->state->accounts));
	}
	render(call, 200, tmpl, "sim/consent.cs");
}

static void
serve_static(struct sim *sim, struct call *call)
{
	const char *data, *type;
	struct err err;
	size_t len;

	if (!str_has_prefix(call->params[0], "sim") ||
	    !files_read(call->mem, sim->statics, call->params[0], &data, &len, &type, &err))
		call_refuse(call, 404, "not_found", "no such file");
	else
		call_data(call, 200, type, data, len);
}

const struct route page_routes[] = {
	{ "GET", "/sim", redirect_start, 0 },
	{ "GET", "/sim/", show_start, 0 },
	{ "GET", "/sim/chats/{}", show_chat, 0 },
	{ "POST", "/sim/write", take_form, 0 },
	{ "GET", "/sim/oauth", token_ask_consent, 0 },
	{ "POST", "/sim/oauth", token_take_consent, 0 },
	{ "GET", "/sim/static/{}", serve_static, 0 },
	{ "GET", "/sim/files/image/{}/{}", media_serve_image, 0 },
	{ "GET", "/sim/files/voice/{}", media_serve_voice, 0 },
	{ NULL, NULL, NULL, 0 }
};
