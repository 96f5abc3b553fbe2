/* SPDX-License-Identifier: MIT */
#include "store/account.h"

#include <string.h>

#include "base/str.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { HOUR_MS = 3600000 };

static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

static int64_t
add(const char *client_id, const char *secret)
{
	int64_t id;

	MUST(account_insert(store_db, &store_key, 4, "Shop", client_id, secret, &id, &fixture_err));
	return id;
}

static struct account *
find(int64_t id)
{
	struct account *account;

	MUST(account_find(store_db, fixture_mem, id, &account, &fixture_err));
	return account;
}

static const char *
secret_of(int64_t id)
{
	char *secret;

	MUST(account_open_secret(fixture_mem, &store_key, find(id), &secret, &fixture_err));
	return secret;
}

static struct token *
token_of(int64_t id)
{
	struct token *token;

	MUST(token_find(store_db, fixture_mem, &store_key, id, &token, &fixture_err));
	return token;
}

static void
has_no_token(int64_t id)
{
	struct token *token;

	MUST_FAIL(token_find(store_db, fixture_mem, &store_key, id, &token, &fixture_err),
		ERR_NOT_FOUND);
}

static void
store_token(int64_t id, const char *access)
{
	MUST(token_store(store_db, &store_key, id, access, HOUR_MS, &fixture_err));
}

static int64_t
refuse(int64_t id, int64_t generation)
{
	int64_t refusals = -1;

	MUST(token_refused(store_db, id, generation, &refusals, &fixture_err));
	return refusals;
}

static struct token_past *
past_of(int64_t id)
{
	struct token_past *past;

	MUST(token_past(store_db, fixture_mem, id, &past, &fixture_err));
	return past;
}

/* --- insert, find, list */

START_TEST(a_new_account_is_found_by_id_client_and_webhook)
{
	int64_t id = add("client", "secret");
	struct account *account = find(id), *same;

	ck_assert_int_eq(account->project_id, 4);
	ck_assert_str_eq(account->name, "Shop");
	ck_assert_str_eq(account->client_id, "client");
	ck_assert_int_eq(account->avito_user_id, 0);
	ck_assert(account->enabled);
	ck_assert_str_eq(account->status, "new");
	ck_assert_str_eq(account->webhook_state, "none");
	ck_assert_int_eq(account->connected_at, 0);
	ck_assert_uint_eq(strlen(account->webhook_token), 32);
	MUST(account_find_by_client(store_db, fixture_mem, "client", &same, &fixture_err));
	ck_assert_int_eq(same->id, id);
}
END_TEST

START_TEST(unknown_accounts_are_not_found)
{
	int64_t id = add("client", "secret");
	struct account *account;

	MUST_FAIL(account_find(store_db, fixture_mem, id + 1, &account, &fixture_err),
		ERR_NOT_FOUND);
	MUST_FAIL(account_find_by_client(store_db, fixture_mem, "Client", &account, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(accounts_are_listed_oldest_first_each_with_its_own_webhook)
{
	int64_t first = add("b", "x"), second = add("a", "x");
	struct account *accounts;
	size_t count;

	MUST(account_list(store_db, fixture_mem, &accounts, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(accounts[0].id, first);
	ck_assert_int_eq(accounts[1].id, second);
	ck_assert_str_ne(accounts[0].webhook_token, accounts[1].webhook_token);
}
END_TEST

/* --- changes */

START_TEST(what_a_check_found_is_kept_with_its_time)
{
	int64_t id = add("client", "secret");
	struct account *account;

	schema_set_clock(store_db, NOW + 5000);
	MUST(account_set_status(store_db, id, "no_access", "tariff", &fixture_err));
	MUST(account_set_webhook(store_db, id, "foreign", "https://other.example/hook",
		&fixture_err));
	MUST(account_set_enabled(store_db, id, false, &fixture_err));
	MUST(account_set_name(store_db, id, "Other", &fixture_err));
	account = find(id);
	ck_assert_str_eq(account->status, "no_access");
	ck_assert_str_eq(account->status_text, "tariff");
	ck_assert_int_eq(account->status_at, NOW + 5000);
	ck_assert_str_eq(account->webhook_state, "foreign");
	ck_assert_str_eq(account->webhook_url, "https://other.example/hook");
	ck_assert_int_eq(account->webhook_at, NOW + 5000);
	ck_assert(!account->enabled);
	ck_assert_str_eq(account->name, "Other");
}
END_TEST

#define DAY_MS INT64_C(86400000)

/* Looks, one after the other: when each begins, and where synced_at is after it. */
static const struct {
	int64_t began_ms; /* after NOW */
	const char *cause;
	bool whole;
	int64_t synced_ms;
} looks[] = {
	{ 0, "", true, 0 },
	{ 60000, "", true, 60000 },
	{ -60000, "", true, -60000 },                /* a clock was put right */
	{ 5 * DAY_MS, "", false, -60000 },           /* after an outage: what it left out has a day */
	{ 6 * DAY_MS - 1, "", false, -60000 },
	{ 6 * DAY_MS, "rate", true, -60000 },
	{ 6 * DAY_MS, "rate", false, -60000 },
	{ 6 * DAY_MS, "", false, 5 * DAY_MS },       /* ... and so has what changed since */
	{ 7 * DAY_MS - 1, "", false, 5 * DAY_MS },
	{ 7 * DAY_MS, "", false, 6 * DAY_MS },
	{ 7 * DAY_MS + 1, "", true, 7 * DAY_MS + 1 },
	{ 9 * DAY_MS, "", false, 7 * DAY_MS + 1 },   /* a new day begins */
	{ 8 * DAY_MS, "", false, 7 * DAY_MS + 1 },   /* ... and anew by a clock put right */
	{ 9 * DAY_MS, "", false, 8 * DAY_MS },
};

START_TEST(a_whole_look_counts_from_its_begin_and_any_other_a_day_later)
{
	int64_t id = add("client", "secret");

	for (int i = 0; i < COUNT(looks); i++) {
		schema_set_clock(store_db, NOW + looks[i].began_ms);
		MUST(account_sync_begin(store_db, id, &fixture_err));
		schema_set_clock(store_db, NOW + looks[i].began_ms + 5000);
		MUST(account_sync_end(store_db, id, looks[i].cause, looks[i].whole, &fixture_err));
		ck_assert_int_eq(find(id)->synced_at, NOW + looks[i].synced_ms);
		ck_assert_int_eq(find(id)->sync_ended_at, NOW + looks[i].began_ms + 5000);
		ck_assert_str_eq(find(id)->sync_error, looks[i].cause);
	}
}
END_TEST

START_TEST(a_first_look_that_left_out_a_chat_counts_from_the_connection)
{
	int64_t id = add("client", "secret");

	MUST(account_set_identity(store_db, id, 99, "", &fixture_err));
	schema_set_clock(store_db, NOW + 3 * DAY_MS);
	MUST(account_sync_begin(store_db, id, &fixture_err));
	MUST(account_sync_end(store_db, id, "", false, &fixture_err));
	ck_assert_int_eq(find(id)->connected_at, NOW);
	ck_assert_int_eq(find(id)->synced_at, NOW);
}
END_TEST

START_TEST(foreign_texts_are_cut_to_what_the_table_holds)
{
	int64_t id = add("client", "secret");
	char *text = mem_array(fixture_mem, char, 2 * 600 + 1);

	for (int i = 0; i < 600; i++)
		memcpy(text + 2 * i, "ж", 2);
	MUST(account_set_name(store_db, id, "", &fixture_err));
	MUST(account_set_status(store_db, id, "unreachable", text, &fixture_err));
	MUST(account_set_webhook(store_db, id, "foreign", text, &fixture_err));
	MUST(account_set_identity(store_db, id, 99, text, &fixture_err));
	ck_assert_uint_eq(strlen(find(id)->status_text), 2 * 300);
	ck_assert_uint_eq(strlen(find(id)->webhook_url), 2 * 500);
	ck_assert_uint_eq(strlen(find(id)->name), 2 * 200);
}
END_TEST

START_TEST(the_first_connection_keeps_its_time_and_the_owner_his_name)
{
	int64_t id = add("client", "secret");
	struct account *account;

	MUST(account_set_identity(store_db, id, INT64_C(9007199254740993), "Avito's", &fixture_err));
	schema_set_clock(store_db, NOW + 5000);
	MUST(account_set_identity(store_db, id, INT64_C(9007199254740993), "Avito's", &fixture_err));
	account = find(id);
	ck_assert_int_eq(account->avito_user_id, INT64_C(9007199254740993));
	ck_assert_int_eq(account->connected_at, NOW);
	ck_assert_str_eq(account->name, "Shop");
	MUST(account_set_name(store_db, id, "", &fixture_err));
	MUST(account_set_identity(store_db, id, 9, "Avito's", &fixture_err));
	ck_assert_str_eq(find(id)->name, "Avito's");
}
END_TEST

START_TEST(two_accounts_cannot_be_the_same_person_at_avito)
{
	int64_t first = add("a", "x"), second = add("b", "x");

	MUST(account_set_identity(store_db, first, 99, "", &fixture_err));
	MUST_FAIL(account_set_identity(store_db, second, 99, "", &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(find(second)->connected_at, 0);
}
END_TEST

START_TEST(a_webhook_is_seen_once_a_second_at_most)
{
	int64_t id = add("client", "secret");

	MUST(account_set_webhook_seen(store_db, id, &fixture_err));
	schema_set_clock(store_db, NOW + 1000);
	MUST(account_set_webhook_seen(store_db, id, &fixture_err));
	ck_assert_int_eq(find(id)->webhook_seen_at, NOW);
	schema_set_clock(store_db, NOW + 2000);
	MUST(account_set_webhook_seen(store_db, id, &fixture_err));
	ck_assert_int_eq(find(id)->webhook_seen_at, NOW + 2000);
}
END_TEST

/* --- secrets */

START_TEST(a_client_secret_opens_for_its_account)
{
	int64_t first = add("a", "clear words"), second = add("b", "other words");

	ck_assert_str_eq(secret_of(first), "clear words");
	ck_assert_str_eq(secret_of(second), "other words");
}
END_TEST

START_TEST(the_table_does_not_hold_the_clear_secret)
{
	(void)add("a", "clear words");
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM account"
		" WHERE INSTR(client_secret, 'clear') > 0 OR LENGTH(client_secret) < 40"), 0);
}
END_TEST

START_TEST(a_secret_copied_to_another_account_does_not_open)
{
	int64_t first = add("a", "mine"), second = add("b", "yours");
	char *secret;

	MUST(db_exec(store_db, "UPDATE account AS t JOIN account AS f ON f.id = ?"
		" SET t.client_secret = f.client_secret WHERE t.id = ?",
		DB_ARGS(db_i64(first), db_i64(second)), NULL, &fixture_err));
	MUST_FAIL(account_open_secret(fixture_mem, &store_key, find(second), &secret, &fixture_err),
		ERR_DENIED);
	ck_assert_str_eq(secret_of(first), "mine");
}
END_TEST

START_TEST(another_key_opens_nothing)
{
	int64_t id = add("a", "mine");
	struct secret_key other;
	struct token *token;
	char *secret;

	store_token(id, "access");
	MUST(secret_key_parse(secret_key_new(fixture_mem), &other, &fixture_err));
	MUST_FAIL(account_open_secret(fixture_mem, &other, find(id), &secret, &fixture_err), ERR_DENIED);
	MUST_FAIL(token_find(store_db, fixture_mem, &other, id, &token, &fixture_err), ERR_DENIED);
}
END_TEST

START_TEST(new_keys_replace_the_old_and_forget_the_token)
{
	int64_t id = add("old", "old secret");

	store_token(id, "access");
	MUST(account_set_keys(store_db, &store_key, id, "new", "new secret", &fixture_err));
	ck_assert_str_eq(find(id)->client_id, "new");
	ck_assert_str_eq(secret_of(id), "new secret");
	has_no_token(id);
	ck_assert_int_eq(schema_number(store_db, "SELECT SUM(LENGTH(access)) FROM token"), 0);
}
END_TEST

START_TEST(keys_are_others_however_alike_when_they_were_entered_again)
{
	int64_t id = add("a", "x");
	struct account *before = find(id);

	MUST(account_set_status(store_db, id, "ok", "", &fixture_err));
	ck_assert(account_has_keys_of(before, find(id)));
	MUST(account_set_keys(store_db, &store_key, id, "a", "x", &fixture_err));
	ck_assert(!account_has_keys_of(before, find(id)));
	before = find(id);
	schema_do(store_db, "UPDATE account SET client_id = 'b'");
	ck_assert(!account_has_keys_of(before, find(id)));
}
END_TEST

START_TEST(keys_of_another_account_are_refused_and_leave_the_token)
{
	int64_t id = add("a", "x");

	(void)add("b", "y");
	store_token(id, "access");
	MUST_FAIL(account_set_keys(store_db, &store_key, id, "b", "z", &fixture_err), ERR_CONFLICT);
	ck_assert_str_eq(secret_of(id), "x");
	ck_assert_str_eq(token_of(id)->access, "access");
}
END_TEST

START_TEST(an_account_is_locked_as_it_is)
{
	int64_t id = add("a", "x");
	struct account *account;

	MUST(account_lock(store_db, fixture_mem, id, &account, &fixture_err));
	ck_assert(account_has_keys_of(account, find(id)));
	MUST_FAIL(account_lock(store_db, fixture_mem, id + 1, &account, &fixture_err), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_deleted_account_forgets_its_keys_unless_it_has_come_back)
{
	int64_t id = add("a", "old"), back;

	MUST(account_delete(store_db, id, &fixture_err));
	MUST(account_revive(store_db, fixture_mem, "a", &back, &fixture_err));
	ck_assert_int_eq(back, id);
	MUST(account_set_keys(store_db, &store_key, id, "a", "new", &fixture_err));
	store_token(id, "access");
	MUST(account_forget_keys(store_db, id, &fixture_err));
	ck_assert_str_eq(secret_of(id), "new");
	ck_assert_str_eq(token_of(id)->access, "access");
	MUST(account_delete(store_db, id, &fixture_err));
	MUST(account_forget_keys(store_db, id, &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT SUM(LENGTH(client_secret)) FROM account"), 0);
	has_no_token(id);
}
END_TEST

/* --- tokens */

START_TEST(a_token_lives_as_long_as_it_was_stored_for)
{
	int64_t id = add("a", "x");
	struct token *token;

	has_no_token(id);
	store_token(id, "access");
	token = token_of(id);
	ck_assert_str_eq(token->access, "access");
	ck_assert_int_eq(token->expires_at, NOW + HOUR_MS);
	schema_set_clock(store_db, NOW + HOUR_MS - 1000);
	(void)token_of(id);
	schema_set_clock(store_db, NOW + HOUR_MS);
	has_no_token(id);
}
END_TEST

START_TEST(every_new_token_is_a_new_generation)
{
	int64_t id = add("a", "x");
	int64_t first;

	store_token(id, "one");
	first = token_of(id)->generation;
	store_token(id, "two");
	ck_assert_int_gt(token_of(id)->generation, first);
	ck_assert_str_eq(token_of(id)->access, "two");
}
END_TEST

START_TEST(a_refusal_is_of_one_generation)
{
	int64_t id = add("a", "x"), other = add("b", "x");
	int64_t first;

	store_token(id, "one");
	store_token(other, "other");
	first = token_of(id)->generation;
	store_token(id, "two");
	ck_assert_int_eq(refuse(id, first), 0);
	ck_assert_str_eq(token_of(id)->access, "two");
	ck_assert_int_eq(refuse(id, token_of(id)->generation), 1);
	has_no_token(id);
	(void)token_of(other);
}
END_TEST

START_TEST(a_late_refusal_of_the_old_keys_token_spares_the_new_one)
{
	int64_t id = add("old", "x");
	int64_t old;

	store_token(id, "one");
	old = token_of(id)->generation;
	MUST(account_set_keys(store_db, &store_key, id, "new", "y", &fixture_err));
	store_token(id, "two");
	ck_assert_int_eq(refuse(id, old), 0);
	ck_assert_str_eq(token_of(id)->access, "two");
}
END_TEST

START_TEST(a_refusal_makes_no_token_older)
{
	int64_t id = add("a", "x");
	struct token_past *past;

	MUST_FAIL(token_past(store_db, fixture_mem, id, &past, &fixture_err), ERR_NOT_FOUND);
	store_token(id, "one");
	schema_set_clock(store_db, NOW + 3000);
	ck_assert_int_eq(refuse(id, token_of(id)->generation), 1);
	ck_assert_int_eq(past_of(id)->age_ms, 3000);
	ck_assert_int_eq(past_of(id)->refusals, 1);
}
END_TEST

/* What becomes of a token: t is stored, r refused, R refused when it had served for long, e refused
   after its end, s served, o refused for an older one, k new keys; and how many refusals in a row
   that makes. */
static const struct {
	const char *acts;
	int64_t refusals;
} histories[] = {
	{ "t", 0 },
	{ "tr", 1 },
	{ "trr", 1 }, /* several jobs meet the same refusal */
	{ "trtr", 2 },
	{ "trtrtr", 3 },
	{ "trtrt", 2 }, /* the new one has yet to be tried */
	{ "tR", 0 },
	{ "trtrtR", 0 },
	{ "trtrte", 0 },
	{ "trtrtt", 0 }, /* the one before the last came to its end */
	{ "trtrts", 0 },
	{ "trtrtsr", 1 },
	{ "trtrto", 2 },
	{ "trtrk", 0 },
	{ "trtrtkr", 0 }, /* of the old keys */
	{ "trtrtktr", 1 },
};

static void
act(int64_t id, char what, int64_t *generation_io)
{
	switch (what) {
	case 't':
		store_token(id, "access");
		*generation_io = token_of(id)->generation;
		return;
	case 's':
		MUST(token_served(store_db, id, &fixture_err));
		return;
	case 'k':
		MUST(account_set_keys(store_db, &store_key, id, "a", "x", &fixture_err));
		return;
	}
	schema_set_clock(store_db, NOW + (what == 'R' ? 600000 : what == 'e' ? HOUR_MS : 599000));
	ck_assert_int_eq(refuse(id, *generation_io - (what == 'o')),
		what == 'o' ? 0 : past_of(id)->refusals);
	schema_set_clock(store_db, NOW);
}

START_TEST(refusals_of_young_tokens_in_a_row_are_counted)
{
	int64_t id = add("a", "x"), generation = 0;

	for (const char *acts = histories[_i].acts; *acts != '\0'; acts++)
		act(id, *acts, &generation);
	ck_assert_msg(past_of(id)->refusals == histories[_i].refusals, "%s: %lld",
		histories[_i].acts, (long long)past_of(id)->refusals);
}
END_TEST

START_TEST(the_table_does_not_hold_the_clear_token)
{
	store_token(add("a", "x"), "clear words");
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM token"
		" WHERE INSTR(access, 'clear') > 0 OR LENGTH(access) < 40"), 0);
}
END_TEST

START_TEST(a_token_copied_to_another_account_does_not_open)
{
	int64_t first = add("a", "x"), second = add("b", "x");
	struct token *token;

	store_token(first, "mine");
	store_token(second, "yours");
	MUST(db_exec(store_db, "UPDATE token AS t JOIN token AS f ON f.account_id = ?"
		" SET t.access = f.access WHERE t.account_id = ?",
		DB_ARGS(db_i64(first), db_i64(second)), NULL, &fixture_err));
	MUST_FAIL(token_find(store_db, fixture_mem, &store_key, second, &token, &fixture_err),
		ERR_DENIED);
}
END_TEST

Suite *
account_suite(void)
{
	Suite *suite = suite_create("account");
	TCase *tcase = store_case(suite, "account_find");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_new_account_is_found_by_id_client_and_webhook);
	tcase_add_test(tcase, unknown_accounts_are_not_found);
	tcase_add_test(tcase, accounts_are_listed_oldest_first_each_with_its_own_webhook);
	tcase = store_case(suite, "account_set");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, what_a_check_found_is_kept_with_its_time);
	tcase_add_test(tcase, a_whole_look_counts_from_its_begin_and_any_other_a_day_later);
	tcase_add_test(tcase, a_first_look_that_left_out_a_chat_counts_from_the_connection);
	tcase_add_test(tcase, foreign_texts_are_cut_to_what_the_table_holds);
	tcase_add_test(tcase, the_first_connection_keeps_its_time_and_the_owner_his_name);
	tcase_add_test(tcase, two_accounts_cannot_be_the_same_person_at_avito);
	tcase_add_test(tcase, a_webhook_is_seen_once_a_second_at_most);
	tcase = store_case(suite, "secrets");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_client_secret_opens_for_its_account);
	tcase_add_test(tcase, the_table_does_not_hold_the_clear_secret);
	tcase_add_test(tcase, a_secret_copied_to_another_account_does_not_open);
	tcase_add_test(tcase, another_key_opens_nothing);
	tcase_add_test(tcase, new_keys_replace_the_old_and_forget_the_token);
	tcase_add_test(tcase, keys_are_others_however_alike_when_they_were_entered_again);
	tcase_add_test(tcase, keys_of_another_account_are_refused_and_leave_the_token);
	tcase_add_test(tcase, an_account_is_locked_as_it_is);
	tcase_add_test(tcase, a_deleted_account_forgets_its_keys_unless_it_has_come_back);
	tcase = store_case(suite, "token");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_token_lives_as_long_as_it_was_stored_for);
	tcase_add_test(tcase, every_new_token_is_a_new_generation);
	tcase_add_test(tcase, a_refusal_is_of_one_generation);
	tcase_add_test(tcase, a_late_refusal_of_the_old_keys_token_spares_the_new_one);
	tcase_add_test(tcase, a_refusal_makes_no_token_older);
	tcase_add_loop_test(tcase, refusals_of_young_tokens_in_a_row_are_counted, 0,
		COUNT(histories));
	tcase_add_test(tcase, the_table_does_not_hold_the_clear_token);
	tcase_add_test(tcase, a_token_copied_to_another_account_does_not_open);
	return suite;
}
