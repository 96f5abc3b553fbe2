/* SPDX-License-Identifier: MIT */
#include "ui/assistant.h"

#include "base/mem.h"
#include "base/str.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "ui/words.h"

enum { LISTINGS = 200 }; /* of one account: more than anybody scrolls through */

const char *const assistant_businesses[] = { "services", "goods", "realty", "cars", "jobs",
	"general", NULL };
const char *const assistant_tones[] = { "friendly", "formal", "brief", NULL };
const char *const assistant_modes[] = { "off", "draft", "confident", "auto", NULL };
const char *const assistant_schedules[] = { "always", "hours", NULL };
const char *const assistant_off_hours[] = { "answer", "away", "silent", NULL };
const char *const assistant_doubtful[] = { "resend", "hold", NULL };
const char *const assistant_pauses[] = { "hour", "four", "morning", "good", "own", NULL };
const char *const assistant_presets[] = { "preset", "replace", "keep", NULL };
const char *const assistant_done[] = { "saved", "added", "removed", "moved", NULL };

static struct project *
choose(struct project *projects, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (id == 0 || projects[i].id == id)
			return &projects[i];
	return NULL;
}

static void
view_projects(struct tmpl_node *node, const struct project *projects, size_t count,
	const struct project *here)
{
	for (size_t i = 0; i < count && count > 1; i++) {
		struct tmpl_node *row = tmpl_row(node, "Projects");

		tmpl_set_int(row, "Id", projects[i].id);
		tmpl_set(row, "Name", projects[i].name);
		tmpl_set_flag(row, "On", &projects[i] == here);
	}
}

bool
assistant_begin(struct request *req, const char *tab, struct project **project_r, struct err *err)
{
	struct tmpl_node *node = tmpl_child(page_root(req), "Assistant");
	struct project *projects, *project;
	size_t count;

	if (!project_list(req->db, req->mem, &projects, &count, err))
		return false;
	project = choose(projects, count, param_i64(req, "project"));
	if (project == NULL)
		return err_set(err, ERR_NOT_FOUND, "no such project");
	view_projects(node, projects, count, project);
	tmpl_set_int(node, "Project", project->id);
	tmpl_set(node, "Name", project->name);
	tmpl_set(node, "Query", mem_printf(req->mem, "project=%lld", (long long)project->id));
	tmpl_set(node, "Tab", tab);
	if (req->method == GET && param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	*project_r = project;
	return true;
}

bool
assistant_find_listing(struct request *req, const struct project *project, int64_t id,
	struct listing **listing_r, struct err *err)
{
	struct account *account;
	struct listing *listing;

	*listing_r = NULL;
	if (id == 0)
		return true;
	if (!listing_find(req->db, req->mem, id, &listing, err)
	    || !account_find(req->db, req->mem, listing->account_id, &account, err))
		return false;
	if (account->project_id != project->id)
		return err_set(err, ERR_NOT_FOUND, "a listing of another project");
	*listing_r = listing;
	return true;
}

static void
view_listing(struct request *req, const struct listing *listing, bool on)
{
	struct tmpl_node *row = tmpl_row(page_root(req), "Listings");
	const char *number = mem_printf(req->mem, "%lld", (long long)listing->avito_item_id);

	tmpl_set_int(row, "Id", listing->id);
	tmpl_set(row, "Title", str_or(listing->title, words_with(req, "Chat.ListingNumber", number)));
	tmpl_set_flag(row, "On", on);
}

/* All of one account; *seen_r becomes true when the chosen one is among them. */
static bool
view_account_listings(struct request *req, int64_t account_id, int64_t chosen, bool *seen_r,
	struct err *err)
{
	struct listing *listings;
	size_t count;

	if (!listing_list(req->db, req->mem, account_id, 0, LISTINGS, &listings, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		view_listing(req, &listings[i], listings[i].id == chosen);
		*seen_r = *seen_r || listings[i].id == chosen;
	}
	return true;
}

bool
assistant_view_listings(struct request *req, const struct project *project, int64_t chosen,
	struct err *err)
{
	struct account *accounts;
	struct listing *listing;
	bool seen = false;
	size_t count;

	if (!account_list(req->db, req->mem, &accounts, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (accounts[i].project_id == project->id
		    && !view_account_listings(req, accounts[i].id, chosen, &seen, err))
			return false;
	if (chosen == 0 || seen)
		return true;
	if (!assistant_find_listing(req, project, chosen, &listing, err))
		return false;
	view_listing(req, listing, true);
	return true;
}

bool
assistant_return(struct request *req, const char *page, int64_t project_id, const char *done)
{
	return page_redirect(req, mem_printf(req->mem, "/ui/assistant%s?project=%lld&done=%s", page,
		(long long)project_id, done));
}
