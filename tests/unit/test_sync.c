/* SPDX-License-Identifier: MIT */
/* The job "sync": which chats it lists, which of them it reads, and how far back. */
#include "core/sync.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "io/http.h"
#include "store/account.h"
#include "store/job.h"
#include "stub_http.h"
#include "test_core_db.h"

enum { STEPS_MAX = 12, MINUTE_S = 60, HOUR_S = 3600, LOOKED_S = 60 }; /* ago: the look before */

static struct core core;
static struct job job;
static struct work work;
static struct work_end end;
static struct stub_step steps[STEPS_MAX];
static int step_count;
static int64_t now_s;

static void
set_up(void)
{
	core_open(&core);
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	job = (struct job){ .account_id = core_account->id };
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem),
		.job = &job };
	now_s = time_now_ms() / 1000;
	step_count = 0;
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE account SET connected_at = %lld,"
		" synced_at = %lld", (long long)(now_s - 10 * HOUR_S) * 1000,
		(long long)(now_s - LOOKED_S) * 1000));
}

static void
tear_down(void)
{
	stub_stop();
}

/* --- what Avito answers */

/* A message of the buyer. */
static const char *
said(const char *id, int64_t ago_s)
{
	return mem_printf(fixture_mem, "{`id`:`%s`,`author_id`:555,`created`:%lld,`type`:`text`,"
		"`direction`:`in`,`content`:{`text`:`Почём?`}}", id, (long long)(now_s - ago_s));
}

/* Chat "c", which was updated when its last message was written. */
static const char *
chat(const char *last_id, int64_t ago_s)
{
	return mem_printf(fixture_mem, "{`id`:`c`,`updated`:%lld,`last_message`:%s}",
		(long long)(now_s - ago_s), said(last_id, ago_s));
}

static void
answer(int status, const char *body)
{
	ck_assert_int_lt(step_count, STEPS_MAX);
	steps[step_count++] = (struct stub_step){ status, body, NULL, STUB_KEEP };
}

static void
answer_list(const char *name, const char *items, bool more)
{
	answer(200, mem_printf(fixture_mem, "{`%s`:[%s],`meta`:{`has_more`:%s}}", name, items,
		more ? "true" : "false"));
}

/* Nothing is unread, and chat "c" is the one that changed last. */
static void
answer_chats(const char *last_id, int64_t ago_s)
{
	answer_list("chats", "", false);
	answer_list("chats", chat(last_id, ago_s), false);
}

static const char *
joined(const char *first, const char *second)
{
	return mem_printf(fixture_mem, "%s,%s", first, second);
}

/* --- what becomes of it */

static void
look(void)
{
	stub_start(steps, step_count);
	core.avito_api_base = core.avito_auth_base = stub_url();
	MUST(sync_run(&work, &end, &fixture_err));
	core_reload();
}

static bool
is_known(const char *id)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM message WHERE avito_id = '%s'", id)) == 1;
}

static bool
is_looked(const char *id)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM chat WHERE avito_chat_id = 'c' AND looked_id = '%s'", id)) == 1;
}

static bool
is_asked(int request, const char *query)
{
	return strstr(stub_request(request)->path, query) != NULL;
}

/* Chat "c" has been read up to its message, of which nobody need know more here. */
static void
looked_before(const char *id)
{
	(void)core_chat("c");
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE chat SET looked_id = '%s'", id));
}

/* --- which chats are listed */

START_TEST(the_first_look_lists_all_and_keeps_the_last_words_of_old_chats)
{
	schema_do(core_db, "UPDATE account SET synced_at = 0");
	answer_list("chats", chat("old", 20 * HOUR_S), false);
	look();
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
	look();
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
		",`updated`:%lld", (long long)(now_s - borders[_i].updated_ago_s));
	const char *last = borders[_i].written_ago_s < 0 ? "" : mem_printf(fixture_mem,
		",`last_message`:%s", said("m", borders[_i].written_ago_s));

	looked_before("m");
	answer_list("chats", "", false);
	answer_list("chats", mem_printf(fixture_mem, "{`id`:`c`%s%s}", updated, last), true);
	answer_list("chats", "", false);
	look();
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
	look();
	ck_assert_int_eq(stub_count(), 1 + 11);
	ck_assert(is_asked(11, "offset=1000"));
	ck_assert_int_eq(core_account->synced_at, (now_s - LOOKED_S) * 1000);
}
END_TEST

/* Whatever changed is in the other list, too. */
START_TEST(more_that_is_unread_than_avito_lists_leaves_the_look_whole)
{
	looked_before("m");
	for (int page = 0; page <= 10; page++)
		answer_list("chats", chat("m", MINUTE_S), true);
	answer_list("chats", "", false);
	look();
	ck_assert_int_eq(stub_count(), 11 + 1);
	ck_assert_int_eq(core_account->synced_at, core_account->sync_began_at);
}
END_TEST

START_TEST(a_first_look_counts_however_many_chats_there_are)
{
	schema_do(core_db, "UPDATE account SET synced_at = 0");
	looked_before("m");
	answer_list("chats", chat("m", MINUTE_S), true);
	look();
	ck_assert_int_eq(stub_count(), 11);
	ck_assert_int_eq(core_account->synced_at, core_account->sync_began_at);
}
END_TEST

START_TEST(a_last_look_in_the_future_is_one_of_now)
{
	schema_do(core_db, "UPDATE account SET synced_at = 4000000000000");
	answer_chats("m", HOUR_S / 2);
	answer_list("messages", said("m", HOUR_S / 2), false);
	look();
	ck_assert(is_known("m"));
}
END_TEST

START_TEST(what_is_unread_is_read_however_old_and_counted_once)
{
	answer_list("chats", chat("m", 5 * HOUR_S), false);
	answer_list("messages", said("m", 5 * HOUR_S), false);
	answer_list("chats", chat("m", 5 * HOUR_S), false);
	look();
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
	look();
	ck_assert_int_eq(stub_count(), 2);
}
END_TEST

START_TEST(a_hole_below_a_known_message_is_filled)
{
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), said("m1", 80)), false);
	look();
	stub_stop();
	step_count = 0;
	looked_before("m1");
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), joined(said("m2", 70), said("m1", 80))), false);
	look();
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
	look();
	ck_assert(is_known("m3") && is_known("m1") && is_known("m2") && !is_known("m0"));
}
END_TEST

START_TEST(an_old_message_that_was_deleted_is_noted)
{
	answer_chats("m1", MINUTE_S);
	answer_list("messages", joined(said("m1", 70), said("m0", 80)), false);
	look();
	stub_stop();
	step_count = 0;
	answer_chats("m2", MINUTE_S);
	answer_list("messages", joined(joined(said("m2", 60), said("m1", 70)),
		mem_printf(fixture_mem, "{`id`:`m0`,`author_id`:555,`created`:%lld,`type`:`deleted`,"
			"`content`:{}}", (long long)(now_s - 80))), false);
	look();
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
	answer(500, "");
	look();
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
	answer(500, "");
	look();
	ck_assert_int_eq(stub_count(), 4);
	ck_assert(is_known("m2") && is_known("m1") && is_known("m0") && is_looked("m2"));
}
END_TEST

START_TEST(messages_are_read_as_far_as_avito_has_them)
{
	answer_chats("m", MINUTE_S);
	answer_list("messages", said("m", 60), true);
	look();
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
	look();
	ck_assert(!is_known("m2") && is_looked("m1"));
	stub_stop();
	steps[2].body = "{`messages`:[]}";
	look();
	ck_assert(!is_known("m2") && is_looked("m1"));
}
END_TEST

/* Two messages of one second, of which Avito calls the other one the last. */
START_TEST(a_last_message_that_stands_below_another_is_read_once)
{
	answer_chats("m1", MINUTE_S);
	answer_list("messages", joined(said("m2", 60), said("m1", 60)), false);
	look();
	ck_assert(is_known("m1") && is_known("m2") && is_looked("m1"));
	stub_stop();
	look();
	ck_assert_int_eq(stub_count(), 2);
}
END_TEST

START_TEST(a_last_message_that_is_never_listed_is_given_up)
{
	looked_before("m1");
	answer_list("chats", chat("ghost", 2 * HOUR_S), false);
	answer_list("messages", said("m1", 3 * HOUR_S), false);
	answer_list("chats", "", false);
	look();
	ck_assert(!is_known("ghost") && is_looked("ghost"));
	stub_stop();
	step_count = 0;
	/* What comes next is found all the same. */
	answer_chats("m3", MINUTE_S);
	answer_list("messages", joined(said("m3", 60), joined(said("m2", 70), said("m1", 3 * HOUR_S))),
		false);
	look();
	ck_assert(is_known("m3") && is_known("m2") && is_looked("m3"));
}
END_TEST

START_TEST(a_last_message_that_stands_alone_and_is_never_listed_is_given_up)
{
	looked_before("m1");
	answer_list("chats", chat("ghost", 2 * HOUR_S), false);
	answer_list("messages", "", false);
	answer_list("chats", "", false);
	look();
	ck_assert(is_looked("ghost"));
}
END_TEST

/* --- what fails */

/* One chat fails; does the look count as whole? */
static const struct {
	int status;
	int64_t ago_s;
	bool unread, whole;
} failures[] = {
	{ 403, MINUTE_S, false, false },
	{ 403, MINUTE_S, true, false },
	{ 403, 5 * HOUR_S, true, true }, /* being unread, it is met again */
	{ 404, MINUTE_S, false, true },
};

START_TEST(a_look_that_left_out_a_chat_does_not_count)
{
	const char *other = mem_printf(fixture_mem, "{`id`:`d`,`updated`:%lld,`last_message`:%s}",
		(long long)(now_s - failures[_i].ago_s), said("d1", failures[_i].ago_s));
	const char *found = joined(chat("m", failures[_i].ago_s), other);

	answer_list("chats", failures[_i].unread ? found : "", false);
	if (!failures[_i].unread)
		answer_list("chats", found, false);
	answer(failures[_i].status, "{}");
	answer_list("messages", said("d1", failures[_i].ago_s), false);
	answer_list("chats", "", false);
	look();
	ck_assert(is_known("d1") && is_known("m") && !is_looked("m")); /* the list has told its last words */
	ck_assert_str_eq(core_account->sync_error, "");
	ck_assert((core_account->synced_at == core_account->sync_began_at) == failures[_i].whole);
	ck_assert(failures[_i].whole || core_account->synced_at == (now_s - LOOKED_S) * 1000);
}
END_TEST

START_TEST(a_look_that_is_told_to_wait_keeps_what_it_has_and_does_not_count)
{
	answer_chats("m2", MINUTE_S);
	answer(429, "{}");
	steps[2].headers = "Retry-After: 900\r\n";
	looked_before("m1");
	look();
	ck_assert_int_eq(stub_count(), 3);
	ck_assert_int_eq(end.next, WORK_LATER);
	ck_assert_int_eq(end.delay_ms, 900000);
	ck_assert_str_eq(core_account->sync_error, "rate");
	ck_assert_int_eq(core_account->synced_at, (now_s - LOOKED_S) * 1000);
	ck_assert(is_looked("m1"));
}
END_TEST

Suite *
sync_suite(void)
{
	Suite *suite = suite_create("sync");
	TCase *tcase = core_db_case(suite, "sync_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
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
	tcase_add_test(tcase, a_last_message_that_is_never_listed_is_given_up);
	tcase_add_test(tcase, a_last_message_that_stands_alone_and_is_never_listed_is_given_up);
	tcase_add_loop_test(tcase, a_look_that_left_out_a_chat_does_not_count, 0, COUNT(failures));
	tcase_add_test(tcase, a_look_that_is_told_to_wait_keeps_what_it_has_and_does_not_count);
	return suite;
}
