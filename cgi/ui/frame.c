/* SPDX-License-Identifier: MIT */
/* What stands around every page: how many chats wait for a person, and whether all is well. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "core/health.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "ui/view_account.h"
#include "ui/words.h"

/* What has been read for this request, by its page or for the frame. */
struct known {
	bool has_accounts, has_needs, has_worker;
	struct account *accounts;
	size_t account_count;
	int64_t needs;
	bool worker;
};

static struct known *
known_of(struct request *req)
{
	if (req->known == NULL)
		req->known = mem_new(req->mem, struct known);
	return req->known;
}

bool
ui_accounts(struct request *req, struct account **accounts_r, size_t *count_r, struct err *err)
{
	struct known *known = known_of(req);

	known->has_accounts = known->has_accounts || account_list(req->db, req->mem,
		&known->accounts, &known->account_count, err);
	if (!known->has_accounts)
		return false;
	*accounts_r = known->accounts;
	*count_r = known->account_count;
	return true;
}

void
ui_know_needs(struct request *req, int64_t needs)
{
	struct known *known = known_of(req);

	known->has_needs = true;
	known->needs = needs;
}

void
ui_know_health(struct request *req, const struct health *health)
{
	struct known *known = known_of(req);

	if (!health->database)
		return;
	known->has_accounts = known->has_worker = true;
	known->accounts = health->accounts;
	known->account_count = health->account_count;
	known->worker = health->worker;
}

static void
add_line(struct request *req, const char *level, const char *text, const char *path)
{
	struct tmpl_node *row = tmpl_row(page_root(req), "Frame.Health");

	tmpl_set(row, "Level", level);
	tmpl_set(row, "Text", text);
	tmpl_set(row, "Path", path);
}

static void
add_account(struct request *req, const struct account *account)
{
	const char *name = str_or(account->name, account->client_id);

	add_line(req, "bad", words_with(req, "Frame.AccountBad", name),
		mem_printf(req->mem, "/ui/accounts/%lld", (long long)account->id));
}

/* One line for each account in trouble (three are enough), else one for all of them. */
static void
view_accounts(struct request *req, const struct account *accounts, size_t count)
{
	enum { SHOWN = 3 };
	size_t bad = 0;
	int64_t seen_at = 0;

	for (size_t i = 0; i < count; i++) {
		const struct account *account = &accounts[i];

		if (view_account_is_bad(req, account) && bad++ < SHOWN)
			add_account(req, account);
		if (account->webhook_seen_at > seen_at)
			seen_at = account->webhook_seen_at;
	}
	if (count == 0)
		add_line(req, "wait", page_text(req, "Frame.NoAccount"), "/ui/accounts");
	else if (bad == 0)
		add_line(req, "ok", seen_at == 0 ? page_text(req, "Frame.Avito") :
			words_with(req, "Frame.AvitoSeen", words_ago(req, seen_at)), "/ui/accounts");
}

/* No more is counted than is shown. */
static void
view_needs(struct request *req)
{
	const struct known *known = known_of(req);
	int64_t needs = known->needs;
	struct err err;

	if ((known->has_needs || chat_count_needs(req->db, CHAT_COUNT_MAX, &needs, &err)) && needs > 0)
		tmpl_set(page_root(req), "Frame.Needs", words_up_to(req, needs, CHAT_COUNT_MAX));
}

void
ui_frame(struct request *req)
{
	const struct known *known = known_of(req);
	bool worker = known->worker;
	struct account *accounts;
	struct err err;
	size_t count;

	if (req->out->status >= 500)
		return; /* whatever is broken now need not be asked again */
	view_needs(req);
	if (request_is_partial(req))
		return;
	if ((!known->has_worker && !health_worker_lives(req->db, req->mem, &worker, &err))
	    || !ui_accounts(req, &accounts, &count, &err))
		return;
	view_accounts(req, accounts, count);
	add_line(req, worker ? "ok" : "bad",
		page_text(req, worker ? "Frame.Worker" : "Frame.NoWorker"), "/ui/system");
}
