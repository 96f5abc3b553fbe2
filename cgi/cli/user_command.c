/* SPDX-License-Identifier: MIT */
#include "actions.h"
#include "cli.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "store/session.h"

struct choices {
	bool password_stdin;
	const char *role, *lang;
};

static bool
find_user(struct cli *cli, struct user **user_r, struct err *err)
{
	char *login;

	if (!user_login_fold(cli->mem, cli->args[1], &login, err))
		return false;
	if (user_find_login(cli->db, cli->mem, login, user_r, err))
		return true;
	if (err->code == ERR_NOT_FOUND)
		(void)err_set(err, ERR_NOT_FOUND, "there is no user %s", login);
	return false;
}

static int
list_json(struct cli *cli, const struct user *users, size_t count)
{
	struct json_object *root = json_new_object(cli->mem);
	struct json_object *list = json_put_array(root, "users");

	for (size_t i = 0; i < count; i++) {
		struct json_object *user = json_add_object(list);

		json_put_i64(user, "id", users[i].id);
		json_put_str(user, "login", users[i].login);
		json_put_str(user, "role", users[i].role);
		json_put_str(user, "lang", users[i].lang);
		json_put_bool(user, "disabled", users[i].disabled);
		json_put_str(user, "created_at", time_format_utc(cli->mem, users[i].created_at));
	}
	return cli_print_json(cli, root);
}

static int
run_list(struct cli *cli, const void *choices)
{
	struct user *users;
	struct err err;
	size_t count;

	(void)choices;
	if (!user_list(cli->db, cli->mem, &users, &count, &err))
		return cli_fail(&err);
	if (cli->json)
		return list_json(cli, users, count);
	for (size_t i = 0; i < count; i++)
		(void)printf("%-24s %-9s %s%s\n", users[i].login, users[i].role, users[i].lang,
			users[i].disabled ? "  disabled" : "");
	return CLI_OK;
}

/* A password that was made up here is shown this once. */
static int
print_password(struct cli *cli, const char *login, const char *made)
{
	struct json_object *root = json_new_object(cli->mem);

	json_put_str(root, "login", login);
	if (made != NULL)
		json_put_str(root, "password", made);
	if (cli->json)
		return cli_print_json(cli, root);
	(void)printf("login %s", login);
	if (made != NULL)
		(void)printf(", password %s", made);
	(void)printf("\n");
	return CLI_OK;
}

static int
run_add(struct cli *cli, const void *arg)
{
	const struct choices *choices = arg;
	const char *role = str_or(choices->role, "operator");
	const char *lang = str_or(choices->lang, "ru");
	const char *password;
	struct err err;
	int64_t id;
	char *login;
	bool made;

	if (str_index(user_roles, role) < 0 || str_index(user_langs, lang) < 0)
		return cli_usage(cli);
	if (!user_login_fold(cli->mem, cli->args[1], &login, &err)
	    || !cli_new_password(cli, choices->password_stdin, &password, &made, &err))
		return cli_fail(&err);
	if (!user_insert(cli->db, login, secret_password_hash(cli->mem, password), role, lang, &id,
		&err)) {
		if (err.code == ERR_CONFLICT)
			(void)err_set(&err, ERR_CONFLICT, "login %s is taken", login);
		return cli_fail(&err);
	}
	return print_password(cli, login, made ? password : NULL);
}

static int
run_password(struct cli *cli, const void *arg)
{
	const struct choices *choices = arg;
	static const struct db_bytes none = { NULL, 0 };
	const char *password;
	struct user *user;
	struct err err;
	bool made;

	if (!find_user(cli, &user, &err)
	    || !cli_new_password(cli, choices->password_stdin, &password, &made, &err)
	    || !session_change_password(cli->db, user->id, secret_password_hash(cli->mem, password),
		none, &err))
		return cli_fail(&err);
	return print_password(cli, user->login, made ? password : NULL);
}

static int
run_role(struct cli *cli, const void *choices)
{
	struct user *user;
	struct err err;

	(void)choices;
	if (str_index(user_roles, cli->args[2]) < 0)
		return cli_usage(cli);
	if (!find_user(cli, &user, &err)
	    || !user_set_role(cli->db, user->id, cli->args[2], &err))
		return cli_fail(&err);
	return CLI_OK;
}

static int
set_disabled(struct cli *cli, bool disabled)
{
	static const struct db_bytes none = { NULL, 0 };
	struct user *user;
	struct err err;

	if (!find_user(cli, &user, &err)
	    || !user_set_disabled(cli->db, user->id, disabled, &err)
	    || !session_delete_others(cli->db, user->id, none, &err))
		return cli_fail(&err);
	return CLI_OK;
}

static int
run_disable(struct cli *cli, const void *choices)
{
	(void)choices;
	return set_disabled(cli, true);
}

static int
run_enable(struct cli *cli, const void *choices)
{
	(void)choices;
	return set_disabled(cli, false);
}

static const struct cli_action actions[] = {
	{ "list", 1, run_list },
	{ "add", 2, run_add },
	{ "password", 2, run_password },
	{ "role", 3, run_role },
	{ "disable", 2, run_disable },
	{ "enable", 2, run_enable },
};

int
user_command(struct cli *cli, int argc, char **argv)
{
	struct choices choices = { false, NULL, NULL };
	const struct cli_option options[] = {
		{ "password-stdin", &choices.password_stdin, NULL },
		{ "role", NULL, &choices.role },
		{ "lang", NULL, &choices.lang },
		{ NULL, NULL, NULL }
	};
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	return actions_run(cli, actions, sizeof(actions) / sizeof(actions[0]), &choices);
}
