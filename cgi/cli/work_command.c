/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/json.h"
#include "core/setup.h"

enum { WORDS_MAX = 8 };

static int
run_worker(struct cli *cli, bool once, const char *seconds)
{
	char *words[WORDS_MAX] = { NULL };
	struct err err;
	int count = 1;

	words[0] = setup_worker_path(cli->mem);
	if (cli->env_file != NULL)
		(void)setenv("PRILAVOK_ENV", cli->env_file, 1); /* fails without memory only */
	if (once)
		words[count++] = mem_strdup(cli->mem, "--once");
	if (seconds != NULL)
		words[count++] = mem_printf(cli->mem, "--for=%s", seconds);
	(void)execv(words[0], words); /* returns only when it failed */
	(void)err_set(&err, ERR_INTERNAL, "%s: %s", words[0], strerror(errno));
	return cli_fail(&err);
}

static int
print_crontab(struct cli *cli)
{
	struct json_object *root;
	struct err err;

	if (!cli_configure(cli, &err))
		return cli_fail(&err);

	const char *line = setup_crontab(cli->mem, cli->conf);

	if (!cli->json) {
		(void)puts(line);
		return CLI_OK;
	}
	root = json_new_object(cli->mem);
	json_put_str(root, "crontab", line);
	return cli_print_json(cli, root);
}

int
work_command(struct cli *cli, int argc, char **argv)
{
	const char *seconds = NULL;
	bool once = false, crontab = false;
	const struct cli_option options[] = { { "once", &once, NULL }, { "for", NULL, &seconds },
		{ "crontab", &crontab, NULL }, { NULL, NULL, NULL } };
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	if (cli->count > 0 || (int)once + (seconds != NULL) + (int)crontab > 1)
		return cli_usage(cli);
	if (crontab)
		return print_crontab(cli);
	return run_worker(cli, once, seconds);
}
