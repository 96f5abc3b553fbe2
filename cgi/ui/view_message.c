/* SPDX-License-Identifier: MIT */
/* One message of a thread.  Pictures come by way of this server (pictures.c), the rest are links: the
   page fetches nothing from others. */
#include "ui/thread.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/url.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "ui/view_picture.h"
#include "ui/words.h"

static void
set_link(struct tmpl_node *node, const char *url, const char *text)
{
	if (!url_is_web(url))
		return;
	tmpl_set(node, "Link", url);
	tmpl_set(node, "LinkText", text);
}

/* A picture that may be shown is; any other is a link for whoever wants to follow it. */
static void
view_picture(struct request *req, struct tmpl_node *node, const struct message *message)
{
	const char *path = mem_printf(req->mem, "/ui/chats/%lld/pictures/%lld",
		(long long)message->chat_id, (long long)message->id);

	if (view_picture_url(req, message, false) == NULL)
		return;
	tmpl_set(node, "Picture", path);
	tmpl_set(node, "PictureLarge", mem_printf(req->mem, "%s?size=large", path));
}

static void
view_image(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	struct json_object *sizes = json_opt_object(card, "sizes");

	view_picture(req, node, message);
	if (view_picture_url(req, message, false) != NULL)
		return;
	tmpl_set(node, "Note", page_text(req, "Type.image"));
	set_link(node, str_or(json_opt_str(sizes, "1280x960", ""), json_opt_str(sizes, "640x480", "")),
		page_text(req, "Chat.OpenImage"));
}

static void
view_link(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	const char *url = json_opt_str(card, "url", "");
	struct json_object *preview = json_opt_object(card, "preview");

	(void)message;
	if (strstr(url, "://") == NULL)
		url = json_opt_str(preview, "url", "");
	tmpl_set(node, "Detail", json_opt_str(preview, "description", ""));
	set_link(node, url, str_or(json_opt_str(preview, "title", ""),
		page_text(req, "Chat.OpenLink")));
}

static void
view_item(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	const char *title = json_opt_str(card, "title", "");
	const char *price = json_opt_str(card, "price_string", "");

	tmpl_set(node, "Note", page_text(req, "Type.item"));
	if (title[0] != '\0' && price[0] != '\0')
		tmpl_set(node, "Text", mem_printf(req->mem, "%s\n%s", title, price));
	else
		tmpl_set(node, "Text", str_or(str_or(title, price), message->text));
	view_picture(req, node, message);
	set_link(node, json_opt_str(card, "item_url", ""), page_text(req, "Chat.OpenItem"));
}

static void
view_location(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	double lat = json_opt_double(card, "lat", 0), lon = json_opt_double(card, "lon", 0);

	tmpl_set(node, "Note", page_text(req, "Type.location"));
	if (message->text[0] == '\0')
		tmpl_set(node, "Text", str_or(json_opt_str(card, "title", ""),
			json_opt_str(card, "text", "")));
	if (lat != 0 || lon != 0)
		set_link(node, mem_printf(req->mem, "https://yandex.ru/maps/?pt=%.6f,%.6f&z=16", lon,
			lat), page_text(req, "Chat.OpenMap"));
}

static void
view_call(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	bool missed = str_equal(json_opt_str(card, "status", ""), "missed");

	(void)message;
	tmpl_set(node, "Note", page_text(req, missed ? "Chat.MissedCall" : "Type.call"));
}

/* Avito sends no more of it than that it is there. */
static void
view_closed(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	(void)card;
	tmpl_set(node, "Note", words_of(req, "Type", message->type));
	tmpl_set(node, "Hint", page_text(req, str_equal(message->type, "voice") ? "Chat.ListenInTheApp"
		: "Chat.InTheApp"));
}

static void
view_named(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	(void)card;
	tmpl_set(node, "Note", words_of(req, "Type", message->type));
}

static void
view_words(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	(void)card;
	if (message->text[0] == '\0')
		tmpl_set(node, "Note", page_text(req, str_equal(message->type, "system") ? "Type.system"
			: "Type.unknown"));
}

static void
view_unknown(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card)
{
	(void)message;
	(void)card;
	tmpl_set(node, "Note", page_text(req, "Chat.UnknownType"));
}

/* card is the part of the content that is called like the type; NULL: Avito sent none. */
typedef void kind_fn(struct request *req, struct tmpl_node *node, const struct message *message,
	struct json_object *card);

static const struct kind {
	const char *type;
	kind_fn *view;
} kinds[] = {
	{ "text", view_words },    { "system", view_words },    { "image", view_image },
	{ "link", view_link },     { "item", view_item },       { "location", view_location },
	{ "call", view_call },     { "voice", view_closed },    { "video", view_closed },
	{ "file", view_closed },   { "appCall", view_closed },  { "deleted", view_named },
};

static kind_fn *
kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_equal(kinds[i].type, type))
			return kinds[i].view;
	return view_unknown;
}

static void
view_content(struct request *req, struct tmpl_node *node, const struct message *message)
{
	struct json_object *content;
	struct err err;

	if (!json_parse_object(req->mem, message->content, strlen(message->content), &content, &err))
		content = json_new_object(req->mem);
	kind_of(message->type)(req, node, message, json_opt_object(content, message->type));
}

const char *
view_login(const struct thread *thread, int64_t user_id)
{
	for (size_t i = 0; i < thread->user_count; i++)
		if (thread->users[i].id == user_id)
			return thread->users[i].login;
	return NULL;
}

/* "бот", "бот, одобрил anna", "anna", "из приложения Авито" */
static const char *
who_words(struct request *req, const struct thread *thread, const char *author, int64_t user_id)
{
	const char *login = view_login(thread, user_id);

	if (str_equal(author, "bot") && login != NULL)
		return words_with(req, "Chat.BotApproved", login);
	if (str_equal(author, "person") && login != NULL)
		return login;
	return words_find(req, "Chat.Who", author);
}

/* Avito may have taken it the first time, too, and not shown it: the buyer would have it twice. */
static bool
was_resent(const struct thread *thread, const struct message *message)
{
	for (size_t i = 0; i < thread->sent_count && message->outbox_id != 0; i++)
		if (thread->sent[i].id == message->outbox_id)
			return thread->sent[i].resent;
	return false;
}

void
view_message(struct request *req, struct tmpl_node *node, const struct thread *thread,
	const struct message *message)
{
	tmpl_set(node, "Kind", "message");
	tmpl_set_int(node, "Id", message->id);
	tmpl_set(node, "Class", message->author);
	tmpl_set(node, "When", words_clock(req, message->created_at, thread->project->zone));
	tmpl_set(node, "Who", who_words(req, thread, message->author, message->user_id));
	tmpl_set(node, "Text", message->text);
	tmpl_set_flag(node, "Resent", was_resent(thread, message));
	if (!message->deleted)
		view_content(req, node, message);
	else {
		tmpl_set(node, "Note", page_text(req, "Type.deleted"));
		tmpl_set_flag(node, "Deleted", true);
	}
}

static const char *
send_state(struct request *req, const struct outbox *row)
{
	if (str_equal(row->state, "ready") && row->attempts > 0)
		return page_text(req, "Outbox.again");
	return words_of(req, "Outbox", row->state);
}

/* The cause of a failure is a short name or words of the log: "gone". */
static const char *
send_error(struct request *req, const char *error)
{
	char *name = mem_strdup(req->mem, error);

	for (char *c = name; *c != '\0'; c++)
		if (*c == ' ')
			*c = '_';
	return str_or(words_find(req, "SendError", name), error);
}

void
view_outbox(struct request *req, struct tmpl_node *node, const struct thread *thread,
	const struct outbox *row)
{
	bool person = str_equal(row->kind, "person");
	bool failed = outbox_is_settled(row);

	tmpl_set(node, "Kind", "outbox");
	tmpl_set_int(node, "Id", row->id);
	tmpl_set(node, "Class", person ? "person" : "bot");
	tmpl_set(node, "When", words_clock(req, row->created_at, thread->project->zone));
	tmpl_set(node, "Who", who_words(req, thread, person ? "person" : "bot", row->user_id));
	tmpl_set(node, "Text", row->text);
	tmpl_set(node, "State", send_state(req, row));
	tmpl_set_flag(node, "Failed", failed);
	tmpl_set_flag(node, "CanSend", failed && !thread->chat->dead && thread->account->enabled);
	if (row->error[0] != '\0')
		tmpl_set(node, "Detail", send_error(req, row->error));
}
