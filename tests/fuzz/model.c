/* SPDX-License-Identifier: MIT */
/*
 * remote/llm.h and remote/llm_models.h: every answer of a model's service, the ladder of structured
 * output and all cures on the way.  The first line is "ask", "models" or "parse", answers follow.
 */
#include "remote/llm.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/answer.h"
#include "http.h"
#include "remote/llm_models.h"

static const struct llm_provider provider = { .dialect = "openai",
	.base_url = "https://model.example/v1", .model = "gpt://folder/m", .api_key = "sk-fuzz-0123456" };

static void
check_answer(void *mem, const struct llm_answer *llm)
{
	struct answer *answer;
	struct err err;

	FUZZ_MUST(llm->class >= LLM_OK && llm->class <= LLM_TLS);
	FUZZ_MUST((llm->class == LLM_OK) == (fuzz_valid(llm->text)[0] != '\0'));
	FUZZ_MUST(llm->tokens_in >= -1 && llm->tokens_out >= -1 && llm->retry_after_ms >= -1);
	FUZZ_MUST(utf8_length(fuzz_valid(llm->message)) <= 300);
	FUZZ_MUST(strstr(llm->message, provider.api_key) == NULL);
	FUZZ_MUST(llm_answer_name(llm)[0] != '\0');
	if (llm->class == LLM_OK && answer_parse(mem, llm->text, &answer, &err))
		fuzz_valid(answer->reply);
}

static void
ask(void *mem, struct fuzz_input *input)
{
	static const struct llm_turn turns[] = { { LLM_USER, "Диван ещё продаётся?" } };
	struct llm_request request = { .system = "Ты продавец.", .turns = turns, .count = 1,
		.schema_name = answer_schema_name, .schema = answer_schema, .max_tokens = 500 };
	struct llm_answer answer;

	llm_ask(fuzz_http(mem, input), mem, &provider, &request, &answer);
	FUZZ_MUST(answer.level >= LLM_SCHEMA && answer.level <= LLM_PROMPT);
	check_answer(mem, &answer);
}

static void
models(void *mem, struct fuzz_input *input)
{
	const char **names, *near[3];
	size_t count;
	struct err err;

	if (!llm_models(fuzz_http(mem, input), mem, &provider, &names, &count, &err)) {
		fuzz_valid(err.text);
		return;
	}
	for (size_t i = 0; i < count; i++)
		FUZZ_MUST(fuzz_valid(names[i])[0] != '\0' && utf8_length(names[i]) <= 200);
	FUZZ_MUST(llm_models_near(mem, "gpt-4o-mini", names, count, near, 3) <= 3);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct fuzz_input input = { data, len };
	const char *what = fuzz_line(mem, &input);
	struct llm_answer answer;

	if (str_equal(what, "models")) {
		models(mem, &input);
	} else if (str_equal(what, "ask")) {
		ask(mem, &input);
	} else {
		llm_openai_parse(mem, 200, input.data, input.len, &answer);
		check_answer(mem, &answer);
	}
}
