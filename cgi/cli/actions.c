/* SPDX-License-Identifier: MIT */
#include "actions.h"

#include "base/str.h"
#include "cli.h"

int
actions_run(struct cli *cli, const struct cli_action *actions, size_t count, const void *choices)
{
	struct err err;

	for (size_t i = 0; cli->count > 0 && i < count; i++) {
		if (!str_equal(actions[i].name, cli->args[0]) || actions[i].count != cli->count)
			continue;
		if (!cli_configure(cli, &err) || !cli_connect(cli, &err))
			return cli_fail(&err);
		return actions[i].run(cli, choices);
	}
	return cli_usage(cli);
}
