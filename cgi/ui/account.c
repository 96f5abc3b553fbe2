/* SPDX-License-Identifier: MIT */
/* One account: what the doctor finds, whose webhook stands there, and everything to change it. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/url.h"
#include "core/connect.h"
#include "core/work.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/check.h"
#include "store/project.h"
#include "ui/account_page.h"
#include "ui/view_account.h"
#include "ui/words.h"

const char *const account_done[] = { "added", "saved", "checking", "taking", "on", "off",
	NULL };

bool
account_return(struct request *req, int64_t id, const char *done)
{
	return page_redirect(req, mem_printf(req->mem, "/ui/accounts/%lld?done=%s", (long long)id,
		done));
}

char *
account_param(struct request *req, const char *param)
{
	return str_trim(req->mem, str_or(param_text(req, param), ""));
}

/* Changes when a check, an event or a look at the chats does; spans are told in minutes. */
static char *
version_of(struct request *req, const struct account *account,
	const struct account_check *checks, size_t count)
{
	int64_t checked = 0;

	for (size_t i = 0; i < count; i++)
		checked += checks[i].checked_at;
	return mem_printf(req->mem, "%s-%lld-%lld-%lld-%lld-%lld-%lld-%lld.%lld", account->status,
		(long long)account->status_at, (long long)account->webhook_at,
		(long long)account->webhook_seen_at, (long long)checked,
		(long long)account->sync_began_at, (long long)account->sync_pages,
		(long long)account->sync_ended_at, (long long)time_now_ms() / 60000);
}

/* Whose webhook stands there: the host says it, the rest may be a secret. */
static const char *
host_of(struct request *req, const char *text)
{
	struct url *url;
	struct err err;

	return url_parse(req->mem, text, &url, &err) ? url->host : text;
}

/* The addresses carry tokens: only those who may change the account see them. */
static void
view_addresses(struct request *req, struct tmpl_node *node, const struct account *account)
{
	const char *public_url = req->app->public_url;
	bool foreign = str_equal(account->webhook_state, "foreign");

	if (foreign)
		tmpl_set(node, "ForeignHost", host_of(req, account->webhook_url));
	if (request_rank(req) < USER_ADMIN)
		return;
	tmpl_set(node, "OurUrl", connect_webhook_url(req->mem,
		public_url[0] != '\0' ? public_url : NULL, account));
	if (!foreign)
		return;
	tmpl_set(node, "ForeignUrl", account->webhook_url);
	tmpl_set_flag(node, "CanTake", account->enabled && public_url[0] != '\0');
	tmpl_set_flag(node, "Taking", str_equal(account->webhook_take, account->webhook_url));
}

static bool
find_account(struct request *req, struct account **account_r, struct err *err)
{
	return account_find(req->db, req->mem, param_i64(req, "id"), account_r, err)
		&& ((*account_r)->deleted_at == 0
		|| err_set(err, ERR_NOT_FOUND, "the account was deleted"));
}

/* An account with all its page shows of its state. */
static bool
read_account(struct request *req, struct account **account_r, const char **version_r,
	struct err *err)
{
	struct tmpl_node *node = tmpl_child(page_root(req), "Account");
	struct account_check *checks;
	size_t count;

	if (!find_account(req, account_r, err)
	    || !account_check_list(req->db, req->mem, (*account_r)->id, &checks, &count, err))
		return false;
	view_account(req, node, *account_r);
	view_account_checks(req, node, *account_r, checks, count);
	view_account_sync(req, node, *account_r);
	view_addresses(req, node, *account_r);
	*version_r = version_of(req, *account_r, checks, count);
	tmpl_set(node, "Version", *version_r);
	return true;
}

/* The page; client_id: as it was typed, NULL as it is. */
static bool
show(struct request *req, const char *client_id, struct err *err)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");
	struct account *account;
	const char *version;

	if (!read_account(req, &account, &version, err)
	    || !account_view_shops(req, account->project_id, err))
		return false;
	tmpl_set(form, "name", account->name);
	tmpl_set(form, "client_id", client_id != NULL ? client_id : account->client_id);
	return page_render(req, "account.cs", err);
}

static bool
show_refusal(struct request *req, const char *client_id, struct err *err)
{
	req->out->status = 422;
	return show(req, client_id, err);
}

bool
account_show(struct request *req, struct err *err)
{
	if (param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	return show(req, NULL, err);
}

bool
account_news(struct request *req, struct err *err)
{
	struct account *account;
	const char *version;

	if (!read_account(req, &account, &version, err))
		return false;
	if (!str_equal(version, param_text(req, "after")))
		return page_render(req, "account_news.cs", err);
	req->out->status = 204;
	return true;
}

/* --- changing it */

struct change {
	struct request *req;
	const struct account *account;
	bool enabled;
	const char *client_id, *client_secret, *url;
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
take_webhook(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return account_set_webhook_take(db, change->account->id, change->url, err)
		&& work_start_account(db, change->account->id, err);
}

static bool
remove_account(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return account_delete(db, change->account->id, err)
		&& work_start_account(db, change->account->id, err);
}

static bool
do_it(struct request *req, struct change *change, db_work *work, struct err *err)
{
	struct account *account;

	if (!find_account(req, &account, err))
		return false;
	change->account = account;
	if (!db_transaction(req->db, work, change, err))
		return false;
	ui_nudge(req);
	return true;
}

static bool
carry_out(struct request *req, struct change *change, db_work *work, const char *done,
	struct err *err)
{
	return do_it(req, change, work, err) && account_return(req, change->account->id, done);
}

bool
account_check(struct request *req, struct err *err)
{
	struct change change = { .req = req };

	return carry_out(req, &change, check, "checking", err);
}

bool
account_enable(struct request *req, struct err *err)
{
	struct change change = { .req = req, .enabled = param_bool(req, "enabled") };

	return carry_out(req, &change, set_enabled, change.enabled ? "on" : "off", err);
}

bool
account_keys(struct request *req, struct err *err)
{
	struct change change = { .req = req, .client_id = account_param(req, "client_id"),
		.client_secret = account_param(req, "client_secret") };

	if (!account_keys_are_given(req, change.client_id, change.client_secret))
		return show_refusal(req, change.client_id, err);
	if (carry_out(req, &change, set_keys, "checking", err))
		return true;
	if (err->code != ERR_CONFLICT)
		return false;
	page_error(req, "client_id", "account_known");
	return show_refusal(req, change.client_id, err);
}

/* The yes is for the address that was shown, and for no other that may stand there by now. */
bool
account_take_webhook(struct request *req, struct err *err)
{
	struct change change = { .req = req, .url = param_text(req, "url") };

	return carry_out(req, &change, take_webhook, "taking", err);
}

bool
account_rename(struct request *req, struct err *err)
{
	struct account *account;

	return find_account(req, &account, err)
		&& account_set_name(req->db, account->id, account_param(req, "name"), err)
		&& account_return(req, account->id, "saved");
}

bool
account_choose_shop(struct request *req, struct err *err)
{
	struct account *account;
	struct project *project;

	return find_account(req, &account, err)
		&& project_find(req->db, req->mem, param_i64(req, "project"), &project, err)
		&& account_set_project(req->db, account->id, project->id, err)
		&& account_return(req, account->id, "saved");
}

/* A word is typed, so that no tap in passing removes a shop. */
static bool
is_confirmed(struct request *req)
{
	const char *word = page_text(req, "Accounts.RemoveWord");

	return str_equal(utf8_fold(req->mem, account_param(req, "confirm")),
		utf8_fold(req->mem, word));
}

bool
account_remove(struct request *req, struct err *err)
{
	struct change change = { .req = req };

	if (!is_confirmed(req)) {
		page_error(req, "confirm", "remove_word");
		return show_refusal(req, NULL, err);
	}
	return do_it(req, &change, remove_account, err)
		&& page_redirect(req, "/ui/accounts?done=removed");
}
