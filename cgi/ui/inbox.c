/* SPDX-License-Identifier: MIT */
#include "ui/inbox.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/page.h"
#include "store/account.h"
#include "ui/ui.h"
#include "ui/view_account.h"
#include "ui/view_chat.h"
#include "ui/words.h"

enum { ROWS = 50 };

const char *const chat_tabs[] = { "needs", "bot", "drafts", "all", NULL };

void
inbox_begin(const struct request *req, enum chat_tab fallback, struct inbox *inbox_r)
{
	bool asked = param_has(req, "tab");

	*inbox_r = (struct inbox){ .tab = fallback, .link = "", .more = "" };
	if (asked) {
		inbox_r->tab = (enum chat_tab)str_index(chat_tabs, param_text(req, "tab"));
		inbox_r->link = mem_printf(req->mem, "?tab=%s", chat_tabs[inbox_r->tab]);
		inbox_r->more = mem_printf(req->mem, "&%s", inbox_r->link + 1);
	}
}

/* --- reading */

bool
inbox_read_version(struct request *req, struct inbox *inbox, struct err *err)
{
	const char *word;

	if (!chat_list_version(req->db, req->mem, &word, err))
		return false;
	inbox->version = mem_printf(req->mem, "%s.%lld", word, (long long)time_now_ms() / 60000);
	return true;
}

bool
inbox_read(struct request *req, int64_t before_at, int64_t before_id, struct inbox *inbox,
	struct err *err)
{
	struct chat_query query = { .tab = inbox->tab, .before_at = before_at,
		.before_id = before_id, .limit = ROWS + 1 };

	return chat_list(req->db, req->mem, &query, &inbox->rows, &inbox->count, err)
		&& chat_counts(req->db, &inbox->counts, err)
		&& account_list(req->db, req->mem, &inbox->accounts, &inbox->account_count, err);
}

/* --- showing */

static void
view_tab(struct request *req, struct tmpl_node *root, enum chat_tab tab, int64_t count, bool on)
{
	struct tmpl_node *node = tmpl_row(root, "Tabs");

	tmpl_set(node, "Text", words_of(req, "Chats.Tab", chat_tabs[tab]));
	tmpl_set(node, "Link", mem_printf(req->mem, "?tab=%s", chat_tabs[tab]));
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
view_rows(struct request *req, struct tmpl_node *root, const struct inbox *inbox)
{
	size_t shown = inbox->count < ROWS ? inbox->count : ROWS;

	for (size_t i = 0; i < shown; i++) {
		struct tmpl_node *node = tmpl_row(root, "Rows");

		view_chat_row(req, node, &inbox->rows[i], inbox->account_count > 1);
		tmpl_set_flag(node, "On", inbox->rows[i].id == inbox->open_id);
	}
	if (inbox->count > ROWS) {
		tmpl_set_int(root, "More.At", inbox->rows[ROWS - 1].last_message_at);
		tmpl_set_int(root, "More.Id", inbox->rows[ROWS - 1].id);
	}
}

void
inbox_view(struct request *req, const struct inbox *inbox)
{
	struct tmpl_node *root = tmpl_child(page_root(req), "Inbox");

	tmpl_set(root, "Link", mem_printf(req->mem, "?tab=%s", chat_tabs[inbox->tab]));
	tmpl_set(root, "Version", inbox->version);
	tmpl_set_flag(root, "NoAccounts", inbox->account_count == 0);
	tmpl_set(root, "Empty", words_of(req, "Chats.Empty", chat_tabs[inbox->tab]));
	view_tabs(req, root, inbox);
	for (size_t i = 0; i < inbox->account_count; i++)
		view_account_trouble(req, root, &inbox->accounts[i]);
	view_rows(req, root, inbox);
}
