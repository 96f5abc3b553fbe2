/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <inttypes.h>
#include <string.h>

#include "action.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/form.h"
#include "codec/secret.h"
#include "files.h"
#include "io/tmpl.h"
#include "media.h"
#include "page_show.h"
#include "page_words.h"
#include "reset.h"
#include "sim.h"
#include "state.h"
#include "token.h"
#include "webhook.h"
#include "write.h"

enum {
	MAX_PAGE = 8 << 20,
	MAX_PAIRS = 50,
	MESSAGES_SHOWN = 200,
	MOST_MESSAGES = 5000,
	LATE_S = 10
};

static bool
open_page(struct sim *sim, struct call *call, struct tmpl **tmpl_r)
{
	struct err err;

	if (page_words_open(sim, call, tmpl_r, &err))
		return true;
	call_refuse(call, 500, "words", err.text);
	return false;
}

static void
put_headers(struct call *call)
{
	call_header(call, "Content-Security-Policy", "default-src 'self'; object-src 'none'; "
		"base-uri 'none'; frame-ancestors 'none'");
	call_header(call, "X-Content-Type-Options", "nosniff");
	call_header(call, "Referrer-Policy", "same-origin");
	call_header(call, "Cache-Control", "no-store");
	call_header(call, "Vary", "Accept-Language, Cookie");
}

/* A page that the caller has already (?seen= is its X-Page) is 204. */
static void
render(struct call *call, int status, struct tmpl *tmpl, const char *file)
{
	struct buf *out = buf_new(call->mem, MAX_PAGE);
	unsigned char hash[SECRET_HASH_LEN];
	struct err err;

	tmpl_set(tmpl_root(tmpl), "Page.Lang", page_words_lang(call));
	if (!tmpl_render(tmpl, file, out, &err)) {
		call_refuse(call, 500, "template", err.text);
		return;
	}
	secret_hash(buf_data(out), hash);

	const char *name = secret_hex(call->mem, hash, 16);

	if (str_equal(call_query(call, "seen"), name))
		call_text(call, 204, "text/plain; charset=utf-8", "");
	else
		call_text(call, status, "text/html; charset=utf-8", buf_data(out));
	call_header(call, "X-Page", name);
	put_headers(call);
}

/* What is on the page besides an open chat. */
struct view {
	const char *place;      /* list, items, item, chat */
	const char *path;       /* where the page can be had again */
	const struct item *item;
	const char *error;      /* a word of Lang.Error, or NULL */
	const char *draft;      /* what was typed and not taken */
	int64_t most;           /* messages to show */
};

/* Where the shop reads this chat, or all of them; NULL when nobody said. */
static const char *
inbox_address(const struct sim *sim, void *mem, const struct chat *chat)
{
	if (sim->inbox == NULL || chat == NULL)
		return sim->inbox;
	return mem_printf(mem, "%s?avito=%s", sim->inbox, chat->id);
}

static void
show_page(struct sim *sim, struct call *call, struct chat *chat, const struct view *view)
{
	struct tmpl *tmpl;

	if (!open_page(sim, call, &tmpl))
		return;

	struct page_show show = { sim, call->mem, tmpl };
	struct tmpl_node *root = tmpl_root(tmpl);

	tmpl_set(root, "Page.Inbox", inbox_address(sim, call->mem, chat));
	tmpl_set(root, "Page.Place", view->place);
	tmpl_set(root, "Page.Path", view->path);
	tmpl_set(root, "Page.Draft", view->draft);
	if (view->error != NULL)
		tmpl_set(root, "Page.Error", page_words_find(tmpl, "Error", view->error));
	if (chat != NULL) {
		/* The open chat is in front of the buyer's eyes. */
		state_mark_seen(chat, time_now_ms() / 1000);
		page_show_thread(&show, chat, view->most > 0 ? view->most : MESSAGES_SHOWN);
	} else if (view->item != NULL) {
		page_show_item(&show, tmpl_child(root, "Item"), view->item);
	} else {
		page_show_items(&show);
	}
	page_show_chats(&show, chat);
	page_show_faults(&show);
	page_show_wire(&show);
	render(call, view->error == NULL ? 200 : 400, tmpl, "sim/page.cs");
}

static void
show_start(struct sim *sim, struct call *call)
{
	show_page(sim, call, NULL, &(struct view){ .place = "list", .path = "/sim/" });
}

static void
show_items(struct sim *sim, struct call *call)
{
	show_page(sim, call, NULL, &(struct view){ .place = "items", .path = "/sim/items" });
}

static const struct item *
find_item(struct sim *sim, const char *id)
{
	struct err err;
	int64_t number;

	return num_parse_i64(str_or(id, ""), &number, &err) ? state_item(sim->state, number) : NULL;
}

static void
show_one_item(struct sim *sim, struct call *call, const struct item *item, const char *error,
	const char *draft)
{
	struct view view = {
		.place = "item",
		.path = mem_printf(call->mem, "/sim/items/%" PRId64, item->id),
		.item = item,
		.error = error,
		.draft = draft,
	};

	show_page(sim, call, NULL, &view);
}

static void
show_item(struct sim *sim, struct call *call)
{
	const struct item *item = find_item(sim, call->params[0]);

	if (item == NULL)
		call_redirect(call, "/sim/items");
	else
		show_one_item(sim, call, item, NULL, NULL);
}

static char *
chat_path(void *mem, const struct chat *chat)
{
	return mem_printf(mem, "/sim/chats/%s", chat->id);
}

static void
show_one_chat(struct sim *sim, struct call *call, struct chat *chat, const char *error,
	const char *draft)
{
	struct view view = {
		.place = "chat",
		.path = chat_path(call->mem, chat),
		.error = error,
		.draft = draft,
	};
	struct err err;

	(void)num_parse_range(str_or(call_query(call, "show"), ""), 1, MOST_MESSAGES, &view.most,
		&err); /* else the usual number */
	show_page(sim, call, chat, &view);
}

static void
show_chat(struct sim *sim, struct call *call)
{
	struct chat *chat = state_chat(sim->state, call->params[0]);

	if (chat == NULL)
		call_redirect(call, "/sim/"); /* after a reset an open page finds its way back */
	else
		show_one_chat(sim, call, chat, NULL, NULL);
}

static void
redirect_start(struct sim *sim, struct call *call)
{
	(void)sim;
	call_redirect(call, "/sim/");
}

/* The form in the body, or NULL after answering 400. */
static struct form *
read_form(struct call *call)
{
	struct form *form;
	struct err err;

	if (form_parse(call->mem, call->body, call->body_len, MAX_PAIRS, &form, &err))
		return form;
	call_invalid(call, &err);
	return NULL;
}

static const char *
error_word(const struct err *err)
{
	return err->code == ERR_CONFLICT ? "blocked" : err->code == ERR_NOT_FOUND ? "nothing" :
		"empty";
}

/* What was wrong, on the page the form was on. */
static void
show_error(struct sim *sim, struct call *call, const struct form *form, const char *error)
{
	struct chat *chat = state_chat(sim->state, str_or(form_get(form, "chat_id"), ""));
	const struct item *item = find_item(sim, form_get(form, "item_id"));
	const char *draft = form_get(form, "text");

	if (chat != NULL)
		show_one_chat(sim, call, chat, error, draft);
	else if (item != NULL)
		show_one_item(sim, call, item, error, draft);
	else
		show_page(sim, call, NULL, &(struct view){ .place = "items", .path = "/sim/items",
			.error = error });
}

/* The fields; a browser sends empty ones for what was left out. */
static void
read_writing(const struct form *form, struct writing *writing_r)
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
take_writing(struct sim *sim, struct call *call)
{
	const struct form *form = read_form(call);
	struct message *message;
	struct writing writing;
	struct chat *chat;
	struct err err;

	if (form == NULL)
		return;
	read_writing(form, &writing);
	if (write_message(sim, call->mem, &writing, &chat, &message, &err))
		call_redirect(call, chat_path(call->mem, chat));
	else
		show_error(sim, call, form, error_word(&err));
}

static void
take_action(struct sim *sim, struct call *call)
{
	struct action action = { .sim = sim, .mem = call->mem };
	const struct form *form = read_form(call);
	int64_t late_s = LATE_S;
	struct err err;

	if (form == NULL || !open_page(sim, call, &action.tmpl))
		return;
	(void)num_parse_range(str_or(form_get(form, "seconds"), ""), 0, WEBHOOK_LATEST_MS / 1000,
		&late_s, &err); /* else the usual */
	action.chat = state_chat(sim->state, str_or(form_get(form, "chat_id"), ""));
	action.name = form_get(form, "do");
	action.text = form_get(form, "text");
	action.delay_ms = late_s * 1000;
	if (action.chat == NULL)
		call_redirect(call, "/sim/");
	else if (action_run(&action, &err))
		call_redirect(call, chat_path(call->mem, action.chat));
	else
		show_error(sim, call, form, error_word(&err));
}

/* Back to where the form was: a path of this page, nothing else. */
static void
go_back(struct call *call, const char *path)
{
	bool known = str_equal(path, "/sim/items") || str_has_prefix(str_or(path, ""), "/sim/chats/") ||
		str_has_prefix(str_or(path, ""), "/sim/items/");

	call_redirect(call, known && path[strcspn(path, "\r\n")] == '\0' ? path : "/sim/");
}

static void
take_switches(struct sim *sim, struct call *call)
{
	const struct form *form = read_form(call);
	struct switches words = switches_off;
	struct err err;

	if (form == NULL)
		return;
	if (!str_equal(form_get(form, "do"), "well")) {
		words.avito = form_get(form, "avito");
		words.model = form_get(form, "model");
		words.webhook = form_get(form, "webhook");
	}
	if (sim_set_switches(sim, call->mem, &words, &err))
		go_back(call, form_get(form, "back"));
	else
		call_invalid(call, &err);
}

static void
take_lang(struct sim *sim, struct call *call)
{
	const struct form *form = read_form(call);

	(void)sim;
	if (form == NULL)
		return;
	go_back(call, form_get(form, "back"));
	call_header(call, "Set-Cookie", page_words_cookie(call->mem, form_get(form, "lang")));
}

void
page_consent(struct sim *sim, struct call *call, const struct consent *consent)
{
	struct account *account;
	struct tmpl_node *root;
	struct tmpl *tmpl;

	if (!open_page(sim, call, &tmpl))
		return;
	root = tmpl_root(tmpl);
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
	{ "GET", "/sim/items", show_items, 0 },
	{ "GET", "/sim/items/{}", show_item, 0 },
	{ "GET", "/sim/chats/{}", show_chat, 0 },
	{ "POST", "/sim/write", take_writing, 0 },
	{ "POST", "/sim/act", take_action, 0 },
	{ "POST", "/sim/switches", take_switches, 0 },
	{ "POST", "/sim/lang", take_lang, 0 },
	{ "GET", "/sim/oauth", token_ask_consent, 0 },
	{ "POST", "/sim/oauth", token_take_consent, 0 },
	{ "GET", "/sim/static/{}", serve_static, 0 },
	{ "GET", "/sim/pictures/{}", media_serve_picture, 0 },
	{ "GET", "/sim/files/image/{}/{}", media_serve_image, 0 },
	{ "GET", "/sim/files/voice/{}", media_serve_voice, 0 },
	{ NULL, NULL, NULL, 0 }
};
