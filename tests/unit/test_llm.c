/* SPDX-License-Identifier: MIT */
#include "remote/llm.h"

#include <string.h>

#include "base/time.h"
#include "io/http.h"
#include "remote/llm_memory.h"
#include "remote/llm_models.h"
#include "stub_http.h"
#include "test_remote.h"

/* --- llm_turns_normalise */

/* "u" and "a" and a text, for each turn. */
static const struct {
	const char *before[8];
	const char *after[8];
} talks[] = {
	{ { NULL }, { NULL } },
	{ { "uhi", NULL }, { "uhi", NULL } },
	{ { "ua", "ub", "ax", "uc", NULL }, { "ua\nb", "ax", "uc", NULL } },
	{ { "ahello", "uhi", NULL }, { "uhi", NULL } },
	{ { "uhi", "ax", "ay", NULL }, { "uhi", NULL } },
	{ { "ahello", NULL }, { NULL } },
	{ { "uhi", "a", "a \n", "uyou", NULL }, { "uhi\nyou", NULL } },
	{ { "u", "a1", "u2", "a3", "a4", "u5", NULL }, { "u2", "a3\n4", "u5", NULL } },
};

START_TEST(turns_fit_every_provider)
{
	struct llm_turn turns[8], *result;
	size_t count = 0, used;

	for (; talks[_i].before[count] != NULL; count++)
		turns[count] = (struct llm_turn){
			talks[_i].before[count][0] == 'u' ? LLM_USER : LLM_ASSISTANT,
			talks[_i].before[count] + 1 };
	llm_turns_normalise(fixture_mem, turns, count, &result, &used);
	for (count = 0; talks[_i].after[count] != NULL; count++) {
		ck_assert_uint_lt(count, used);
		ck_assert(result[count].role ==
			(talks[_i].after[count][0] == 'u' ? LLM_USER : LLM_ASSISTANT));
		ck_assert_str_eq(result[count].text, talks[_i].after[count] + 1);
	}
	ck_assert_uint_eq(used, count);
}
END_TEST

START_TEST(a_missing_text_is_an_empty_turn)
{
	struct llm_turn turns[] = { { LLM_USER, NULL }, { LLM_USER, "hi" } }, *result;
	size_t used;

	llm_turns_normalise(fixture_mem, turns, 2, &result, &used);
	ck_assert_uint_eq(used, 1);
	ck_assert_str_eq(result[0].text, "hi");
}
END_TEST

/* --- llm_ask */

static struct http *http;
static struct llm_provider provider;
static struct llm_request request;
static struct llm_answer answer;

static const struct llm_turn turns[] = { { LLM_USER, "Ещё продаёте?" } };

static void
set_up(void)
{
	http_global_init();
	http = http_new(fixture_mem);
	provider = (struct llm_provider){ .dialect = "openai", .model = "m",
		.api_key = " hush-hush\n", .timeout_ms = 120000 };
	request = (struct llm_request){ .system = "s", .turns = turns, .count = 1,
		.schema_name = "reply", .schema = "{\"type\":\"object\"}", .level = LLM_SCHEMA,
		.max_tokens = 100, .temperature = 0.3 };
}

static void
tear_down(void)
{
	stub_stop();
}

static void
ask(void)
{
	llm_ask(http, fixture_mem, &provider, &request, &answer);
}

#define ASK(...) do { \
	STUB_START(__VA_ARGS__); \
	provider.base_url = mem_printf(fixture_mem, "%s/v1/", stub_url()); \
	ask(); \
} while (0)

static void
check_asked(enum llm_class class, enum llm_level level, int requests)
{
	ck_assert_msg(answer.class == class, "%s: %s", llm_class_name(answer.class),
		answer.message);
	ck_assert_int_eq(answer.level, level);
	ck_assert_int_eq(stub_count(), requests);
	ck_assert_str_eq(answer.text, class == LLM_OK ? "Да" : "");
}

static void
check_body(int index, const char *part, bool has)
{
	const char *body = stub_request(index)->body;

	ck_assert_msg((strstr(body, json(part)) != NULL) == has, "%s", body);
}

#define YES { 200, "{`choices`:[{`finish_reason`:`stop`,`message`:{`content`:`Да`}}]," \
	"`usage`:{`prompt_tokens`:7,`completion_tokens`:2}}", NULL, STUB_KEEP }
#define SAY(status, body) { (status), (body), NULL, STUB_KEEP }
#define SAY_AFTER(status, header) { (status), "{}", header "\r\n", STUB_KEEP }
#define REFUSE(param) SAY(400, "{`error`:{`message`:`unsupported`,`param`:`" param "`}}")
#define CUT_SHORT SAY(200, "{`choices`:[{`finish_reason`:`length`,`message`:{`content`:`Д`}}]}")
#define FILTERED SAY(200, "{`choices`:[{`finish_reason`:`content_filter`,`message`:{}}]}")

START_TEST(a_question_is_answered)
{
	ASK(YES);
	check_asked(LLM_OK, LLM_SCHEMA, 1);
	ck_assert_int_eq(answer.tokens_in, 7);
	ck_assert_int_eq(answer.tokens_out, 2);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_ge(answer.elapsed_ms, 0);
	ck_assert_str_eq(stub_request(0)->method, "POST");
	ck_assert_str_eq(stub_request(0)->path, "/v1/chat/completions");
	ck_assert_ptr_nonnull(strstr(stub_request(0)->head,
		"\r\nAuthorization: Bearer hush-hush\r\n"));
	ck_assert_ptr_nonnull(strstr(stub_request(0)->head,
		"\r\nContent-Type: application/json\r\n"));
}
END_TEST

START_TEST(without_a_key_there_is_no_authorization)
{
	provider.api_key = NULL;
	ASK(YES);
	check_asked(LLM_OK, LLM_SCHEMA, 1);
	ck_assert_ptr_null(strstr(stub_request(0)->head, "Authorization"));
}
END_TEST

START_TEST(the_folder_of_a_model_is_told_beside_it)
{
	provider.model = "gpt://b1gfolder/yandexgpt/latest";
	ASK(YES);
	ck_assert_ptr_nonnull(strstr(stub_request(0)->head, "\r\nOpenAI-Project: b1gfolder\r\n"));
}
END_TEST

/* --- llm_models */

START_TEST(the_models_of_a_server_are_listed)
{
	const char **names;
	size_t count;

	STUB_START(SAY(200, "{`data`:[{`id`:`gpt-x`},{`id`:``},7,{`id`:`gpt-y`}]}"));
	provider.base_url = mem_printf(fixture_mem, "%s/v1", stub_url());
	MUST(llm_models(http, fixture_mem, &provider, &names, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(names[1], "gpt-y");
	ck_assert_str_eq(stub_request(0)->method, "GET");
	ck_assert_str_eq(stub_request(0)->path, "/v1/models");
}
END_TEST

START_TEST(a_server_without_a_list_says_so)
{
	const char **names;
	size_t count;

	STUB_START(SAY(404, "<html>"));
	provider.base_url = stub_url();
	ck_assert(!llm_models(http, fixture_mem, &provider, &names, &count, &fixture_err));
	ck_assert_int_eq(fixture_err.code, ERR_UPSTREAM);
}
END_TEST

static const struct {
	const char *wanted, *near;
} likenesses[] = {
	{ "gpt-4o-mni", "gpt-4o-mini gpt-4o gpt-4.1-mini" },
	{ "GPT-4O", "gpt-4o gpt-4o-mini gpt-4.1-mini" },
	{ "llama", "llama3.2:3b" },
	{ "qwen", "" },
	{ "", "" },
};

START_TEST(names_like_a_mistyped_one_are_found)
{
	static const char *const names[] = { "gpt-4.1-mini", "gpt-4o-mini", "gpt-4o", "llama3.2:3b" };
	const char *near[3], *found = "";
	size_t count = llm_models_near(fixture_mem, likenesses[_i].wanted, names, 4, near, 3);

	for (size_t i = 0; i < count; i++)
		found = mem_printf(fixture_mem, "%s%s%s", found, i > 0 ? " " : "", near[i]);
	ck_assert_str_eq(found, likenesses[_i].near);
}
END_TEST

START_TEST(a_refused_parameter_is_left_out_and_remembered)
{
	ASK(REFUSE("max_tokens"), REFUSE("temperature"), YES);
	check_asked(LLM_OK, LLM_SCHEMA, 3);
	check_body(1, "`max_completion_tokens`:100", true);
	check_body(2, "temperature", false);
	ask();
	check_asked(LLM_OK, LLM_SCHEMA, 4);
	check_body(3, "`max_completion_tokens`:100", true);
	check_body(3, "temperature", false);
	provider.model = "another";
	ask();
	check_body(4, "`max_tokens`:100", true);
	check_body(4, "temperature", true);
}
END_TEST

START_TEST(the_ladder_is_stepped_down)
{
	ASK(REFUSE("response_format"), REFUSE("response_format"), YES);
	check_asked(LLM_OK, LLM_PROMPT, 3);
	check_body(0, "json_schema", true);
	check_body(1, "json_object", true);
	check_body(2, "response_format", false);
}
END_TEST

START_TEST(the_ladder_begins_where_it_is_told)
{
	request.level = LLM_JSON;
	ASK(YES);
	check_asked(LLM_OK, LLM_JSON, 1);
	check_body(0, "json_object", true);
}
END_TEST

START_TEST(a_refusal_without_a_name_may_mean_the_schema)
{
	ASK(SAY(400, "{`error`:{`message`:`bad request`}}"), YES);
	check_asked(LLM_OK, LLM_PROMPT, 2);
	check_body(1, "response_format", false);
}
END_TEST

START_TEST(a_wrong_guess_is_not_remembered)
{
	ASK(SAY(400, "{`error`:{`message`:`bad request`}}"));
	check_asked(LLM_BAD_REQUEST, LLM_SCHEMA, 2);
}
END_TEST

START_TEST(a_cure_is_tried_once)
{
	ASK(REFUSE("max_tokens"));
	check_asked(LLM_UNSUPPORTED, LLM_SCHEMA, 2);
	ask();
	check_body(2, "`max_tokens`:100", true);
}
END_TEST

START_TEST(a_truncated_answer_gets_a_doubled_limit)
{
	ASK(CUT_SHORT, YES);
	check_asked(LLM_OK, LLM_SCHEMA, 2);
	check_body(1, "`max_tokens`:200", true);
}
END_TEST

START_TEST(what_stays_truncated_is_not_used)
{
	ASK(CUT_SHORT);
	check_asked(LLM_TRUNCATED, LLM_SCHEMA, 2);
}
END_TEST

START_TEST(an_unreadable_answer_is_asked_for_once_more)
{
	ASK(SAY(200, "<html>"), YES);
	check_asked(LLM_OK, LLM_SCHEMA, 2);
}
END_TEST

START_TEST(what_stays_unreadable_is_malformed)
{
	ASK(SAY(200, "{`choices`:[]}"));
	check_asked(LLM_MALFORMED, LLM_SCHEMA, 2);
}
END_TEST

START_TEST(an_overloaded_server_is_asked_again)
{
	ASK(SAY(503, ""), YES);
	check_asked(LLM_OK, LLM_SCHEMA, 2);
	ck_assert_int_ge(answer.elapsed_ms, 400);
}
END_TEST

START_TEST(a_cut_answer_is_asked_for_again)
{
	ASK({ 200, "{`choices`:[]}", NULL, STUB_CUT }, YES);
	check_asked(LLM_OK, LLM_SCHEMA, 2);
}
END_TEST

START_TEST(a_server_that_stays_overloaded_is_left)
{
	int tries = 0;

	do { /* a pause would be there each time, a delay of a busy machine is not */
		stub_stop();
		ASK(SAY_AFTER(500, "Retry-After: 0"));
		check_asked(LLM_OVERLOADED, LLM_SCHEMA, 2);
	} while (answer.elapsed_ms >= 400 && ++tries < 10);
	ck_assert_int_lt(answer.elapsed_ms, 400);
}
END_TEST

START_TEST(a_short_limit_is_waited_out)
{
	ASK(SAY_AFTER(429, "Retry-After-Ms: 500"), YES);
	check_asked(LLM_OK, LLM_SCHEMA, 2);
	ck_assert_int_ge(answer.elapsed_ms, 500);
}
END_TEST

START_TEST(a_long_limit_is_told)
{
	ASK(SAY_AFTER(429, "Retry-After: 20"));
	check_asked(LLM_RATE, LLM_SCHEMA, 1);
	ck_assert_int_eq(answer.retry_after_ms, 20000);
}
END_TEST

START_TEST(a_limit_without_a_hint_is_not_pressed)
{
	ASK(SAY(429, "{}"));
	check_asked(LLM_RATE, LLM_SCHEMA, 1);
}
END_TEST

START_TEST(a_filter_has_the_last_word)
{
	ASK(FILTERED);
	check_asked(LLM_BLOCKED, LLM_SCHEMA, 1);
}
END_TEST

START_TEST(a_bad_key_is_tried_once_and_never_shown)
{
	ASK(SAY(401, "{`error`:{`message`:`hush-hush is no key`}}"));
	check_asked(LLM_AUTH, LLM_SCHEMA, 1);
	ck_assert_str_eq(answer.message, "*** is no key");
}
END_TEST

START_TEST(all_ends_within_the_time_given)
{
	provider.timeout_ms = 1500;
	ASK({ 0, NULL, NULL, STUB_HANG });
	ck_assert_msg(answer.class == LLM_OVERLOADED, "%s", answer.message);
	ck_assert_int_eq(answer.status, 0);
	ck_assert_int_le(stub_count(), 1); /* a busy machine may not have sent it in so short a time */
}
END_TEST

START_TEST(no_pause_runs_over_the_time_given)
{
	provider.timeout_ms = 4500;
	ASK(SAY_AFTER(503, "Retry-After: 5"));
	for (int i = 0; i < 20 && answer.elapsed_ms >= 5000; i++)
		ask(); /* a busy machine may take as long as the pause */
	ck_assert_msg(answer.class == LLM_OVERLOADED, "%s", answer.message);
	ck_assert_int_lt(answer.elapsed_ms, 5000);
}
END_TEST

START_TEST(a_server_that_is_not_there_is_overloaded)
{
	provider.base_url = stub_nobody();
	ask();
	ck_assert_int_eq(answer.class, LLM_OVERLOADED);
	ck_assert_int_eq(answer.status, 0);
	ck_assert_str_ne(answer.message, "");
	ck_assert_int_eq(answer.tokens_in, -1);
}
END_TEST

START_TEST(an_impossible_address_is_a_bad_request)
{
	provider.base_url = "ftp://a/v1";
	ask();
	ck_assert_int_eq(answer.class, LLM_BAD_REQUEST);
}
END_TEST

START_TEST(an_unknown_dialect_asks_nobody)
{
	provider.dialect = "latin";
	ASK(YES);
	check_asked(LLM_BAD_REQUEST, LLM_SCHEMA, 0);
}
END_TEST

START_TEST(without_a_question_nobody_is_asked)
{
	request.count = 0;
	ASK(YES);
	check_asked(LLM_BAD_REQUEST, LLM_SCHEMA, 0);
}
END_TEST

START_TEST(no_server_is_taken_for_another)
{
	struct llm_quirks learnt = { true, true };

	for (int i = 0; i < 400; i++) {
		provider.model = mem_printf(fixture_mem, "model-%d", i);
		provider.base_url = "http://a";
		llm_memory_put(&provider, &learnt);
		ck_assert(llm_memory_get(&provider).completion_tokens);
		ck_assert(llm_memory_get(&provider).no_temperature);
		provider.base_url = "http://b";
		ck_assert(!llm_memory_get(&provider).completion_tokens);
		ck_assert(!llm_memory_get(&provider).no_temperature);
	}
}
END_TEST

static const char *const class_names[] = {
	"ok", "auth", "geo", "retired", "no_money", "rate", "overloaded", "too_long", "unsupported",
	"bad_request", "blocked", "truncated", "malformed", "tls",
};

START_TEST(a_class_keeps_its_name)
{
	ck_assert_str_eq(llm_class_name((enum llm_class)_i), class_names[_i]);
}
END_TEST

static void
add_asking(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_question_is_answered);
	tcase_add_test(tcase, without_a_key_there_is_no_authorization);
	tcase_add_test(tcase, the_folder_of_a_model_is_told_beside_it);
	tcase_add_test(tcase, the_models_of_a_server_are_listed);
	tcase_add_test(tcase, a_server_without_a_list_says_so);
	tcase_add_loop_test(tcase, names_like_a_mistyped_one_are_found, 0,
		sizeof(likenesses) / sizeof(likenesses[0]));
	tcase_add_test(tcase, a_refused_parameter_is_left_out_and_remembered);
	tcase_add_test(tcase, the_ladder_is_stepped_down);
	tcase_add_test(tcase, the_ladder_begins_where_it_is_told);
	tcase_add_test(tcase, a_refusal_without_a_name_may_mean_the_schema);
	tcase_add_test(tcase, a_wrong_guess_is_not_remembered);
	tcase_add_test(tcase, a_cure_is_tried_once);
	tcase_add_test(tcase, a_truncated_answer_gets_a_doubled_limit);
	tcase_add_test(tcase, what_stays_truncated_is_not_used);
	tcase_add_test(tcase, an_unreadable_answer_is_asked_for_once_more);
	tcase_add_test(tcase, what_stays_unreadable_is_malformed);
	tcase_add_test(tcase, an_overloaded_server_is_asked_again);
	tcase_add_test(tcase, a_cut_answer_is_asked_for_again);
	tcase_add_test(tcase, a_server_that_stays_overloaded_is_left);
	tcase_add_test(tcase, a_short_limit_is_waited_out);
	tcase_add_test(tcase, a_long_limit_is_told);
	tcase_add_test(tcase, a_limit_without_a_hint_is_not_pressed);
	tcase_add_test(tcase, a_filter_has_the_last_word);
	tcase_add_test(tcase, a_bad_key_is_tried_once_and_never_shown);
	tcase_add_test(tcase, all_ends_within_the_time_given);
	tcase_add_test(tcase, no_pause_runs_over_the_time_given);
	tcase_add_test(tcase, a_server_that_is_not_there_is_overloaded);
	tcase_add_test(tcase, an_impossible_address_is_a_bad_request);
	tcase_add_test(tcase, an_unknown_dialect_asks_nobody);
	tcase_add_test(tcase, without_a_question_nobody_is_asked);
}

Suite *
llm_suite(void)
{
	Suite *suite = suite_create("llm");
	TCase *tcase = fixture_case(suite, "llm_turns_normalise");

	tcase_add_loop_test(tcase, turns_fit_every_provider, 0, COUNT(talks));
	tcase_add_test(tcase, a_missing_text_is_an_empty_turn);
	add_asking(fixture_case(suite, "llm_ask"));
	tcase_add_test(fixture_case(suite, "llm_memory"), no_server_is_taken_for_another);
	tcase_add_loop_test(fixture_case(suite, "llm_class_name"), a_class_keeps_its_name, LLM_OK,
		COUNT(class_names));
	return suite;
}
