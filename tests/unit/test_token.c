/* SPDX-License-Identifier: MIT */
/*
 * Access tokens on the database: refused one after the other, and given for keys that were replaced
 * while Avito was asked.
 */
#include "core/connect.h"

#include "base/str.h"
#include "db_fail.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "mariadb.h"
#include "store/account.h"
#include "store/job.h"
#include "stub_http.h"
#include "test_core_db.h"

#define GIVEN { 200, "{`access_token`:`tok`,`expires_in`:86400,`token_type`:`Bearer`}", NULL, STUB_KEEP }
#define REFUSED { 401, "{`error`:`invalid_client`}", NULL, STUB_KEEP }
#define BLOCKED { 403, "<html></html>", NULL, STUB_KEEP }
#define SELF { 200, "{`id`:999,`name`:`Other`}", NULL, STUB_KEEP }

static struct core core;
static struct work work;
static struct work_end end;

static void
set_up(void)
{
	static struct job job;

	core_open(&core);
	core.check_every_ms = HOUR_MS;
	job = (struct job){ .name = "1", .account_id = core_account->id };
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem),
		.job = &job };
}

static void
tear_down(void)
{
	stub_stop();
}

static void
start_avito(const struct stub_step *steps, int count)
{
	stub_start(steps, count);
	core.avito_api_base = core.avito_auth_base = stub_url();
}

static bool
is_true(const char *sql)
{
	return schema_number(core_db, mem_printf(fixture_mem, "SELECT %s", sql)) != 0;
}

/* --- keys that are replaced */

static void
replace_keys(void)
{
	MUST(account_set_keys(core_db, &core_key, core_account->id, "client", "secret", &fixture_err));
}

/* As soon as Avito has been asked. */
static void
replace_keys_later(void)
{
	if (stub_count() == 0)
		db_before(1, replace_keys_later);
	else
		replace_keys();
}

#define HAS_TOKEN "(SELECT COUNT(*) FROM token WHERE expires_at > 0)"
#define STATUS_IS(status, text) "(SELECT COUNT(*) FROM account WHERE status = '" status "'" \
	" AND status_text = '" text "')"
#define NOTHING_SAID "(SELECT COUNT(*) = 0 FROM account_check WHERE cause <> '')"

static const struct {
	struct stub_step step;
	const char *becomes;
	bool done;
} answers[] = {
	{ GIVEN, HAS_TOKEN " AND " STATUS_IS("new", ""), true },
	{ REFUSED, STATUS_IS("needs_reauth", "keys"), true },
	{ BLOCKED, STATUS_IS("unreachable", "blocked"), false },
};

START_TEST(what_avito_says_of_the_keys_is_kept)
{
	start_avito(&answers[_i].step, 1);
	ck_assert_int_eq(token_run(&work, &end, &fixture_err), answers[_i].done);
	ck_assert_int_eq(end.next, WORK_DONE);
	ck_assert(is_true(answers[_i].becomes));
}
END_TEST

START_TEST(what_avito_says_of_replaced_keys_is_not)
{
	start_avito(&answers[_i].step, 1);
	db_before(1, replace_keys_later);
	MUST(token_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 0);
	ck_assert(is_true("NOT " HAS_TOKEN " AND " STATUS_IS("new", "") " AND " NOTHING_SAID));
	(void)token_run(&work, &end, &fixture_err);
	ck_assert(is_true(answers[_i].becomes));
}
END_TEST

static void
store_token(void)
{
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
}

START_TEST(whom_replaced_keys_belong_to_is_not_kept)
{
	static const struct stub_step steps[] = { SELF };

	store_token();
	start_avito(steps, 1);
	db_before(1, replace_keys_later);
	MUST(connect_run(&work, &end, &fixture_err));
	ck_assert_int_eq(stub_count(), 1);
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 0);
	core_reload();
	ck_assert_int_eq(core_account->avito_user_id, SHOP_USER);
	ck_assert_str_eq(core_account->status, "new");
}
END_TEST

static void
delete_later(void)
{
	if (stub_count() == 0)
		db_before(1, delete_later);
	else
		MUST(account_delete(core_db, core_account->id, &fixture_err));
}

START_TEST(an_account_that_is_deleted_meanwhile_keeps_its_profile_free)
{
	static const struct stub_step steps[] = { SELF };

	store_token();
	start_avito(steps, 1);
	db_before(1, delete_later);
	MUST(connect_run(&work, &end, &fixture_err));
	ck_assert_int_eq(stub_count(), 1);
	ck_assert_int_eq(end.delay_ms, 0); /* which forgets the keys */
	ck_assert(is_true("(SELECT COUNT(*) FROM account WHERE avito_user_id IS NULL)"));
}
END_TEST

START_TEST(for_keys_that_were_forgotten_no_token_is_asked)
{
	core.avito_auth_base = stub_nobody();
	MUST(account_delete(core_db, core_account->id, &fixture_err));
	MUST(account_forget_keys(core_db, core_account->id, &fixture_err));
	MUST(token_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_DONE);
}
END_TEST

/* --- refusals in a row */

/* Several jobs meet the same refusal. */
static void
refuse(void)
{
	struct token token = { .generation = schema_number(core_db, "SELECT generation FROM token") };

	for (int i = 0; i < 2; i++)
		MUST(work_token_refused(&work, core_account->id, &token, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_AWAIT_TOKEN);
}

#define IS_TOLD STATUS_IS("no_access", "refused_at_once") " AND (SELECT COUNT(*) FROM account_check" \
	" WHERE name = 'keys' AND cause = 'refused_at_once')"

START_TEST(three_refusals_in_a_row_are_told)
{
	for (int i = 1; i <= 4; i++) {
		store_token();
		refuse();
		ck_assert_int_eq(is_true(IS_TOLD), i >= 3);
	}
}
END_TEST

START_TEST(a_late_refusal_is_not_told)
{
	const struct token third = { .generation = 3 };

	for (int i = 0; i < 3; i++) {
		store_token();
		refuse();
	}
	MUST(account_set_status(core_db, core_account->id, "ok", "", &fixture_err));
	store_token();
	MUST(work_token_refused(&work, core_account->id, &third, &end, &fixture_err));
	ck_assert(is_true(STATUS_IS("ok", "") " AND " HAS_TOKEN));
}
END_TEST

START_TEST(after_refusals_the_next_token_comes_later_and_is_tried)
{
	static const struct stub_step steps[] = { GIVEN };

	for (int i = 0; i < 9; i++) {
		store_token();
		refuse();
	}
	schema_do(core_db, "DELETE FROM job");
	start_avito(steps, 1);
	MUST(token_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_gt(end.delay_ms, 0);
	ck_assert_int_le(end.delay_ms, 300000);
	ck_assert_int_eq(stub_count(), 0);
	schema_do(core_db, "UPDATE token SET updated_at = updated_at - 300000");
	MUST(token_run(&work, &end, &fixture_err));
	ck_assert_int_eq(end.next, WORK_DONE);
	ck_assert(is_true(HAS_TOKEN));
	ck_assert_int_ge(core_job_at("connect"), 0);
}
END_TEST

Suite *
token_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *tcase = core_db_case(suite, "token_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_avito_says_of_the_keys_is_kept, 0, COUNT(answers));
	tcase_add_loop_test(tcase, what_avito_says_of_replaced_keys_is_not, 0, COUNT(answers));
	tcase_add_test(tcase, for_keys_that_were_forgotten_no_token_is_asked);
	tcase_add_test(tcase, after_refusals_the_next_token_comes_later_and_is_tried);
	tcase = core_db_case(suite, "connect_run");
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, whom_replaced_keys_belong_to_is_not_kept);
	tcase_add_test(tcase, an_account_that_is_deleted_meanwhile_keeps_its_profile_free);
	tcase = core_db_case(suite, "work_token_refused");
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, three_refusals_in_a_row_are_told);
	tcase_add_test(tcase, a_late_refusal_is_not_told);
	return suite;
}
