/* SPDX-License-Identifier: MIT */
/* Answerers and what they were asked. */
#include <string.h>

#include "base/mem.h"
#include "store/project.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { PROJECT = 3 };

static const struct provider_new openai = {
	"openai", "https://llm.example/v1", "gpt", "clear words", 45000
};
static const struct provider_new builtin = { "builtin", "", "", "", 1000 };

static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

static void
put(int64_t position, const struct provider_new *values)
{
	MUST(provider_put(store_db, &store_key, PROJECT, position, values, &fixture_err));
}

static size_t
list(struct provider **providers_r)
{
	size_t count;

	MUST(provider_list(store_db, fixture_mem, PROJECT, providers_r, &count, &fixture_err));
	return count;
}

static struct provider *
the_one(void)
{
	struct provider *provider;

	ck_assert_uint_eq(list(&provider), 1);
	return provider;
}

static const char *
key_of(const struct provider *provider)
{
	char *key;

	MUST(provider_key(fixture_mem, &store_key, provider, &key, &fixture_err));
	return key;
}

/* --- provider_put */

START_TEST(answerers_are_listed_in_order)
{
	struct provider *providers;

	put(1, &builtin);
	put(0, &openai);
	MUST(provider_put(store_db, &store_key, PROJECT + 1, 0, &builtin, &fixture_err));
	ck_assert_uint_eq(list(&providers), 2);
	ck_assert_int_eq(providers[0].project_id, PROJECT);
	ck_assert_int_eq(providers[0].position, 0);
	ck_assert_str_eq(providers[0].dialect, "openai");
	ck_assert_str_eq(providers[0].base_url, "https://llm.example/v1");
	ck_assert_str_eq(providers[0].model, "gpt");
	ck_assert_int_eq(providers[0].timeout_ms, 45000);
	ck_assert_str_eq(providers[0].status, "");
	ck_assert(!providers[0].open);
	ck_assert_str_eq(providers[1].dialect, "builtin");
}
END_TEST

START_TEST(an_answerer_is_replaced_in_its_place_and_starts_anew)
{
	struct provider_new other = { "openai", "https://other.example", "big", NULL, 7000 };
	struct provider *provider;

	put(0, &openai);
	for (int i = 0; i < 4; i++)
		MUST(provider_set_status(store_db, the_one()->id, "auth", "refused", 2, true,
			&fixture_err));
	put(0, &other);
	provider = the_one();
	ck_assert_str_eq(provider->base_url, "https://other.example");
	ck_assert_str_eq(provider->model, "big");
	ck_assert_int_eq(provider->timeout_ms, 7000);
	ck_assert_str_eq(provider->status, "");
	ck_assert_int_eq(provider->failures, 0);
	ck_assert_int_eq(provider->ladder, 0);
	ck_assert(!provider->open);
}
END_TEST

START_TEST(the_list_is_cut_at_a_place)
{
	put(0, &openai);
	put(1, &builtin);
	put(2, &builtin);
	MUST(provider_cut(store_db, PROJECT + 1, 0, &fixture_err));
	MUST(provider_cut(store_db, PROJECT, 1, &fixture_err));
	ck_assert_str_eq(the_one()->dialect, "openai");
}
END_TEST

/* --- keys */

START_TEST(a_key_is_kept_removed_or_replaced)
{
	struct provider_new next = openai;

	put(0, &openai);
	ck_assert_str_eq(key_of(the_one()), "clear words");
	next.api_key = NULL;
	put(0, &next);
	ck_assert_str_eq(key_of(the_one()), "clear words");
	next.api_key = "new";
	put(0, &next);
	ck_assert_str_eq(key_of(the_one()), "new");
	next.api_key = "";
	put(0, &next);
	ck_assert_ptr_null(key_of(the_one()));
}
END_TEST

START_TEST(the_table_does_not_hold_the_clear_key)
{
	put(0, &openai);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM provider"
		" WHERE INSTR(api_key, 'clear') > 0 OR LENGTH(api_key) < 40"), 0);
}
END_TEST

START_TEST(a_key_copied_to_another_answerer_does_not_open)
{
	struct provider *providers;
	char *key;

	put(0, &openai);
	put(1, &openai);
	ck_assert_uint_eq(list(&providers), 2);
	providers[1].sealed_key = providers[0].sealed_key;
	MUST_FAIL(provider_key(fixture_mem, &store_key, &providers[1], &key, &fixture_err),
		ERR_DENIED);
	ck_assert_str_eq(key_of(&providers[0]), "clear words");
}
END_TEST

/* --- provider_set_status */

static const struct {
	int failures;
	int64_t rest_ms;
} rests[] = {
	{ 1, 0 }, { 2, 0 }, { 3, 30000 }, { 4, 60000 }, { 11, 270000 }, { 12, 300000 },
	{ 40, 300000 },
};

START_TEST(failures_in_a_row_give_an_answerer_rest)
{
	put(0, &openai);
	for (int i = 0; i < rests[_i].failures; i++)
		MUST(provider_set_status(store_db, the_one()->id, "server", "500", 1, true,
			&fixture_err));
	ck_assert_int_eq(the_one()->failures, rests[_i].failures);
	if (rests[_i].rest_ms > 0) {
		schema_set_clock(store_db, NOW + rests[_i].rest_ms - 1000);
		ck_assert(the_one()->open);
	}
	schema_set_clock(store_db, NOW + rests[_i].rest_ms);
	ck_assert(!the_one()->open);
}
END_TEST

START_TEST(a_success_closes_the_breaker)
{
	struct provider *provider;

	put(0, &openai);
	for (int i = 0; i < 5; i++)
		MUST(provider_set_status(store_db, the_one()->id, "server", "500", 1, true,
			&fixture_err));
	MUST(provider_set_status(store_db, the_one()->id, "ok", "", 2, false, &fixture_err));
	provider = the_one();
	ck_assert(!provider->open);
	ck_assert_int_eq(provider->failures, 0);
	ck_assert_int_eq(provider->ladder, 2);
	ck_assert_str_eq(provider->status, "ok");
	ck_assert_int_eq(provider->status_at, NOW);
}
END_TEST

START_TEST(a_long_status_is_cut)
{
	char *text = mem_array(fixture_mem, char, 2 * 400 + 1);

	for (int i = 0; i < 400; i++)
		memcpy(text + 2 * i, "ж", 2);
	put(0, &openai);
	MUST(provider_set_status(store_db, the_one()->id, "server", text, 0, true, &fixture_err));
	ck_assert_uint_eq(strlen(the_one()->status_text), 2 * 300);
}
END_TEST

/* --- llm_call_insert */

START_TEST(calls_are_written_down)
{
	struct llm_call call = { 5, 6, "gpt", "ok", 100, -1, 850 };

	MUST(llm_call_insert(store_db, &call, &fixture_err));
	call.turn_id = 0;
	MUST(llm_call_insert(store_db, &call, &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM llm_call WHERE turn_id = 5"
		" AND provider_id = 6 AND model = 'gpt' AND result = 'ok' AND tokens_in = 100"
		" AND tokens_out = -1 AND ms = 850"), 1);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM llm_call"
		" WHERE turn_id IS NULL"), 1);
}
END_TEST

Suite *
provider_suite(void)
{
	Suite *suite = suite_create("provider");
	TCase *tcase = store_case(suite, "provider_put");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, answerers_are_listed_in_order);
	tcase_add_test(tcase, an_answerer_is_replaced_in_its_place_and_starts_anew);
	tcase_add_test(tcase, the_list_is_cut_at_a_place);
	tcase = store_case(suite, "provider_key");
	tcase_add_test(tcase, a_key_is_kept_removed_or_replaced);
	tcase_add_test(tcase, the_table_does_not_hold_the_clear_key);
	tcase_add_test(tcase, a_key_copied_to_another_answerer_does_not_open);
	tcase = store_case(suite, "provider_set_status");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, failures_in_a_row_give_an_answerer_rest, 0, COUNT(rests));
	tcase_add_test(tcase, a_success_closes_the_breaker);
	tcase_add_test(tcase, a_long_status_is_cut);
	tcase = store_case(suite, "llm_call_insert");
	tcase_add_test(tcase, calls_are_written_down);
	return suite;
}
