/* SPDX-License-Identifier: MIT */
/* Scripted exchanges with many servers, without a network. */
#include <string.h>

#include "remote/llm.h"
#include "remote/llm_openai.h"
#include "test_remote.h"

/* --- llm_openai_build */

static const struct llm_provider provider = { .dialect = "openai", .base_url = "https://a/v1",
	.model = "gpt-4o-mini" };

static const struct llm_turn turns[] = {
	{ LLM_USER, "Ещё \"продаёте\"?" }, { LLM_ASSISTANT, "Да" }, { LLM_USER, "Торг?" },
};

#define MESSAGES \
	"`messages`:[{`role`:`system`,`content`:`Ты продавец`}," \
	"{`role`:`user`,`content`:`Ещё \\`продаёте\\`?`}," \
	"{`role`:`assistant`,`content`:`Да`},{`role`:`user`,`content`:`Торг?`}]"
#define HEAD "{`model`:`gpt-4o-mini`," MESSAGES ","
#define SCHEMA "{`type`:`object`,`properties`:{`reply`:{`type`:`string`}}}"

static const struct {
	enum llm_level level;
	const char *schema;
	struct llm_quirks quirks;
	int max_tokens;
	const char *body;
} requests[] = {
	{ LLM_SCHEMA, SCHEMA, { false, false }, 800, HEAD "`temperature`:0.3,`max_tokens`:800,"
		"`response_format`:{`type`:`json_schema`,`json_schema`:{`name`:`reply`,"
		"`strict`:true,`schema`:" SCHEMA "}}}" },
	{ LLM_JSON, SCHEMA, { false, false }, 800, HEAD "`temperature`:0.3,`max_tokens`:800,"
		"`response_format`:{`type`:`json_object`}}" },
	{ LLM_PROMPT, SCHEMA, { false, false }, 800, HEAD "`temperature`:0.3,`max_tokens`:800}" },
	{ LLM_SCHEMA, NULL, { false, false }, 800, HEAD "`temperature`:0.3,`max_tokens`:800}" },
	{ LLM_PROMPT, NULL, { true, false }, 800,
		HEAD "`temperature`:0.3,`max_completion_tokens`:800}" },
	{ LLM_PROMPT, NULL, { false, true }, 800, HEAD "`max_tokens`:800}" },
	{ LLM_PROMPT, NULL, { true, true }, 0, "{`model`:`gpt-4o-mini`," MESSAGES "}" },
};

START_TEST(a_request_is_built_to_the_letter)
{
	const char *schema = requests[_i].schema != NULL ? json(requests[_i].schema) : NULL;
	struct llm_request request = { .system = "Ты продавец", .turns = turns, .count = 3,
		.schema_name = "reply", .schema = schema, .level = requests[_i].level,
		.max_tokens = requests[_i].max_tokens, .temperature = 0.3 };

	ck_assert_str_eq(llm_openai_build(fixture_mem, &provider, &request, &requests[_i].quirks),
		json(requests[_i].body));
}
END_TEST

START_TEST(an_empty_system_text_is_left_out)
{
	struct llm_quirks quirks = { true, true };
	struct llm_request request = { .system = "", .turns = turns + 2, .count = 1 };

	ck_assert_str_eq(llm_openai_build(fixture_mem, &provider, &request, &quirks),
		json("{`model`:`gpt-4o-mini`,`messages`:[{`role`:`user`,`content`:`Торг?`}]}"));
}
END_TEST

/* --- llm_openai_parse: what came with 200 */

#define CHOICE(message, finish) \
	"{`choices`:[{`index`:0,`finish_reason`:" finish ",`message`:" message "}]}"
#define SAYS(text) "{`role`:`assistant`,`content`:" text "}"
#define STOCK "В интернете есть много сайтов с информацией на эту тему. " \
	"[Посмотрите, что нашлось в поиске](https://ya.ru)"

static const struct {
	const char *body;
	enum llm_class class;
	const char *text;
	int64_t in, out;
} successes[] = {
	{ "{`choices`:[{`finish_reason`:`stop`,`message`:{`content`:`Да`,`refusal`:null}}],"
		"`usage`:{`prompt_tokens`:120,`completion_tokens`:40}}", LLM_OK, "Да", 120, 40 },
	{ "\n\n \r\n" CHOICE(SAYS("` Да \\n`"), "`stop`"), LLM_OK, "Да", -1, -1 },
	{ CHOICE(SAYS("`Да`"), "null"), LLM_OK, "Да", -1, -1 },
	{ "{`error`:null,`choices`:[{`message`:{`content`:`Да`}}],`usage`:{}}", LLM_OK, "Да",
		-1, -1 },
	{ CHOICE("{`content`:[{`type`:`text`,`text`:`Да, `},{`type`:`text`,`text`:`есть`}]}",
		"`stop`"), LLM_OK, "Да, есть", -1, -1 },
	{ CHOICE("{`content`:`Да`,`reasoning_content`:`думаю`}", "`stop`"), LLM_OK, "Да", -1,
		-1 },
	{ CHOICE(SAYS("`<think>`"), "`stop`"), LLM_OK, "<think>", -1, -1 },
	{ "{`choices`:[{`message`:{`content`:`Да`}}],`usage`:{`prompt_tokens`:-5,"
		"`completion_tokens`:`40`}}", LLM_OK, "Да", -1, -1 },
	{ CHOICE(SAYS("null"), "`stop`"), LLM_MALFORMED, "", -1, -1 },
	{ CHOICE(SAYS("`  `"), "`stop`"), LLM_MALFORMED, "", -1, -1 },
	{ CHOICE("{`content`:null,`reasoning_content`:`думаю`}", "`stop`"), LLM_MALFORMED, "", -1,
		-1 },
	{ CHOICE(SAYS("null"), "`tool_calls`"), LLM_MALFORMED, "", -1, -1 },
	{ "{`choices`:[]}", LLM_MALFORMED, "", -1, -1 },
	{ "{`choices`:[null]}", LLM_MALFORMED, "", -1, -1 },
	{ "{}", LLM_MALFORMED, "", -1, -1 },
	{ "[]", LLM_MALFORMED, "", -1, -1 },
	{ "", LLM_MALFORMED, "", -1, -1 },
	{ "<html>hello</html>", LLM_MALFORMED, "", -1, -1 },
	{ "{`choices`:[{`message`:{`content`:`Да", LLM_MALFORMED, "", -1, -1 },
	{ "{`choices`:[{`message`:{`content`:`\xff`}}]}", LLM_MALFORMED, "", -1, -1 },
	{ CHOICE(SAYS("`{\\`reply\\`:\\`Д`"), "`length`"), LLM_TRUNCATED, "", -1, -1 },
	{ CHOICE(SAYS("``"), "`length`"), LLM_TRUNCATED, "", -1, -1 },
	{ CHOICE(SAYS("null"), "`length`"), LLM_TRUNCATED, "", -1, -1 },
	{ CHOICE(SAYS("`Д`"), "`MAX_TOKENS`"), LLM_TRUNCATED, "", -1, -1 },
	{ CHOICE(SAYS("`Д`"), "`content_filter`"), LLM_BLOCKED, "", -1, -1 },
	{ CHOICE(SAYS("`Не люблю менять тему`"), "`blacklist`"), LLM_BLOCKED, "", -1, -1 },
	{ CHOICE("{`content`:null,`refusal`:`I cannot`}", "`stop`"), LLM_BLOCKED, "", -1, -1 },
	{ CHOICE(SAYS("`" STOCK "`"), "`stop`"), LLM_BLOCKED, "", -1, -1 },
	{ CHOICE(SAYS("`" STOCK "`"), "`length`"), LLM_BLOCKED, "", -1, -1 },
	{ CHOICE(SAYS("``"), "`error`"), LLM_OVERLOADED, "", -1, -1 },
	{ "{`error`:{`code`:429,`message`:`upstream`,`metadata`:{}}}", LLM_RATE, "", -1, -1 },
	{ "{`error`:{`code`:502,`message`:`upstream`}}", LLM_OVERLOADED, "", -1, -1 },
	{ "{`error`:{`code`:`402`,`message`:`pay`}}", LLM_NO_MONEY, "", -1, -1 },
	{ "{`error`:`something broke`}", LLM_OVERLOADED, "", -1, -1 },
	{ "{`error`:[{`code`:403,`message`:`no`}]}", LLM_AUTH, "", -1, -1 },
	{ "{`choices`:[{`error`:{`code`:402,`message`:`pay`},`finish_reason`:`error`,"
		"`message`:{`content`:`half`}}]}", LLM_NO_MONEY, "", -1, -1 },
	{ "{`choices`:[{`message`:{`content`:`Да`}}],`error`:{`message`:`late`}}",
		LLM_OVERLOADED, "", -1, -1 },
};

static void
check_answer(const struct llm_answer *answer, enum llm_class class)
{
	ck_assert_str_eq(llm_class_name(answer->class), llm_class_name(class));
	ck_assert(class == LLM_OK || answer->text[0] == '\0');
	ck_assert(class == LLM_OK || answer->message[0] != '\0');
}

START_TEST(a_success_may_be_none)
{
	const char *body = json(successes[_i].body);
	struct llm_answer answer;

	llm_openai_parse(fixture_mem, 200, body, strlen(body), &answer);
	check_answer(&answer, successes[_i].class);
	ck_assert_str_eq(answer.text, successes[_i].text);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(answer.tokens_in, successes[_i].in);
	ck_assert_int_eq(answer.tokens_out, successes[_i].out);
	ck_assert_int_eq(answer.retry_after_ms, -1);
}
END_TEST

/* --- llm_openai_parse: refusals */

#define ERROR(words) "{`error`:{" words "}}"

static const struct {
	int status;
	const char *body;
	enum llm_class class;
	enum llm_field field;
} refusals[] = {
	/* OpenAI */
	{ 401, ERROR("`message`:`Incorrect API key provided: sk-abcd1234`,`type`:"
		"`invalid_request_error`,`param`:null,`code`:`invalid_api_key`"), LLM_AUTH, 0 },
	{ 403, ERROR("`message`:`Country, region, or territory not supported`,`code`:"
		"`unsupported_country_region_territory`"), LLM_GEO, 0 },
	{ 404, ERROR("`message`:`The model 'x' does not exist`,`code`:`model_not_found`"),
		LLM_RETIRED, 0 },
	{ 429, ERROR("`message`:`Rate limit reached`,`code`:`rate_limit_exceeded`"), LLM_RATE,
		0 },
	{ 429, ERROR("`message`:`You exceeded your current quota`,`code`:`insufficient_quota`"),
		LLM_NO_MONEY, 0 },
	{ 400, ERROR("`message`:`This model's maximum context length is 128000 tokens. However, "
		"you requested 130000 in max_tokens`,`code`:`context_length_exceeded`"),
		LLM_TOO_LONG, 0 },
	{ 400, ERROR("`message`:`Unsupported parameter: 'max_tokens' is not supported with this "
		"model. Use 'max_completion_tokens' instead.`,`type`:`invalid_request_error`,`param`:"
		"`max_tokens`,`code`:`unsupported_parameter`"), LLM_UNSUPPORTED, LLM_FIELD_LIMIT },
	{ 400, ERROR("`message`:`Unsupported value`,`param`:`temperature`,`code`:null"),
		LLM_UNSUPPORTED, LLM_FIELD_TEMPERATURE },
	{ 400, ERROR("`message`:`Invalid parameter`,`param`:`response_format`"),
		LLM_UNSUPPORTED, LLM_FIELD_FORMAT },
	{ 400, ERROR("`message`:`'messages' is required`"), LLM_BAD_REQUEST, 0 },
	{ 400, ERROR("`message`:`Flagged`,`code`:`content_policy_violation`"), LLM_BLOCKED, 0 },
	{ 408, "", LLM_OVERLOADED, 0 },
	{ 409, "", LLM_OVERLOADED, 0 },
	{ 500, ERROR("`message`:`The server had an error`"), LLM_OVERLOADED, 0 },
	{ 503, "", LLM_OVERLOADED, 0 },
	{ 529, "", LLM_OVERLOADED, 0 },
	/* Perplexity */
	{ 403, ERROR("`message`:`Sonar is now the Agent API. Use /v1/responses instead of "
		"/chat/completions`,`type`:`chat_completions_not_available`"), LLM_RETIRED, 0 },
	{ 403, ERROR("`message`:`moved`,`code`:`agent_api_migration_required`"), LLM_RETIRED, 0 },
	{ 400, ERROR("`message`:`Invalid model 'sonar'`,`type`:`invalid_model`,`code`:400"),
		LLM_RETIRED, 0 },
	{ 400, ERROR("`message`:`invalid request body: json: unknown field \\`messages\\``,`type`:"
		"`invalid_request`,`code`:400,`param`:`messages`"), LLM_UNSUPPORTED, 0 },
	/* GigaChat */
	{ 404, "{`status`:404,`message`:`No such model`}", LLM_RETIRED, 0 },
	{ 402, "{`status`:402,`message`:`Payment Required`}", LLM_NO_MONEY, 0 },
	{ 413, "{`status`:413,`message`:`too long`}", LLM_TOO_LONG, 0 },
	{ 422, "{`status`:422,`message`:`Invalid params: response_format is unknown`}",
		LLM_UNSUPPORTED, LLM_FIELD_FORMAT },
	{ 422, "{`status`:422,`message`:`Invalid params: system message must be the first "
		"message`}", LLM_BAD_REQUEST, 0 },
	{ 403, "<html>nginx</html>", LLM_AUTH, 0 },
	/* Yandex */
	{ 429, ERROR("`grpcCode`:8,`httpCode`:429,`message`:`ai.textGenerationCompletion"
		"SessionsCount.count gauge quota limit exceed: allowed 10 requests`"), LLM_RATE, 0 },
	{ 403, ERROR("`httpCode`:403,`message`:`Billing account is not active`"), LLM_NO_MONEY, 0 },
	{ 403, ERROR("`httpCode`:403,`message`:`Permission denied`"), LLM_AUTH, 0 },
	{ 400, ERROR("`message`:`Number of input tokens must be no more than 32768`"), LLM_TOO_LONG,
		0 },
	/* Gemini's compatible endpoint wraps the object in an array */
	{ 400, "[" ERROR("`code`:400,`message`:`API key not valid. Please pass a valid API key.`,"
		"`status`:`INVALID_ARGUMENT`") "]", LLM_AUTH, 0 },
	{ 400, "[" ERROR("`code`:400,`message`:`User location is not supported for the API use.`,"
		"`status`:`FAILED_PRECONDITION`") "]", LLM_GEO, 0 },
	/* DeepSeek, OpenRouter, resellers */
	{ 402, ERROR("`message`:`Insufficient Balance`"), LLM_NO_MONEY, 0 },
	{ 400, ERROR("`message`:`This response_format type is unavailable now`"), LLM_UNSUPPORTED,
		LLM_FIELD_FORMAT },
	{ 403, ERROR("`code`:403,`message`:`Your input was flagged`,`metadata`:{`reasons`:[]}"),
		LLM_BLOCKED, 0 },
	{ 400, ERROR("`code`:400,`message`:`Provider returned error`,`metadata`:{`raw`:"
		"`'temperature' is not supported`}"), LLM_UNSUPPORTED, LLM_FIELD_TEMPERATURE },
	{ 404, ERROR("`message`:`unknown model`"), LLM_RETIRED, 0 },
	{ 410, "", LLM_RETIRED, 0 },
	{ 400, ERROR("`message`:`This model has been deprecated`"), LLM_RETIRED, 0 },
	/* the words count, whatever status or code a reseller puts to them */
	{ 403, ERROR("`message`:`Sonar is now the Agent API`"), LLM_RETIRED, 0 },
	{ 403, ERROR("`message`:`Country, region, or territory not supported`"), LLM_GEO, 0 },
	{ 403, ERROR("`message`:`Insufficient credits`"), LLM_NO_MONEY, 0 },
	{ 400, ERROR("`message`:`Insufficient Balance`"), LLM_NO_MONEY, 0 },
	{ 400, ERROR("`message`:`no`,`code`:`model_not_found`"), LLM_RETIRED, 0 },
	{ 400, ERROR("`message`:`No such model`"), LLM_RETIRED, 0 },
	{ 400, ERROR("`message`:`no`,`code`:`invalid_api_key`"), LLM_AUTH, 0 },
	{ 503, ERROR("`message`:`gauge quota limit exceed`"), LLM_RATE, 0 },
	{ 403, ERROR("`message`:`the input requires moderation`"), LLM_BLOCKED, 0 },
	{ 400, ERROR("`message`:`no`,`code`:`content_filter`"), LLM_BLOCKED, 0 },
	{ 400, ERROR("`message`:`no`,`code`:`context_length_exceeded`"), LLM_TOO_LONG, 0 },
	{ 400, ERROR("`message`:`the prompt is too long`"), LLM_TOO_LONG, 0 },
	/* local servers */
	{ 404, "{`error`:`model \\`llama3\\` not found, try pulling it first`}", LLM_RETIRED, 0 },
	{ 400, "{`error`:`'response_format.type' must be 'json_schema' or 'text'`}",
		LLM_UNSUPPORTED, LLM_FIELD_FORMAT },
	{ 400, ERROR("`code`:400,`message`:`the request exceeds the available context size`,`type`:"
		"`exceed_context_size_error`"), LLM_TOO_LONG, 0 },
	{ 503, ERROR("`code`:503,`message`:`Loading model`,`type`:`unavailable_error`"),
		LLM_OVERLOADED, 0 },
	{ 422, "{`detail`:[{`loc`:[`body`,`response_format`,`type`],`msg`:`Input should be "
		"'text'`,`input`:`too long`}]}", LLM_UNSUPPORTED, LLM_FIELD_FORMAT },
	{ 401, "{`detail`:`Not authenticated`}", LLM_AUTH, 0 },
	{ 404, "<html>Not found</html>", LLM_RETIRED, 0 },
	{ 302, "", LLM_BAD_REQUEST, 0 },
	{ 405, "", LLM_BAD_REQUEST, 0 },
	{ 429, "", LLM_RATE, 0 },
	{ 418, "{`error`:7}", LLM_BAD_REQUEST, 0 },
};

START_TEST(a_refusal_has_one_class)
{
	const char *body = json(refusals[_i].body);
	struct llm_answer answer;
	enum llm_field field;

	llm_openai_read(fixture_mem, refusals[_i].status, body, strlen(body), &answer, &field);
	check_answer(&answer, refusals[_i].class);
	ck_assert_int_eq(field, refusals[_i].field);
	ck_assert_int_eq(answer.status, refusals[_i].status);
	ck_assert_int_eq(answer.tokens_in, -1);
}
END_TEST

static const struct {
	const char *body, *message;
} words[] = {
	{ ERROR("`message`:`Incorrect API key provided: sk-abcd1234.`"),
		"Incorrect API key provided: ***." },
	{ "{`error`:`no such thing`}", "no such thing" },
	{ "{`status`:400,`message`:`flat`}", "flat" },
	{ "{`detail`:`Not authenticated`}", "Not authenticated" },
	{ "{`detail`:[{`msg`:`Field required`}]}", "Field required" },
	{ "[{`error`:{`message`:`wrapped`}}]", "wrapped" },
	{ "{}", "refused without a word" },
	{ "<html>", "refused, and the answer is not JSON" },
};

START_TEST(the_owner_reads_the_provider_s_words)
{
	const char *body = json(words[_i].body);
	struct llm_answer answer;

	llm_openai_parse(fixture_mem, 400, body, strlen(body), &answer);
	ck_assert_str_eq(answer.message, words[_i].message);
}
END_TEST

static const struct {
	const char *delay;
	int64_t ms;
} delays[] = {
	{ "34.4s", 34400 }, { "0s", 0 }, { "34", -1 }, { "s", -1 }, { "-1s", -1 }, { "nans", -1 },
	{ "1e9s", -1 }, { "5 s", -1 },
};

START_TEST(a_delay_may_stand_in_the_body)
{
	char *body = mem_printf(fixture_mem, "[{`error`:{`code`:429,`message`:`m`,`details`:["
		"{`@type`:`x`},{`retryDelay`:`%s`}]}}]", delays[_i].delay);
	struct llm_answer answer;

	llm_openai_parse(fixture_mem, 429, json(body), strlen(body), &answer);
	ck_assert_int_eq(answer.retry_after_ms, delays[_i].ms);
}
END_TEST

START_TEST(a_huge_error_is_survived)
{
	char *text = mem_zeroed(fixture_mem, 1, 200001, "text"), *body;
	struct llm_answer answer;

	memset(text, 'x', 200000);
	body = mem_printf(fixture_mem, "{`error`:{`message`:`%s`,`code`:`insufficient_quota`}}",
		text);
	llm_openai_parse(fixture_mem, 429, json(body), strlen(body), &answer);
	check_answer(&answer, LLM_NO_MONEY);
	ck_assert_uint_lt(strlen(answer.message), 400);
}
END_TEST

Suite *
llm_openai_suite(void)
{
	Suite *suite = suite_create("llm_openai");
	TCase *tcase = fixture_case(suite, "llm_openai_build");

	tcase_add_loop_test(tcase, a_request_is_built_to_the_letter, 0, COUNT(requests));
	tcase_add_test(tcase, an_empty_system_text_is_left_out);

	tcase = fixture_case(suite, "llm_openai_parse");
	tcase_add_loop_test(tcase, a_success_may_be_none, 0, COUNT(successes));
	tcase_add_loop_test(tcase, a_refusal_has_one_class, 0, COUNT(refusals));
	tcase_add_loop_test(tcase, the_owner_reads_the_provider_s_words, 0, COUNT(words));
	tcase_add_loop_test(tcase, a_delay_may_stand_in_the_body, 0, COUNT(delays));
	tcase_add_test(tcase, a_huge_error_is_survived);
	return suite;
}
