/* SPDX-License-Identifier: MIT */
/* The inbox: who waits, what the bot is doing, and whether the accounts are connected at all. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "ui/view_account.h"
#include "ui/view_chat.h"
#include "ui/words.h"

enum { ROWS = 50 };

const char *const chat_tabs[] = { "needs", "bot", "drafts", "all", NULL };

struct inbox {
	enum chat_tab tab;
	struct chat_row *rows;
	size_t count;
	struct chat_counts counts;
	struct account *accounts;
	size_t account_count;
	const char *version;
};

static enum chat_tab
tab_of(const struct request *req)
{
	return param_has(req, "tab") ? (enum chat_tab)str_index(chat_tabs, param_text(req, "tab"))
		: CHAT_TAB_NEEDS;
}

/* Spans of time are shown in minutes, so each minute makes a new version. */
static bool
read_version(struct request *req, struct inbox *inbox, struct err *err)
{
	const char *word;

	if (!chat_list_version(req->db, req->mem, &word, err))
		return false;
	inbox->version = mem_printf(req->mem, "%s.%lld", word, (long long)time_now_ms() / 60000);
	return true;
}

/* The version is read first: what changes in between is shown now and once more with the next. */
static bool
read_inbox(struct request *req, struct chat_query *query, struct inbox *inbox, struct err *err)
{
	query->tab = inbox->tab = tab_of(req);
	query->limit = ROWS + 1;
	return read_version(req, inbox, err)
		&& chat_list(req->db, req->mem, query, &inbox->rows, &inbox->count, err)
		&& chat_counts(req->db, &inbox->counts, err)
		&& account_list(req->db, req->mem, &inbox->accounts, &inbox->account_count, err);
}

static void
view_tab(struct request *req, struct tmpl_node *root, enum chat_tab tab, int64_t count, bool on)
{
	struct tmpl_node *node = tmpl_row(root, "Tabs");

	tmpl_set(node, "Name", chat_tabs[tab]);
	tmpl_set(node, "Text", words_of(req, "Chats.Tab", chat_tabs[tab]));
	tmpl_set(node, "Short", words_of(req, "Chats.Short", chat_tabs[tab]));
	tmpl_set_flag(node, "On", on);
	if (count < CHAT_COUNT_MAX)
		tmpl_set_int(node, "Count", count);
	else
		tmpl_set(node, "Count", mem_printf(req->mem, "%d+", CHAT_COUNT_MAX - 1));
}

static void
view_tabs(struct request *req, struct tmpl_node *root, const struct inbox *inbox)
{
	const int64_t counts[] = { inbox->counts.needs, inbox->counts.bot, inbox->counts.drafts,
		inbox->counts.all };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		view_tab(req, root, (enum chat_tab)i, counts[i], inbox->tab == (enum chat_tab)i);
}

static void
view_inbox(struct request *req, const struct inbox *inbox)
{
	struct tmpl_node *root = tmpl_child(page_root(req), "Inbox");
	size_t shown = inbox->count < ROWS ? inbox->count : ROWS;

	tmpl_set(root, "Tab", chat_tabs[inbox->tab]);
	tmpl_set(root, "Version", inbox->version);
	tmpl_set_flag(root, "NoAccounts", inbox->account_count == 0);
	tmpl_set(root, "Empty", words_of(req, "Chats.Empty", chat_tabs[inbox->tab]));
	view_tabs(req, root, inbox);
	for (size_t i = 0; i < inbox->account_count; i++)
		view_account_trouble(req, root, &inbox->accounts[i]);
	for (size_t i = 0; i < shown; i++)
		view_chat_row(req, tmpl_row(root, "Rows"), &inbox->rows[i],
			inbox->account_count > 1);
	if (inbox->count > ROWS) {
		tmpl_set_int(root, "More.At", inbox->rows[ROWS - 1].last_message_at);
		tmpl_set_int(root, "More.Id", inbox->rows[ROWS - 1].id);
	}
}

bool
chats_show(struct request *req, struct err *err)
{
	struct chat_query query = { .before_at = param_i64(req, "before_at"),
		.before_id = param_i64(req, "before_id") };
	struct inbox inbox = { .count = 0 };

	if (!read_inbox(req, &query, &inbox, err))
		return false;
	view_inbox(req, &inbox);
	tmpl_set_flag(page_root(req), "Inbox.Live", !param_has(req, "before_at"));
	return page_render(req, "chats.cs", err);
}

bool
chats_news(struct request *req, struct err *err)
{
	struct chat_query query = { .before_at = 0 };
	struct inbox inbox = { .count = 0 };

	if (!read_version(req, &inbox, err))
		return false;
	if (str_equal(inbox.version, param_text(req, "after"))) {
		req->out->status = 204;
		return true;
	}
	if (!read_inbox(req, &query, &inbox, err))
		return false;
	view_inbox(req, &inbox);
	return page_render(req, "chats_news.cs", err);
}
