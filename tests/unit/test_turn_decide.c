/* SPDX-License-Identifier: MIT */
/* The decision chain, step by step, with the line each leaves in the trace. */
#include "core/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "core/trace.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"
#include "test_core_db.h"

static struct turn_view view;
static struct turn_outcome outcome;

/* A view that passes every step: somebody waits for a second, and the bot has the chat. */
static void
set_up(void)
{
	view = (struct turn_view){
		.chat = mem_new(fixture_mem, struct chat),
		.account = mem_new(fixture_mem, struct account),
		.project = mem_new(fixture_mem, struct project),
		.listing = mem_new(fixture_mem, struct listing),
		.buyer = mem_new(fixture_mem, struct buyer),
		.words = "Почём?",
	};
	*view.chat = (struct chat){ .owner = "bot", .owner_reason = "",
		.waiting_since = CORE_NOW - 1000 };
	*view.account = (struct account){ .name = "Main", .enabled = true };
	*view.project = (struct project){ .mode = "auto", .zone = "Europe/Moscow",
		.schedule = "always", .off_hours = "away", .away_text = "Мы закрыты",
		.handoff_text = "Ответим {when}.", .reply_max_age_ms = HOUR_MS };
	view.listing->mode = "";
}

/* Runs the chain; its trace as "check=result detail" lines. */
static const char *
decide(bool *ask_r)
{
	struct trace *trace = trace_new(fixture_mem);
	struct json_object *lines;
	char *text = mem_strdup(fixture_mem, ""), *json;

	*ask_r = turn_decide(fixture_mem, &view, trace, CORE_NOW, &outcome);
	json = trace_format(trace);
	MUST(json_parse(fixture_mem, json, strlen(json), &lines, &fixture_err));
	for (size_t i = 0; i < json_array_len(lines); i++) {
		struct json_object *line = json_array_at(lines, i);

		ck_assert_int_ge(json_opt_i64(line, "ms", -1), 0);
		text = mem_printf(fixture_mem, "%s%s=%s %s\n", text, json_opt_str(line, "check", "?"),
			json_opt_str(line, "result", "?"), json_opt_str(line, "detail", "?"));
	}
	return text;
}

/* The spans of the project; Friday is open at 11:00 with the first, closed with the second. */
static struct project_span friday = { 5, 540, 1080 }, saturday = { 6, 600, 900 };

static void
keep_hours(struct project_span *span)
{
	view.project->schedule = "hours";
	view.spans = span;
	view.span_count = span != NULL;
}

/* CORE_NOW is 2027-01-15. */
static struct holiday today_off = { .from_day = 115, .to_day = 115, .hours = "" },
	today_late = { .from_day = 20270115, .to_day = 20270115, .hours = "14:00–16:00" };

static void
keep_holiday(struct project_span *span, struct holiday *holiday)
{
	keep_hours(span);
	view.holidays = holiday;
	view.holiday_count = 1;
}

/* --- what every step looks at */

static void nothing(void) { }
static void nobody_waits(void) { view.chat->waiting_since = 0; }
static void waits_an_hour(void) { view.chat->waiting_since = CORE_NOW - HOUR_MS; }
static void waits_longer(void) { view.chat->waiting_since = CORE_NOW - HOUR_MS - 1; }
static void account_is_off(void) { view.account->enabled = false; }
static void chat_is_gone(void) { view.chat->dead = true; }
static void project_is_off(void) { view.project->mode = "off"; view.listing->mode = "auto"; }
static void listing_is_off(void) { view.listing->mode = "off"; }
static void listing_drafts(void) { view.listing->mode = "draft"; }
static void no_listing(void) { view.listing = NULL; view.project->mode = "draft"; }
static void buyer_is_blocked(void) { view.buyer->blocked = true; }
static void no_buyer(void) { view.buyer = NULL; }

static void
persons(const char *owner, const char *reason, int64_t until)
{
	view.chat->owner = owner;
	view.chat->owner_reason = reason;
	view.chat->owner_until = until;
}

static void persons_for_good(void) { persons("human", "handoff", 0); }
static void persons_for_a_while(void) { persons("human", "colleague", CORE_NOW + 5000); }
static void persons_no_more(void) { persons("human", "colleague", CORE_NOW); }
static void closed_chat(void) { persons("closed", "", 0); }

static void in_hours(void) { keep_hours(&friday); }
static void after_hours(void) { keep_hours(&saturday); }
static void no_hours_at_all(void) { keep_hours(NULL); }
static void holiday(void) { keep_holiday(&friday, &today_off); }
static void late_opening(void) { keep_holiday(&friday, &today_late); }
static void answer_after_hours(void) { after_hours(); view.project->off_hours = "answer"; }
static void silent_after_hours(void) { after_hours(); view.project->off_hours = "silent"; }
static void nothing_to_say(void) { after_hours(); view.project->away_text = ""; }
static void said_today(void) { after_hours(); view.chat->away_at = CORE_NOW - HOUR_MS; }
static void said_for_ever(void) { no_hours_at_all(); view.chat->away_at = 1; }

static void
said_last_week(void)
{
	after_hours();
	view.chat->away_at = CORE_NOW - INT64_C(7) * 24 * HOUR_MS;
}

static void only_a_voice(void) { view.words = ""; view.unreadable = "voice"; }
static void only_deleted(void) { view.words = ""; }
static void voice_and_words(void) { view.unreadable = "voice"; }

#define FRESH "fresh=pass \n"
#define ACCOUNT FRESH "account=pass Main\n"
#define MODE ACCOUNT "mode=pass auto\n"
#define BUYER MODE "buyer=pass \n"
#define OWNER BUYER "owner=pass \n"
#define HOURS OWNER "hours=pass always\n"
#define TYPE HOURS "type=pass \n"

enum { ASK = -1 };

static const struct {
	void (*change)(void);
	const char *trace;
	int result; /* an enum turn_result, or ASK */
	bool needs_person;
} steps[] = {
	{ nothing, TYPE, ASK, false },
	{ nobody_waits, "fresh=stop answered\n", TURN_SILENT, false },
	{ waits_an_hour, TYPE, ASK, false },
	{ waits_longer, "fresh=stop old\n", TURN_SILENT, true },
	{ account_is_off, FRESH "account=stop account_off\n", TURN_SILENT, true },
	{ chat_is_gone, FRESH "account=stop chat_gone\n", TURN_SILENT, true },
	{ project_is_off, ACCOUNT "mode=stop assistant_off\n", TURN_SILENT, true },
	{ listing_is_off, ACCOUNT "mode=stop listing_off\n", TURN_SILENT, true },
	{ listing_drafts, ACCOUNT "mode=pass draft\nbuyer=pass \nowner=pass \nhours=pass always\n"
	  "type=pass \n", ASK, false },
	{ no_listing, ACCOUNT "mode=pass draft\nbuyer=pass \nowner=pass \nhours=pass always\n"
	  "type=pass \n", ASK, false },
	{ buyer_is_blocked, MODE "buyer=stop blocked\n", TURN_SILENT, false },
	{ no_buyer, TYPE, ASK, false },
	{ persons_for_good, BUYER "owner=stop handoff\n", TURN_SILENT, true },
	{ persons_for_a_while, BUYER "owner=stop colleague\n", TURN_SILENT, true },
	{ persons_no_more, TYPE, ASK, false },
	{ closed_chat, BUYER "owner=stop person\n", TURN_SILENT, true },
	{ holiday, OWNER "hours=stop away\n", TURN_AWAY, true },
	{ late_opening, OWNER "hours=stop away\n", TURN_AWAY, true },
	{ in_hours, OWNER "hours=pass open\ntype=pass \n", ASK, false },
	{ answer_after_hours, OWNER "hours=pass closed_answer\ntype=pass \n", ASK, false },
	{ silent_after_hours, OWNER "hours=stop closed\n", TURN_SILENT, true },
	{ nothing_to_say, OWNER "hours=stop closed\n", TURN_SILENT, true },
	{ after_hours, OWNER "hours=stop away\n", TURN_AWAY, true },
	{ said_last_week, OWNER "hours=stop away\n", TURN_AWAY, true },
	{ said_today, OWNER "hours=stop closed\n", TURN_SILENT, true },
	{ no_hours_at_all, OWNER "hours=stop away\n", TURN_AWAY, true },
	{ said_for_ever, OWNER "hours=stop closed\n", TURN_SILENT, true },
	{ only_a_voice, HOURS "type=stop voice\n", TURN_HANDOFF, true },
	{ only_deleted, HOURS "type=stop nothing\n", TURN_SILENT, true },
	{ voice_and_words, TYPE, ASK, false },
};

START_TEST(every_step_leaves_its_line_and_may_end_the_turn)
{
	const char *trace, *stop;
	bool ask;

	steps[_i].change();
	trace = decide(&ask);
	ck_assert_str_eq(trace, steps[_i].trace);
	ck_assert_int_eq(ask, steps[_i].result == ASK);
	if (ask)
		return;
	stop = strstr(trace, "=stop ") + strlen("=stop ");
	ck_assert_int_eq((int)outcome.result, steps[_i].result);
	ck_assert_int_eq(outcome.needs_person, steps[_i].needs_person);
	ck_assert_str_eq(mem_printf(fixture_mem, "%s\n", outcome.reason), stop);
	ck_assert(str_equal(outcome.text, outcome.result == TURN_AWAY ? "Мы закрыты" : NULL));
	ck_assert_int_eq(outcome.again_ms, steps[_i].change == persons_for_a_while ? 5000 : 0);
}
END_TEST

/* Everything is wrong at first; what stops the chain is put right again, one thing after another. */
START_TEST(the_steps_come_in_their_order)
{
	static void (*const wrongs[])(void) = { nobody_waits, account_is_off, project_is_off,
		listing_is_off, buyer_is_blocked, persons_for_good, silent_after_hours,
		only_a_voice };
	static const char *const stops[] = { "fresh=stop answered", "account=stop account_off",
		"mode=stop assistant_off", "mode=stop listing_off", "buyer=stop blocked",
		"owner=stop handoff", "hours=stop closed", "type=stop voice" };
	bool ask;

	for (int right = 0; right < COUNT(wrongs); right++) {
		set_up();
		for (int i = right; i < COUNT(wrongs); i++)
			wrongs[i]();
		ck_assert_ptr_nonnull(strstr(decide(&ask), stops[right]));
		ck_assert(!ask);
	}
}
END_TEST

/* --- turn_handoff_text */

static const struct {
	const char *text, *wanted; /* NULL: nothing is said */
	void (*change)(void);
} sentences[] = {
	{ "", NULL, nothing },
	{ "Уточню.", "Уточню.", nothing },
	{ "Уточню.", "Уточню.", after_hours },
	{ "Ответим {when}.", "Ответим в ближайшее время.", nothing },
	{ "Ответим {when}.", "Ответим в ближайшее время.", in_hours },
	{ "Ответим {when}.", "Ответим завтра в 10:00.", after_hours },
	{ "{when}", "завтра в 10:00", after_hours },
	{ "{when}", "22 января в 9:00", holiday },
	{ "{when}", "сегодня в 14:00", late_opening },
	{ "100 % {when} %s", "100 % завтра в 10:00 %s", after_hours },
	{ "Ответим {when}.", "Ответим в ближайшее время.", no_hours_at_all },
};

START_TEST(a_handoff_says_when_a_person_will_answer)
{
	view.project->handoff_text = sentences[_i].text;
	sentences[_i].change();
	ck_assert(str_equal(turn_handoff_text(fixture_mem, &view, CORE_NOW),
		sentences[_i].wanted));
}
END_TEST

static void project_drafts(void) { view.project->mode = "draft"; }

static void
listing_alone_answers(void)
{
	project_drafts();
	view.listing->mode = "auto";
}

static const struct {
	void (*change)(void);
	bool told;
} drafters[] = {
	{ nothing, true }, { project_drafts, false }, { listing_drafts, false },
	{ listing_alone_answers, true }, { no_listing, false },
};

START_TEST(where_a_person_reads_everything_first_the_buyer_is_told_nothing)
{
	const char *text;

	drafters[_i].change();
	text = turn_buyer_handoff(fixture_mem, &view, CORE_NOW);
	ck_assert(str_equal(text, drafters[_i].told ? "Ответим в ближайшее время." : NULL));
}
END_TEST

/* --- turn_read_burst */

enum { WORDS_MAX = 16384 };

static const struct bubble {
	char author;       /* b: buyer, o: ours, a: Avito */
	const char *text;  /* with "%" for a long tale; "": a picture */
	int tale;          /* its letters, of two bytes */
} talk[][5] = {
	{ { 'b', "Почём?", 0 } },
	{ { 'b', "Ночь.", 0 }, { 'o', "Да.", 0 }, { 'b', "Почём?", 0 }, { 'b', "А синий?", 0 } },
	{ { 'b', "Есть?", 0 }, { 'a', "Скидка!", 0 }, { 'b', "", 0 }, { 'b', "Почём?", 0 } },
	{ { 'b', "Есть?", 0 }, { 'b', "%", 9000 }, { 'b', "Почём?", 0 } },
	{ { 'b', "%", 6000 }, { 'b', "%", 3000 }, { 'b', "Почём?", 0 } },
	{ { 'b', "%", 10000 } },
	{ { 'b', "Начало %", 10000 } },
	{ { 'b', "% почём?", 10000 } },
	{ { 'b', "z% почём?", 10000 } },
	{ { 'b', "Есть?", 0 }, { 'b', "Начало % почём?", 10000 } },
};

static const struct {
	const char *begin, *end; /* of the words; end NULL: there are no others */
} heard[] = {
	{ "Почём?", NULL }, { "Почём?\nА синий?", NULL }, { "Есть?\nПочём?", NULL },
	{ "Есть?\nПочём?", NULL }, { "яяя", "яяя\nПочём?" }, { "яяя", "яяя" },
	{ "Начало яяя", "яяя" }, { "яяя", "яяя почём?" }, { "zяя", "яяя почём?" },
	{ "Есть?\nНачало яяя", "яяя почём?" },
};

static char *
bubble_text(const struct bubble *bubble)
{
	const char *slot = strchr(bubble->text, '%');
	char *tale = mem_array(fixture_mem, char, 2 * bubble->tale + 1);

	for (int i = 0; i < bubble->tale; i++)
		memcpy(tale + 2 * i, "я", 2);
	return slot == NULL ? mem_strdup(fixture_mem, bubble->text)
		: mem_printf(fixture_mem, "%.*s%s%s", (int)(slot - bubble->text), bubble->text, tale,
			slot + 1);
}

START_TEST(however_much_a_buyer_writes_the_newest_words_are_heard)
{
	struct message *messages = mem_array(fixture_mem, struct message, 5);
	const char *words;

	for (int i = 0; i < 5 && talk[_i][i].text != NULL; i++) {
		const char who = talk[_i][i].author;

		messages[view.message_count++] = (struct message){ .id = i + 1, .type = "image",
			.author = who == 'b' ? "buyer" : who == 'o' ? "bot" : "avito",
			.text = bubble_text(&talk[_i][i]) };
	}
	view.messages = messages;
	view.chat->last_buyer_id = (int64_t)view.message_count;
	turn_read_burst(fixture_mem, &view);
	words = view.words;
	ck_assert_uint_le(strlen(words), WORDS_MAX);
	ck_assert(utf8_is_valid(words, strlen(words)));
	if (heard[_i].end == NULL) {
		ck_assert_str_eq(words, heard[_i].begin);
	} else {
		ck_assert_msg(str_has_prefix(words, heard[_i].begin), "%.60s", words);
		ck_assert(str_has_suffix(words, heard[_i].end));
		ck_assert_uint_gt(strlen(words), 3000);
	}
}
END_TEST

Suite *
turn_decide_suite(void)
{
	Suite *suite = suite_create("turn_decide");
	TCase *tcase = fixture_case(suite, "turn_decide");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, every_step_leaves_its_line_and_may_end_the_turn, 0, COUNT(steps));
	tcase_add_test(tcase, the_steps_come_in_their_order);
	tcase = fixture_case(suite, "turn_handoff_text");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_handoff_says_when_a_person_will_answer, 0, COUNT(sentences));
	tcase_add_loop_test(tcase, where_a_person_reads_everything_first_the_buyer_is_told_nothing,
		0, COUNT(drafters));
	tcase = fixture_case(suite, "turn_read_burst");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, however_much_a_buyer_writes_the_newest_words_are_heard, 0, COUNT(talk));
	return suite;
}
