/* SPDX-License-Identifier: MIT */
#include "core/adopt.h"

#include <string.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/account.h"
#include "store/project.h"
#include "test_core_db.h"

#define AVITO "AVITO_CLIENT_ID=mine\nAVITO_CLIENT_SECRET=hush\n"
#define OPENAI "OPENAI_API_KEY=sk-1\nOPENAI_BASE_URL=http://llm.example/v1/\nOPENAI_MODEL=m\n"
#define ASSISTANT "ASSISTANT_MODE=auto\nASSISTANT_QUIET_SECONDS=5\n"

static struct adopt_report report;

static struct conf *
parse(const char *text)
{
	struct conf *conf;

	MUST(conf_parse(fixture_mem, "test", text, strlen(text), &conf, &fixture_err));
	return conf;
}

static bool
try_adopt(const char *text)
{
	return adopt_conf(core_db, &core_key, parse(text), core_project->id, &report, &fixture_err);
}

static void
adopt(const char *text)
{
	MUST(try_adopt(text));
	core_reload();
}

static size_t
answerers(struct provider **providers_r)
{
	size_t count;

	MUST(provider_list(core_db, fixture_mem, core_project->id, providers_r, &count,
		&fixture_err));
	return count;
}

static int64_t
count_accounts(void)
{
	return schema_number(core_db, "SELECT COUNT(*) FROM account");
}

static const char *
secret_of(int64_t id)
{
	struct account *account;
	char *secret;

	MUST(account_find(core_db, fixture_mem, id, &account, &fixture_err));
	MUST(account_open_secret(fixture_mem, &core_key, account, &secret, &fixture_err));
	return secret;
}

/* --- accounts */

START_TEST(an_account_is_taken_and_its_check_is_started)
{
	struct account *account;

	adopt(AVITO);
	ck_assert(report.account_new);
	MUST(account_find_by_client(core_db, fixture_mem, "mine", &account, &fixture_err));
	ck_assert_int_eq(account->id, report.account_id);
	ck_assert_int_eq(account->project_id, core_project->id);
	ck_assert_str_eq(secret_of(account->id), "hush");
	ck_assert_int_eq(core_job_at("connect"), CORE_NOW);
}
END_TEST

START_TEST(without_keys_no_account_is_taken)
{
	adopt("");
	ck_assert_int_eq(report.account_id, 0);
	ck_assert(!report.account_new);
	ck_assert_int_eq(count_accounts(), 1);
	ck_assert_int_eq(core_job_at("connect"), -1);
}
END_TEST

START_TEST(a_restart_keeps_the_keys_of_the_dashboard)
{
	int64_t id;

	adopt(AVITO);
	id = report.account_id;
	MUST(account_set_keys(core_db, &core_key, id, "mine", "edited", &fixture_err));
	MUST(account_set_status(core_db, id, "needs_reauth", "keys", &fixture_err));
	adopt(AVITO);
	ck_assert_int_eq(report.account_id, id);
	ck_assert(!report.account_new);
	ck_assert_str_eq(secret_of(id), "edited");
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM account"
		" WHERE status = 'needs_reauth'"), 1);
}
END_TEST

START_TEST(a_restart_does_not_bring_back_what_the_dashboard_replaced)
{
	int64_t before;

	adopt(AVITO);
	if (_i == 0)
		MUST(account_set_keys(core_db, &core_key, report.account_id, "other", "x",
			&fixture_err));
	else
		schema_do(core_db, "DELETE FROM account WHERE client_id = 'mine'");
	before = count_accounts();
	adopt(AVITO);
	ck_assert_int_eq(count_accounts(), before);
	ck_assert(!report.account_new);
}
END_TEST

START_TEST(changed_keys_are_taken_again_and_checked_anew)
{
	int64_t id;

	adopt(AVITO);
	id = report.account_id;
	MUST(account_set_status(core_db, id, "needs_reauth", "keys", &fixture_err));
	adopt("AVITO_CLIENT_ID=mine\nAVITO_CLIENT_SECRET=better\n");
	ck_assert_int_eq(report.account_id, id);
	ck_assert(!report.account_new);
	ck_assert_str_eq(secret_of(id), "better");
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM account"
		" WHERE status = 'new'"), 2);
	adopt("AVITO_CLIENT_ID=second\nAVITO_CLIENT_SECRET=x\n");
	ck_assert(report.account_new);
	ck_assert_int_ne(report.account_id, id);
}
END_TEST

/* --- answerers */

START_TEST(the_builtin_answerer_stands_behind_the_given_one)
{
	struct provider *providers;
	char *key;

	adopt(OPENAI);
	ck_assert(report.answerers);
	ck_assert_uint_eq(answerers(&providers), 2);
	ck_assert_str_eq(providers[0].dialect, "openai");
	ck_assert_str_eq(providers[0].base_url, "http://llm.example/v1");
	ck_assert_str_eq(providers[0].model, "m");
	ck_assert_str_eq(providers[1].dialect, "builtin");
	MUST(provider_key(fixture_mem, &core_key, &providers[0], &key, &fixture_err));
	ck_assert_str_eq(key, "sk-1");
}
END_TEST

START_TEST(without_a_model_the_builtin_answerer_is_all)
{
	struct provider *providers;

	adopt("");
	ck_assert(report.answerers);
	ck_assert_uint_eq(answerers(&providers), 1);
	ck_assert_str_eq(providers[0].dialect, "builtin");
}
END_TEST

START_TEST(a_model_without_a_key_is_one_too)
{
	struct provider *providers;
	char *key;

	adopt("OPENAI_BASE_URL=http://127.0.0.1:11434/v1\n");
	ck_assert_uint_eq(answerers(&providers), 2);
	MUST(provider_key(fixture_mem, &core_key, &providers[0], &key, &fixture_err));
	ck_assert_ptr_null(key);
}
END_TEST

START_TEST(answerers_are_taken_once_and_again_when_they_changed)
{
	struct provider *providers;

	adopt(OPENAI);
	MUST(provider_cut(core_db, core_project->id, 0, &fixture_err));
	adopt(OPENAI AVITO ASSISTANT);
	ck_assert(!report.answerers);
	ck_assert_uint_eq(answerers(&providers), 0);
	adopt("OPENAI_API_KEY=sk-2\n");
	ck_assert(report.answerers);
	ck_assert_uint_eq(answerers(&providers), 2);
	ck_assert_str_eq(providers[0].base_url, "https://api.openai.com/v1");
	adopt("");
	ck_assert_uint_eq(answerers(&providers), 1);
}
END_TEST

/* --- the assistant */

START_TEST(the_assistant_is_taken_once_and_again_when_it_changed)
{
	adopt(ASSISTANT);
	ck_assert(report.assistant);
	ck_assert_str_eq(core_project->mode, "auto");
	ck_assert_int_eq(core_project->quiet_ms, 5000);
	ck_assert_int_eq(core_project->quiet_max_ms, 40000);
	core_project->mode = "off";
	MUST(project_update(core_db, core_project, &fixture_err));
	adopt(ASSISTANT OPENAI AVITO);
	ck_assert(!report.assistant);
	ck_assert_str_eq(core_project->mode, "off");
	adopt("ASSISTANT_MODE=confident\nASSISTANT_QUIET_SECONDS=5\n");
	ck_assert(report.assistant);
	ck_assert_str_eq(core_project->mode, "confident");
}
END_TEST

START_TEST(what_is_not_configured_stays_as_it_is)
{
	core_project->quiet_ms = 7000;
	core_project->mode = "auto";
	MUST(project_update(core_db, core_project, &fixture_err));
	adopt("");
	ck_assert_str_eq(core_project->mode, "auto");
	ck_assert_int_eq(core_project->quiet_ms, 7000);
	adopt("ASSISTANT_QUIET_SECONDS=0\n");
	ck_assert_str_eq(core_project->mode, "auto");
	ck_assert_int_eq(core_project->quiet_ms, 0);
}
END_TEST

START_TEST(a_long_quiet_time_raises_its_ceiling)
{
	adopt("ASSISTANT_QUIET_SECONDS=600\n");
	ck_assert_int_eq(core_project->quiet_ms, 600000);
	ck_assert_int_eq(core_project->quiet_max_ms, 600000);
}
END_TEST

/* --- what is wrong */

static const struct {
	const char *text, *key;
} wrongs[] = {
	{ "AVITO_CLIENT_ID=mine\n", "AVITO_CLIENT_SECRET" },
	{ "ASSISTANT_MODE=Auto\n", "ASSISTANT_MODE" },
	{ "ASSISTANT_MODE=on\n", "ASSISTANT_MODE" },
	{ "ASSISTANT_QUIET_SECONDS=-1\n", "ASSISTANT_QUIET_SECONDS" },
	{ "ASSISTANT_QUIET_SECONDS=601\n", "ASSISTANT_QUIET_SECONDS" },
	{ "ASSISTANT_QUIET_SECONDS=20s\n", "ASSISTANT_QUIET_SECONDS" },
	{ "OPENAI_API_KEY=k\nOPENAI_BASE_URL=api.openai.com\n", "OPENAI_BASE_URL" },
	{ "OPENAI_BASE_URL=https://u:p@llm.example/\n", "OPENAI_BASE_URL" },
};

START_TEST(a_wrong_value_is_told_by_its_key_and_nothing_is_taken)
{
	const char *all = mem_printf(fixture_mem, "%s%s%s%s", wrongs[_i].text,
		strstr(wrongs[_i].key, "AVITO") != NULL ? "" : AVITO,
		strstr(wrongs[_i].key, "OPENAI") != NULL ? "" : OPENAI,
		strstr(wrongs[_i].key, "ASSISTANT") != NULL ? "" : ASSISTANT);
	struct provider *providers;

	ck_assert(!try_adopt(all));
	ck_assert_int_eq(fixture_err.code, ERR_INVALID);
	ck_assert_msg(strstr(fixture_err.text, wrongs[_i].key) != NULL, "%s", fixture_err.text);
	ck_assert_int_eq(count_accounts(), 1);
	ck_assert_uint_eq(answerers(&providers), 0);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM setting"), 0);
	adopt(AVITO OPENAI ASSISTANT);
	ck_assert(report.account_new && report.answerers && report.assistant);
}
END_TEST

START_TEST(what_was_taken_is_remembered_without_its_secrets)
{
	adopt(AVITO OPENAI);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM setting"
		" WHERE value LIKE '%hush%' OR value LIKE '%sk-1%'"), 0);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM setting"
		" WHERE name LIKE 'adopted.%'"), 3);
}
END_TEST

Suite *
adopt_suite(void)
{
	Suite *suite = suite_create("adopt");
	TCase *tcase = core_db_case(suite, "account");

	tcase_add_test(tcase, an_account_is_taken_and_its_check_is_started);
	tcase_add_test(tcase, without_keys_no_account_is_taken);
	tcase_add_test(tcase, a_restart_keeps_the_keys_of_the_dashboard);
	tcase_add_loop_test(tcase, a_restart_does_not_bring_back_what_the_dashboard_replaced, 0, 2);
	tcase_add_test(tcase, changed_keys_are_taken_again_and_checked_anew);
	tcase = core_db_case(suite, "answerers");
	tcase_add_test(tcase, the_builtin_answerer_stands_behind_the_given_one);
	tcase_add_test(tcase, without_a_model_the_builtin_answerer_is_all);
	tcase_add_test(tcase, a_model_without_a_key_is_one_too);
	tcase_add_test(tcase, answerers_are_taken_once_and_again_when_they_changed);
	tcase = core_db_case(suite, "assistant");
	tcase_add_test(tcase, the_assistant_is_taken_once_and_again_when_it_changed);
	tcase_add_test(tcase, what_is_not_configured_stays_as_it_is);
	tcase_add_test(tcase, a_long_quiet_time_raises_its_ceiling);
	tcase = core_db_case(suite, "errors");
	tcase_add_loop_test(tcase, a_wrong_value_is_told_by_its_key_and_nothing_is_taken, 0,
		COUNT(wrongs));
	tcase_add_test(tcase, what_was_taken_is_remembered_without_its_secrets);
	return suite;
}
