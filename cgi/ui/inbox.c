/* SPDX-License-Identifier: MIT */
#include "ui/inbox.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/url.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/message.h"
#include "ui/ui.h"
#include "ui/view_account.h"
#include "ui/view_chat.h"
#include "ui/words.h"

enum { ROWS = 50 };

const char *const chat_tabs[] = { "needs", "bot", "drafts", "all", NULL };

/* "?tab=bot&q=..."; words may be NULL */
static const char *
link_to(void *mem, enum chat_tab tab, const char *words)
{
	if (words == NULL)
		return mem_printf(mem, "?tab=%s", chat_tabs[tab]);
	return mem_printf(mem, "?tab=%s&q=%s", chat_tabs[tab], url_encode(mem, words));
}

void
inbox_begin(const struct request *req, enum chat_tab fallback, struct inbox *inbox_r)
{
	*inbox_r = (struct inbox){ .tab = fallback, .link = "", .more = "" };
	if (param_has(req, "tab"))
		inbox_r->tab = (enum chat_tab)str_index(chat_tabs, param_text(req, "tab"));
	if (param_has(req, "q"))
		inbox_r->words = str_trim(req->mem, param_text(req, "q"));
	if (inbox_r->words != NULL && inbox_r->words[0] == '\0')
		inbox_r->words = NULL;
	if (param_has(req, "tab") || inbox_r->words != NULL) {
		inbox_r->link = link_to(req->mem, inbox_r->tab, inbox_r->words);
		inbox_r->more = mem_printf(req->mem, "&%s", inbox_r->link + 1);
	}
}

/* --- reading */

const char *
inbox_version(struct request *req, const char *word)
{
	return mem_printf(req->mem, "%s.%lld", word, (long long)time_now_ms() / 60000);
}

bool
inbox_read_version(struct request *req, struct inbox *inbox, struct err *err)
{
	const char *word;

	if (!chat_list_version(req->db, req->mem, &word, err))
		return false;
	inbox->version = inbox_version(req, word);
	return true;
}

/* A search that takes too long finds nothing, and the page says so. */
static bool
run_search(struct request *req, struct inbox *inbox, struct err *err)
{
	if (inbox->words == NULL)
		return true;
	search_parse(req->mem, inbox->words, &inbox->search);
	if (search_run(req->db, req->mem, &inbox->search, &inbox->found, err))
		return true;
	inbox->found = (struct search_found){ .chats = "[]" };
	inbox->is_too_much = err->code == ERR_BUSY;
	return inbox->is_too_much;
}

/* The messages by which the shown chats were found. */
static bool
read_matches(struct request *req, struct inbox *inbox, struct err *err)
{
	struct buf *ids = buf_new(req->mem, (size_t)24 * (ROWS + 2));
	size_t count = 0;

	for (size_t i = 0; i < inbox->count; i++) {
		int64_t id = search_message_of(&inbox->found, inbox->rows[i].id);

		if (id != 0)
			buf_printf(ids, "%c%lld", count++ == 0 ? '[' : ',', (long long)id);
	}
	buf_puts(ids, "]");
	return count == 0 || message_list_some(req->db, req->mem, buf_data(ids), &inbox->matches,
		&inbox->match_count, err);
}

static bool
read_counts(struct request *req, struct inbox *inbox, const char *among, struct err *err)
{
	if (!chat_counts_among(req->db, among, &inbox->counts, err))
		return false;
	if (among == NULL)
		ui_know_needs(req, inbox->counts.needs);
	return true;
}

bool
inbox_read(struct request *req, int64_t before_at, int64_t before_id, struct inbox *inbox,
	struct err *err)
{
	struct chat_query query = { .tab = inbox->tab, .before_at = before_at,
		.before_id = before_id, .limit = ROWS + 1 };

	if (!run_search(req, inbox, err))
		return false;
	query.among = inbox->words != NULL ? inbox->found.chats : NULL;
	return chat_list(req->db, req->mem, &query, &inbox->rows, &inbox->count, err)
		&& read_matches(req, inbox, err)
		&& read_counts(req, inbox, query.among, err)
		&& ui_accounts(req, &inbox->accounts, &inbox->account_count, err);
}

/* --- showing */

static void
view_tab(struct request *req, struct tmpl_node *root, const struct inbox *inbox,
	enum chat_tab tab, int64_t count)
{
	struct tmpl_node *node = tmpl_row(root, "Tabs");

	tmpl_set(node, "Text", words_of(req, "Chats.Tab", chat_tabs[tab]));
	tmpl_set(node, "Link", link_to(req->mem, tab, inbox->words));
	tmpl_set_flag(node, "On", tab == inbox->tab);
	tmpl_set(node, "Count", words_up_to(req, count, CHAT_COUNT_MAX));
}

static void
view_tabs(struct request *req, struct tmpl_node *root, const struct inbox *inbox)
{
	const int64_t counts[] = { inbox->counts.needs, inbox->counts.bot, inbox->counts.drafts,
		inbox->counts.all };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		view_tab(req, root, inbox, (enum chat_tab)i, counts[i]);
}

static const struct message *
match_of(const struct inbox *inbox, int64_t chat_id)
{
	for (size_t i = 0; i < inbox->match_count; i++)
		if (inbox->matches[i].chat_id == chat_id)
			return &inbox->matches[i];
	return NULL;
}

/* In place of the last words: those that were searched for. */
static void
view_match(struct request *req, struct tmpl_node *node, const struct inbox *inbox,
	const struct message *message)
{
	struct search_snippet snippet;

	search_cut(req->mem, &inbox->search, message->text, &snippet);
	tmpl_set(node, "Author", words_find(req, "Chats.Author", message->author));
	tmpl_set(node, "Words", snippet.before);
	tmpl_set(node, "Match", snippet.match);
	tmpl_set(node, "After", snippet.after);
}

static void
view_rows(struct request *req, struct tmpl_node *root, const struct inbox *inbox)
{
	size_t shown = inbox->count < ROWS ? inbox->count : ROWS;

	/* cppcheck-suppress knownConditionTrueFalse ; it takes count for 0, as one caller sees it */
	for (size_t i = 0; i < shown; i++) {
		struct tmpl_node *node = tmpl_row(root, "Rows");
		const struct message *match = match_of(inbox, inbox->rows[i].id);

		view_chat_row(req, node, &inbox->rows[i], inbox->account_count > 1);
		if (match != NULL)
			view_match(req, node, inbox, match);
		tmpl_set_flag(node, "On", inbox->rows[i].id == inbox->open_id);
	}
	if (inbox->count > ROWS) {
		tmpl_set_int(root, "More.At", inbox->rows[ROWS - 1].last_message_at);
		tmpl_set_int(root, "More.Id", inbox->rows[ROWS - 1].id);
	}
}

/* What stands in the place of rows: why there are none, and what to do. */
static void
view_empty(struct request *req, struct tmpl_node *root, const struct inbox *inbox)
{
	const char *tab = chat_tabs[inbox->tab];

	if (inbox->words == NULL) {
		tmpl_set(root, "Empty", words_of(req, "Chats.Empty", tab));
		return;
	}
	tmpl_set(root, "Empty", inbox->is_too_much ? page_text(req, "Chats.TooMuch")
		: words_with(req, inbox->counts.all > 0 ? "Chats.NotHere" : "Chats.NotFound",
			inbox->words));
	if (inbox->counts.all > 0)
		tmpl_set(root, "Elsewhere", link_to(req->mem, CHAT_TAB_ALL, inbox->words));
	tmpl_set_flag(root, "TryAgain", inbox->counts.all == 0);
}

void
inbox_view(struct request *req, const struct inbox *inbox)
{
	struct tmpl_node *root = tmpl_child(page_root(req), "Inbox");

	tmpl_set(root, "Link", link_to(req->mem, inbox->tab, inbox->words));
	tmpl_set(root, "Plain", link_to(req->mem, inbox->tab, NULL));
	tmpl_set(root, "Search", inbox->words);
	tmpl_set_flag(root, "IsCut", inbox->found.is_cut);
	tmpl_set(root, "Version", inbox->version);
	tmpl_set_flag(root, "NoAccounts", inbox->account_count == 0);
	view_empty(req, root, inbox);
	view_tabs(req, root, inbox);
	for (size_t i = 0; i < inbox->account_count; i++)
		view_account_trouble(req, root, &inbox->accounts[i]);
	view_rows(req, root, inbox);
}
