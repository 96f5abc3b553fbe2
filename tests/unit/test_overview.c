/* SPDX-License-Identifier: MIT */
/* What the overview counts since an instant, and who waits. */
#include "store/overview.h"

#include <string.h>

#include "base/mem.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/project.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)
#define SINCE (NOW - 3600000)

static int64_t account_id;

static void
set_up(void)
{
	int64_t project_id;

	schema_set_clock(store_db, NOW);
	MUST(project_insert(store_db, "Shop", "", "", &project_id, &fixture_err));
	MUST(account_insert(store_db, &store_key, project_id, "Main", "client", "secret",
		&account_id, &fixture_err));
}

/* A message of a chat, so many seconds after (or before) SINCE. */
static void
say(int chat, const char *author, int second)
{
	static int number;

	schema_do(store_db, mem_printf(fixture_mem,
		"INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text,"
		" content, created_at, received_at) VALUES (%lld, %d, 'm%d', '%s', 1, 'text', '', '',"
		" %lld, 0)", (long long)account_id, chat, ++number, author,
		(long long)SINCE + second * 1000));
}

static struct overview_figures
figures(void)
{
	struct overview_figures found;

	MUST(overview_figures(store_db, SINCE, &found, &fixture_err));
	return found;
}

START_TEST(nothing_is_counted_as_nothing)
{
	struct overview_figures found = figures();

	ck_assert_int_eq(found.chats, 0);
	ck_assert_int_eq(found.messages, 0);
	ck_assert_int_eq(found.replies, 0);
	ck_assert_int_eq(found.answered, 0);
	ck_assert_int_eq(found.median_ms, 0);
}
END_TEST

START_TEST(what_was_before_the_instant_does_not_count)
{
	struct overview_figures found;

	say(1, "buyer", -1);
	say(1, "bot", -1);
	say(2, "buyer", 0);
	say(2, "buyer", 1);
	say(2, "bot", 5);
	found = figures();
	ck_assert_int_eq(found.chats, 1);
	ck_assert_int_eq(found.messages, 2);
	ck_assert_int_eq(found.replies, 1);
}
END_TEST

START_TEST(the_first_reply_counts_whoever_wrote_it)
{
	struct overview_figures found;

	say(1, "buyer", 0);
	say(1, "bot", 4);
	say(1, "buyer", 100);
	say(1, "bot", 300);
	say(2, "person", 0); /* before the buyer's words: no reply to them */
	say(2, "buyer", 10);
	say(2, "colleague", 20);
	say(3, "buyer", 0);
	say(3, "avito", 1);
	say(3, "person", 60);
	say(4, "buyer", 0);
	found = figures();
	ck_assert_int_eq(found.chats, 4);
	ck_assert_int_eq(found.answered, 3);
	ck_assert_int_eq(found.median_ms, 10000);
}
END_TEST

START_TEST(between_two_the_median_is_the_middle)
{
	say(1, "buyer", 0);
	say(1, "bot", 4);
	say(2, "buyer", 0);
	say(2, "bot", 8);
	ck_assert_int_eq(figures().median_ms, 6000);
	ck_assert_int_eq(figures().median_ms, 6000); /* the statement may run twice */
}
END_TEST

static void
add_turn(int chat, const char *result, const char *reason, int second)
{
	schema_do(store_db, mem_printf(fixture_mem,
		"INSERT INTO turn (chat_id, message_id, result, reason, trace, started_at, finished_at)"
		" VALUES (%d, %d, '%s', '%s', '[]', 0, %lld)", chat, chat, result, reason,
		(long long)SINCE + second * 1000));
}

START_TEST(handoffs_are_counted_by_reason)
{
	struct overview_handoff *rows;
	size_t count;

	add_turn(1, "handoff", "no_fact", -1);
	add_turn(2, "handoff", "no_fact", 0);
	add_turn(3, "handoff", "image", 1);
	add_turn(4, "handoff", "image", 2);
	add_turn(5, "reply", "", 3);
	MUST(overview_handoffs(store_db, fixture_mem, SINCE, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(rows[0].reason, "image");
	ck_assert_int_eq(rows[0].count, 2);
	ck_assert_str_eq(rows[1].reason, "no_fact");
	ck_assert_int_eq(rows[1].count, 1);
}
END_TEST

static void
add_chat(const char *name, int needs, const char *reason, int second)
{
	schema_do(store_db, mem_printf(fixture_mem,
		"INSERT INTO chat (account_id, avito_chat_id, needs_person, need_reason,"
		" last_message_at, created_at) VALUES (%lld, '%s', %d, '%s', %lld, 0)",
		(long long)account_id, name, needs, reason, (long long)SINCE + second * 1000));
}

START_TEST(who_waits_is_told_with_the_reason_the_latest_first)
{
	struct overview_chat *rows;
	size_t count;
	int64_t unsent;

	add_chat("a", 1, "no_fact", 1);
	add_chat("b", 0, "", 2);
	add_chat("c", 1, "failed", 3);
	add_chat("d", 1, "held", 4);
	MUST(overview_waiting(store_db, fixture_mem, 2, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(rows[0].need_reason, "held");
	ck_assert_str_eq(rows[1].need_reason, "failed");
	ck_assert_str_eq(rows[0].zone, "Europe/Moscow");
	MUST(overview_unsent(store_db, &unsent, &fixture_err));
	ck_assert_int_eq(unsent, 2);
}
END_TEST

static const char *
version(void)
{
	const char *word;

	MUST(overview_version(store_db, fixture_mem, &word, &fixture_err));
	return word;
}

START_TEST(every_standing_makes_a_new_version)
{
	static const char *const changes[] = {
		"UPDATE chat SET changed = changed + 1",
		"UPDATE account SET status = 'ok'",
		"UPDATE account SET webhook_state = 'ours'",
		"INSERT INTO provider (project_id, position, dialect) VALUES (1, 0, 'builtin')",
		"UPDATE provider SET status = 'auth'",
		"INSERT INTO job (kind, name, state, run_at, created_at) VALUES ('x', 'x', 2, 0, 0)",
	};
	const char *before;

	add_chat("a", 0, "", 1);
	before = version();
	for (int i = 0; i < COUNT(changes); i++) {
		const char *after;

		ck_assert_str_eq(version(), before);
		schema_do(store_db, changes[i]);
		after = version();
		ck_assert_msg(strcmp(before, after) != 0, "%s", changes[i]);
		before = after;
	}
}
END_TEST

Suite *
overview_suite(void)
{
	Suite *suite = suite_create("overview");
	TCase *tcase = store_case(suite, "overview");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, nothing_is_counted_as_nothing);
	tcase_add_test(tcase, what_was_before_the_instant_does_not_count);
	tcase_add_test(tcase, the_first_reply_counts_whoever_wrote_it);
	tcase_add_test(tcase, between_two_the_median_is_the_middle);
	tcase_add_test(tcase, handoffs_are_counted_by_reason);
	tcase_add_test(tcase, who_waits_is_told_with_the_reason_the_latest_first);
	tcase_add_test(tcase, every_standing_makes_a_new_version);
	return suite;
}
