/* SPDX-License-Identifier: MIT */
/* Is everything as it must be?  One line for each thing that was looked at, with what to do. */
#include "cli.h"

#include <stdio.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "core/health.h"
#include "core/setup.h"
#include "io/db.h"
#include "migrations.h"
#include "store/account.h"
#include "store/migrate.h"

struct findings {
	struct cli *cli;
	struct json_object *list;
	bool well;
};

static void
tell(struct findings *findings, const char *what, bool ok, const char *words)
{
	struct json_object *line = json_add_object(findings->list);

	findings->well = findings->well && ok;
	json_put_str(line, "check", what);
	json_put_bool(line, "ok", ok);
	json_put_str(line, "text", words);
	if (!findings->cli->json)
		(void)printf("%s %-14s %s\n", ok ? "ok  " : "FAIL", what, words);
}

/* A missing key is not answered with a fresh one here: other places may know the old one. */
static void
check_key(struct findings *findings)
{
	struct cli *cli = findings->cli;
	struct err err;

	if (conf_get(cli->conf, "PRILAVOK_SECRET_KEY") == NULL)
		tell(findings, "secret key", false, "PRILAVOK_SECRET_KEY is not set");
	else if (!cli_key(cli, &err))
		tell(findings, "secret key", false, err.text);
	else
		tell(findings, "secret key", true, "set");
}

static void
check_schema(struct findings *findings)
{
	struct err err;
	size_t pending;

	if (!migrations_pending(findings->cli, &pending, &err))
		tell(findings, "schema", false, err.text);
	else
		tell(findings, "schema", pending == 0, pending == 0 ? "up to date"
			: "not up to date: run prilavok migrate");
}

/* What to do when none lives, by how it is meant to run. */
static const char *
worker_advice(struct cli *cli, enum worker_mode mode)
{
	switch (mode) {
	case WORKER_CRON:
		return mem_printf(cli->mem, "none has run: this line belongs into the crontab:\n%20s%s", "",
			setup_crontab(cli->mem, cli->conf));
	case WORKER_EMBEDDED:
		return "none has been seen: it starts with the next visit of a page; if it does not, the "
			"web server's error log tells why";
	case WORKER_SERVICE:
		break;
	}
	return "none has been seen: start prilavok-worker, or put prilavok work into cron";
}

static void
check_worker(struct findings *findings, enum worker_mode mode, const struct health *health)
{
	void *mem = findings->cli->mem;
	const char *words = "";

	for (size_t i = 0; i < health->mode_count; i++)
		words = mem_printf(mem, "%s%s%s, seen %lld s ago", words, i == 0 ? "" : "; ",
			health->modes[i].mode, (long long)health->modes[i].seen_ms / 1000);
	tell(findings, "worker", health->worker, health->worker ? words
		: worker_advice(findings->cli, mode));
	tell(findings, "jobs", health->jobs_parked == 0, mem_printf(mem,
		"%lld waiting, %lld running, %lld put aside", (long long)health->jobs_ready,
		(long long)health->jobs_running, (long long)health->jobs_parked));
}

static void
check_accounts(struct findings *findings, const struct health *health)
{
	void *mem = findings->cli->mem;

	for (size_t i = 0; i < health->account_count; i++) {
		const struct account *account = &health->accounts[i];
		bool ok = !account->enabled || (str_equal(account->status, "ok") &&
			str_equal(account->webhook_state, "ours"));

		tell(findings, mem_printf(mem, "account %lld", (long long)account->id), ok,
			mem_printf(mem, "%s: %s%s%s, webhook %s%s", str_or(account->name, "(no name yet)"),
				account->status, account->status_text[0] == '\0' ? "" : " ",
				account->status_text, account->webhook_state,
				account->enabled ? "" : ", switched off"));
	}
	if (health->account_count == 0)
		tell(findings, "accounts", false, "none: prilavok account add, or the dashboard");
}

static void
check_all(struct findings *findings)
{
	struct cli *cli = findings->cli;
	enum worker_mode mode = WORKER_SERVICE;
	struct health health;
	struct err err;

	tell(findings, "configuration", true, "readable");
	if (!setup_worker_mode(cli->conf, &mode, &err))
		tell(findings, "worker mode", false, err.text);
	check_key(findings);
	tell(findings, "public url", conf_get(cli->conf, "PUBLIC_URL") != NULL,
		conf_get_or(cli->conf, "PUBLIC_URL", "PUBLIC_URL is not set: Avito cannot be told where"
			" to send events"));
	if (!cli_connect(cli, &err) || !db_ping(cli->db, &err)) {
		tell(findings, "database", false, err.text);
		return;
	}
	if (db_check_server(cli->db, &err))
		tell(findings, "database", true, "answers and keeps what it commits");
	else
		tell(findings, "database", false, err.text);
	check_schema(findings);
	health_check(cli->db, cli->mem, &health);
	check_worker(findings, mode, &health);
	check_accounts(findings, &health);
}

int
check_command(struct cli *cli, int argc, char **argv)
{
	struct json_object *root = json_new_object(cli->mem);
	struct findings findings = { cli, json_put_array(root, "checks"), true };
	struct err err;
	int code;

	if (!cli_options(cli, argc, argv, NULL, &code))
		return code;
	if (cli->count > 0)
		return cli_usage(cli);
	if (!cli_configure(cli, &err))
		return cli_fail(&err);
	check_all(&findings);
	json_put_bool(root, "ok", findings.well);
	if (cli->json)
		(void)cli_print_json(cli, root); /* always CLI_OK */
	return findings.well ? CLI_OK : CLI_NEGATIVE;
}
