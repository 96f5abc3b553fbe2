/* SPDX-License-Identifier: MIT */
/* Avito accounts: are they connected, and if not, what is to be done. */
#include "ui/ui.h"

#include "base/str.h"
#include "core/work.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/project.h"
#include "ui/account_page.h"
#include "ui/assistant.h"
#include "ui/view_account.h"

const char *const accounts_done[] = { "removed", NULL };

/* --- the list */

bool
account_view_shops(struct request *req, int64_t chosen, struct err *err)
{
	struct project *projects;
	size_t count;

	if (!project_list(req->db, req->mem, &projects, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tmpl_node *row = tmpl_row(page_root(req), "Projects");

		tmpl_set_int(row, "Id", projects[i].id);
		tmpl_set(row, "Name", projects[i].name);
		tmpl_set_flag(row, "On", projects[i].id == chosen);
	}
	tmpl_set_flag(page_root(req), "CanChoose", count > 1);
	return true;
}

static bool
show_list(struct request *req, int64_t project_id, struct err *err)
{
	struct account *accounts;
	size_t count;

	if (!account_list(req->db, req->mem, &accounts, &count, err)
	    || !account_view_shops(req, project_id, err))
		return false;
	for (size_t i = 0; i < count; i++)
		view_account(req, tmpl_row(page_root(req), "Accounts"), &accounts[i]);
	return page_render(req, "accounts.cs", err);
}

bool
accounts_show(struct request *req, struct err *err)
{
	if (param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	return show_list(req, 0, err);
}

/* --- adding one */

struct adding {
	struct request *req;
	int64_t project_id;
	const char *name, *client_id, *client_secret;
	int64_t id;
};

static bool
revive(struct db *db, struct request *req, int64_t project_id, const char *client_id,
	const char *client_secret, int64_t id, struct err *err)
{
	return account_set_keys(db, &req->app->key, id, client_id, client_secret, err)
		&& account_set_project(db, id, project_id, err)
		&& account_set_status(db, id, "new", "", err)
		&& work_start_account(db, id, err);
}

bool
account_join(struct db *db, struct request *req, int64_t project_id, const char *name,
	const char *client_id, const char *client_secret, int64_t *id_r, struct err *err)
{
	if (account_revive(db, req->mem, client_id, id_r, err))
		return revive(db, req, project_id, client_id, client_secret, *id_r, err);
	return err->code == ERR_NOT_FOUND
		&& account_insert(db, &req->app->key, project_id, name, client_id, client_secret, id_r,
			err)
		&& work_start_account(db, *id_r, err);
}

static bool
add(struct db *db, void *arg, struct err *err)
{
	struct adding *adding = arg;

	return account_join(db, adding->req, adding->project_id, adding->name, adding->client_id,
		adding->client_secret, &adding->id, err);
}

bool
account_keys_are_given(struct request *req, const char *client_id, const char *client_secret)
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

static bool
show_form(struct request *req, const struct adding *adding, struct err *err)
{
	req->out->status = 422;
	tmpl_set(page_root(req), "Form.name", adding->name);
	tmpl_set(page_root(req), "Form.client_id", adding->client_id);
	return show_list(req, adding->project_id, err);
}

bool
account_add(struct request *req, struct err *err)
{
	struct adding adding = { .req = req, .project_id = param_i64(req, "project"),
		.name = account_param(req, "name"),
		.client_id = account_param(req, "client_id"),
		.client_secret = account_param(req, "client_secret") };
	struct project *project;
	bool known;

	if (!project_find(req->db, req->mem, adding.project_id, &project, err)
	    || !is_known(req, adding.client_id, &known, err))
		return false;
	if (!account_keys_are_given(req, adding.client_id, adding.client_secret) || known)
		return show_form(req, &adding, err);
	if (!db_transaction(req->db, add, &adding, err)) {
		if (err->code != ERR_CONFLICT)
			return false;
		page_error(req, "client_id", "account_known"); /* in this very moment */
		return show_form(req, &adding, err);
	}
	ui_nudge(req);
	return account_return(req, adding.id, "added");
}

/* --- one more shop */

struct opening {
	struct request *req;
	const char *name;
	int64_t id;
};

/* It answers from the first day: with the built-in answerer. */
static bool
open_shop(struct db *db, void *arg, struct err *err)
{
	static const struct provider_new builtin = { "builtin", "", "", "", 45000 };
	struct opening *opening = arg;

	return project_insert(db, opening->name, page_text(opening->req, "Shop.Away"),
		page_text(opening->req, "Shop.Handoff"), &opening->id, err)
		&& provider_put(db, &opening->req->app->key, opening->id, 0, &builtin, err);
}

bool
account_shop_add(struct request *req, struct err *err)
{
	struct opening opening = { .req = req, .name = account_param(req, "shop") };

	if (opening.name[0] == '\0') {
		req->out->status = 422;
		page_error(req, "shop", "empty");
		return show_list(req, 0, err);
	}
	return db_transaction(req->db, open_shop, &opening, err)
		&& assistant_return(req, "", opening.id, "added");
}
