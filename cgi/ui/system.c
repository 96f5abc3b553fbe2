/* SPDX-License-Identifier: MIT */
/* Is everything alive?  Each line comes from a check made now or written down with its time. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/health.h"
#include "core/setup.h"
#include "shared/page.h"
#include "store/counter.h"
#include "store/job.h"
#include "store/worker.h"
#include "ui/words.h"

enum { PARKED = 100 };

const char *const system_done[] = { "retried", "removed", "late", NULL };

static void
view_health(struct request *req, const struct health *health)
{
	struct tmpl_node *node = tmpl_child(page_root(req), "Health");

	tmpl_set(node, "Level", health_level_name(health->level));
	tmpl_set(node, "Text", words_of(req, "System.Level", health_level_name(health->level)));
	tmpl_set_int(node, "DatabaseMs", health->database_ms);
	tmpl_set_flag(node, "Worker", health->worker);
	tmpl_set_int(node, "Ready", health->jobs_ready);
	tmpl_set_int(node, "Running", health->jobs_running);
	tmpl_set_int(node, "Parked", health->jobs_parked);
	tmpl_set(node, "Oldest", words_span(req, health->jobs_oldest_ms));
}

/* Who lives, and since when; else what to do, by how it is meant to run. */
static void
view_modes(struct request *req, const struct health *health)
{
	enum worker_mode mode = WORKER_SERVICE;
	struct err ignored; /* this program would not have started with a wrong one */

	for (size_t i = 0; i < health->mode_count; i++) {
		const struct health_mode *lives = &health->modes[i];
		struct tmpl_node *row = tmpl_row(page_root(req), "Alive");
		const char *when = str_equal(lives->mode, "cron")
			? words_with(req, "Time.Ago", words_span(req, lives->seen_ms))
			: words_ago(req, lives->since);

		tmpl_set(row, "Text", words_fill(req->mem,
			words_of(req, "System.Alive", lives->mode), when));
	}
	tmpl_set_flag(page_root(req), "Several", health->mode_count > 1);
	if (health->worker)
		return;
	(void)setup_worker_mode(req->app->conf, &mode, &ignored);
	tmpl_set(page_root(req), "Wake.Text", words_of(req, "System.Wake",
		setup_worker_mode_name(mode)));
	if (mode == WORKER_CRON)
		tmpl_set(page_root(req), "Wake.Command", setup_crontab(req->mem, req->app->conf));
	else if (mode == WORKER_SERVICE)
		tmpl_set(page_root(req), "Wake.Command", setup_worker_path(req->mem));
}

static void
view_workers(struct request *req, const struct worker_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tmpl_node *row = tmpl_row(page_root(req), "Workers");

		tmpl_set(row, "Id", rows[i].id);
		tmpl_set(row, "Mode", words_of(req, "System.Mode", rows[i].mode));
		tmpl_set(row, "Seen", words_ago(req, time_now_ms() - rows[i].seen_ago_ms));
		tmpl_set(row, "Started", words_ago(req, rows[i].started_at));
		tmpl_set_flag(row, "Silent", !health_is_alive(rows[i].mode, rows[i].seen_ago_ms));
		if (rows[i].worked_at != 0)
			tmpl_set(row, "Worked", words_ago(req, rows[i].worked_at));
	}
}

static void
view_parked(struct request *req, const struct job_parked *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tmpl_node *row = tmpl_row(page_root(req), "Parked");

		tmpl_set_int(row, "Id", jobs[i].id);
		tmpl_set(row, "Kind", words_of(req, "System.Job", jobs[i].kind));
		tmpl_set(row, "Name", jobs[i].name);
		tmpl_set(row, "Error", jobs[i].error);
		tmpl_set(row, "When", words_ago(req, jobs[i].created_at));
		tmpl_set_flag(row, "Stays", str_equal(jobs[i].kind, "connect")
			|| str_equal(jobs[i].kind, "sync"));
		if (jobs[i].chat_id != 0)
			tmpl_set_int(row, "ChatId", jobs[i].chat_id);
	}
}

/* "webhook.unknown" is worded as webhook_unknown. */
static void
view_counter(struct request *req, const struct counter *counter)
{
	struct tmpl_node *row = tmpl_row(page_root(req), "Counters");
	char *name = mem_strdup(req->mem, counter->name);

	for (char *c = name; *c != '\0'; c++)
		if (*c == '.')
			*c = '_';
	tmpl_set(row, "Text", str_or(words_find(req, "System.Counter", name), counter->name));
	tmpl_set_int(row, "Value", counter->value);
}

bool
system_show(struct request *req, struct err *err)
{
	struct worker_row *workers;
	struct job_parked *parked;
	struct counter *counters;
	size_t worker_count, parked_count, counter_count;
	struct health health;

	if (!worker_list(req->db, req->mem, &workers, &worker_count, err)
	    || !job_list_parked(req->db, req->mem, PARKED, &parked, &parked_count, err)
	    || !counter_list(req->db, req->mem, &counters, &counter_count, err))
		return false;
	if (param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	health_check(req->db, req->mem, &health);
	view_health(req, &health);
	view_modes(req, &health);
	view_workers(req, workers, worker_count);
	view_parked(req, parked, parked_count);
	for (size_t i = 0; i < counter_count; i++)
		view_counter(req, &counters[i]);
	return page_render(req, "system.cs", err);
}

/* Back to the list.  Somebody else may have been quicker: then there is nothing left to do. */
static bool
finish_job(struct request *req, bool done, const char *word, struct err *err)
{
	if (!done && err->code != ERR_CONFLICT)
		return false;
	return page_redirect(req, mem_printf(req->mem, "/ui/system?done=%s", done ? word : "late"));
}

bool
system_job_retry(struct request *req, struct err *err)
{
	bool done = job_retry_parked(req->db, param_i64(req, "id"), err);

	ui_nudge(req);
	return finish_job(req, done, "retried", err);
}

bool
system_job_remove(struct request *req, struct err *err)
{
	return finish_job(req, job_remove_parked(req->db, param_i64(req, "id"), err), "removed", err);
}
