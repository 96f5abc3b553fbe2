/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { WORDS_MAX = 8 };

/* The worker stands beside this program, installed or in the build tree. */
static bool
worker_path(void *mem, char **path_r, struct err *err)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len < 0)
		return err_set(err, ERR_INTERNAL, "/proc/self/exe: %s", strerror(errno));
	self[len] = '\0';
	*path_r = mem_printf(mem, "%s/prilavok-worker", dirname(self));
	return true;
}

static int
run_worker(struct cli *cli, bool once, const char *seconds)
{
	char *words[WORDS_MAX] = { NULL };
	struct err err;
	int count = 1;

	if (!worker_path(cli->mem, &words[0], &err))
		return cli_fail(&err);
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

int
work_command(struct cli *cli, int argc, char **argv)
{
	const char *seconds = NULL;
	bool once = false;
	const struct cli_option options[] = { { "once", &once, NULL }, { "for", NULL, &seconds },
		{ NULL, NULL, NULL } };
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	if (cli->count > 0 || (once && seconds != NULL))
		return cli_usage(cli);
	return run_worker(cli, once, seconds);
}
