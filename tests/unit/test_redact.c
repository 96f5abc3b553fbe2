/* SPDX-License-Identifier: MIT */
#include "remote/redact.h"

#include <string.h>

#include "base/utf8.h"
#include "test_remote.h"

static const struct {
	const char *text, *redacted;
} rows[] = {
	{ NULL, "" },
	{ "", "" },
	{ "Rate limit reached", "Rate limit reached" },
	{ "Incorrect API key provided: sk-proj-AbCd.", "Incorrect API key provided: ***." },
	{ "key sk-ab***yz is wrong", "key *** is wrong" },
	{ "Bearer eyJhbGciOi.x", "Bearer ***.x" },
	{ "token kChqt9ewQNAcwgbHp4yFd5", "token ***" },
	{ "(c9f0f895fb98ab9159f51fd0297e236d)", "(***)" },
	{ "call +7 (999) 123-45-67 now", "call +*** now" },
	{ "call 89991234567.", "call ***." },
	{ "id 1234567", "id ***" },
	{ "at most 128000 tokens, got 130542", "at most 128000 tokens, got 130542" },
	{ "gpt-4o-mini-2024-07-18 not found", "gpt-4o-mini-2024-07-18 not found" },
	{ "llama-3.1-sonar-small-128k-online", "llama-3.1-sonar-small-128k-online" },
	{ "unsupported_country_region_territory", "unsupported_country_region_territory" },
	{ "ai.textGenerationCompletionSessionsCount.count",
		"ai.textGenerationCompletionSessionsCount.count" },
	{ "my word is hush-hush", "my word is ***" },
	{ "xhush-hushx", "x***x" },
	{ " two\r\nlines\t", "two  lines" },
	{ "a risk-based refusal", "a risk-based refusal" },
	{ "ключ неверен", "ключ неверен" },
};

START_TEST(keys_and_numbers_are_blotted_out)
{
	ck_assert_str_eq(redact(fixture_mem, rows[_i].text, "hush-hush"), rows[_i].redacted);
}
END_TEST

START_TEST(a_long_text_is_cut)
{
	char text[5000];

	memset(text, '.', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_uint_eq(utf8_length(redact(fixture_mem, text, NULL)), 300);
}
END_TEST

START_TEST(nothing_grows_over_the_limit_of_memory)
{
	char text[5000];

	memset(text, 'h', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_str_eq(redact(fixture_mem, text, "hhhhhh") + 299, "…");
}
END_TEST

Suite *
redact_suite(void)
{
	Suite *suite = suite_create("redact");
	TCase *tcase = fixture_case(suite, "redact");

	tcase_add_loop_test(tcase, keys_and_numbers_are_blotted_out, 0, COUNT(rows));
	tcase_add_test(tcase, a_long_text_is_cut);
	tcase_add_test(tcase, nothing_grows_over_the_limit_of_memory);
	return suite;
}
