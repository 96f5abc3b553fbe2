/* SPDX-License-Identifier: MIT */
/*
 * The command line `prilavok`: a table of commands, each with its own file.  Results go to standard
 * output, as text for people or with --json as one JSON object; what went wrong goes to standard
 * error in the words of struct err.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stddef.h>

#include "codec/secret.h"

struct conf;
struct db;
struct json_object;

/* Exit codes of every command. */
enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_NEGATIVE = 3 };

struct cli {
	void *mem;
	const char *env_file;   /* --env; NULL: the default one */
	struct conf *conf;      /* of cli_configure */
	struct secret_key key;  /* of cli_key */
	struct db *db;          /* of cli_connect */
	const struct command *command;
	bool json;
	char **args;            /* what is left of the line when its options are taken out */
	int count;
};

/* An option of a command: a flag, or with a value. */
struct cli_option {
	const char *name;   /* without the dashes; NULL ends the table */
	bool *flag;         /* NULL for one with a value */
	const char **value;
};

struct command {
	const char *name;
	const char *usage;  /* what follows the name; several lines for several forms */
	const char *about;
	int (*run)(struct cli *cli, int argc, char **argv);
};

extern const struct command commands[];
extern const size_t command_count;

/* Takes the options out of the arguments into cli->args; --json and --help are always known, table
   may be NULL.  False: the command ends with *exit_r. */
bool cli_options(struct cli *cli, int argc, char **argv, const struct cli_option *table,
	int *exit_r);

/* Prints how the command is called and returns CLI_USAGE. */
int cli_usage(const struct cli *cli);

/* Prints the words of err and returns CLI_FAILED, or CLI_NEGATIVE when nothing was found. */
int cli_fail(const struct err *err);

/* Prints value on one line and returns CLI_OK. */
int cli_print_json(struct cli *cli, struct json_object *value);

/* Reads the configuration; then connects, or reads the key that seals secrets. */
bool cli_configure(struct cli *cli, struct err *err);
bool cli_connect(struct cli *cli, struct err *err);
bool cli_key(struct cli *cli, struct err *err);

/* The value of a key that must be set.  ERR_INVALID names it. */
bool cli_require(const struct cli *cli, const char *key, const char **value_r, struct err *err);

/* A new password: read from standard input, asked for twice on a terminal, or made up when there is
   no terminal or the answer is empty; *made_r tells whether it has to be shown. */
bool cli_new_password(struct cli *cli, bool from_stdin, const char **password_r, bool *made_r,
	struct err *err);

/* The commands. */
int account_command(struct cli *cli, int argc, char **argv);
int check_command(struct cli *cli, int argc, char **argv);
int install_command(struct cli *cli, int argc, char **argv);
int migrate_command(struct cli *cli, int argc, char **argv);
int project_command(struct cli *cli, int argc, char **argv);
int sim_command(struct cli *cli, int argc, char **argv);
int user_command(struct cli *cli, int argc, char **argv);
int version_command(struct cli *cli, int argc, char **argv);
int work_command(struct cli *cli, int argc, char **argv);

#endif
