/* SPDX-License-Identifier: MIT */
/* How this installation is: for balancers, monitoring and people. */
#include "config.h"

#include <string.h>

#include "api/routes.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "core/health.h"
#include "io/db.h"
#include "shared/request.h"
#include "store/account.h"
#include "store/counter.h"

static void
put_modes(void *mem, struct json_object *worker, const struct health *health)
{
	struct json_object *list = json_put_array(worker, "alive");

	for (size_t i = 0; i < health->mode_count; i++) {
		struct json_object *mode = json_add_object(list);

		json_put_str(mode, "mode", health->modes[i].mode);
		json_put_i64(mode, "count", health->modes[i].count);
		json_put_str(mode, "since", time_format_utc(mem, health->modes[i].since));
	}
}

static struct json_object *
health_json(struct request *req, const struct health *health)
{
	struct json_object *root = json_new_object(req->mem);
	struct json_object *checks, *database, *worker, *jobs;

	json_put_str(root, "status", health_level_name(health->level));
	json_put_str(root, "time", time_format_utc(req->mem, time_now_ms()));
	json_put_str(root, "version", PACKAGE_VERSION);
	checks = json_put_object(root, "checks");
	database = json_put_object(checks, "database");
	json_put_bool(database, "ok", health->database);
	json_put_i64(database, "ms", health->database_ms);
	worker = json_put_object(checks, "worker");
	json_put_bool(worker, "ok", health->worker);
	json_put_str(worker, "mode", health->worker_mode);
	json_put_i64(worker, "seen_ms_ago", health->worker_seen_ms);
	put_modes(req->mem, worker, health);
	jobs = json_put_object(checks, "jobs");
	json_put_bool(jobs, "ok", health->jobs_parked == 0);
	json_put_i64(jobs, "ready", health->jobs_ready);
	json_put_i64(jobs, "running", health->jobs_running);
	json_put_i64(jobs, "parked", health->jobs_parked);
	json_put_i64(jobs, "oldest_ms", health->jobs_oldest_ms);
	return root;
}

/* Numbers of accounts by state only: this page is public. */
static void
put_accounts(struct json_object *root, const struct health *health)
{
	struct json_object *accounts = json_put_object(json_opt_object(root, "checks"), "accounts");
	int64_t ok = 0, ours = 0;

	for (size_t i = 0; i < health->account_count; i++) {
		ok += str_equal(health->accounts[i].status, "ok");
		ours += str_equal(health->accounts[i].webhook_state, "ours");
	}
	json_put_i64(accounts, "total", (int64_t)health->account_count);
	json_put_i64(accounts, "connected", ok);
	json_put_i64(accounts, "webhook_ours", ours);
}

bool
show_health(struct request *req, struct err *err)
{
	struct health health;

	(void)err; /* a failed check is the answer, not a failure of the answer */
	health_check(req->db, req->mem, &health);

	struct json_object *root = health_json(req, &health);

	put_accounts(root, &health);
	return json_answer(req, health.level == HEALTH_DOWN ? 503 : 200, root);
}

bool
show_root(struct request *req, struct err *err)
{
	const char *accept = fcgi_request_header(req->in, "Accept");

	if (accept == NULL || strstr(accept, "text/html") == NULL)
		return show_health(req, err);
	req->out->status = 303;
	fcgi_header(req->out, "Location", "/ui");
	return true;
}

/* The process answers.  Never asks the database: else its outage would restart everything. */
bool
show_livez(struct request *req, struct err *err)
{
	struct json_object *root = json_new_object(req->mem);

	(void)err;
	json_put_str(root, "status", "ok");
	return json_answer(req, 200, root);
}

/* Can work be taken in and done? */
bool
show_readyz(struct request *req, struct err *err)
{
	struct health health;
	bool ready;

	(void)err;
	health_check(req->db, req->mem, &health);
	ready = health.database && health.worker;
	return json_answer(req, ready ? 200 : 503, health_json(req, &health));
}

bool
show_info(struct request *req, struct err *err)
{
	struct json_object *root = json_new_object(req->mem);

	(void)err;
	json_put_str(root, "name", "Prilavok");
	json_put_str(root, "version", PACKAGE_VERSION);
	json_put_str(root, "health", "/health");
	json_put_str(root, "dashboard", "/ui");
	return json_answer(req, 200, root);
}

/* --- Prometheus */

static void
metric(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
	buf_printf(out, "# HELP prilavok_%s %s\n# TYPE prilavok_%s %s\nprilavok_%s %lld\n", name, help,
		name, type, name, (long long)value);
}

static void
jobs_metrics(struct buf *out, const struct health *health)
{
	buf_puts(out, "# HELP prilavok_jobs Jobs in the queue\n# TYPE prilavok_jobs gauge\n");
	buf_printf(out, "prilavok_jobs{state=\"ready\"} %lld\n", (long long)health->jobs_ready);
	buf_printf(out, "prilavok_jobs{state=\"running\"} %lld\n", (long long)health->jobs_running);
	buf_printf(out, "prilavok_jobs{state=\"parked\"} %lld\n", (long long)health->jobs_parked);
	buf_printf(out, "# HELP prilavok_job_oldest_ready_age_seconds How long the oldest due job waits\n"
		"# TYPE prilavok_job_oldest_ready_age_seconds gauge\n"
		"prilavok_job_oldest_ready_age_seconds %.3f\n", (double)health->jobs_oldest_ms / 1000);
}

static void
worker_metrics(struct buf *out, const struct health *health)
{
	buf_puts(out, "# HELP prilavok_workers Living workers, by how they run\n"
		"# TYPE prilavok_workers gauge\n");
	for (size_t i = 0; i < health->mode_count; i++)
		buf_printf(out, "prilavok_workers{mode=\"%s\"} %d\n", health->modes[i].mode,
			health->modes[i].count);
}

/* Counters are named "area.what" in the table. */
static bool
counter_metrics(struct request *req, struct buf *out, struct err *err)
{
	struct counter *counters;
	size_t count;

	if (!counter_list(req->db, req->mem, &counters, &count, err))
		return false;
	buf_puts(out, "# HELP prilavok_events_total Things that happened, by kind\n"
		"# TYPE prilavok_events_total counter\n");
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "prilavok_events_total{kind=\"%s\"} %lld\n", counters[i].name,
			(long long)counters[i].value);
	return true;
}

static bool
is_loopback(const char *address)
{
	return str_has_prefix(address, "127.") || str_equal(address, "::1") ||
		str_equal(address, "unix:");
}

/* Figures are not for the public: this host, or somebody signed in as admin. */
bool
show_metrics(struct request *req, struct err *err)
{
	struct buf *out = req->out->body;
	struct health health;

	if (!is_loopback(req->in->remote_addr) && request_rank(req) < USER_ADMIN)
		return err_set(err, ERR_NOT_FOUND, "metrics asked for from %s", req->in->remote_addr);
	health_check(req->db, req->mem, &health);
	req->out->type = "text/plain; version=0.0.4; charset=utf-8";
	buf_printf(out, "# HELP prilavok_build_info Version\n# TYPE prilavok_build_info gauge\n"
		"prilavok_build_info{version=\"%s\"} 1\n", PACKAGE_VERSION);
	metric(out, "up", "gauge", "The database answers", health.database);
	if (!health.database)
		return true;
	metric(out, "worker_up", "gauge", "A worker lives", health.worker);
	worker_metrics(out, &health);
	metric(out, "accounts", "gauge", "Accounts", (int64_t)health.account_count);
	jobs_metrics(out, &health);
	return counter_metrics(req, out, err);
}
