/* SPDX-License-Identifier: MIT */
/* The pages of the first run: one for each step, all in the frame of the list. */
#include "ui/ui.h"

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/url.h"
#include "core/work.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/overview.h"
#include "store/project.h"
#include "store/turn.h"
#include "ui/account_page.h"
#include "ui/first_run.h"
#include "ui/settings_form.h"
#include "ui/thread.h"
#include "ui/view_account.h"
#include "ui/view_answerer.h"

const char *const start_modes[] = { "draft", "auto", NULL };

static const char sim_client[] = "sim-client", sim_secret[] = "sim-secret";

/* --- what every step shows */

/* Does the simulator of quickstart stand in for Avito here? */
static bool
has_simulator(struct request *req)
{
	const char *base = conf_get(req->app->conf, "AVITO_API_BASE_URL");
	const char *client = conf_get(req->app->conf, "AVITO_CLIENT_ID");
	struct url *url;
	struct err err;

	return base != NULL && str_equal(client, sim_client)
		&& url_parse(req->mem, base, &url, &err) && str_equal(url->host, "127.0.0.1");
}

static void
view_account_step(struct request *req, struct tmpl_node *root, const struct first_run *run)
{
	if (run->account != NULL)
		view_account(req, tmpl_child(root, "Account"), run->account);
	tmpl_set_flag(root, "Simulator", has_simulator(req));
}

static void
view_assistant_step(struct request *req, struct tmpl_node *root, const struct first_run *run)
{
	for (size_t i = 0; i < run->provider_count; i++) /* the level is in the row, too */
		(void)view_answerer_line(req, tmpl_row(root, "Answerers"), &run->providers[i]);
}

static void
view_answer(struct request *req, struct tmpl_node *root, const struct overview_answer *answer)
{
	struct turn turn = { .id = answer->turn_id, .chat_id = answer->chat_id,
		.result = answer->result, .reason = answer->reason, .trace = answer->trace,
		.started_at = answer->started_at, .finished_at = answer->finished_at };
	struct tmpl_node *node = tmpl_child(root, "Answer");

	tmpl_set_int(node, "ChatId", answer->chat_id);
	tmpl_set(node, "Buyer", str_or(answer->buyer_name, page_text(req, "Chats.Buyer")));
	tmpl_set(node, "Words", answer->words);
	tmpl_set(node, "Text", answer->answer);
	tmpl_set_flag(node, "Draft", str_equal(answer->result, "draft"));
	view_turn(req, tmpl_child(node, "Why"), &turn);
}

/* The newest turn of the bot, and a word that differs once there is another or it went on. */
static bool
view_test_step(struct request *req, struct tmpl_node *root, const char **version_r,
	struct err *err)
{
	struct overview_answer *answer;

	*version_r = "0";
	tmpl_set_flag(root, "Simulator", has_simulator(req));
	if (!overview_newest_answer(req->db, req->mem, &answer, err))
		return err->code == ERR_NOT_FOUND;
	*version_r = mem_printf(req->mem, "%lld-%s-%d", (long long)answer->turn_id, answer->result,
		answer->answer[0] != '\0');
	view_answer(req, root, answer);
	return true;
}

static void
view_project(struct tmpl_node *root, const struct first_run *run)
{
	struct tmpl_node *form = tmpl_child(root, "Form");

	if (run->project == NULL)
		return;
	tmpl_set(form, "name", run->project->name);
	tmpl_set(form, "business", run->project->business);
	tmpl_set(form, "mode", str_equal(run->project->mode, "auto") ? "auto" : "draft");
}

/* after: what the page has seen already; NULL for a whole page. */
static bool
show(struct request *req, enum first_step step, const char *file, const char *after,
	struct err *err)
{
	struct tmpl_node *root = tmpl_child(page_root(req), "Start");
	struct first_run run;
	const char *version = "0";

	if (!first_run_read(req, &run, err)
	    || (step == STEP_TEST && !view_test_step(req, root, &version, err)))
		return false;
	if (step == STEP_AVITO && run.account != NULL)
		version = mem_printf(req->mem, "%s-%lld", run.account->status,
			(long long)run.account->status_at);
	if (after != NULL && str_equal(version, after)) {
		req->out->status = 204;
		return true;
	}
	tmpl_set(root, "Step", first_steps[step]);
	tmpl_set(root, "Version", version);
	tmpl_set_flag(root, "Done", run.done[step]);
	view_project(root, &run);
	view_account_step(req, root, &run);
	view_assistant_step(req, root, &run);
	first_run_view(req, root, &run, step);
	return page_render(req, file, err);
}

static bool
show_again(struct request *req, enum first_step step, struct err *err)
{
	req->out->status = 422;
	return show(req, step, "start.cs", NULL, err);
}

static bool
go_on(struct request *req, struct err *err)
{
	struct first_run run;

	return first_run_read(req, &run, err) && page_redirect(req, first_run_next(req, &run));
}

/* --- the pages */

bool
start_show(struct request *req, struct err *err)
{
	return go_on(req, err);
}

bool
start_shop_show(struct request *req, struct err *err)
{
	return show(req, STEP_SHOP, "start.cs", NULL, err);
}

bool
start_avito_show(struct request *req, struct err *err)
{
	return show(req, STEP_AVITO, "start.cs", NULL, err);
}

bool
start_avito_news(struct request *req, struct err *err)
{
	return show(req, STEP_AVITO, "start_avito_news.cs", str_or(param_text(req, "after"), ""), err);
}

bool
start_assistant_show(struct request *req, struct err *err)
{
	return show(req, STEP_ASSISTANT, "start.cs", NULL, err);
}

bool
start_test_show(struct request *req, struct err *err)
{
	return show(req, STEP_TEST, "start.cs", NULL, err);
}

bool
start_test_news(struct request *req, struct err *err)
{
	return show(req, STEP_TEST, "start_test_news.cs", str_or(param_text(req, "after"), ""), err);
}

bool
start_on_show(struct request *req, struct err *err)
{
	return show(req, STEP_ON, "start.cs", NULL, err);
}

/* --- what they do */

static const struct setting_field shop_fields[] = {
	SETTING_TEXT(name),
	SETTING_TEXT(business),
	SETTINGS_END
};

static const struct setting_field on_fields[] = {
	SETTING_TEXT(mode),
	SETTINGS_END
};

static bool
find_project(struct request *req, struct project **project_r, struct err *err)
{
	struct first_run run;

	if (!first_run_read(req, &run, err))
		return false;
	*project_r = run.project;
	return run.project != NULL || err_set(err, ERR_NOT_FOUND, "there is no project yet");
}

bool
start_shop_submit(struct request *req, struct err *err)
{
	const char *name = account_param(req, "name");
	struct project *project;

	if (name[0] == '\0') {
		page_error(req, "name", "empty");
		return show_again(req, STEP_SHOP, err);
	}
	if (!find_project(req, &project, err))
		return false;
	project->name = name;
	project->business = param_text(req, "business");
	return settings_save(req, shop_fields, project, err) && first_run_mark(req, "shop", err)
		&& page_redirect(req, "/ui/start/avito");
}

struct joining {
	struct request *req;
	int64_t project_id;
	const char *client_id, *client_secret;
	int64_t id;
};

static bool
join(struct db *db, void *arg, struct err *err)
{
	struct joining *joining = arg;

	return account_join(db, joining->req, joining->project_id, "", joining->client_id,
		joining->client_secret, &joining->id, err);
}

bool
start_avito_submit(struct request *req, struct err *err)
{
	bool simulator = param_bool(req, "simulator") && has_simulator(req);
	struct joining joining = { .req = req,
		.client_id = simulator ? sim_client : account_param(req, "client_id"),
		.client_secret = simulator ? sim_secret : account_param(req, "client_secret") };
	struct account *known;
	struct project *project;

	if (!account_keys_are_given(req, joining.client_id, joining.client_secret))
		return show_again(req, STEP_AVITO, err);
	if (account_find_by_client(req->db, req->mem, joining.client_id, &known, err))
		return page_redirect(req, "/ui/start/avito");
	if (err->code != ERR_NOT_FOUND || !find_project(req, &project, err))
		return false;
	joining.project_id = project->id;
	if (!db_transaction(req->db, join, &joining, err) && err->code != ERR_CONFLICT)
		return false; /* a conflict: it has been connected in this very moment */
	ui_nudge(req);
	return page_redirect(req, "/ui/start/avito");
}

bool
start_assistant_submit(struct request *req, struct err *err)
{
	return first_run_mark(req, "assistant", err) && page_redirect(req, "/ui/start/test");
}

bool
start_on_submit(struct request *req, struct err *err)
{
	struct project *project;

	if (!find_project(req, &project, err))
		return false;
	project->mode = param_text(req, "mode");
	return settings_save(req, on_fields, project, err) && first_run_mark(req, "on", err)
		&& go_on(req, err);
}

bool
start_skip(struct request *req, struct err *err)
{
	return first_run_mark(req, mem_printf(req->mem, "-%s", param_text(req, "step")), err)
		&& go_on(req, err);
}

bool
start_dismiss(struct request *req, struct err *err)
{
	return first_run_mark(req, "over", err) && page_redirect(req, "/ui/overview");
}
