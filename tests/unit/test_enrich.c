/* SPDX-License-Identifier: MIT */
/* The job "enrich": what was said before the first message that anybody told us of. */
#include "core/intake.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "io/http.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/project.h"
#include "stub_http.h"
#include "test_core_db.h"

enum { HOUR_S = 3600, TOLD_S = 60, MAX_AGE_S = 2 * HOUR_S };

static struct chat *chat;
static struct core core;
static struct work work;
static struct work_end end;
static int64_t now_s;

static void
tell(const char *id, int64_t ago_s)
{
	struct message message = { .account_id = chat->account_id, .chat_id = chat->id,
		.avito_id = id, .author = "avito", .author_id = 1, .type = "system", .text = "",
		.content = "{}", .created_at = (now_s - ago_s) * 1000 };

	MUST(message_insert(core_db, &message, &message.id, &fixture_err));
	chat->last_message_id = message.id;
	chat->last_message_at = message.created_at;
	MUST(chat_update(core_db, chat, &fixture_err));
}

/* A chat of an account that was connected ten hours ago, and of which a message of Avito's was told. */
static void
set_up(void)
{
	core_open(&core);
	now_s = time_now_ms() / 1000;
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE account SET connected_at = %lld",
		(long long)(now_s - 10 * HOUR_S) * 1000));
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE project SET reply_max_age_ms = %d,"
		" takeover_ms = 3600000", MAX_AGE_S * 1000));
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem) };
	chat = core_chat("c");
	tell("told", TOLD_S);
}

static void
tear_down(void)
{
	stub_stop();
}

static const char *
said(const char *id, int64_t author_id, int64_t ago_s)
{
	return mem_printf(fixture_mem, "{`id`:`%s`,`author_id`:%lld,`created`:%lld,`type`:`text`,"
		"`content`:{`text`:`Почём?`}}", id, (long long)author_id, (long long)(now_s - ago_s));
}

/* Runs the chat's job while Avito has these messages below the one that was told. */
static void
enrich(const char *below)
{
	struct stub_step steps[] = {
		{ 200, "{`id`:`c`,`users`:[{`id`:555,`name`:`Пётр`}]}", NULL, STUB_KEEP },
		{ 200, mem_printf(fixture_mem, "{`messages`:[%s%s],`meta`:{`has_more`:false}}",
			said("told", 1, TOLD_S), below), NULL, STUB_KEEP },
	};
	size_t count;

	MUST(chat_put_enrich(core_db, chat, &fixture_err));
	MUST(job_claim(core_db, fixture_mem, "w", 1, (struct job **)&work.job, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	stub_start(steps, 2);
	core.avito_api_base = core.avito_auth_base = stub_url();
	MUST(enrich_run(&work, &end, &fixture_err));
	chat = core_chat_again(chat);
	ck_assert_int_ne(chat->enriched_at, 0);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE kind = 'enrich'"), 0);
}

static const struct {
	int64_t asked_ago_s, colleague_ago_s; /* 0: no colleague wrote */
	bool waits, turn;
	const char *need_reason;
} losses[] = {
	{ 90, 0, true, true, "" },
	{ TOLD_S, 0, false, false, "" },        /* of the same second: for the next look */
	{ 9 * HOUR_S, 0, true, false, "old" },
	{ 11 * HOUR_S, 0, false, false, "" },   /* before the connection */
	{ 95, 90, false, false, "" },           /* a colleague has answered */
	{ 2 * HOUR_S - 300, 90 * 60, false, false, "" }, /* ... and his pause is over */
	{ 90, 95, true, true, "" },             /* he wrote before */
	{ 90, 11 * HOUR_S, true, true, "" },
};

START_TEST(words_nobody_told_are_heeded_unless_they_are_history_or_answered)
{
	const char *asked = said("asked", BUYER_USER, losses[_i].asked_ago_s);
	const char *own = losses[_i].colleague_ago_s == 0 ? "" : mem_printf(fixture_mem, ",%s",
		said("own", SHOP_USER, losses[_i].colleague_ago_s));
	bool own_first = losses[_i].colleague_ago_s < losses[_i].asked_ago_s;

	enrich(mem_printf(fixture_mem, "%s,%s%s", own_first ? own : "", asked, own_first ? "" : own));
	ck_assert_int_eq(chat->waiting_since,
		losses[_i].waits ? (now_s - losses[_i].asked_ago_s) * 1000 : 0);
	ck_assert((core_job_at("turn") != -1) == losses[_i].turn);
	ck_assert_str_eq(chat->need_reason, losses[_i].need_reason);
	ck_assert_int_ne(chat->buyer_id, 0);
}
END_TEST

START_TEST(what_avito_says_for_the_shop_answers_nothing)
{
	enrich(mem_printf(fixture_mem, ",{`id`:`own`,`author_id`:%d,`created`:%lld,`type`:`system`,"
		"`content`:{}},%s", SHOP_USER, (long long)(now_s - 80), said("asked", BUYER_USER, 90)));
	ck_assert_int_eq(chat->waiting_since, (now_s - 90) * 1000);
}
END_TEST

START_TEST(the_oldest_and_the_newest_words_wait_together)
{
	enrich(mem_printf(fixture_mem, ",%s,%s", said("second", BUYER_USER, 70),
		said("first", BUYER_USER, 90)));
	ck_assert_int_eq(chat->waiting_since, (now_s - 90) * 1000);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM chat c JOIN message m"
		" ON m.id = c.last_buyer_id WHERE m.avito_id = 'second'"), 1);
}
END_TEST

Suite *
enrich_suite(void)
{
	Suite *suite = suite_create("enrich");
	TCase *tcase = core_db_case(suite, "enrich_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, words_nobody_told_are_heeded_unless_they_are_history_or_answered, 0,
		COUNT(losses));
	tcase_add_test(tcase, what_avito_says_for_the_shop_answers_nothing);
	tcase_add_test(tcase, the_oldest_and_the_newest_words_wait_together);
	return suite;
}
