/* SPDX-License-Identifier: MIT */
#include "store/user.h"

#include <pthread.h>
#include <string.h>

#include "mariadb.h"
#include "test_store.h"

static int64_t
add(const char *login, const char *role)
{
	int64_t id;

	MUST(user_insert(store_db, login, "hash", role, "ru", &id, &fixture_err));
	return id;
}

/* --- user_login_fold */

static const struct {
	const char *login, *folded; /* NULL: refused */
} logins[] = {
	{ "admin", "admin" },
	{ "  Admin ", "admin" },
	{ "Катя.Ё", "катя.е" },
	{ "a_b-c+d@shop.example", "a_b-c+d@shop.example" },
	{ "1234567890123456789012345678901234567890123456789012345678901234",
	  "1234567890123456789012345678901234567890123456789012345678901234" },
	{ "12345678901234567890123456789012345678901234567890123456789012345", NULL },
	{ "", NULL },
	{ "   ", NULL },
	{ "a b", NULL },
	{ "a\nb", NULL },
	{ "a/b", NULL },
	{ "a<b", NULL },
	{ "\u200b", NULL },
};

START_TEST(a_login_is_folded_or_refused)
{
	char *folded;

	if (logins[_i].folded == NULL) {
		MUST_FAIL(user_login_fold(fixture_mem, logins[_i].login, &folded, &fixture_err),
			ERR_INVALID);
		return;
	}
	MUST(user_login_fold(fixture_mem, logins[_i].login, &folded, &fixture_err));
	ck_assert_str_eq(folded, logins[_i].folded);
}
END_TEST

/* --- user_password_check */

START_TEST(a_password_has_a_length_in_characters)
{
	char *text = mem_array(fixture_mem, char, 2 * 201 + 1);

	MUST_FAIL(user_password_check("1234567", &fixture_err), ERR_INVALID);
	MUST(user_password_check("12345678", &fixture_err));
	MUST(user_password_check("пароль 8", &fixture_err));
	MUST_FAIL(user_password_check("пароль", &fixture_err), ERR_INVALID);
	for (int i = 0; i < 201; i++)
		memcpy(text + 2 * i, "ж", 2);
	MUST_FAIL(user_password_check(text, &fixture_err), ERR_INVALID);
	MUST(user_password_check(text + 2, &fixture_err));
}
END_TEST

/* --- user_rank */

START_TEST(an_unknown_role_is_nobody)
{
	ck_assert_int_eq(user_rank("owner"), USER_OWNER);
	ck_assert_int_eq(user_rank("viewer"), USER_VIEWER);
	ck_assert_int_eq(user_rank("root"), USER_NOBODY);
	ck_assert_int_eq(user_rank(""), USER_NOBODY);
}
END_TEST

/* --- insert, find, list */

START_TEST(what_is_inserted_is_found)
{
	int64_t id = add("катя", "operator");
	struct user *user;

	MUST(user_find_login(store_db, fixture_mem, "катя", &user, &fixture_err));
	ck_assert_int_eq(user->id, id);
	ck_assert_str_eq(user->role, "operator");
	ck_assert_str_eq(user->lang, "ru");
	ck_assert_str_eq(user->password_hash, "hash");
	ck_assert(!user->disabled);
	MUST(user_find(store_db, fixture_mem, id, &user, &fixture_err));
	ck_assert_str_eq(user->login, "катя");
	MUST_FAIL(user_find_login(store_db, fixture_mem, "катЯ", &user, &fixture_err),
		ERR_NOT_FOUND);
	MUST_FAIL(user_find(store_db, fixture_mem, id + 1, &user, &fixture_err), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_taken_login_is_a_conflict)
{
	int64_t id;

	(void)add("katya", "viewer");
	MUST_FAIL(user_insert(store_db, "katya", "x", "viewer", "ru", &id, &fixture_err),
		ERR_CONFLICT);
}
END_TEST

START_TEST(users_are_listed_by_login)
{
	struct user *users;
	size_t count;

	(void)add("b", "viewer");
	(void)add("a", "owner");
	MUST(user_list(store_db, fixture_mem, &users, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(users[0].login, "a");
	ck_assert_str_eq(users[1].login, "b");
}
END_TEST

/* --- changes */

START_TEST(changes_are_kept)
{
	int64_t id = add("a", "viewer");
	struct user *user;

	(void)add("o", "owner");
	MUST(user_set_password(store_db, id, "new", &fixture_err));
	MUST(user_set_password(store_db, id, "new", &fixture_err));
	MUST(user_set_lang(store_db, id, "en", &fixture_err));
	MUST(user_set_role(store_db, id, "admin", &fixture_err));
	MUST(user_set_disabled(store_db, id, true, &fixture_err));
	MUST(user_find(store_db, fixture_mem, id, &user, &fixture_err));
	ck_assert_str_eq(user->password_hash, "new");
	ck_assert_str_eq(user->lang, "en");
	ck_assert_str_eq(user->role, "admin");
	ck_assert(user->disabled);
	MUST_FAIL(user_set_lang(store_db, id + 100, "en", &fixture_err), ERR_NOT_FOUND);
}
END_TEST

START_TEST(the_last_owner_stays)
{
	int64_t first = add("a", "owner"), second = add("b", "owner"), owners;

	MUST(user_set_disabled(store_db, second, true, &fixture_err));
	MUST_FAIL(user_set_role(store_db, first, "admin", &fixture_err), ERR_CONFLICT);
	MUST_FAIL(user_set_disabled(store_db, first, true, &fixture_err), ERR_CONFLICT);
	MUST(user_count_owners(store_db, &owners, &fixture_err));
	ck_assert_int_eq(owners, 1);
	MUST(user_set_disabled(store_db, second, false, &fixture_err));
	MUST(user_set_role(store_db, first, "viewer", &fixture_err));
}
END_TEST

struct demotion {
	pthread_t thread;
	struct db *db;
	int64_t id;
	bool done;
};

static void *
demote(void *arg)
{
	struct demotion *demotion = arg;
	struct err err;

	demotion->done = user_set_role(demotion->db, demotion->id, "viewer", &err);
	return NULL;
}

START_TEST(two_owners_cannot_be_demoted_at_once)
{
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };
	struct demotion demotions[2] = { { .id = add("a", "owner") }, { .id = add("b", "owner") } };
	int64_t owners;

	for (int i = 0; i < 2; i++) {
		void *mem = mem_context(fixture_mem, "thread");

		MUST(db_open(mem, &options, &demotions[i].db, &fixture_err));
		MUST(db_ping(demotions[i].db, &fixture_err));
	}
	for (int round = 0; round < 30; round++) {
		MUST(db_exec(store_db, "UPDATE user SET role = 'owner'", DB_NONE, NULL,
			&fixture_err));
		for (int i = 0; i < 2; i++)
			ck_assert_int_eq(pthread_create(&demotions[i].thread, NULL, demote,
				&demotions[i]), 0);
		for (int i = 0; i < 2; i++)
			ck_assert_int_eq(pthread_join(demotions[i].thread, NULL), 0);
		ck_assert(demotions[0].done != demotions[1].done);
		MUST(user_count_owners(store_db, &owners, &fixture_err));
		ck_assert_int_eq(owners, 1);
	}
}
END_TEST

Suite *
user_suite(void)
{
	Suite *suite = suite_create("user");
	TCase *tcase;

	tcase = fixture_case(suite, "user_login_fold");
	tcase_add_loop_test(tcase, a_login_is_folded_or_refused, 0, COUNT(logins));
	tcase = fixture_case(suite, "user_password_check");
	tcase_add_test(tcase, a_password_has_a_length_in_characters);
	tcase = fixture_case(suite, "user_rank");
	tcase_add_test(tcase, an_unknown_role_is_nobody);
	tcase = store_case(suite, "user_find");
	tcase_add_test(tcase, what_is_inserted_is_found);
	tcase_add_test(tcase, a_taken_login_is_a_conflict);
	tcase_add_test(tcase, users_are_listed_by_login);
	tcase = store_case(suite, "user_set");
	tcase_add_test(tcase, changes_are_kept);
	tcase_add_test(tcase, the_last_owner_stays);
	tcase_add_test(tcase, two_owners_cannot_be_demoted_at_once);
	return suite;
}
