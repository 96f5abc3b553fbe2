/* SPDX-License-Identifier: MIT */
#include "ui/view_chat.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/chat.h"
#include "ui/words.h"

enum { LAST_WORDS = 160 };

bool
view_is_persons(const char *owner, int64_t owner_until, int64_t now_ms)
{
	return !str_equal(owner, "bot") && (owner_until == 0 || owner_until > now_ms);
}

static struct tmpl_node *
badge(struct tmpl_node *node, const char *kind, const char *text)
{
	struct tmpl_node *row = tmpl_row(node, "Badges");

	tmpl_set(row, "Kind", kind);
	tmpl_set(row, "Text", text);
	return row;
}

void
view_countdown(struct request *req, struct tmpl_node *node, const char *name, int64_t left_ms)
{
	const char *pattern = page_text(req, name);
	int64_t seconds = (left_ms + 999) / 1000;

	if (left_ms <= 0)
		return;
	tmpl_set_int(node, "Left", left_ms);
	tmpl_set(node, "Pattern", pattern);
	tmpl_set(node, "Text", words_fill(req->mem, pattern,
		mem_printf(req->mem, "%lld", (long long)seconds)));
}

const char *
view_need(struct request *req, const char *reason)
{
	if (reason[0] == '\0')
		return page_text(req, "Chats.Need");
	return words_of(req, "Need", reason);
}

/* "вы, ещё 42 мин", "anna" */
static const char *
owner_words(struct request *req, const struct chat_badges *b, int64_t now_ms)
{
	bool own = req->user != NULL && str_equal(req->user->login, b->owner_login);
	const char *who = own ? page_text(req, "Chats.You") : b->owner_login;

	if (b->owner_until == 0)
		return who;
	return mem_printf(req->mem, "%s, %s", who, words_with(req, "Chats.Still",
		words_left(req, b->owner_until - now_ms)));
}

/* The bot called for a person and nobody has taken the chat: the need says it all. */
static bool
is_orphan(const struct chat_badges *b)
{
	return b->needs_person && !b->dead && b->owner_login == NULL && b->owner_until == 0
		&& str_equal(b->owner, "human");
}

static void
badge_owner(struct request *req, struct tmpl_node *node, const struct chat_badges *b)
{
	int64_t now = time_now_ms();

	if (b->dead)
		badge(node, "off", page_text(req, "Chats.Dead"));
	else if (view_is_persons(b->owner, b->owner_until, now) && b->owner_login != NULL)
		badge(node, "me", owner_words(req, b, now));
	else if (view_is_persons(b->owner, b->owner_until, now) && b->owner_until == 0)
		badge(node, "me", page_text(req, "Chats.Person"));
	else if (view_is_persons(b->owner, b->owner_until, now))
		badge(node, "me", words_with(req, "Chats.PersonFor",
			words_left(req, b->owner_until - now)));
	else if (b->answer_at > 0)
		view_countdown(req, badge(node, "bot", page_text(req, "Chats.BotAnswers")),
			"Chats.BotAnswersIn", b->answer_at - now);
	else
		badge(node, "bot", page_text(req, "Chats.Bot"));
}

void
view_chat_badges(struct request *req, struct tmpl_node *node, const struct chat_badges *b)
{
	/* "There is a draft" is the need and the draft in one. */
	if (b->needs_person && !(b->has_draft && str_equal(b->need_reason, "draft")))
		badge(node, "call", view_need(req, b->need_reason));
	if (b->has_draft)
		badge(node, "call", page_text(req, "Chats.Draft"));
	if (!is_orphan(b))
		badge_owner(req, node, b);
}

static void
view_last_words(struct request *req, struct tmpl_node *node, const struct chat_row *row)
{
	const char *text = utf8_normalise(req->mem, row->last_text);

	tmpl_set(node, "Author", words_find(req, "Chats.Author", row->last_author));
	if (text[0] != '\0')
		tmpl_set(node, "Words", utf8_shorten(req->mem, text, LAST_WORDS));
	else if (row->last_type[0] != '\0')
		tmpl_set(node, "Words", str_or(words_find(req, "Type", row->last_type),
			page_text(req, "Type.unknown")));
}

/* The first letter or digit of the name, for its picture. */
static const char *
initial(void *mem, const char *name)
{
	for (const char *at = name; *at != '\0';) {
		const char *here = at;

		if (utf8_is_word(utf8_next(&at)))
			return mem_strndup(mem, here, utf8_cut(here, 1));
	}
	return "";
}

static const char *
waits(struct request *req, int64_t ms)
{
	return ms < 60000 ? page_text(req, "Time.Now")
		: words_with(req, "Chats.Waits", words_span(req, ms));
}

void
view_chat_row(struct request *req, struct tmpl_node *node, const struct chat_row *row,
	bool with_account)
{
	const char *name = str_or(row->buyer_name, page_text(req, "Chats.Buyer"));
	struct chat_badges badges = { row->owner, row->owner_until, row->needs_person,
		row->need_reason, row->answer_at, row->dead, row->has_draft, row->owner_login };

	tmpl_set_int(node, "Id", row->id);
	tmpl_set(node, "Name", name);
	tmpl_set(node, "Letter", initial(req->mem, name));
	tmpl_set(node, "Title", row->listing_title);
	tmpl_set(node, "Price", row->listing_price);
	if (with_account)
		tmpl_set(node, "Account", row->account_name);
	if (row->waiting_since != 0)
		tmpl_set(node, "Waits", waits(req, time_now_ms() - row->waiting_since));
	if (row->last_message_at != 0)
		tmpl_set(node, "When", words_moment(req, row->last_message_at, row->zone));
	view_last_words(req, node, row);
	view_chat_badges(req, node, &badges);
}
