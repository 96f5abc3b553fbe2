/* SPDX-License-Identifier: MIT */
/*
 * Everything a fresh or an updated installation needs, in an order in which every step may fail and
 * be repeated.  A password from ADMIN_PASSWORD is taken when its user is made; later only with
 * --reset, so that one changed in the dashboard stays.
 */
#include "cli.h"

#include <stdio.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "core/adopt.h"
#include "core/owner.h"
#include "core/setup.h"
#include "io/db.h"
#include "migrations.h"
#include "store/migrate.h"
#include "store/project.h"
#include "store/session.h"
#include "store/setting.h"

struct installation {
	struct cli *cli;
	bool reset;
	bool ask_owner;    /* the owner is made in the browser, with a code */
	struct migrate_report migrations;
	const char *login;
	const char *made;  /* the password, when it was made up here */
	char *code;        /* for the owner, with ask_owner */
	int64_t project_id;
	struct adopt_report adopted;
};

/* --- the first owner */

static bool
make_owner(struct installation *inst, const char *given, struct err *err)
{
	struct cli *cli = inst->cli;
	const char *password = given != NULL ? given : secret_random_password(cli->mem);
	int64_t id;

	if (!user_password_check(password, err))
		return err_prefix(err, "ADMIN_PASSWORD");
	if (user_insert(cli->db, inst->login, secret_password_hash(cli->mem, password), "owner", "ru",
		&id, err)) {
		inst->made = given == NULL ? password : NULL;
		return true;
	}
	return err->code == ERR_CONFLICT; /* another host was faster */
}

/* When there is somebody already, there is nothing to ask. */
static bool
make_code(struct installation *inst, struct err *err)
{
	return owner_code_make(inst->cli->db, inst->cli->mem, &inst->code, err)
		|| err->code == ERR_CONFLICT;
}

static bool
reset_owner(struct installation *inst, const struct user *user, const char *password,
	struct err *err)
{
	static const struct db_bytes none = { NULL, 0 };
	struct cli *cli = inst->cli;

	if (!user_password_check(password, err))
		return err_prefix(err, "ADMIN_PASSWORD");
	return user_set_role(cli->db, user->id, "owner", err)
		&& user_set_disabled(cli->db, user->id, false, err)
		&& session_change_password(cli->db, user->id, secret_password_hash(cli->mem, password),
			none, err);
}

/* When nobody is named and there are owners, the first of them will do. */
static bool
find_owner(struct installation *inst, struct user **user_r, struct err *err)
{
	struct cli *cli = inst->cli;
	struct user *users;
	size_t count;

	if (user_find_login(cli->db, cli->mem, inst->login, user_r, err))
		return true;
	*user_r = NULL;
	if (err->code != ERR_NOT_FOUND)
		return false;
	if (conf_get(cli->conf, "ADMIN_USERNAME") != NULL)
		return true;
	if (!user_list(cli->db, cli->mem, &users, &count, err))
		return false;
	for (size_t i = 0; i < count && *user_r == NULL; i++)
		if (str_equal(users[i].role, "owner") && !users[i].disabled)
			*user_r = &users[i];
	return true;
}

static bool
install_owner(struct installation *inst, struct err *err)
{
	struct cli *cli = inst->cli;
	const char *password = conf_get(cli->conf, "ADMIN_PASSWORD");
	struct user *user;
	char *login;

	if (!user_login_fold(cli->mem, conf_get_or(cli->conf, "ADMIN_USERNAME", "admin"), &login,
		err))
		return err_prefix(err, "ADMIN_USERNAME");
	inst->login = login;
	if (!find_owner(inst, &user, err))
		return false;
	if (user == NULL && inst->ask_owner && password == NULL)
		return make_code(inst, err);
	if (user == NULL)
		return make_owner(inst, password, err);
	inst->login = user->login;
	if (inst->reset && password == NULL)
		return err_set(err, ERR_INVALID, "--reset gives the owner the password of ADMIN_PASSWORD, which"
			" is not set");
	return !inst->reset || reset_owner(inst, user, password, err);
}

/* --- the first project */

static bool
project_work(struct db *db, void *arg, struct err *err)
{
	struct installation *inst = arg;
	struct project *projects;
	size_t count;

	/* Two hosts that install at once wait for each other here. */
	if (!setting_lock(db, "install", err)
	    || !project_list(db, inst->cli->mem, &projects, &count, err))
		return false;
	inst->project_id = count > 0 ? projects[0].id : 0;
	return count > 0 || project_insert(db, project_first_name,
		"Здравствуйте! Сейчас мы не работаем. Прочитаем ваше сообщение и ответим в рабочее время.",
		"Передал ваш вопрос продавцу, он ответит {when}.", &inst->project_id, err);
}

static bool
install_project(struct installation *inst, struct err *err)
{
	return db_transaction(inst->cli->db, project_work, inst, err);
}

/* --- all of it */

static bool
install(struct installation *inst, struct err *err)
{
	struct cli *cli = inst->cli;
	enum worker_mode ignored;

	return cli_configure(cli, err)
		&& setup_worker_mode(cli->conf, &ignored, err)
		&& cli_key(cli, err)
		&& cli_connect(cli, err)
		&& db_check_server(cli->db, err)
		&& migrations_apply(cli, &inst->migrations, err)
		&& install_owner(inst, err)
		&& install_project(inst, err)
		&& adopt_conf(cli->db, &cli->key, cli->conf, inst->project_id, &inst->adopted, err);
}

static int
print(const struct installation *inst)
{
	struct cli *cli = inst->cli;
	struct json_object *root = json_new_object(cli->mem);

	json_put_str(root, "login", inst->login);
	if (inst->made != NULL)
		json_put_str(root, "password", inst->made);
	if (inst->code != NULL)
		json_put_str(root, "code", inst->code);
	json_put_i64(root, "migrations", (int64_t)inst->migrations.count);
	json_put_i64(root, "project_id", inst->project_id);
	if (inst->adopted.account_id != 0)
		json_put_i64(root, "account_id", inst->adopted.account_id);
	if (cli->json)
		return cli_print_json(cli, root);
	if (inst->code != NULL) {
		(void)printf("Installed.  Open /ui/start and enter the code %s\n", inst->code);
		return CLI_OK;
	}
	(void)printf("Installed.  login %s", inst->login);
	if (inst->made != NULL)
		(void)printf(", password %s (shown only now)", inst->made);
	(void)printf("\n");
	return CLI_OK;
}

int
install_command(struct cli *cli, int argc, char **argv)
{
	struct installation inst = { .cli = cli };
	const struct cli_option options[] = { { "reset", &inst.reset, NULL },
		{ "ask-owner", &inst.ask_owner, NULL }, { NULL, NULL, NULL } };
	struct err err;
	int code;

	if (!cli_options(cli, argc, argv, options, &code))
		return code;
	if (cli->count > 0)
		return cli_usage(cli);
	if (!install(&inst, &err))
		return cli_fail(&err);
	return print(&inst);
}
