/* SPDX-License-Identifier: MIT */
/* The job "sync": which chats it lists, which of them it reads, and how far back; test_sync_faults.c is
   about what fails, and about colleagues. */
#include "base/mem.h"
#include "looks.h"
#include "store/account.h"
#include "stub_http.h"

/* --- which chats are listed */

START_TEST(the_first_look_lists_all_and_keeps_the_last_words_of_old_chats)
{
	schema_do(core_db, "UPDATE account SET synced_at = 0");
	answer_list("chats", chat("old", 20 * HOUR_S), false);
	(void)look();
	ck_assert_int_eq(stub_count(), 1);
	ck_assert(is_asked(0, "unread_only=false&chat_types=u2i,u2u&limit=100&offset=0"));
	ck_assert(is_known("old") && is_looked("old"));
	ck_assert_int_gt(core_account->synced_at, 0);
	ck_assert_int_eq(core_job_at("turn"), -1);
}
END_TEST

START_TEST(a_later_look_lists_what_is_unread_and_what_has_changed)
{
	answer_list("chats", "", false);
	(void)look();
	ck_assert_int_eq(stub_count(), 2);
	ck_assert(is_asked(0, "unread_only=true&chat_types=u2i,u2u&limit=100&offset=0"));
	ck_assert(is_asked(1, "unread_only=false&chat_types=u2i,u2u&limit=100&offset=0"));
	ck_assert_int_eq(core_account->synced_at, core_account->sync_began_at);
	ck_assert_int_eq(core_account->sync_pages, 2);
}
END_TEST

/* The last chat of the first page, and whether the look goes on after it. */
static const struct {
	int64_t updated_ago_s, written_ago_s; /* -1: not told */
	bool goes_on;
} borders[] = {
	{ HOUR_S, HOUR_S, true },
	{ HOUR_S + LOOKED_S - 2, HOUR_S + LOOKED_S - 2, true },
	{ HOUR_S + LOOKED_S + 2, HOUR_S + LOOKED_S + 2, false },
	{ 2 * HOUR_S, MINUTE_S, true },
	{ MINUTE_S, 2 * HOUR_S, true },
	{ 2 * HOUR_S, -1, false },
	{ -1, 2 * HOUR_S, false },
	{ -1, -1, true },
};

START_TEST(pages_end_an_hour_before_the_last_whole_look)
{
	const char *updated = borders[_i].updated_ago_s < 0 ? "" : mem_printf(fixture_mem,
		",`updated`:%lld", (long long)(looks_now_s - borders[_i].updated_ago_s));
	const char *last = borders[_i].written_ago_s < 0 ? "" : mem_printf(fixture_mem,
		",`last_message`:%s", said("m", borders[_i].written_ago_s));

	looked_before("m");
	answer_list("chats", "", false);
	answer_list("chats", mem_printf(fixture_mem, "{`id`:`c`%s%s}", updated, last), true);
	answer_list("chats", "", false);
	(void)look();
	ck_assert_int_eq(stub_count(), borders[_i].goes_on ? 3 : 2);
	ck_assert(!borders[_i].goes_on ||
		is_asked(2, "unread_only=false&chat_types=u2i,u2u&limit=100&offset=100"));
	ck_assert_int_eq(core_account->sync_chats, borders[_i].goes_on);
}
END_TEST

START_TEST(a_list_is_read_as_far_as_avito_has_it)
{
	looked_before("m");
	answer_list("chats", "", false);
	answer_list("chats", chat("m", MINUTE_S), true);
	(void)look();
	ck_assert_int_eq(stub_count(), 1 + 11);
	ck_assert(is_asked(11, "offset=1000"));
	ck_assert_int_eq(core_account->synced_at, (looks_now_s - LOOKED_S) * 1000);
}
END_TEST

/* Whatever changed is in the other list, too. */
START_TEST(more_that_is_unread_than_avito_lists_leaves_the_look_whole)
{
	looked_before("m");
	for (int page = 0; page <= 10; page++)
		answer_list("chats", chat("m", MINUTE_S), true);
	answer_list("chats", "", false);
	(void)look();
	ck_assert_int_eq(stub_count(), 11 + 1);
	ck_assert_int_eq(core_account->synced_at, core_account->sync_began_at);
}
END_TEST

START_TEST(a_first_look_counts_however_many_chats_there_are)
{
	schema_do(core_db, "UPDATE account SET synced_at = 0");
	looked_before("m");
	answer_list("chats", chat("m", MINUTE_S), true);
	(void)look();
	ck_assert_int_eq(stub_count(), 11);
	ck_assert_int_eq(core_account->synced_at, core_account->sync_began_at);
}
END_TEST

START_TEST(a_last_look_in_the_future_is_one_of_now)
{
	schema_do(core_db, "UPDATE account SET synced_at = 4000000000000");
	answer_chats("m", HOUR_S / 2);
	answer_list("messages", said("m", HOUR_S / 2), false);
	(void)look();
	ck_assert(is_known("m"));
}
END_TEST

START_TEST(what_is_unread_is_read_however_old_and_counted_once)
{
	answer_list("chats", chat("m", 5 * HOUR_S), false);
	answer_list("messages", said("m", 5 * HOUR_S), false);
	answer_list("chats", chat("m", 5 * HOUR_S), false);
	(void)look();
	ck_assert_int_eq(stub_count(), 3);
	ck_assert(is_known("m") && is_looked("m"));
	ck_assert_int_eq(core_account->sync_chats, 1);
}
END_TEST

/* --- which chats are read, and how far */

START_TEST(a_chat_whose_news_are_known_costs_nothing)
{
	looked_before("m");
	answer_chats("m", MINUTE_S);
	(void)look();
	ck_assert_int_eq(stub_count(), 2);
}
END_TEST

START_TEST(a_hole_below_a_known_message_is_filled)
{
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), said("m1", 80)), false);
	(void)look();
	answer_anew();
	looked_before("m1");
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), joined(said("m2", 70), said("m1", 80))), false);
	(void)look();
	ck_assert_int_eq(stub_count(), 3);
	ck_assert(is_known("m1") && is_known("m2") && is_known("m3") && is_looked("m3"));
}
END_TEST

/* Two messages of one second, in whatever order Avito has them. */
START_TEST(the_second_that_was_known_is_read_whole_and_nothing_below)
{
	looked_before("m1");
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(joined(said("m3", 60), said("m1", 80)),
		joined(said("m2", 80), said("m0", 81))), false);
	(void)look();
	ck_assert(is_known("m3") && is_known("m1") && is_known("m2") && !is_known("m0"));
}
END_TEST

START_TEST(an_old_message_that_was_deleted_is_noted)
{
	answer_chats("m1", MINUTE_S);
	answer_list("messages", joined(said("m1", 70), said("m0", 80)), false);
	(void)look();
	answer_anew();
	answer_chats("m2", MINUTE_S);
	answer_list("messages", joined(joined(said("m2", 60), said("m1", 70)),
		mem_printf(fixture_mem, "{`id`:`m0`,`author_id`:555,`created`:%lld,`type`:`deleted`,"
			"`content`:{}}", (long long)(looks_now_s - 80))), false);
	(void)look();
	ck_assert_int_eq(schema_number(core_db, "SELECT deleted FROM message WHERE avito_id = 'm0'"), 1);
	ck_assert(is_known("m2") && is_looked("m2"));
}
END_TEST

START_TEST(pages_of_messages_end_below_what_is_known)
{
	looked_before("m1");
	answer_chats("m4", MINUTE_S);
	answer_list("messages", said("m4", 60), true);
	answer_list("messages", "7", true); /* none that can be read */
	answer_list("messages", joined(said("m2", 80), said("m1", 80)), true);
	answer_list("messages", said("m0", 81), true);
	answer(500, "", NULL);
	(void)look();
	ck_assert_int_eq(stub_count(), 6);
	ck_assert(is_asked(2, "/messages/?limit=50&offset=0"));
	ck_assert(is_asked(5, "/messages/?limit=50&offset=150"));
	ck_assert(is_known("m4") && is_known("m2") && is_known("m1") && !is_known("m0"));
}
END_TEST

START_TEST(a_chat_never_read_is_read_back_to_the_connection)
{
	answer_chats("m2", MINUTE_S);
	answer_list("messages", said("m2", 60), true);
	answer_list("messages", joined(said("m1", 9 * HOUR_S), said("m0", 11 * HOUR_S)), true);
	answer(500, "", NULL);
	(void)look();
	ck_assert_int_eq(stub_count(), 4);
	ck_assert(is_known("m2") && is_known("m1") && is_known("m0") && is_looked("m2"));
}
END_TEST

START_TEST(messages_are_read_as_far_as_avito_has_them)
{
	answer_chats("m", MINUTE_S);
	answer_list("messages", said("m", 60), true);
	(void)look();
	ck_assert_int_eq(stub_count(), 2 + 21);
	ck_assert(is_asked(22, "offset=1000"));
	ck_assert(is_looked("m"));
}
END_TEST

START_TEST(what_avito_does_not_list_yet_is_looked_for_again)
{
	looked_before("m1");
	answer_chats("m2", MINUTE_S);
	answer_list("messages", said("m1", 70), false);
	(void)look();
	ck_assert(!is_known("m2") && is_looked("m1"));
	answer_anew();
	answer_chats("m2", MINUTE_S);
	answer_list("messages", "", false);
	(void)look();
	ck_assert(!is_known("m2") && is_looked("m1"));
}
END_TEST

/* Two messages of one second, of which Avito calls the other one the last. */
START_TEST(a_last_message_that_stands_below_another_is_read_once)
{
	answer_chats("m1", MINUTE_S);
	answer_list("messages", joined(said("m2", 60), said("m1", 60)), false);
	(void)look();
	ck_assert(is_known("m1") && is_known("m2") && is_looked("m1"));
	(void)look();
	ck_assert_int_eq(stub_count(), 2);
}
END_TEST

/* The list of chats tells it all the same. */
START_TEST(a_last_message_that_is_never_listed_is_kept)
{
	looked_before("m1");
	answer_list("chats", chat("ghost", 2 * HOUR_S), false);
	answer_list("messages", said("m1", 3 * HOUR_S), false);
	answer_list("chats", "", false);
	(void)look();
	ck_assert(is_known("ghost") && is_looked("ghost"));
	answer_anew();
	/* What comes next is found, too. */
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), joined(said("m2", 70), said("m1", 3 * HOUR_S))),
		false);
	(void)look();
	ck_assert(is_known("m3") && is_known("m2") && is_looked("m3"));
}
END_TEST

START_TEST(a_last_message_of_a_chat_that_lists_none_is_kept)
{
	answer_list("chats", chat("ghost", 2 * HOUR_S), false);
	answer_list("messages", "", false);
	answer_list("chats", "", false);
	(void)look();
	ck_assert(is_known("ghost") && is_looked("ghost"));
}
END_TEST

/* Its chat tells when it was written. */
START_TEST(a_last_message_without_a_time_is_looked_for)
{
	answer_list("chats", "", false);
	answer_list("chats", mem_printf(fixture_mem, "{`id`:`c`,`last_message`:%s}", said("m", -1)),
		false);
	answer_list("messages", said("m", MINUTE_S), false);
	(void)look();
	ck_assert(is_looked("m"));
	ck_assert_int_ne(core_job_at("turn"), -1);
}
END_TEST

Suite *
sync_suite(void)
{
	Suite *suite = suite_create("sync");
	TCase *tcase = looks_case(suite, "sync_run");

	tcase_add_test(tcase, the_first_look_lists_all_and_keeps_the_last_words_of_old_chats);
	tcase_add_test(tcase, a_later_look_lists_what_is_unread_and_what_has_changed);
	tcase_add_loop_test(tcase, pages_end_an_hour_before_the_last_whole_look, 0, COUNT(borders));
	tcase_add_test(tcase, a_list_is_read_as_far_as_avito_has_it);
	tcase_add_test(tcase, more_that_is_unread_than_avito_lists_leaves_the_look_whole);
	tcase_add_test(tcase, a_first_look_counts_however_many_chats_there_are);
	tcase_add_test(tcase, a_last_look_in_the_future_is_one_of_now);
	tcase_add_test(tcase, what_is_unread_is_read_however_old_and_counted_once);
	tcase_add_test(tcase, a_chat_whose_news_are_known_costs_nothing);
	tcase_add_test(tcase, a_hole_below_a_known_message_is_filled);
	tcase_add_test(tcase, the_second_that_was_known_is_read_whole_and_nothing_below);
	tcase_add_test(tcase, an_old_message_that_was_deleted_is_noted);
	tcase_add_test(tcase, pages_of_messages_end_below_what_is_known);
	tcase_add_test(tcase, a_chat_never_read_is_read_back_to_the_connection);
	tcase_add_test(tcase, messages_are_read_as_far_as_avito_has_them);
	tcase_add_test(tcase, what_avito_does_not_list_yet_is_looked_for_again);
	tcase_add_test(tcase, a_last_message_that_stands_below_another_is_read_once);
	tcase_add_test(tcase, a_last_message_that_is_never_listed_is_kept);
	tcase_add_test(tcase, a_last_message_of_a_chat_that_lists_none_is_kept);
	tcase_add_test(tcase, a_last_message_without_a_time_is_looked_for);
	return suite;
}
