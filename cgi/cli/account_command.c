/* SPDX-License-Identifier: MIT */
#include "actions.h"
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "core/work.h"
#include "io/db.h"
#include "store/account.h"
#include "store/project.h"

enum { SECRET_MAX = 200, CHECK_PATIENCE_MS = 20000, LOOK_MS = 200 };

static bool
find(struct cli *cli, struct account **account_r, struct err *err)
{
	int64_t id;

	return num_parse_range(cli->args[1], 1, INT64_MAX, &id, err) &&
		(account_find(cli->db, cli->mem, id, account_r, err) ||
		 (err->code == ERR_NOT_FOUND &&
		  err_set(err, ERR_NOT_FOUND, "there is no account %lld", (long long)id)));
}

static void
put_account(struct cli *cli, struct json_object *object, const struct account *account)
{
	json_put_i64(object, "id", account->id);
	json_put_i64(object, "project_id", account->project_id);
	json_put_str(object, "name", account->name);
	json_put_i64(object, "avito_user_id", account->avito_user_id);
	json_put_str(object, "client_id", account->client_id);
	json_put_bool(object, "enabled", account->enabled);
	json_put_str(object, "status", account->status);
	json_put_str(object, "status_text", account->status_text);
	json_put_str(object, "status_at", account->status_at == 0 ? NULL
		: time_format_utc(cli->mem, account->status_at));
	json_put_str(object, "webhook", account->webhook_state);
	json_put_str(object, "webhook_at", account->webhook_at == 0 ? NULL
		: time_format_utc(cli->mem, account->webhook_at));
}

static void
print_account(const struct account *account)
{
	(void)printf("%-4lld %-24s avito %-12lld %s%s%s%s  webhook %s%s\n", (long long)account->id,
		str_or(account->name, "(no name yet)"), (long long)account->avito_user_id,
		account->status, account->status_text[0] != '\0' ? " (" : "", account->status_text,
		account->status_text[0] != '\0' ? ")" : "", account->webhook_state,
		account->enabled ? "" : "  switched off");
}

static int
print_one(struct cli *cli, const struct account *account, int code)
{
	struct json_object *object = json_new_object(cli->mem);

	if (!cli->json) {
		print_account(account);
		return code;
	}
	put_account(cli, object, account);
	(void)cli_print_json(cli, object); /* always CLI_OK */
	return code;
}

static int
run_list(struct cli *cli, const void *choices)
{
	struct json_object *root = json_new_object(cli->mem);
	struct json_object *list = json_put_array(root, "accounts");
	struct account *accounts;
	struct err err;
	size_t count;

	(void)choices;
	if (!account_list(cli->db, cli->mem, &accounts, &count, &err))
		return cli_fail(&err);
	for (size_t i = 0; i < count; i++) {
		if (cli->json)
			put_account(cli, json_add_object(list), &accounts[i]);
		else
			print_account(&accounts[i]);
	}
	return cli->json ? cli_print_json(cli, root) : CLI_OK;
}

static int
run_show(struct cli *cli, const void *choices)
{
	struct account *account;
	struct err err;

	(void)choices;
	return find(cli, &account, &err) ? print_one(cli, account, CLI_OK) : cli_fail(&err);
}

/* The secret comes by standard input, so that no list of processes shows it. */
static bool
read_secret(struct cli *cli, char **secret_r, struct err *err)
{
	char line[SECRET_MAX + 2];

	if (isatty(STDIN_FILENO))
		(void)fputs("client_secret: ", stderr);
	if (fgets(line, sizeof(line), stdin) == NULL)
		return err_set(err, ERR_INVALID, "no client_secret on standard input");
	*secret_r = str_trim(cli->mem, line);
	if ((*secret_r)[0] == '\0' || strlen(*secret_r) > SECRET_MAX)
		return err_set(err, ERR_INVALID, "the client_secret is empty or too long");
	return true;
}

struct addition {
	struct cli *cli;
	const char *client_id, *name;
	char *secret;
	int64_t account_id;
};

static bool
add(struct db *db, void *arg, struct err *err)
{
	struct addition *addition = arg;
	struct cli *cli = addition->cli;
	struct account *known;
	struct project *projects;
	size_t count;

	if (account_find_by_client(db, cli->mem, addition->client_id, &known, err))
		return err_set(err, ERR_CONFLICT, "account %lld has this client_id already",
			(long long)known->id);
	if (err->code != ERR_NOT_FOUND || !project_list(db, cli->mem, &projects, &count, err))
		return false;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no project yet: run prilavok install");
	return account_insert(db, &cli->key, projects[0].id, addition->name, addition->client_id,
		addition->secret, &addition->account_id, err) &&
		work_start_account(db, addition->account_id, err);
}

static int
run_add(struct cli *cli, const void *choices)
{
	const char *const *name = choices;
	struct addition addition = { .cli = cli, .client_id = cli->args[1], .name = str_or(*name, "") };
	struct account *account;
	struct err err;

	if (!cli_key(cli, &err) || !read_secret(cli, &addition.secret, &err) ||
	    !db_transaction(cli->db, add, &addition, &err) ||
	    !account_find(cli->db, cli->mem, addition.account_id, &account, &err))
		return cli_fail(&err);
	return print_one(cli, account, CLI_OK);
}

static int
run_keys(struct cli *cli, const void *choices)
{
	struct account *account;
	struct err err;
	char *secret;

	(void)choices;
	if (!cli_key(cli, &err) || !find(cli, &account, &err) || !read_secret(cli, &secret, &err) ||
	    !account_set_keys(cli->db, &cli->key, account->id, cli->args[2], secret, &err) ||
	    !account_set_status(cli->db, account->id, "new", "", &err) ||
	    !work_start_account(cli->db, account->id, &err))
		return cli_fail(&err);
	return CLI_OK;
}

static int
set_enabled(struct cli *cli, bool enabled)
{
	struct account *account;
	struct err err;

	if (!find(cli, &account, &err) ||
	    !account_set_enabled(cli->db, account->id, enabled, &err) ||
	    !work_start_account(cli->db, account->id, &err))
		return cli_fail(&err);
	return CLI_OK;
}

static int
run_enable(struct cli *cli, const void *choices)
{
	(void)choices;
	return set_enabled(cli, true);
}

static int
run_disable(struct cli *cli, const void *choices)
{
	(void)choices;
	return set_enabled(cli, false);
}

/* The worker looks at no other. */
static bool
find_enabled(struct cli *cli, struct account **account_r, struct err *err)
{
	struct account *account;

	if (!find(cli, &account, err))
		return false;
	if (!account->enabled)
		return err_set(err, ERR_CONFLICT, "account %lld is switched off: prilavok account enable "
			"%lld", (long long)account->id, (long long)account->id);
	*account_r = account;
	return true;
}

/* Asks the worker to look and waits for what it writes down. */
static int
run_check(struct cli *cli, const void *choices)
{
	int64_t until = time_monotonic_ms() + CHECK_PATIENCE_MS;
	struct account *account;
	struct err err;

	(void)choices;
	if (!find_enabled(cli, &account, &err) ||
	    !account_set_status(cli->db, account->id, "new", "", &err) ||
	    !work_start_account(cli->db, account->id, &err))
		return cli_fail(&err);
	do {
		time_sleep_ms(LOOK_MS);
		if (!account_find(cli->db, cli->mem, account->id, &account, &err))
			return cli_fail(&err);
	} while (str_equal(account->status, "new") && time_monotonic_ms() < until);
	if (str_equal(account->status, "new"))
		(void)fputs("no worker has looked at it yet\n", stderr);
	return print_one(cli, account, str_equal(account->status, "ok") ? CLI_OK : CLI_NEGATIVE);
}

int
account_command(struct cli *cli, int argc, char **argv)
{
	static const struct cli_action actions[] = {
		{ "list", 1, run_list },     { "show", 2, run_show },
		{ "add", 2, run_add },       { "keys", 3, run_keys },
		{ "enable", 2, run_enable }, { "disable", 2, run_disable },
		{ "check", 2, run_check },
	};
	const char *name = NULL;
	const struct cli_option options[] = { { "name", NULL, &name }, { NULL, NULL, NULL } };
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	return actions_run(cli, actions, sizeof(actions) / sizeof(actions[0]), &name);
}
