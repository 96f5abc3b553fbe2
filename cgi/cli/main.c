/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

const struct command commands[] = {
	{ "account", "list [--json]\n"
		"show ID [--json]\n"
		"add CLIENT_ID [--name NAME] [--json]   (the secret on standard input)\n"
		"keys ID CLIENT_ID                      (the secret on standard input)\n"
		"enable ID\n"
		"disable ID\n"
		"check ID [--json]",
		"accounts at Avito", account_command },
	{ "check", "[--json]", "look whether everything is as it must be", check_command },
	{ "install", "[--reset] [--ask-owner] [--json]",
		"make or bring up to date what the programs need; may be run again", install_command },
	{ "migrate", "[--pending] [--json]",
		"bring the database's schema up to date", migrate_command },
	{ "project", "list [--json]\n"
		"show ID [--json]\n"
		"mode ID off|draft|confident|auto",
		"assistants", project_command },
	{ "sim", "seed [--json]",
		"give the simulator's sample shop something to know", sim_command },
	{ "user", "list [--json]\n"
		"add LOGIN [--role ROLE] [--lang LANG] [--password-stdin] [--json]\n"
		"password LOGIN [--password-stdin] [--json]\n"
		"role LOGIN viewer|operator|admin|owner\n"
		"disable LOGIN\n"
		"enable LOGIN",
		"people who may sign in", user_command },
	{ "version", "[--json]", "print the version", version_command },
	{ "work", "[--once | --for SECONDS | --crontab]",
		"run the worker, for cron: until idle, or for a time; or print the line for the crontab", work_command },
};

const size_t command_count = sizeof(commands) / sizeof(commands[0]);

static int
print_help(FILE *file, int code)
{
	(void)fputs("Usage: prilavok [--env FILE] COMMAND ...\n\n", file);
	for (size_t i = 0; i < command_count; i++)
		(void)fprintf(file, "  %-10s %s\n", commands[i].name, commands[i].about);
	(void)fputs("\n  --env FILE  configuration (default: what PRILAVOK_ENV names, else\n"
		"              " PRILAVOK_SYSCONFDIR "/prilavok.env)\n\n"
		"prilavok COMMAND --help tells more.\n"
		"Exit status: 0 done, 1 failed, 2 wrong usage, 3 not found or negative.\n", file);
	return code;
}

int
version_command(struct cli *cli, int argc, char **argv)
{
	int code;

	if (!cli_options(cli, argc, argv, NULL, &code))
		return code;
	if (cli->count > 0)
		return cli_usage(cli);
	if (cli->json) {
		struct json_object *root = json_new_object(cli->mem);

		json_put_str(root, "version", PACKAGE_VERSION);
		return cli_print_json(cli, root);
	}
	(void)printf("prilavok %s\n", PACKAGE_VERSION);
	return CLI_OK;
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (str_equal(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int
run_command(struct cli *cli, int argc, char **argv)
{
	cli->command = find_command(argv[0]);
	if (cli->command != NULL)
		return cli->command->run(cli, argc, argv);
	(void)fprintf(stderr, "prilavok: no command is called %s\n", argv[0]);
	return print_help(stderr, CLI_USAGE);
}

/* The options before the command; *at_r is the command's place. */
static bool
take_global(struct cli *cli, int argc, char **argv, int *at_r, int *code_r)
{
	int at = 1;

	for (; at < argc && argv[at][0] == '-'; at++) {
		if (str_has_prefix(argv[at], "--env=")) {
			cli->env_file = argv[at] + strlen("--env=");
		} else if (str_equal(argv[at], "--env") && at + 1 < argc) {
			cli->env_file = argv[++at];
		} else if (str_equal(argv[at], "--help")) {
			*code_r = print_help(stdout, CLI_OK);
			return false;
		} else if (str_equal(argv[at], "--version")) {
			*code_r = run_command(cli, 1, (char *[]){ (char[]){ "version" }, NULL });
			return false;
		} else {
			*code_r = print_help(stderr, CLI_USAGE);
			return false;
		}
	}
	*at_r = at;
	*code_r = CLI_USAGE;
	return at < argc || print_help(stderr, CLI_USAGE) == CLI_OK;
}

/* What was printed may be a password that is told only once: who did not get it must know. */
static int
finish_output(int code)
{
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return code;
	(void)fputs("prilavok: the output could not be written\n", stderr);
	return CLI_FAILED;
}

int
main(int argc, char **argv)
{
	struct cli cli = { .mem = mem_context(NULL, "prilavok") };
	int at, code;

	secret_init();
	if (take_global(&cli, argc, argv, &at, &code))
		code = run_command(&cli, argc - at, argv + at);
	mem_free(cli.mem);
	return finish_output(code);
}
