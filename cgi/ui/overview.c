/* SPDX-License-Identifier: MIT */
/* The first page: who needs me now, what the bot did today, and whether everything is well. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/day.h"
#include "core/health.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/overview.h"
#include "store/project.h"
#include "ui/first_run.h"
#include "ui/view_account.h"
#include "ui/view_answerer.h"
#include "ui/view_chat.h"
#include "ui/words.h"

enum { WAITING = 6 };

struct overview {
	const char *version;
	struct project *projects;
	size_t project_count;
	struct health health;
	struct chat_counts counts;
	int64_t unsent;
	struct overview_chat *waiting;
	size_t waiting_count;
	struct overview_figures figures;
	struct overview_handoff *handoffs;
	size_t handoff_count;
};

/* --- reading */

/* Spans of time are told in minutes, so each minute makes a new version. */
static bool
read_version(struct request *req, struct overview *o, struct err *err)
{
	const char *word;

	if (!overview_version(req->db, req->mem, &word, err))
		return false;
	health_check(req->db, req->mem, &o->health);
	ui_know_health(req, &o->health);
	o->version = mem_printf(req->mem, "%s-%d.%lld", word, o->health.worker,
		(long long)time_now_ms() / 60000);
	return true;
}

/* The day is the first shop's: one clock for the page. */
static const char *
zone_of(const struct overview *o)
{
	return o->project_count > 0 ? o->projects[0].zone : "Europe/Moscow";
}

static bool
read_today(struct request *req, struct overview *o, struct err *err)
{
	int64_t since = day_begin(time_now_ms(), zone_of(o));

	return overview_figures(req->db, since, &o->figures, err)
		&& overview_handoffs(req->db, req->mem, since, &o->handoffs, &o->handoff_count, err);
}

static bool
read_counts(struct request *req, struct overview *o, struct err *err)
{
	if (!chat_counts(req->db, &o->counts, err))
		return false;
	ui_know_needs(req, o->counts.needs);
	return true;
}

static bool
read_overview(struct request *req, struct overview *o, struct err *err)
{
	return project_list(req->db, req->mem, &o->projects, &o->project_count, err)
		&& read_counts(req, o, err)
		&& overview_unsent(req->db, &o->unsent, err)
		&& overview_waiting(req->db, req->mem, WAITING, &o->waiting, &o->waiting_count, err)
		&& read_today(req, o, err);
}

/* --- what needs me */

/* Not told when there is none. */
static void
set_count(struct request *req, struct tmpl_node *node, const char *name, int64_t count)
{
	if (count > 0)
		tmpl_set(node, name, words_up_to(req, count, CHAT_COUNT_MAX));
}

static void
view_waiting(struct request *req, struct tmpl_node *row, const struct overview_chat *chat)
{
	tmpl_set_int(row, "Id", chat->id);
	tmpl_set(row, "Name", str_or(chat->buyer_name, page_text(req, "Chats.Buyer")));
	tmpl_set(row, "Title", chat->listing_title);
	tmpl_set(row, "Reason", view_need(req, chat->need_reason));
	if (chat->waiting_since != 0)
		tmpl_set(row, "Waits", words_with(req, "Chats.Waits",
			words_span(req, time_now_ms() - chat->waiting_since)));
	else if (chat->last_message_at != 0)
		tmpl_set(row, "When", words_moment(req, chat->last_message_at, chat->zone));
}

static void
view_need_now(struct request *req, struct tmpl_node *root, const struct overview *o)
{
	struct tmpl_node *need = tmpl_child(root, "Need");

	for (size_t i = 0; i < o->waiting_count; i++)
		view_waiting(req, tmpl_row(need, "Chats"), &o->waiting[i]);
	set_count(req, need, "Count", o->counts.needs);
	tmpl_set_flag(need, "More", o->counts.needs > WAITING);
	set_count(req, need, "Drafts", o->counts.drafts);
	set_count(req, need, "Unsent", o->unsent);
	if (o->health.jobs_parked > 0)
		tmpl_set_int(need, "Parked", o->health.jobs_parked);
	tmpl_set_flag(need, "Nothing", o->counts.needs == 0 && o->counts.drafts == 0
		&& o->health.jobs_parked == 0);
}

/* --- today */

/* The figure, and the words that go with it. */
static void
view_figure(struct request *req, struct tmpl_node *today, const char *name, int64_t figure)
{
	struct tmpl_node *node = tmpl_child(today, name);

	tmpl_set_int(node, "Figure", figure);
	tmpl_set(node, "Words", words_number(req, mem_printf(req->mem, "Overview.%s", name), figure));
}

static void
view_today(struct request *req, struct tmpl_node *root, const struct overview *o)
{
	struct tmpl_node *today = tmpl_child(root, "Today");
	int64_t handoffs = 0;

	for (size_t i = 0; i < o->handoff_count; i++) {
		struct tmpl_node *row = tmpl_row(today, "Reasons");

		tmpl_set(row, "Text", view_need(req, o->handoffs[i].reason));
		tmpl_set_int(row, "Count", o->handoffs[i].count);
		handoffs += o->handoffs[i].count;
	}
	view_figure(req, today, "Chats", o->figures.chats);
	view_figure(req, today, "Messages", o->figures.messages);
	view_figure(req, today, "Replies", o->figures.replies);
	tmpl_set_int(today, "Handoffs", handoffs);
	if (o->figures.answered > 0)
		tmpl_set(today, "Median", words_span(req, o->figures.median_ms));
	tmpl_set(today, "MedianHint", words_with(req, "Overview.MedianHint",
		mem_printf(req->mem, "%lld", (long long)o->figures.answered)));
	tmpl_set(today, "Zone", zone_of(o));
	tmpl_set(today, "Now", words_clock(req, time_now_ms(), zone_of(o)));
}

/* --- health */

static struct tmpl_node *
add_health(struct tmpl_node *root, const char *level, const char *name, const char *text,
	const char *path)
{
	struct tmpl_node *row = tmpl_row(root, "Health");

	tmpl_set(row, "Level", level);
	tmpl_set(row, "Name", name);
	tmpl_set(row, "Text", text);
	tmpl_set(row, "Path", path);
	return row;
}

static void
view_worker(struct request *req, struct tmpl_node *root, const struct health *health)
{
	const char *name = health->worker ? "alive" : "silent";
	const char *text = words_of(req, "Overview.Worker", name);
	struct tmpl_node *row = add_health(root, health->worker ? "ok" : "bad",
		page_text(req, "Overview.Worker.Title"), text, "/ui/system");

	tmpl_set(row, "Do", words_find(req, "Overview.Worker.Do", name));
	if (health->worker_seen_ms >= 0)
		tmpl_set(row, "When", words_ago(req, time_now_ms() - health->worker_seen_ms));
}

static void
view_answerer(struct request *req, struct tmpl_node *root, const char *path,
	const struct provider *provider)
{
	struct tmpl_node *row = tmpl_row(root, "Health");
	const char *level = view_answerer_line(req, row, provider);

	tmpl_set(row, "Path", path);
	if (str_equal(provider->dialect, "builtin"))
		return; /* the line says all there is */
	if (provider->status_at != 0)
		tmpl_set(row, "When", words_ago(req, provider->status_at));
	if (str_equal(level, "bad"))
		tmpl_set(row, "Do", page_text(req, "Overview.AnswererDo"));
}

static bool
view_answerers(struct request *req, struct tmpl_node *root, const struct project *project,
	struct err *err)
{
	const char *path = mem_printf(req->mem, "/ui/assistant/answerers?project=%lld",
		(long long)project->id);
	struct provider *providers;
	size_t count;

	if (!provider_list(req->db, req->mem, project->id, &providers, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		view_answerer(req, root, path, &providers[i]);
	if (count == 0)
		(void)add_health(root, "bad", project->name, page_text(req, "Answerer.None"), path);
	return true;
}

/* Accounts first: without Avito nothing else matters. */
static bool
view_health(struct request *req, struct tmpl_node *root, const struct overview *o,
	struct err *err)
{
	for (size_t i = 0; i < o->health.account_count; i++)
		view_account(req, tmpl_row(root, "Accounts"), &o->health.accounts[i]);
	view_worker(req, root, &o->health);
	for (size_t i = 0; i < o->project_count; i++)
		if (!view_answerers(req, root, &o->projects[i], err))
			return false;
	return true;
}

/* The list of the first run, for those who may go through it, until it is over. */
static bool
view_first_run(struct request *req, struct tmpl_node *root, struct err *err)
{
	struct first_run run;

	if (request_rank(req) < USER_ADMIN)
		return true;
	if (!first_run_read(req, &run, err))
		return false;
	if (!run.over)
		first_run_view(req, tmpl_child(root, "Start"), &run, STEPS);
	return true;
}

static bool
view_overview(struct request *req, const struct overview *o, struct err *err)
{
	struct tmpl_node *root = tmpl_child(page_root(req), "Overview");

	tmpl_set(root, "Version", o->version);
	tmpl_set_flag(root, "NoAccounts", o->health.account_count == 0);
	tmpl_set_flag(root, "Fresh", o->counts.all == 0);
	view_need_now(req, root, o);
	view_today(req, root, o);
	return view_first_run(req, root, err) && view_health(req, root, o, err);
}

/* --- the pages */

static bool
show(struct request *req, struct overview *o, const char *file, struct err *err)
{
	return read_overview(req, o, err) && view_overview(req, o, err)
		&& page_render(req, file, err);
}

bool
overview_show(struct request *req, struct err *err)
{
	struct overview o = { .version = NULL };

	return read_version(req, &o, err) && show(req, &o, "overview.cs", err);
}

bool
overview_news(struct request *req, struct err *err)
{
	struct overview o = { .version = NULL };

	if (!read_version(req, &o, err))
		return false;
	if (!str_equal(o.version, param_text(req, "after")))
		return show(req, &o, "overview_news.cs", err);
	req->out->status = 204;
	return true;
}
