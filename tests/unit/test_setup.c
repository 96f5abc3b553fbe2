/* SPDX-License-Identifier: MIT */
#include "core/setup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/db_pool.h"
#include "mariadb.h"
#include "test_core_db.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct conf *
parse(const char *text)
{
	struct conf *conf;

	MUST(conf_parse(fixture_mem, "test", text, strlen(text), &conf, &fixture_err));
	return conf;
}

static struct core *
make(const char *text)
{
	const char *whole = mem_printf(fixture_mem, "DATABASE_URL=%s\nPRILAVOK_SECRET_KEY=" KEY "\n%s",
		mariadb_url(), text);
	struct core *core;

	MUST(setup_core(fixture_mem, parse(whole), 2, &core, &fixture_err));
	return core;
}

START_TEST(the_least_configuration_is_database_and_key)
{
	struct core *core = make("");
	struct db *db = db_pool_take(core->pool);

	ck_assert_int_eq(schema_number(db, "SELECT COUNT(*) FROM account"), 1);
	db_pool_give(core->pool, db);
	ck_assert_mem_eq(core->key.bytes, core_key.bytes, sizeof(core_key.bytes));
	ck_assert_str_eq(core->avito_api_base, "https://api.avito.ru");
	ck_assert_str_eq(core->avito_auth_base, "https://api.avito.ru");
	ck_assert_ptr_null(core->public_url);
	ck_assert_int_eq(core->sync_every_ms, SETUP_SYNC_MS);
	ck_assert_int_eq(core->check_every_ms, SETUP_CHECK_MS);
}
END_TEST

START_TEST(tokens_come_from_where_the_api_is_unless_told)
{
	struct core *core = make("AVITO_API_BASE_URL=http://sim.example/\n"
		"PUBLIC_URL=https://shop.example/desk/\n");

	ck_assert_str_eq(core->avito_api_base, "http://sim.example");
	ck_assert_str_eq(core->avito_auth_base, "http://sim.example");
	ck_assert_str_eq(core->public_url, "https://shop.example/desk");
	core = make("AVITO_API_BASE_URL=http://sim.example\nAVITO_AUTH_BASE_URL=http://auth.example\n");
	ck_assert_str_eq(core->avito_auth_base, "http://auth.example");
}
END_TEST

static const struct {
	const char *text, *key;
} wrongs[] = {
	{ "", "DATABASE_URL" },
	{ "DATABASE_URL=mysql://localhost/test", "PRILAVOK_SECRET_KEY" },
	{ "PRILAVOK_SECRET_KEY=" KEY, "DATABASE_URL" },
	{ "DATABASE_URL=postgres://localhost/test\nPRILAVOK_SECRET_KEY=" KEY, "DATABASE_URL" },
	{ "DATABASE_URL=mysql://localhost/\nPRILAVOK_SECRET_KEY=" KEY, "DATABASE_URL" },
	{ "DATABASE_URL=mysql://localhost/test\nPRILAVOK_SECRET_KEY=abc", "PRILAVOK_SECRET_KEY" },
	{ "DATABASE_URL=mysql://localhost/test\nPRILAVOK_SECRET_KEY=" KEY
	  "\nAVITO_API_BASE_URL=avito.ru", "AVITO_API_BASE_URL" },
	{ "DATABASE_URL=mysql://localhost/test\nPRILAVOK_SECRET_KEY=" KEY
	  "\nAVITO_AUTH_BASE_URL=ftp://avito.ru", "AVITO_AUTH_BASE_URL" },
	{ "DATABASE_URL=mysql://localhost/test\nPRILAVOK_SECRET_KEY=" KEY
	  "\nPUBLIC_URL=https://shop.example/?a=1", "PUBLIC_URL" },
};

START_TEST(a_wrong_or_missing_value_is_told_by_its_key)
{
	struct core *core = NULL;

	MUST_FAIL(setup_core(fixture_mem, parse(wrongs[_i].text), 1, &core, &fixture_err),
		ERR_INVALID);
	ck_assert_msg(str_has_prefix(fixture_err.text, wrongs[_i].key), "%s", fixture_err.text);
	ck_assert_ptr_null(core);
}
END_TEST

START_TEST(a_refusal_does_not_tell_the_secret)
{
	struct core *core;

	MUST_FAIL(setup_core(fixture_mem, parse("DATABASE_URL=mysql://u:topsecret@h\n"
		"PRILAVOK_SECRET_KEY=" KEY), 1, &core, &fixture_err), ERR_INVALID);
	ck_assert_ptr_null(strstr(fixture_err.text, "topsecret"));
	MUST_FAIL(setup_core(fixture_mem, parse("DATABASE_URL=mysql://h/d\n"
		"PRILAVOK_SECRET_KEY=topsecret"), 1, &core, &fixture_err), ERR_INVALID);
	ck_assert_ptr_null(strstr(fixture_err.text, "topsecret"));
}
END_TEST

START_TEST(the_worker_listens_in_the_run_folder_if_there_is_one)
{
	ck_assert_ptr_null(setup_nudge_path(fixture_mem, parse("")));
	ck_assert_str_eq(setup_nudge_path(fixture_mem, parse("PRILAVOK_RUN_DIR=/run/prilavok")),
		"/run/prilavok/worker.sock");
}
END_TEST

/* --- who works */

static const struct {
	const char *text, *refusal; /* NULL: accepted */
	enum worker_mode mode;
} modes[] = {
	{ "", NULL, WORKER_SERVICE },
	{ "WORKER_MODE=service\n", NULL, WORKER_SERVICE },
	{ "WORKER_MODE=cron\n", NULL, WORKER_CRON },
	{ "WORKER_MODE=embedded\nPRILAVOK_RUN_DIR=/run/prilavok\n", NULL, WORKER_EMBEDDED },
	{ "WORKER_MODE=embedded\n", "WORKER_MODE=embedded needs PRILAVOK_RUN_DIR: ", WORKER_SERVICE },
	{ "WORKER_MODE=Cron\n", "WORKER_MODE: \"Cron\" is none of ", WORKER_SERVICE },
	{ "WORKER_MODE=daemon\n", "WORKER_MODE: \"daemon\" is none of service, cron and embedded",
	  WORKER_SERVICE },
};

START_TEST(the_mode_is_one_of_three)
{
	enum worker_mode mode = WORKER_SERVICE;
	bool ok = setup_worker_mode(parse(modes[_i].text), &mode, &fixture_err);

	ck_assert_int_eq(ok, modes[_i].refusal == NULL);
	ck_assert_int_eq(mode, modes[_i].mode);
	if (!ok) {
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
		ck_assert_msg(str_has_prefix(fixture_err.text, modes[_i].refusal), "%s",
			fixture_err.text);
	}
}
END_TEST

START_TEST(the_line_for_the_crontab_names_the_file_and_the_worker)
{
	const char *near = fixture_file("", 0), *file = mem_printf(fixture_mem, "%s it's 5%%", near);
	struct conf *conf;

	ck_assert_str_eq(setup_crontab(fixture_mem, parse("")), mem_printf(fixture_mem,
		"* * * * * %s --for 55", setup_worker_path(fixture_mem)));
	ck_assert_int_eq(link(near, file), 0);
	MUST(conf_load(fixture_mem, file, &conf, &fixture_err));
	ck_assert_str_eq(setup_crontab(fixture_mem, conf), mem_printf(fixture_mem,
		"* * * * * PRILAVOK_ENV='%s it'\\''s 5'\\%%'' %s --for 55", near,
		setup_worker_path(fixture_mem)));
	ck_assert_int_eq(unlink(file), 0);
}
END_TEST

Suite *
setup_suite(void)
{
	Suite *suite = suite_create("setup");
	TCase *tcase = core_db_case(suite, "setup_core");

	tcase_add_test(tcase, the_least_configuration_is_database_and_key);
	tcase_add_test(tcase, tokens_come_from_where_the_api_is_unless_told);
	tcase_add_loop_test(tcase, a_wrong_or_missing_value_is_told_by_its_key, 0, COUNT(wrongs));
	tcase_add_test(tcase, a_refusal_does_not_tell_the_secret);
	tcase = core_db_case(suite, "setup_nudge_path");
	tcase_add_test(tcase, the_worker_listens_in_the_run_folder_if_there_is_one);
	tcase = core_db_case(suite, "setup_worker_mode");
	tcase_add_loop_test(tcase, the_mode_is_one_of_three, 0, COUNT(modes));
	tcase_add_test(tcase, the_line_for_the_crontab_names_the_file_and_the_worker);
	return suite;
}
