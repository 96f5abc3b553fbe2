/* SPDX-License-Identifier: MIT */
#include "core/answer.h"

#include <string.h>

#include "codec/json.h"
#include "test_core.h"

static struct answer *
parse(const char *text)
{
	struct answer *answer = NULL;

	MUST(answer_parse(fixture_mem, text, &answer, &fixture_err));
	return answer;
}

static const struct {
	const char *text, *reply;
	bool structured;
} replies[] = {
	{ "{\"reply\":\"Да\"}", "Да", true },
	{ " \n{\"reply\":\" Да \"}\n", "Да", true },
	{ "```json\n{\"reply\":\"Да\"}\n```", "Да", true },
	{ "```\n{\"reply\":\"Да\"}```", "Да", true },
	{ "Вот ответ: {\"reply\":\"Да\"} Готово.", "Да", true },
	{ "Вот:\n```json\n{\"reply\":\"Да\"}\n```\nУдачи", "Да", true },
	{ "{\"reply\":\"скобка } и \\\" внутри {\"}", "скобка } и \" внутри {", true },
	{ "{\"reply\":\"Да\\\\\"} хвост", "Да\\", true },
	{ "{\"reply\":\"строка\nи ещё\tодна\r\n\"}", "строка\nи ещё\tодна", true },
	{ "[{\"reply\":\"Да\"}]", "Да", true },
	{ "{\"reply\":\"Да\"}{\"reply\":\"Нет\"}", "Да", true },
	{ "<think>буду {\"reply\":\"Нет\"}</think>{\"reply\":\"Да\"}", "Да", true },
	{ "подумал\n</think>\n{\"reply\":\"Да\"}", "Да", true },
	{ "<think>a</think><think>b</think>Да, есть.", "Да, есть.", false },
	{ "<thinking>x</thinking>Да", "Да", false },
	{ "{\"handoff\":true}", "", true },
	{ "{\"reply\":\"\"}", "", true },
	{ "{\"reply\":\"Да\",\"new_key\":[1,{\"a\":2}]}", "Да", true },
	{ "  Да, есть. \n", "Да, есть.", false },
	{ "«Да, есть», — сказал он", "«Да, есть», — сказал он", false },
	{ "\"Да, есть\"", "\"Да, есть\"", false },
};

START_TEST(the_reply_is_found_wherever_the_model_put_it)
{
	struct answer *answer = parse(replies[_i].text);

	ck_assert_str_eq(answer->reply, replies[_i].reply);
	ck_assert_int_eq(answer->structured, replies[_i].structured);
}
END_TEST

static const char *const rubbish[] = {
	"", " \n ", "``````", "<think>и всё", "<think>a</think>", "<think>a</think> <think>b",
	"<thinking>{\"reply\":\"Да\"}", "{\"reply\":\"Да\"", "{\"reply\":\"Да}", "{\"reply\":Да}",
	"{'reply':'Да'}", "{\"reply\": \"Да\",}", "\"reply\": \"Да\"", "[\"Да\"]", "[факт 12] Да",
	"{\"error\":\"overloaded\"}", "{}", "{\"reply\":null}", "{\"reply\":5}",
	"{\"answer\":{\"reply\":\"Да\"}}", "\"{\\\"reply\\\":\\\"Да\\\"}\"", "Да }", "{",
	"{\"handoff\":false}", "Цена {цена}", "reply: {Да}", "```json\n{\"reply\":\"Да\"\n```",
	"{\"reply\":\"a\\u0000b\"}",
};

START_TEST(what_is_not_an_answer_is_refused)
{
	struct answer *answer = NULL;

	MUST_FAIL(answer_parse(fixture_mem, rubbish[_i], &answer, &fixture_err), ERR_INVALID);
	ck_assert_ptr_null(answer);
	ck_assert_uint_eq(talloc_total_blocks(fixture_mem), 1);
}
END_TEST

/* A megabyte of before, between and after, over and over. */
static const struct {
	const char *piece, *last, *reply; /* NULL: it is refused */
} thoughts[] = {
	{ "<think>", "</think>Да", "Да" },
	{ "<think></think>", "Да", "Да" },
	{ "<think>хм</think> ", "Да", "Да" },
	{ "</think>", "Да", "Да" },
	{ "<think>{\"reply\":\"Нет\"}</think>", "{\"reply\":\"Да\"}", "Да" },
	{ "<thinking>", "</thinking>Да", "Да" },
	{ "<thinking></thinking>", "Да", "Да" },
	{ "<think><thinking>", "</thinking></think>Да", "Да" },
	{ "<thi<think></think>nk></think>", "Да", "Да" },
	{ "</th<think></think>ink>", "Да", "Да" },
	{ "<think>1 < 2</think>", "3 < 4", "3 < 4" },
	{ "<think>", "Да", NULL },
	{ "<think></think><think>", "Да", NULL },
	{ "<thi<thinking></thinking>nk>", "Да", NULL },
};

START_TEST(a_megabyte_of_thoughts_is_stripped)
{
	const size_t size = (size_t)1 << 20;
	const char *piece = thoughts[_i].piece, *last = thoughts[_i].last;
	size_t len = strlen(piece), count = size / len;
	char *text = mem_array(fixture_mem, char, count * len + strlen(last) + 1);
	struct answer *answer;

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * len, piece, len);
	memcpy(text + count * len, last, strlen(last));
	if (thoughts[_i].reply != NULL)
		ck_assert_str_eq(parse(text)->reply, thoughts[_i].reply);
	else
		MUST_FAIL(answer_parse(fixture_mem, text, &answer, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(every_field_is_read)
{
	struct answer *answer = parse("{\"reply\":\"Да\",\"intent\":\"lead\","
		"\"lead\":{\"name\":\" Анна \",\"phone\":\"+7 916\"},\"handoff\":true,"
		"\"handoff_reason\":\"торг\",\"confidence\":85,\"facts_used\":[12,3]}");

	ck_assert_str_eq(answer->intent, "lead");
	ck_assert_str_eq(answer->lead_name, "Анна");
	ck_assert_str_eq(answer->lead_phone, "+7 916");
	ck_assert(answer->handoff);
	ck_assert_str_eq(answer->handoff_reason, "торг");
	ck_assert_int_eq(answer->confidence, 85);
	ck_assert_uint_eq(answer->fact_count, 2);
	ck_assert_int_eq(answer->facts[0], 12);
	ck_assert_int_eq(answer->facts[1], 3);
}
END_TEST

START_TEST(absent_and_odd_fields_get_their_defaults)
{
	static const char *const texts[] = {
		"Да", "{\"reply\":\"Да\"}",
		"{\"reply\":\"Да\",\"intent\":\"buy\",\"lead\":null,\"handoff\":\"yes\","
		"\"handoff_reason\":null,\"confidence\":\"high\",\"facts_used\":{}}",
	};
	struct answer *answer = parse(texts[_i]);

	ck_assert_str_eq(answer->reply, "Да");
	ck_assert_str_eq(answer->intent, "other");
	ck_assert_str_eq(answer->lead_name, "");
	ck_assert_str_eq(answer->lead_phone, "");
	ck_assert(!answer->handoff);
	ck_assert_str_eq(answer->handoff_reason, "");
	ck_assert_int_eq(answer->confidence, 50);
	ck_assert_uint_eq(answer->fact_count, 0);
}
END_TEST

static const struct {
	const char *told;
	int per_cent;
} confidences[] = {
	{ "0", 0 }, { "1", 1 }, { "99", 99 }, { "100", 100 }, { "250", 100 }, { "-3", 0 },
	{ "0.85", 85 }, { "0.5", 50 }, { "72.6", 73 }, { "1e999", 50 }, { "null", 50 },
	{ "true", 50 },
};

START_TEST(confidence_is_per_cent_within_bounds)
{
	ck_assert_int_eq(parse(mem_printf(fixture_mem, "{\"reply\":\"Да\",\"confidence\":%s}",
		confidences[_i].told))->confidence, confidences[_i].per_cent);
}
END_TEST

START_TEST(facts_are_read_leniently_and_bounded)
{
	struct answer *answer = parse("{\"reply\":\"Да\",\"facts_used\":"
		"[\"7\",\"факт 12\",\"нет\",-1,0,2.5,null,[3],9]}");
	char text[1024] = "{\"reply\":\"Да\",\"facts_used\":[1";

	ck_assert_uint_eq(answer->fact_count, 3);
	ck_assert_int_eq(answer->facts[0], 7);
	ck_assert_int_eq(answer->facts[1], 12);
	ck_assert_int_eq(answer->facts[2], 9);
	for (int i = 0; i < 200; i++)
		memcpy(text + strlen(text), ",2", 3);
	memcpy(text + strlen(text), "]}", 3);
	ck_assert_uint_eq(parse(text)->fact_count, 32);
}
END_TEST

START_TEST(the_schema_is_json_and_requires_every_property)
{
	struct json_object *schema, *properties;

	MUST(json_parse_object(fixture_mem, answer_schema, strlen(answer_schema), &schema,
		&fixture_err));
	properties = json_opt_object(schema, "properties");
	ck_assert_uint_eq(json_array_len(json_opt_array(schema, "required")), 7);
	for (size_t i = 0; i < 7; i++) {
		const char *name = json_text(json_array_at(json_opt_array(schema, "required"), i));

		ck_assert_msg(json_opt_object(properties, name) != NULL, "%s", name);
	}
	ck_assert(!json_opt_bool(schema, "additionalProperties", true));
	ck_assert(!json_opt_bool(json_opt_object(properties, "lead"), "additionalProperties",
		true));
	ck_assert_uint_gt(strlen(answer_schema_name), 0);
}
END_TEST

Suite *
answer_suite(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = fixture_case(suite, "answer_parse");

	tcase_add_loop_test(tcase, the_reply_is_found_wherever_the_model_put_it, 0,
		COUNT(replies));
	tcase_add_loop_test(tcase, a_megabyte_of_thoughts_is_stripped, 0, COUNT(thoughts));
	tcase_add_loop_test(tcase, what_is_not_an_answer_is_refused, 0, COUNT(rubbish));
	tcase_add_test(tcase, every_field_is_read);
	tcase_add_loop_test(tcase, absent_and_odd_fields_get_their_defaults, 0, 3);
	tcase_add_loop_test(tcase, confidence_is_per_cent_within_bounds, 0, COUNT(confidences));
	tcase_add_test(tcase, facts_are_read_leniently_and_bounded);
	tcase = fixture_case(suite, "answer_schema");
	tcase_add_test(tcase, the_schema_is_json_and_requires_every_property);
	return suite;
}
