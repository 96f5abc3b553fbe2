/* SPDX-License-Identifier: MIT */
/* Commands whose first word chooses what to do: `prilavok account list`. */
#ifndef CLI_ACTIONS_H
#define CLI_ACTIONS_H

#include <stddef.h>

struct cli;

struct cli_action {
	const char *name;
	int count; /* of words, itself included */
	int (*run)(struct cli *cli, const void *choices);
};

/* Connects and runs the action that cli->args names; its usage when none fits.  choices is the
   command's own. */
int actions_run(struct cli *cli, const struct cli_action *actions, size_t count,
	const void *choices);

#endif
