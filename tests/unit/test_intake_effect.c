/* SPDX-License-Identifier: MIT */
/* What follows from a new message. */
#include "core/intake.h"

#include "arrivals.h"
#include "base/str.h"
#include "base/time.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"
#include "test_core_db.h"

enum { QUESTION_MS = 16000 }; /* the quiet time after "Почём?" in a new project */

static int64_t
id_of(const char *id)
{
	return arrivals_message(id)->id;
}

static void
nobody_waits(void)
{
	struct chat *chat = arrivals_chat();

	ck_assert_int_eq(chat->waiting_since + chat->burst_at + chat->answer_at, 0);
}

/* Moves both clocks. */
static void
pass_time(int64_t ms)
{
	time_set_ms(CORE_NOW + ms);
	schema_set_clock(core_db, CORE_NOW + ms);
}

static void
add_draft(const char *message_id)
{
	struct turn *turn;

	MUST(turn_ensure(core_db, fixture_mem, arrivals_chat()->id, id_of(message_id), &turn,
		&fixture_err));
	MUST(draft_insert(core_db, arrivals_chat()->id, turn->id, "draft", 50, &fixture_err));
}

static bool
has_open_draft(void)
{
	struct draft *draft;

	return draft_find_open(core_db, fixture_mem, arrivals_chat()->id, &draft, &fixture_err);
}

/* --- the buyer */

START_TEST(a_buyers_words_wait_for_the_end_of_the_quiet_time)
{
	struct chat *chat;

	(void)TAKE(.id = "m", .seconds = -2);
	chat = arrivals_chat();
	ck_assert_int_eq(chat->last_buyer_id, id_of("m"));
	ck_assert_int_eq(chat->waiting_since, CORE_NOW - 2000);
	ck_assert_int_eq(chat->burst_at, CORE_NOW);
	ck_assert_int_eq(chat->answer_at, CORE_NOW + QUESTION_MS);
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + QUESTION_MS);
	ck_assert_int_eq(core_job_at("enrich"), CORE_NOW);
	ck_assert(!chat->needs_person);
}
END_TEST

START_TEST(a_turn_that_is_due_asks_about_its_chat_by_itself)
{
	core_project->quiet_ms = 0;
	(void)TAKE(.id = "1");
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW);
	ck_assert_int_eq(core_job_at("enrich"), -1);
}
END_TEST

START_TEST(more_words_move_the_turn_and_keep_the_first_wait)
{
	struct chat *chat;

	(void)TAKE(.id = "1");
	add_draft("1");
	pass_time(5000);
	(void)TAKE(.id = "2", .seconds = 5);
	chat = arrivals_chat();
	ck_assert_int_eq(chat->last_buyer_id, id_of("2"));
	ck_assert_int_eq(chat->waiting_since, CORE_NOW);
	ck_assert_int_eq(chat->burst_at, CORE_NOW);
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + 5000 + QUESTION_MS);
	ck_assert(!has_open_draft());
}
END_TEST

START_TEST(words_of_one_burst_may_come_in_any_order)
{
	struct chat *chat;

	(void)TAKE(.id = "2");
	(void)TAKE(.id = "1", .seconds = -1);
	chat = arrivals_chat();
	ck_assert_int_eq(chat->last_message_id, id_of("2"));
	ck_assert_int_eq(chat->last_buyer_id, id_of("1"));
	ck_assert_int_eq(chat->waiting_since, CORE_NOW - 1000);
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + QUESTION_MS);
	ck_assert(!chat->needs_person);
}
END_TEST

START_TEST(who_writes_in_a_chat_that_was_gone_is_there)
{
	struct chat *chat = core_chat("c");

	chat->dead = true;
	chat->enriched_at = CORE_NOW;
	MUST(chat_update(core_db, chat, &fixture_err));
	(void)TAKE(.id = "m");
	ck_assert(!arrivals_chat()->dead);
	ck_assert_int_eq(core_job_at("enrich"), CORE_NOW);
	ck_assert_int_ne(core_job_at("turn"), -1);
}
END_TEST

START_TEST(a_voice_waits_for_its_turn_like_words)
{
	(void)TAKE(.type = "voice", .text = "");
	ck_assert_int_ne(core_job_at("turn"), -1);
	ck_assert_int_eq(arrivals_chat()->waiting_since, CORE_NOW);
}
END_TEST

START_TEST(a_call_is_for_a_person)
{
	(void)TAKE(.type = "call", .text = "");
	ck_assert(arrivals_chat()->needs_person);
	ck_assert_str_eq(arrivals_chat()->need_reason, "call");
	ck_assert_int_eq(core_job_at("turn"), -1);
	nobody_waits();
}
END_TEST

START_TEST(a_known_chat_is_not_asked_about_again)
{
	struct chat *chat = core_chat("c");

	chat->enriched_at = CORE_NOW;
	MUST(chat_update(core_db, chat, &fixture_err));
	(void)TAKE(.id = "m");
	ck_assert_int_eq(core_job_at("enrich"), -1);
}
END_TEST

/* --- freshness */

static const struct {
	enum intake_source source;
	int64_t seconds;      /* when it was written */
	int64_t connected_ms; /* how long the account has been connected */
	int64_t max_age_ms;
	bool fresh;
} ages[] = {
	{ INTAKE_WEBHOOK, 0, HOUR_MS, HOUR_MS, true },
	{ INTAKE_WEBHOOK, -3600, 2 * HOUR_MS, HOUR_MS, true },
	{ INTAKE_WEBHOOK, -3601, 2 * HOUR_MS, HOUR_MS, false },
	{ INTAKE_WEBHOOK, -120, 0, HOUR_MS, true },
	{ INTAKE_WEBHOOK, -121, 0, HOUR_MS, false },
	{ INTAKE_SYNC, 0, HOUR_MS, HOUR_MS, true },
	{ INTAKE_SYNC, -3600, 2 * HOUR_MS, HOUR_MS, true },
	{ INTAKE_SYNC, -3601, 2 * HOUR_MS, HOUR_MS, false },
	{ INTAKE_SYNC, -1, 0, HOUR_MS, true },
	{ INTAKE_SYNC, -2, 0, HOUR_MS, false },
};

START_TEST(what_is_too_old_to_answer_is_for_a_person)
{
	core_project->reply_max_age_ms = ages[_i].max_age_ms;
	core_account->connected_at = CORE_NOW - ages[_i].connected_ms;
	ck_assert(TAKE(.seconds = ages[_i].seconds, .source = ages[_i].source));
	ck_assert_int_eq(core_job_at("turn") != -1, ages[_i].fresh);
	ck_assert_int_eq(arrivals_chat()->needs_person, !ages[_i].fresh);
	ck_assert_str_eq(arrivals_chat()->need_reason, ages[_i].fresh ? "" : "old");
	ck_assert_int_eq(arrivals_chat()->waiting_since, CORE_NOW + ages[_i].seconds * 1000);
}
END_TEST

static const int64_t anybody[] = { BUYER_USER, 1 };

START_TEST(history_is_kept_without_effects)
{
	struct chat *chat;

	ck_assert(TAKE(.id = "m", .author_id = anybody[_i], .source = INTAKE_HISTORY));
	chat = arrivals_chat();
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job"), 0);
	ck_assert_int_eq(chat->last_message_id, id_of("m"));
	ck_assert_int_eq(chat->last_buyer_id, 0);
	ck_assert_str_eq(chat->owner, "bot");
	ck_assert(!chat->needs_person);
	nobody_waits();
}
END_TEST

START_TEST(a_colleague_in_history_stops_the_bot_while_his_pause_lasts)
{
	(void)TAKE(.id = "m", .seconds = -5);
	(void)core_sending(arrivals_chat(), "reply", "Тысяча", "ready");
	(void)TAKE(.id = "own", .author_id = SHOP_USER, .seconds = _i == 0 ? -600 : -3601,
		.source = INTAKE_HISTORY);
	ck_assert_str_eq(arrivals_chat()->owner, _i == 0 ? "human" : "bot");
	ck_assert_int_eq(arrivals_chat()->waiting_since, CORE_NOW - 5000);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM outbox"
		" WHERE state = 'dropped'"), _i == 0);
}
END_TEST

START_TEST(an_older_message_of_a_colleague_does_not_shorten_the_pause)
{
	(void)TAKE(.author_id = SHOP_USER, .id = "own", .seconds = -5);
	(void)TAKE(.author_id = SHOP_USER, .id = "earlier", .seconds = -600, .source = INTAKE_SYNC);
	ck_assert_int_eq(arrivals_chat()->owner_until, CORE_NOW - 5000 + HOUR_MS);
}
END_TEST

/* --- Avito */

START_TEST(what_avito_says_changes_nothing_but_the_thread)
{
	(void)TAKE(.id = "m", .seconds = -5);
	(void)TAKE(.id = "notice", .author_id = 1, .type = "system", .text = "Осторожно");
	ck_assert_int_eq(arrivals_chat()->last_message_id, id_of("notice"));
	ck_assert_int_eq(arrivals_chat()->last_buyer_id, id_of("m"));
	ck_assert_int_eq(arrivals_chat()->waiting_since, CORE_NOW - 5000);
	ck_assert_int_eq(core_job_at("turn"), CORE_NOW + QUESTION_MS);
}
END_TEST

/* --- a colleague */

START_TEST(a_colleague_stops_the_bot)
{
	struct chat *chat;

	(void)TAKE(.id = "m", .seconds = -5);
	add_draft("m");
	(void)core_sending(arrivals_chat(), "reply", "Тысяча", "ready");
	(void)TAKE(.author_id = SHOP_USER, .id = "own", .text = "Две тысячи");
	chat = arrivals_chat();
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->owner_until, CORE_NOW + HOUR_MS);
	nobody_waits();
	ck_assert(!has_open_draft());
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM outbox"
		" WHERE state = 'dropped'"), 1);
}
END_TEST

START_TEST(a_colleague_heard_of_late_stops_the_bot_and_the_newer_question_still_waits)
{
	struct chat *chat;

	(void)TAKE(.id = "question", .seconds = -5);
	(void)TAKE(.id = "own", .author_id = SHOP_USER, .seconds = -9, .text = "Добрый день",
		.source = INTAKE_SYNC);
	chat = arrivals_chat();
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->waiting_since, CORE_NOW - 5000);
	ck_assert_int_ne(core_job_at("turn"), -1);
}
END_TEST

START_TEST(a_question_heard_of_after_its_answer_is_for_a_person)
{
	(void)TAKE(.id = "own", .author_id = SHOP_USER, .seconds = -5, .text = "Тысяча");
	(void)TAKE(.id = "question", .seconds = -9);
	ck_assert(arrivals_chat()->needs_person);
	ck_assert_str_eq(arrivals_chat()->need_reason, "old");
	ck_assert_int_eq(core_job_at("turn"), -1);
	nobody_waits();
}
END_TEST

/* --- our own echo */

START_TEST(the_echo_of_a_reply_answers_the_buyer)
{
	(void)TAKE(.id = "question", .seconds = -5);
	(void)core_sending(arrivals_chat(), "reply", "Тысяча", "sending");
	(void)TAKE(.id = "echo", .author_id = SHOP_USER, .text = "Тысяча");
	nobody_waits();
	ck_assert_str_eq(arrivals_chat()->owner, "bot");
}
END_TEST

START_TEST(an_echo_does_not_answer_what_the_buyer_wrote_meanwhile)
{
	(void)TAKE(.id = "question", .seconds = -5);
	(void)core_sending(arrivals_chat(), "reply", "Тысяча", "sending");
	(void)TAKE(.id = "another", .seconds = _i);
	(void)TAKE(.id = "echo", .author_id = SHOP_USER, .text = "Тысяча");
	ck_assert_int_ne(arrivals_chat()->waiting_since, 0);
	ck_assert_int_eq(arrivals_chat()->answer_at, CORE_NOW + QUESTION_MS);
}
END_TEST

static const char *const put_offs[] = { "away", "handoff" };

START_TEST(a_buyer_who_was_put_off_still_waits)
{
	(void)TAKE(.id = "question", .seconds = -5);
	(void)core_sending(arrivals_chat(), put_offs[_i], "Ответим завтра", "sending");
	(void)TAKE(.id = "echo", .author_id = SHOP_USER, .text = "Ответим завтра");
	ck_assert_int_eq(arrivals_chat()->waiting_since, CORE_NOW - 5000);
}
END_TEST

Suite *
intake_effect_suite(void)
{
	Suite *suite = suite_create("intake_effect");
	TCase *tcase = core_db_case(suite, "buyer");

	tcase_add_test(tcase, a_buyers_words_wait_for_the_end_of_the_quiet_time);
	tcase_add_test(tcase, a_turn_that_is_due_asks_about_its_chat_by_itself);
	tcase_add_test(tcase, more_words_move_the_turn_and_keep_the_first_wait);
	tcase_add_test(tcase, words_of_one_burst_may_come_in_any_order);
	tcase_add_test(tcase, who_writes_in_a_chat_that_was_gone_is_there);
	tcase_add_test(tcase, a_voice_waits_for_its_turn_like_words);
	tcase_add_test(tcase, a_call_is_for_a_person);
	tcase_add_test(tcase, a_known_chat_is_not_asked_about_again);
	tcase = core_db_case(suite, "freshness");
	tcase_add_loop_test(tcase, what_is_too_old_to_answer_is_for_a_person, 0, COUNT(ages));
	tcase_add_loop_test(tcase, history_is_kept_without_effects, 0, COUNT(anybody));
	tcase_add_loop_test(tcase, a_colleague_in_history_stops_the_bot_while_his_pause_lasts, 0, 2);
	tcase_add_test(tcase, an_older_message_of_a_colleague_does_not_shorten_the_pause);
	tcase = core_db_case(suite, "avito");
	tcase_add_test(tcase, what_avito_says_changes_nothing_but_the_thread);
	tcase = core_db_case(suite, "colleague");
	tcase_add_test(tcase, a_colleague_stops_the_bot);
	tcase_add_test(tcase,
		a_colleague_heard_of_late_stops_the_bot_and_the_newer_question_still_waits);
	tcase_add_test(tcase, a_question_heard_of_after_its_answer_is_for_a_person);
	tcase = core_db_case(suite, "echo");
	tcase_add_test(tcase, the_echo_of_a_reply_answers_the_buyer);
	tcase_add_loop_test(tcase, an_echo_does_not_answer_what_the_buyer_wrote_meanwhile, 0, 2);
	tcase_add_loop_test(tcase, a_buyer_who_was_put_off_still_waits, 0, COUNT(put_offs));
	return suite;
}
