/* SPDX-License-Identifier: MIT */
/* The job "sync", when chats cannot be read, or when a colleague has answered what nobody told. */
#include "base/mem.h"
#include "looks.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/project.h"
#include "stub_http.h"

/* --- colleagues */

/* The question "told" waits; then a look finds another, and a colleague's words, below it. */
static const struct {
	int64_t asked_ago_s, colleague_ago_s, pause_s;
	const char *owner;
	bool asked_waits;
} answers[] = {
	{ 21 * MINUTE_S, 20 * MINUTE_S, 600, "bot", false },
	{ 21 * MINUTE_S, 20 * MINUTE_S, 3600, "human", false },
	{ 21 * MINUTE_S, 22 * MINUTE_S, 600, "bot", true },
};

START_TEST(what_a_colleague_has_answered_waits_for_nobody)
{
	const char *asked = said("asked", answers[_i].asked_ago_s);
	const char *own = said_by(SHOP_USER, "own", answers[_i].colleague_ago_s);
	bool own_is_newer = answers[_i].colleague_ago_s < answers[_i].asked_ago_s;
	const char *told = said("told", MINUTE_S);
	struct chat *chat;

	schema_do(core_db, mem_printf(fixture_mem, "UPDATE project SET takeover_ms = %lld",
		(long long)answers[_i].pause_s * 1000));
	answer_chats("told", MINUTE_S);
	answer_list("messages", told, false);
	(void)look();
	looked_before("");
	answer_anew();
	answer_chats("told", MINUTE_S);
	answer_list("messages", joined(told, own_is_newer ? joined(own, asked) : joined(asked, own)),
		false);
	(void)look();
	chat = core_chat("c");
	ck_assert(is_known("asked") && is_known("own") && is_looked("told"));
	ck_assert_str_eq(chat->owner, answers[_i].owner);
	ck_assert_str_eq(chat->need_reason, "");
	ck_assert_int_eq(chat->waiting_since, (looks_now_s - (answers[_i].asked_waits
		? answers[_i].asked_ago_s : MINUTE_S)) * 1000);
}
END_TEST

/* A colleague's words that only the list of chats tells; meanwhile the buyer writes once more. */
START_TEST(words_that_only_the_list_tells_answer_nothing_newer)
{
	looked_before("m0");
	answer_list("chats", mem_printf(fixture_mem, "{`id`:`c`,`last_message`:%s}",
		said_by(SHOP_USER, "ghost", 2 * HOUR_S)), false);
	answer_list("messages", joined(said("m2", MINUTE_S), said("m1", 3 * HOUR_S)), false);
	answer_list("chats", "", false);
	(void)look();
	ck_assert(is_known("ghost") && is_known("m2") && is_known("m1") && is_looked("ghost"));
	ck_assert_int_eq(core_chat("c")->waiting_since, (looks_now_s - MINUTE_S) * 1000);
}
END_TEST

/* --- one chat */

/* One chat fails; does the look count as whole? */
static const struct {
	int status;
	const char *body;
	int64_t ago_s;
	bool unread, whole;
} failures[] = {
	{ 401, "{}", MINUTE_S, false, false },
	{ 403, "{}", MINUTE_S, false, false },
	{ 403, "{}", MINUTE_S, true, false },
	{ 403, "{}", 5 * HOUR_S, true, true }, /* being unread, it is met again */
	{ 403, "<html></html>", MINUTE_S, false, false },
	{ 404, "{}", MINUTE_S, false, true },
};

START_TEST(a_look_that_left_out_a_chat_goes_on_and_does_not_count)
{
	const char *found = joined(chat("m", failures[_i].ago_s),
		chat_with("d", "d1", failures[_i].ago_s));

	answer_list("chats", failures[_i].unread ? found : "", false);
	if (!failures[_i].unread)
		answer_list("chats", found, false);
	answer(failures[_i].status, failures[_i].body, NULL);
	answer_list("messages", said("d1", failures[_i].ago_s), false);
	answer_list("chats", "", false);
	ck_assert_int_eq(look().next, WORK_LATER);
	ck_assert(is_known("d1") && is_known("m") && !is_looked("m")); /* the list has told its last words */
	ck_assert_str_eq(core_account->sync_error, "");
	ck_assert((core_account->synced_at == core_account->sync_began_at) == failures[_i].whole);
	ck_assert(failures[_i].whole ||
		core_account->synced_at == (looks_now_s - LOOKED_S) * 1000);
}
END_TEST

/* Of the account it tells nothing. */
START_TEST(the_last_chat_s_failure_is_not_the_account_s)
{
	answer_chats("m", MINUTE_S);
	answer(failures[_i].status, failures[_i].body, NULL);
	(void)look();
	ck_assert_str_eq(core_account->status, "new");
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM account_check"
		" WHERE cause <> ''"), 0);
	ck_assert_int_gt(schema_number(core_db, "SELECT COUNT(*) FROM account_check"), 0);
}
END_TEST

START_TEST(a_look_that_is_told_to_wait_keeps_what_it_has_and_does_not_count)
{
	struct work_end end;

	answer_chats("m2", MINUTE_S);
	answer(429, "{}", "Retry-After: 900\r\n");
	looked_before("m1");
	end = look();
	ck_assert_int_eq(stub_count(), 3);
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 900000);
	ck_assert_str_eq(core_account->sync_error, "rate");
	ck_assert_int_eq(core_account->synced_at, (looks_now_s - LOOKED_S) * 1000);
	ck_assert(is_looked("m1"));
}
END_TEST

/* --- many chats */

static void
answer_four_chats(void)
{
	answer_list("chats", "", false);
	answer_list("chats", joined(joined(chat_with("a", "a1", 51), chat_with("b", "b1", 52)),
		joined(chat_with("d", "d1", 53), chat_with("e", "e1", 54))), false);
}

static const struct {
	const char *body; /* with 403 */
	int next;         /* enum work_next */
	const char *check, *cause;
} ends[] = {
	{ "{`message`:`access token expired`}", WORK_AWAIT_TOKEN, "keys", "expired" },
	{ "<html></html>", WORK_LATER, "network", "blocked" },
};

START_TEST(when_three_in_a_row_fail_no_more_are_asked_about)
{
	answer_four_chats();
	answer(403, ends[_i].body, NULL);
	ck_assert_int_eq(look().next, ends[_i].next);
	ck_assert_int_eq(stub_count(), 2 + 3);
	ck_assert(is_known("a1") && is_known("b1") && is_known("d1") && is_known("e1"));
	ck_assert_int_eq(core_account->synced_at, (looks_now_s - LOOKED_S) * 1000);
	ck_assert_int_ne(core_account->sync_gap_at, 0);
	ck_assert_int_eq(schema_number(core_db, mem_printf(fixture_mem, "SELECT COUNT(*)"
		" FROM account_check WHERE name = '%s' AND cause = '%s'", ends[_i].check,
		ends[_i].cause)), 1);
}
END_TEST

static const struct {
	int status, tries;
} told[] = { { 200, 1 }, { 404, 1 }, { 500, 3 } };

START_TEST(what_one_chat_answers_ends_the_row)
{
	answer_four_chats();
	answer(401, "{}", NULL);
	answer(401, "{}", NULL);
	for (int i = 0; i < told[_i].tries; i++)
		answer(told[_i].status, "{`messages`:[]}", NULL);
	answer(401, "{}", NULL);
	ck_assert_int_eq(look().next, WORK_LATER);
	ck_assert_int_eq(stub_count(), 2 + 3 + told[_i].tries);
}
END_TEST

/* Old chats that stay unread and broken must not make every look deaf. */
START_TEST(what_has_changed_is_asked_about_whatever_is_unread)
{
	answer_list("chats", joined(joined(chat_with("a", "a1", 5 * HOUR_S),
		chat_with("b", "b1", 5 * HOUR_S)), chat_with("d", "d1", 5 * HOUR_S)), false);
	for (int i = 0; i < 3; i++)
		answer(401, "{}", NULL);
	answer_list("chats", chat("m2", MINUTE_S), false);
	answer_list("messages", joined(said("m2", 60), said("m1", 70)), false);
	ck_assert_int_eq(look().next, WORK_LATER);
	ck_assert(is_known("m1") && is_looked("m2"));
}
END_TEST

Suite *
sync_faults_suite(void)
{
	Suite *suite = suite_create("sync_faults");
	TCase *tcase = looks_case(suite, "sync_run");

	tcase_add_loop_test(tcase, what_a_colleague_has_answered_waits_for_nobody, 0, COUNT(answers));
	tcase_add_test(tcase, words_that_only_the_list_tells_answer_nothing_newer);
	tcase_add_loop_test(tcase, a_look_that_left_out_a_chat_goes_on_and_does_not_count, 0,
		COUNT(failures));
	tcase_add_loop_test(tcase, the_last_chat_s_failure_is_not_the_account_s, 0, COUNT(failures));
	tcase_add_test(tcase, a_look_that_is_told_to_wait_keeps_what_it_has_and_does_not_count);
	tcase_add_loop_test(tcase, when_three_in_a_row_fail_no_more_are_asked_about, 0, COUNT(ends));
	tcase_add_loop_test(tcase, what_one_chat_answers_ends_the_row, 0, COUNT(told));
	tcase_add_test(tcase, what_has_changed_is_asked_about_whatever_is_unread);
	return suite;
}
