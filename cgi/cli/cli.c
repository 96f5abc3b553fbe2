/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "io/db.h"
#include "store/user.h"

enum { OPTIONS_MAX = 16, LINE_ROOM = 4096 };

static void
print_usage(const struct cli *cli, FILE *file)
{
	const char *usage = cli->command->usage, *lead = "Usage:";

	while (*usage != '\0') {
		size_t len = strcspn(usage, "\n");

		(void)fprintf(file, "%s prilavok %s %.*s\n", lead, cli->command->name, (int)len,
			usage);
		usage += len + (usage[len] == '\n');
		lead = "      ";
	}
	(void)fprintf(file, "\n%s\n", cli->command->about);
}

int
cli_usage(const struct cli *cli)
{
	print_usage(cli, stderr);
	return CLI_USAGE;
}

int
cli_fail(const struct err *err)
{
	(void)fprintf(stderr, "prilavok: %s\n", err->text);
	return err->code == ERR_NOT_FOUND ? CLI_NEGATIVE : CLI_FAILED;
}

int
cli_print_json(struct cli *cli, struct json_object *value)
{
	(void)printf("%s\n", json_format(cli->mem, value));
	return CLI_OK;
}

static void
set_option(const struct cli_option *option, const char *value)
{
	if (option->flag != NULL)
		*option->flag = true;
	else
		*option->value = value;
}

bool
cli_options(struct cli *cli, int argc, char **argv, const struct cli_option *table, int *exit_r)
{
	struct option options[OPTIONS_MAX] = { { "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' } };
	int count = 2, option;

	for (const struct cli_option *at = table; at != NULL && at->name != NULL; at++) {
		assert(count < OPTIONS_MAX - 1);
		options[count] = (struct option){ at->name,
			at->flag != NULL ? no_argument : required_argument, NULL, 256 + count };
		count++;
	}
	optind = 0; /* glibc: starts anew */
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(cli, stdout);
			*exit_r = CLI_OK;
			return false;
		}
		if (option == 'j') {
			cli->json = true;
		} else if (table != NULL && option >= 256) {
			set_option(&table[option - 256 - 2], optarg);
		} else {
			*exit_r = cli_usage(cli);
			return false;
		}
	}
	cli->args = argv + optind;
	cli->count = argc - optind;
	return true;
}

/* --- configuration and database */

bool
cli_configure(struct cli *cli, struct err *err)
{
	if (conf_load(cli->mem, cli->env_file, &cli->conf, err))
		return true;
	err->code = ERR_INVALID; /* a missing file is no negative answer */
	return false;
}

bool
cli_require(const struct cli *cli, const char *key, const char **value_r, struct err *err)
{
	*value_r = conf_get(cli->conf, key);
	return *value_r != NULL || err_set(err, ERR_INVALID, "%s is not set", key);
}

bool
cli_connect(struct cli *cli, struct err *err)
{
	struct db_options options = { NULL };

	return cli_require(cli, "DATABASE_URL", &options.url, err)
		&& db_open(cli->mem, &options, &cli->db, err);
}

bool
cli_key(struct cli *cli, struct err *err)
{
	const char *hex = conf_get(cli->conf, "PRILAVOK_SECRET_KEY");

	if (hex == NULL)
		return err_set(err, ERR_INVALID, "PRILAVOK_SECRET_KEY is not set; it seals secrets in the"
			" database and must stay the same.  A fresh one for prilavok.env:\n"
			"PRILAVOK_SECRET_KEY=%s", secret_key_new(cli->mem));
	return secret_key_parse(hex, &cli->key, err) || err_prefix(err, "PRILAVOK_SECRET_KEY");
}

/* --- passwords */

static bool
read_line(struct cli *cli, const char **line_r, struct err *err)
{
	char *line = mem_array(cli->mem, char, LINE_ROOM);

	if (fgets(line, LINE_ROOM, stdin) == NULL)
		return err_set(err, ERR_INVALID, "no password was given");
	line[strcspn(line, "\r\n")] = '\0';
	if (!utf8_is_valid(line, strlen(line)))
		return err_set(err, ERR_INVALID, "the password is not UTF-8");
	*line_r = line;
	return true;
}

static bool
ask(struct cli *cli, const char *question, const char **answer_r, struct err *err)
{
	struct termios shown, hidden;
	bool got;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return err_set(err, ERR_INTERNAL, "the terminal: %s", strerror(errno));
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	hidden.c_lflag |= ECHONL;
	(void)fputs(question, stderr);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden); /* at worst it can be seen */
	got = read_line(cli, answer_r, err);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	return got;
}

static bool
ask_twice(struct cli *cli, const char **password_r, struct err *err)
{
	const char *again;

	if (!ask(cli, "New password (empty: one is made): ", password_r, err))
		return false;
	if ((*password_r)[0] == '\0')
		return true;
	if (!ask(cli, "Again: ", &again, err))
		return false;
	return str_equal(*password_r, again) || err_set(err, ERR_INVALID, "the passwords differ");
}

bool
cli_new_password(struct cli *cli, bool from_stdin, const char **password_r, bool *made_r,
	struct err *err)
{
	const char *password = "";

	if (from_stdin && !read_line(cli, &password, err))
		return false;
	if (!from_stdin && isatty(STDIN_FILENO) && !ask_twice(cli, &password, err))
		return false;
	*made_r = !from_stdin && password[0] == '\0';
	*password_r = *made_r ? secret_random_password(cli->mem) : password;
	return user_password_check(*password_r, err);
}
