/* SPDX-License-Identifier: MIT */
#include "store/session.h"

#include <string.h>

#include "base/time.h"
#include "test_store.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
#define START_MS ((int64_t)1800000000000)

static int64_t user_id;
static const struct db_bytes none = { NULL, 0 };

static char *
begin(void)
{
	char *cookie;

	MUST(session_create(store_db, fixture_mem, user_id, &cookie, &fixture_err));
	return cookie;
}

static struct session *
find(const char *cookie)
{
	struct session *session;

	MUST(session_find(store_db, fixture_mem, cookie, &session, &fixture_err));
	return session;
}

static void
must_be_gone(const char *cookie)
{
	struct session *session;

	MUST_FAIL(session_find(store_db, fixture_mem, cookie, &session, &fixture_err),
		ERR_NOT_FOUND);
}

static void
set_up(void)
{
	time_set_ms(START_MS);
	MUST(user_insert(store_db, "katya", "hash", "operator", "en", &user_id, &fixture_err));
}

START_TEST(a_session_is_found_with_its_user)
{
	char *cookie = begin();
	struct session *session = find(cookie);

	ck_assert_uint_eq(strlen(cookie), 64);
	ck_assert_uint_eq(strlen(session->csrf), 32);
	ck_assert_int_eq(session->user.id, user_id);
	ck_assert_str_eq(session->user.login, "katya");
	ck_assert_str_eq(session->user.lang, "en");
	must_be_gone("");
	must_be_gone("0000000000000000000000000000000000000000000000000000000000000000");
}
END_TEST

START_TEST(the_database_does_not_hold_the_cookie)
{
	char *cookie = begin();
	int64_t count;

	MUST(db_number(store_db, "SELECT COUNT(*) FROM session WHERE HEX(id_hash) = UPPER(?)"
		" OR csrf = LEFT(?, 32)", DB_ARGS(db_text(cookie), db_text(cookie)), &count,
		&fixture_err));
	ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(two_sessions_share_nothing)
{
	char *one = begin(), *other = begin();

	ck_assert_str_ne(one, other);
	ck_assert_str_ne(find(one)->csrf, find(other)->csrf);
}
END_TEST

START_TEST(an_idle_session_ends_after_a_week)
{
	char *cookie = begin();

	time_set_ms(START_MS + SESSION_IDLE_DAYS * DAY_MS - 1);
	(void)find(cookie);
	time_set_ms(START_MS + SESSION_IDLE_DAYS * DAY_MS);
	must_be_gone(cookie);
}
END_TEST

START_TEST(a_visited_session_ends_after_thirty_days)
{
	char *cookie = begin();
	int64_t at = START_MS;

	for (; at < START_MS + SESSION_MAX_DAYS * DAY_MS; at += 6 * DAY_MS) {
		time_set_ms(at);
		MUST(session_touch(store_db, find(cookie), &fixture_err));
	}
	time_set_ms(START_MS + SESSION_MAX_DAYS * DAY_MS - 1);
	(void)find(cookie);
	time_set_ms(START_MS + SESSION_MAX_DAYS * DAY_MS);
	must_be_gone(cookie);
}
END_TEST

START_TEST(a_visit_is_written_once_in_five_minutes)
{
	char *cookie = begin();

	time_set_ms(START_MS + 4 * 60000);
	MUST(session_touch(store_db, find(cookie), &fixture_err));
	ck_assert_int_eq(find(cookie)->seen_at, START_MS);
	time_set_ms(START_MS + 5 * 60000);
	MUST(session_touch(store_db, find(cookie), &fixture_err));
	ck_assert_int_eq(find(cookie)->seen_at, START_MS + 5 * 60000);
}
END_TEST

START_TEST(a_disabled_user_has_no_session)
{
	char *cookie = begin();

	MUST(db_exec(store_db, "UPDATE user SET disabled = 1", DB_NONE, NULL, &fixture_err));
	must_be_gone(cookie);
}
END_TEST

START_TEST(deleting_ends_one_or_the_others)
{
	char *one = begin(), *two = begin(), *three = begin();

	MUST(session_delete(store_db, find(one), &fixture_err));
	must_be_gone(one);
	MUST(session_delete_others(store_db, user_id, find(three)->id_hash, &fixture_err));
	must_be_gone(two);
	(void)find(three);
	MUST(session_delete_others(store_db, user_id + 1, none, &fixture_err));
	(void)find(three);
	MUST(session_delete_others(store_db, user_id, none, &fixture_err));
	must_be_gone(three);
}
END_TEST

static const char *
password_hash(void)
{
	struct user *user;

	MUST(user_find(store_db, fixture_mem, user_id, &user, &fixture_err));
	return user->password_hash;
}

START_TEST(a_new_password_comes_with_the_end_of_the_sessions_or_not_at_all)
{
	char *one = begin(), *two = begin();
	const char *before = password_hash();

	MUST(db_exec_plain(store_db, "CREATE TRIGGER stop BEFORE DELETE ON session FOR EACH ROW"
		" SIGNAL SQLSTATE '45000'", &fixture_err));
	MUST_FAIL(session_change_password(store_db, user_id, "new", none, &fixture_err), ERR_INTERNAL);
	MUST(db_exec_plain(store_db, "DROP TRIGGER stop", &fixture_err));
	ck_assert_str_eq(password_hash(), before);
	MUST(session_change_password(store_db, user_id, "new", find(one)->id_hash, &fixture_err));
	ck_assert_str_eq(password_hash(), "new");
	(void)find(one);
	must_be_gone(two);
}
END_TEST

START_TEST(purging_forgets_only_what_ended)
{
	char *live;
	int64_t count;

	(void)begin();
	time_set_ms(START_MS + SESSION_MAX_DAYS * DAY_MS);
	live = begin();
	MUST(session_purge(store_db, &fixture_err));
	MUST(db_number(store_db, "SELECT COUNT(*) FROM session", DB_NONE, &count, &fixture_err));
	ck_assert_int_eq(count, 1);
	(void)find(live);
}
END_TEST

Suite *
session_suite(void)
{
	Suite *suite = suite_create("session");
	TCase *tcase = store_case(suite, "session");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_session_is_found_with_its_user);
	tcase_add_test(tcase, the_database_does_not_hold_the_cookie);
	tcase_add_test(tcase, two_sessions_share_nothing);
	tcase_add_test(tcase, an_idle_session_ends_after_a_week);
	tcase_add_test(tcase, a_visited_session_ends_after_thirty_days);
	tcase_add_test(tcase, a_visit_is_written_once_in_five_minutes);
	tcase_add_test(tcase, a_disabled_user_has_no_session);
	tcase_add_test(tcase, deleting_ends_one_or_the_others);
	tcase_add_test(tcase, a_new_password_comes_with_the_end_of_the_sessions_or_not_at_all);
	tcase_add_test(tcase, purging_forgets_only_what_ended);
	return suite;
}
