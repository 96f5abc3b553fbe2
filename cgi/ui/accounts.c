/* SPDX-License-Identifier: MIT */
/* Avito accounts: are they connected, and if not, what is to be done. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/connect.h"
#include "core/work.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/project.h"
#include "ui/view_account.h"
#include "ui/words.h"

const char *const account_done[] = { "added", "saved", "checking", "on", "off", NULL };

static bool
go_to_account(struct request *req, int64_t id, const char *done)
{
	return page_redirect(req, mem_printf(req->mem, "/ui/accounts/%lld?done=%s", (long long)id,
		done));
}

/* --- the list */

static void
view_projects(struct request *req, const struct project *projects, size_t count, int64_t chosen)
{
	for (size_t i = 0; i < count; i++) {
		struct tmpl_node *row = tmpl_row(page_root(req), "Projects");

		tmpl_set_int(row, "Id", projects[i].id);
		tmpl_set(row, "Name", projects[i].name);
		tmpl_set_flag(row, "On", projects[i].id == chosen);
	}
	tmpl_set_flag(page_root(req), "CanChoose", count > 1);
}

static bool
show_list(struct request *req, int64_t project_id, struct err *err)
{
	struct account *accounts;
	struct project *projects;
	size_t count, project_count;

	if (!account_list(req->db, req->mem, &accounts, &count, err)
	    || !project_list(req->db, req->mem, &projects, &project_count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		view_account(req, tmpl_row(page_root(req), "Accounts"), &accounts[i]);
	view_projects(req, projects, project_count, project_id);
	return page_render(req, "accounts.cs", err);
}

bool
accounts_show(struct request *req, struct err *err)
{
	return show_list(req, 0, err);
}

/* --- adding one */

struct adding {
	struct request *req;
	const char *name, *client_id, *client_secret;
	int64_t id;
};

static bool
add(struct db *db, void *arg, struct err *err)
{
	struct adding *adding = arg;
	struct request *req = adding->req;

	return account_insert(db, &req->app->key, param_i64(req, "project"), adding->name,
		adding->client_id, adding->client_secret, &adding->id, err)
		&& work_start_account(db, adding->id, err);
}

static char *
trimmed(struct request *req, const char *param)
{
	return str_trim(req->mem, str_or(param_text(req, param), ""));
}

/* Puts words beside what is wrong with the keys. */
static bool
keys_are_given(struct request *req, const char *client_id, const char *client_secret)
{
	if (client_id[0] == '\0')
		page_error(req, "client_id", "empty");
	if (client_secret[0] == '\0')
		page_error(req, "client_secret", "empty");
	return client_id[0] != '\0' && client_secret[0] != '\0';
}

static bool
is_known(struct request *req, const char *client_id, bool *known_r, struct err *err)
{
	struct account *account;

	*known_r = account_find_by_client(req->db, req->mem, client_id, &account, err);
	if (*known_r)
		page_error(req, "client_id", "account_known");
	return *known_r || err->code == ERR_NOT_FOUND;
}

bool
account_add(struct request *req, struct err *err)
{
	struct adding adding = { .req = req, .name = trimmed(req, "name"),
		.client_id = trimmed(req, "client_id"),
		.client_secret = trimmed(req, "client_secret") };
	struct project *project;
	bool known;

	if (!project_find(req->db, req->mem, param_i64(req, "project"), &project, err)
	    || !is_known(req, adding.client_id, &known, err))
		return false;
	if (!keys_are_given(req, adding.client_id, adding.client_secret) || known) {
		req->out->status = 422;
		tmpl_set(page_root(req), "Form.name", adding.name);
		tmpl_set(page_root(req), "Form.client_id", adding.client_id);
		return show_list(req, project->id, err);
	}
	if (!db_transaction(req->db, add, &adding, err))
		return false;
	ui_nudge(req);
	return go_to_account(req, adding.id, "added");
}

/* --- one account */

/* Changes when a check, an event or a look at the chats does; spans are told in minutes. */
static char *
version_of(struct request *req, const struct account *account)
{
	return mem_printf(req->mem, "%s-%lld-%lld-%lld-%lld.%lld", account->status,
		(long long)account->status_at, (long long)account->webhook_at,
		(long long)account->webhook_seen_at, (long long)account->synced_at,
		(long long)time_now_ms() / 60000);
}

/* The addresses carry tokens: only those who may change the account see them. */
static void
view_addresses(struct request *req, struct tmpl_node *node, const struct account *account)
{
	const char *public_url = req->app->public_url;

	if (request_rank(req) < USER_ADMIN)
		return;
	tmpl_set(node, "OurUrl", connect_webhook_url(req->mem,
		public_url[0] != '\0' ? public_url : NULL, account));
	if (str_equal(account->webhook_state, "foreign"))
		tmpl_set(node, "ForeignUrl", account->webhook_url);
}

static bool
read_account(struct request *req, struct account **account_r, struct err *err)
{
	struct tmpl_node *node = tmpl_child(page_root(req), "Account");

	if (!account_find(req->db, req->mem, param_i64(req, "id"), account_r, err))
		return false;
	view_account(req, node, *account_r);
	view_addresses(req, node, *account_r);
	tmpl_set(node, "Version", version_of(req, *account_r));
	return true;
}

bool
account_show(struct request *req, struct err *err)
{
	struct account *account;

	if (!read_account(req, &account, err))
		return false;
	if (param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	tmpl_set(page_root(req), "Form.name", account->name);
	tmpl_set(page_root(req), "Form.client_id", account->client_id);
	return page_render(req, "account.cs", err);
}

bool
account_news(struct request *req, struct err *err)
{
	struct account *account;

	if (!read_account(req, &account, err))
		return false;
	if (!str_equal(version_of(req, account), param_text(req, "after")))
		return page_render(req, "account_news.cs", err);
	req->out->status = 204;
	return true;
}

/* --- changing one */

struct change {
	struct request *req;
	const struct account *account;
	bool enabled;
	const char *client_id, *client_secret;
};

/* Whatever changed, what was found before no longer counts, and a check is due now. */
static bool
check_again(struct db *db, const struct change *change, struct err *err)
{
	return account_set_status(db, change->account->id, "new", "", err)
		&& work_start_account(db, change->account->id, err);
}

static bool
check(struct db *db, void *arg, struct err *err)
{
	return check_again(db, arg, err);
}

static bool
set_enabled(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return account_set_enabled(db, change->account->id, change->enabled, err)
		&& (!change->enabled || check_again(db, change, err));
}

static bool
set_keys(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return account_set_keys(db, &change->req->app->key, change->account->id, change->client_id,
		change->client_secret, err) && check_again(db, change, err);
}

static bool
carry_out(struct request *req, struct change *change, db_work *work, const char *done,
	struct err *err)
{
	if (!db_transaction(req->db, work, change, err))
		return false;
	ui_nudge(req);
	return go_to_account(req, change->account->id, done);
}

bool
account_check(struct request *req, struct err *err)
{
	struct change change = { .req = req };
	struct account *account;

	if (!account_find(req->db, req->mem, param_i64(req, "id"), &account, err))
		return false;
	change.account = account;
	return carry_out(req, &change, check, "checking", err);
}

bool
account_enable(struct request *req, struct err *err)
{
	struct change change = { .req = req, .enabled = param_bool(req, "enabled") };
	struct account *account;

	if (!account_find(req->db, req->mem, param_i64(req, "id"), &account, err))
		return false;
	change.account = account;
	return carry_out(req, &change, set_enabled, change.enabled ? "on" : "off", err);
}

bool
account_keys(struct request *req, struct err *err)
{
	struct change change = { .req = req, .client_id = trimmed(req, "client_id"),
		.client_secret = trimmed(req, "client_secret") };
	struct account *account;

	if (!read_account(req, &account, err))
		return false;
	if (!keys_are_given(req, change.client_id, change.client_secret)) {
		req->out->status = 422;
		tmpl_set(page_root(req), "Form.name", account->name);
		tmpl_set(page_root(req), "Form.client_id", change.client_id);
		return page_render(req, "account.cs", err);
	}
	change.account = account;
	return carry_out(req, &change, set_keys, "checking", err);
}

bool
account_rename(struct request *req, struct err *err)
{
	struct account *account;

	return account_find(req->db, req->mem, param_i64(req, "id"), &account, err)
		&& account_set_name(req->db, account->id, trimmed(req, "name"), err)
		&& go_to_account(req, account->id, "saved");
}
