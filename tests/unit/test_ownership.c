/* SPDX-License-Identifier: MIT */
#include "core/ownership.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "db_fail.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"
#include "test_core_db.h"

enum { PAUSE_MS = HOUR_MS };

static struct chat *chat;

static void
save(void)
{
	MUST(chat_update(core_db, chat, &fixture_err));
	chat = core_chat_again(chat);
}

/* A chat whose buyer waits, with a reply of the bot's ready and a draft open. */
static void
set_up(void)
{
	struct turn *turn;

	chat = core_chat("c");
	chat->last_buyer_id = 11;
	chat->waiting_since = chat->last_message_at = CORE_NOW - 5000;
	chat->burst_at = CORE_NOW - 5000;
	chat->answer_at = CORE_NOW + 5000;
	chat->needs_person = true;
	chat->need_reason = "draft";
	MUST(turn_ensure(core_db, fixture_mem, chat->id, 11, &turn, &fixture_err));
	MUST(draft_insert(core_db, chat->id, turn->id, "draft", 50, &fixture_err));
	(void)core_sending(chat, "reply", "words", "ready");
}

static bool
has_open_draft(void)
{
	struct draft *draft;

	return draft_find_open(core_db, fixture_mem, chat->id, &draft, &fixture_err);
}

static int64_t
dropped(void)
{
	return schema_number(core_db, "SELECT COUNT(*) FROM outbox WHERE state = 'dropped'");
}

/* --- chat_is_persons */

static const struct {
	const char *owner;
	int64_t until;
	bool persons;
} owners[] = {
	{ "bot", 0, false },
	{ "bot", CORE_NOW + 1, false },
	{ "human", 0, true },
	{ "human", CORE_NOW + 1, true },
	{ "human", CORE_NOW, false },
	{ "closed", 0, true },
};

START_TEST(a_chat_is_a_persons_until_the_pause_is_over)
{
	struct chat some = { .owner = owners[_i].owner, .owner_until = owners[_i].until };

	ck_assert_int_eq(chat_is_persons(&some, CORE_NOW), owners[_i].persons);
}
END_TEST

/* --- outbox_matches */

static const struct {
	const char *row, *words;
	int64_t created_at; /* counted from the send */
	bool matches;
} echoes[] = {
	{ "Да, есть.", "Да, есть.", 0, true },
	{ "Да,\n\n есть. ", "Да, есть.", 0, true },
	{ "Да, есть.", "Да, есть", 0, false },
	{ "Да, есть.", "да, есть.", 0, false },
	{ "Да, есть.", "Да, есть.", HOUR_MS, true },
	{ "Да, есть.", "Да, есть.", -120999, true }, /* whole seconds, and a clock that is behind */
	{ "Да, есть.", "Да, есть.", -121000, false },
	{ "e\xcc\x81", "\xc3\xa9", 0, true },      /* é in two ways */
};

START_TEST(an_echo_has_the_same_words_and_is_no_older_than_the_send)
{
	struct outbox row = { .text = echoes[_i].row, .started_at = CORE_NOW };

	ck_assert_int_eq(outbox_matches(&row, echoes[_i].words, CORE_NOW + echoes[_i].created_at,
		fixture_mem), echoes[_i].matches);
}
END_TEST

/* --- colleague_wrote */

static void
colleague(int64_t written_at)
{
	MUST(colleague_wrote(core_db, core_project, chat, written_at, core_account->connected_at,
		&fixture_err));
	save();
}

START_TEST(a_colleagues_words_stop_the_bot_and_answer_the_buyer)
{
	colleague(CORE_NOW - 1000);
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->owner_until, CORE_NOW - 1000 + PAUSE_MS);
	ck_assert_int_eq(chat->waiting_since + chat->burst_at + chat->answer_at, 0);
	ck_assert(!chat->needs_person);
	ck_assert_str_eq(chat->need_reason, "");
	ck_assert_int_eq(dropped(), 1);
	ck_assert(!has_open_draft());
}
END_TEST

START_TEST(words_older_than_their_own_pause_stop_nobody)
{
	chat->last_message_at = CORE_NOW - PAUSE_MS;
	colleague(CORE_NOW - PAUSE_MS);
	ck_assert_str_eq(chat->owner, "bot");
	ck_assert_int_eq(chat->waiting_since, 0);
}
END_TEST

START_TEST(words_found_late_stop_the_bot_but_do_not_answer_what_came_after)
{
	colleague(CORE_NOW - 9000);
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_int_eq(chat->owner_until, CORE_NOW - 9000 + PAUSE_MS);
	ck_assert_int_eq(chat->waiting_since, CORE_NOW - 5000);
	ck_assert(chat->needs_person);
	ck_assert_int_eq(dropped(), 1);
}
END_TEST

START_TEST(a_chat_taken_for_good_is_not_given_back_by_a_colleague)
{
	MUST(chat_take(core_db, core_project, chat, "operator", 0, &fixture_err));
	colleague(CORE_NOW);
	ck_assert_str_eq(chat->owner_reason, "operator");
	ck_assert_int_eq(chat->owner_until, 0);
}
END_TEST

START_TEST(a_colleague_who_answers_after_a_handoff_starts_the_pause)
{
	chat->owner = "human";
	chat->owner_reason = "handoff";
	colleague(CORE_NOW);
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->owner_until, CORE_NOW + PAUSE_MS);
}
END_TEST

static const struct {
	int64_t pause, written, connected; /* the times counted from now */
	bool last;
	bool persons;
	int64_t until;
} pauses[] = {
	{ PAUSE_FOR_GOOD, -1000, -HOUR_MS, true, true, 0 },
	{ PAUSE_FOR_GOOD, -1000, -HOUR_MS, false, true, 0 },   /* found late */
	{ PAUSE_FOR_GOOD, -1000, -1000, true, true, 0 },
	{ PAUSE_FOR_GOOD, -1001, -1000, true, false, 0 },      /* before we came */
	{ PAUSE_FOR_GOOD, -1001, -1000, false, false, 0 },
	{ PAUSE_TILL_MORNING, -1000, -HOUR_MS, true, true, 22 * HOUR_MS },
	{ PAUSE_TILL_MORNING, -23 * HOUR_MS, -HOUR_MS, true, false, 0 },
	{ 60000, -59999, -1, true, true, 1 },                  /* a pause that ends needs no connection */
	{ 60000, -60000, -HOUR_MS, true, false, 0 },
};

/* CORE_NOW is 11:00 in Moscow. */
START_TEST(a_colleagues_pause_is_the_projects)
{
	core_project->takeover_ms = pauses[_i].pause;
	core_account->connected_at = CORE_NOW + pauses[_i].connected;
	chat->last_message_at = CORE_NOW + pauses[_i].written + !pauses[_i].last;
	colleague(CORE_NOW + pauses[_i].written);
	ck_assert_int_eq(chat_is_persons(chat, CORE_NOW), pauses[_i].persons);
	ck_assert_int_eq(chat->owner_until, pauses[_i].until != 0 ? CORE_NOW + pauses[_i].until : 0);
	ck_assert_int_eq(chat->waiting_since == 0, pauses[_i].last);
}
END_TEST

/* --- pause_until */

static const struct {
	int64_t pause;
	const char *zone, *from, *until; /* NULL: for good */
} ends[] = {
	{ PAUSE_FOR_GOOD, "Europe/Moscow", "2025-10-10T08:00:00Z", NULL },
	{ 60000, "Europe/Moscow", "2025-10-10T08:00:00Z", "2025-10-10T08:01:00Z" },
	/* Moscow is UTC+3. */
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-10-10T08:00:00Z", "2025-10-11T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-10-10T20:59:59Z", "2025-10-11T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-10-10T21:00:00Z", "2025-10-11T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-10-11T01:59:59Z", "2025-10-11T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-10-11T02:00:00Z", "2025-10-12T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Moscow", "2025-12-31T20:00:00Z", "2026-01-01T06:00:00Z" },
	{ PAUSE_TILL_MORNING, "Asia/Vladivostok", "2025-10-10T08:00:00Z", "2025-10-10T23:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Berlin", "2025-03-29T20:00:00Z", "2025-03-30T07:00:00Z" },
	{ PAUSE_TILL_MORNING, "Europe/Berlin", "2025-10-25T20:00:00Z", "2025-10-26T08:00:00Z" },
};

START_TEST(a_pause_ends_when_the_shop_would_say)
{
	int64_t from, until;

	MUST(time_parse_utc(ends[_i].from, &from, &fixture_err));
	until = pause_until(ends[_i].pause, ends[_i].zone, from);
	if (ends[_i].until == NULL)
		ck_assert_int_eq(until, 0);
	else
		ck_assert_str_eq(time_format_utc(fixture_mem, until),
			mem_printf(fixture_mem, "%.19s.000Z", ends[_i].until));
}
END_TEST

/* --- chat_take */

START_TEST(a_person_takes_a_chat_for_a_while_or_for_good)
{
	int64_t pause = _i == 0 ? 60000 : 0;

	MUST(chat_take(core_db, core_project, chat, "operator", pause, &fixture_err));
	save();
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_str_eq(chat->owner_reason, "operator");
	ck_assert_int_eq(chat->owner_until, pause > 0 ? CORE_NOW + pause : 0);
	ck_assert_int_eq(chat->answer_at, 0);
	ck_assert_int_eq(chat->waiting_since, CORE_NOW - 5000);
	ck_assert_int_eq(dropped(), 1);
	ck_assert(!has_open_draft());
}
END_TEST

START_TEST(a_reply_does_not_shorten_a_takeover_for_good)
{
	MUST(chat_take(core_db, core_project, chat, "operator", 0, &fixture_err));
	MUST(chat_take(core_db, core_project, chat, "operator", 60000, &fixture_err));
	ck_assert_int_eq(chat->owner_until, 0);
}
END_TEST

START_TEST(a_pause_is_no_takeover_for_good_and_may_grow)
{
	MUST(chat_take(core_db, core_project, chat, "operator", 60000, &fixture_err));
	colleague(CORE_NOW);
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->owner_until, CORE_NOW + PAUSE_MS);
}
END_TEST

/* A reply that was decided upon and is not said leaves a buyer who waits still. */
START_TEST(whoever_waited_for_what_was_dropped_is_decided_upon_once_more)
{
	struct turn *turn;

	MUST(turn_ensure(core_db, fixture_mem, chat->id, 11, &turn, &fixture_err));
	MUST(turn_finish(core_db, turn->id, "reply", "", "[]", &fixture_err));
	if (_i == 0)
		MUST(chat_take(core_db, core_project, chat, "operator", PAUSE_MS, &fixture_err));
	else
		colleague(CORE_NOW - (_i == 1 ? 9000 : 1000)); /* found late, or after the buyer's words */
	ck_assert_int_eq(dropped(), 1);
	ck_assert_int_eq(core_job_at("turn"), _i < 2 ? CORE_NOW : -1);
	MUST(turn_ensure(core_db, fixture_mem, chat->id, 11, &turn, &fixture_err));
	ck_assert_str_eq(turn->result, _i < 2 ? "" : "reply");
}
END_TEST

START_TEST(a_turn_that_has_yet_to_run_is_not_hurried)
{
	MUST(chat_put_turn(core_db, chat, 5000, &fixture_err));
	MUST(chat_take(core_db, core_project, chat, "operator", PAUSE_MS, &fixture_err));
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + 5000);
}
END_TEST

/* --- chat_hand_back */

START_TEST(words_that_wait_are_answered_at_once_when_the_bot_has_the_chat_again)
{
	struct turn *turn;

	MUST(turn_ensure(core_db, fixture_mem, chat->id, 11, &turn, &fixture_err));
	MUST(turn_finish(core_db, turn->id, "silent", "operator", "[]", &fixture_err));
	MUST(chat_take(core_db, core_project, chat, "operator", 0, &fixture_err));
	MUST(chat_hand_back(core_db, chat, &fixture_err));
	save();
	ck_assert_str_eq(chat->owner, "bot");
	ck_assert_str_eq(chat->owner_reason, "");
	ck_assert(!chat->needs_person);
	ck_assert_int_eq(chat->answer_at, CORE_NOW);
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW);
	MUST(turn_ensure(core_db, fixture_mem, chat->id, 11, &turn, &fixture_err));
	ck_assert_str_eq(turn->result, "");
}
END_TEST

START_TEST(a_chat_the_bot_had_again_is_nobodys_when_it_gives_up)
{
	MUST(chat_take(core_db, core_project, chat, "operator", PAUSE_MS, &fixture_err));
	chat->owner_user_id = 7;
	if (_i == 0)
		MUST(chat_hand_back(core_db, chat, &fixture_err));
	else
		chat_give_to_bot(chat);
	ck_assert_str_eq(chat->owner, "bot");
	ck_assert_int_eq(chat->owner_user_id, 0);
	chat->owner_user_id = 7; /* as earlier versions left it */
	chat_hand_off(chat, "no_fact");
	ck_assert(chat_is_persons(chat, CORE_NOW));
	ck_assert_int_eq(chat->owner_user_id, 0);
	ck_assert(chat->needs_person);
	ck_assert_str_eq(chat->need_reason, "no_fact");
}
END_TEST

START_TEST(handing_back_a_chat_where_nobody_waits_starts_nothing)
{
	chat_was_answered(chat);
	MUST(chat_hand_back(core_db, chat, &fixture_err));
	ck_assert_int_eq(core_job_at("turn"), -1);
	ck_assert_int_eq(chat->answer_at, 0);
}
END_TEST

/* --- chat_was_sent */

static const struct {
	const char *kind;
	int64_t newest; /* of the buyer's messages; the row answers 11 */
	bool answered;
} sendings[] = {
	{ "reply", 11, true },
	{ "reply", 12, false },
	{ "handoff", 11, false },
	{ "away", 11, false },
	{ "person", 11, false }, /* nobody waited any more when it was written */
	{ "draft", 11, false },
};

START_TEST(a_reply_answers_the_words_it_was_made_for_and_no_newer_ones)
{
	int64_t id = core_sending(chat, sendings[_i].kind, "other words", "sending");
	struct outbox *rows;
	size_t count;

	MUST(outbox_unlinked(core_db, fixture_mem, chat->id, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(rows[0].id, id);
	chat->last_buyer_id = sendings[_i].newest;
	MUST(chat_was_sent(core_db, chat, &rows[0], &fixture_err));
	ck_assert_int_eq(chat->waiting_since == 0, sendings[_i].answered);
	ck_assert_int_eq(chat->answer_at == 0, sendings[_i].answered);
}
END_TEST

/* --- jobs */

START_TEST(a_chats_jobs_carry_its_ids_and_times)
{
	struct job *jobs;
	size_t count;

	MUST(chat_put_turn(core_db, chat, 7000, &fixture_err));
	MUST(chat_put_send(core_db, chat, &fixture_err));
	MUST(chat_put_enrich(core_db, chat, &fixture_err));
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + 7000);
	ck_assert_int_eq(core_job_at("send"), CORE_NOW);
	ck_assert_int_eq(core_job_at("enrich"), CORE_NOW);
	MUST(chat_put_turn(core_db, chat, -1, &fixture_err));
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW);
	MUST(job_claim(core_db, fixture_mem, "w", 1, &jobs, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(jobs[0].chat_id, chat->id);
	ck_assert_int_eq(jobs[0].account_id, chat->account_id);
	ck_assert_str_eq(jobs[0].name, mem_printf(fixture_mem, "%lld", (long long)chat->id));
}
END_TEST

/* --- refused statements */

static bool
colleague_writes(struct db *db, void *arg, struct err *err)
{
	(void)arg;
	return colleague_wrote(db, core_project, chat, CORE_NOW, CORE_NOW, err);
}

static bool
is_taken(struct db *db, void *arg, struct err *err)
{
	(void)arg;
	return chat_take(db, core_project, chat, "operator", PAUSE_MS, err);
}

static bool
is_handed_back(struct db *db, void *arg, struct err *err)
{
	(void)arg;
	return chat_hand_back(db, chat, err);
}

static bool
is_answered(struct db *db, void *arg, struct err *err)
{
	struct outbox *rows;
	size_t count;

	(void)arg;
	return outbox_open(db, fixture_mem, chat->id, &rows, &count, err) &&
		chat_was_sent(db, chat, &rows[0], err);
}

static db_work *const acts[] = { colleague_writes, is_taken, is_handed_back, is_answered };

static db_work *act;

static bool
is_done(void)
{
	return db_transaction(core_db, act, NULL, &fixture_err);
}

START_TEST(a_refused_statement_is_told_and_changes_no_owner)
{
	int nth = 1;

	save();
	schema_do(core_db, "UPDATE turn SET result = 'reply'"); /* which is begun anew when it is dropped */
	act = acts[_i];
	for (; db_refuse(nth, is_done); nth++) {
		ck_assert_int_eq(dropped(), 0);
		ck_assert(has_open_draft());
		chat = core_chat_again(chat);
	}
	ck_assert_int_ge(nth, 5); /* two of the transaction, and at least two between them */
}
END_TEST

Suite *
ownership_suite(void)
{
	Suite *suite = suite_create("ownership");
	TCase *tcase = core_db_case(suite, "chat_is_persons");

	tcase_add_loop_test(tcase, a_chat_is_a_persons_until_the_pause_is_over, 0, COUNT(owners));
	tcase = core_db_case(suite, "outbox_matches");
	tcase_add_loop_test(tcase, an_echo_has_the_same_words_and_is_no_older_than_the_send, 0,
		COUNT(echoes));
	tcase = core_db_case(suite, "colleague_wrote");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_colleagues_words_stop_the_bot_and_answer_the_buyer);
	tcase_add_test(tcase, words_older_than_their_own_pause_stop_nobody);
	tcase_add_test(tcase, words_found_late_stop_the_bot_but_do_not_answer_what_came_after);
	tcase_add_test(tcase, a_chat_taken_for_good_is_not_given_back_by_a_colleague);
	tcase_add_test(tcase, a_colleague_who_answers_after_a_handoff_starts_the_pause);
	tcase_add_loop_test(tcase, a_colleagues_pause_is_the_projects, 0, COUNT(pauses));
	tcase = core_db_case(suite, "pause_until");
	tcase_add_loop_test(tcase, a_pause_ends_when_the_shop_would_say, 0, COUNT(ends));
	tcase = core_db_case(suite, "chat_take");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_person_takes_a_chat_for_a_while_or_for_good, 0, 2);
	tcase_add_test(tcase, a_reply_does_not_shorten_a_takeover_for_good);
	tcase_add_test(tcase, a_pause_is_no_takeover_for_good_and_may_grow);
	tcase_add_loop_test(tcase, whoever_waited_for_what_was_dropped_is_decided_upon_once_more, 0, 3);
	tcase_add_test(tcase, a_turn_that_has_yet_to_run_is_not_hurried);
	tcase = core_db_case(suite, "chat_hand_back");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase,
		words_that_wait_are_answered_at_once_when_the_bot_has_the_chat_again);
	tcase_add_loop_test(tcase, a_chat_the_bot_had_again_is_nobodys_when_it_gives_up, 0, 2);
	tcase_add_test(tcase, handing_back_a_chat_where_nobody_waits_starts_nothing);
	tcase = core_db_case(suite, "chat_was_sent");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_reply_answers_the_words_it_was_made_for_and_no_newer_ones, 0,
		COUNT(sendings));
	tcase_add_loop_test(tcase, a_refused_statement_is_told_and_changes_no_owner, 0, COUNT(acts));
	tcase = core_db_case(suite, "chat_put");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_chats_jobs_carry_its_ids_and_times);
	return suite;
}
