/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <stdio.h>

#include "base/conf.h"
#include "codec/json.h"
#include "migrations.h"
#include "store/migrate.h"

enum { WAIT_MS = 120000 };

static bool
choose(struct cli *cli, struct migrate_options *options, struct err *err)
{
	options->dir = conf_get_or(cli->conf, "PRILAVOK_SQL", PRILAVOK_DATADIR "/sql");
	options->wait_ms = WAIT_MS;
	return cli_require(cli, "DATABASE_URL", &options->url, err);
}

bool
migrations_apply(struct cli *cli, struct migrate_report *report_r, struct err *err)
{
	struct migrate_options options = { NULL };

	return choose(cli, &options, err) && migrate_run(cli->mem, &options, report_r, err);
}

bool
migrations_pending(struct cli *cli, size_t *count_r, struct err *err)
{
	struct migrate_options options = { NULL };

	return choose(cli, &options, err) && migrate_pending(cli->mem, &options, count_r, err);
}

static int
print_applied(struct cli *cli, const struct migrate_report *report)
{
	struct json_object *root = json_new_object(cli->mem);
	struct json_object *applied = json_put_array(root, "applied");

	for (size_t i = 0; i < report->count; i++)
		json_add_str(applied, report->names[i]);
	if (cli->json)
		return cli_print_json(cli, root);
	for (size_t i = 0; i < report->count; i++)
		(void)printf("applied %s\n", report->names[i]);
	if (report->count == 0)
		(void)printf("The schema is up to date.\n");
	return CLI_OK;
}

static int
print_pending(struct cli *cli)
{
	struct json_object *root = json_new_object(cli->mem);
	struct err err;
	size_t count;

	if (!migrations_pending(cli, &count, &err))
		return cli_fail(&err);
	json_put_i64(root, "pending", (int64_t)count);
	if (cli->json)
		(void)cli_print_json(cli, root); /* always CLI_OK */
	else
		(void)printf("%zu to apply\n", count);
	return count == 0 ? CLI_OK : CLI_NEGATIVE;
}

int
migrate_command(struct cli *cli, int argc, char **argv)
{
	struct migrate_report report;
	bool pending = false;
	const struct cli_option options[] = { { "pending", &pending, NULL }, { NULL, NULL, NULL } };
	struct err err;
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	if (cli->count > 0)
		return cli_usage(cli);
	if (!cli_configure(cli, &err))
		return cli_fail(&err);
	if (pending)
		return print_pending(cli);
	if (!migrations_apply(cli, &report, &err))
		return cli_fail(&err);
	return print_applied(cli, &report);
}
