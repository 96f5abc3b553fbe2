/* SPDX-License-Identifier: MIT */
/* core/answer.h: what a model says, in whatever shape. */
#include "core/answer.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "codec/json.h"
#include "fuzz.h"

static void
check(void *mem, const char *text)
{
	struct answer *answer;
	struct err err;

	if (!answer_parse(mem, text, &answer, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		fuzz_valid(err.text);
		return;
	}
	/* Thoughts and JSON must not reach a buyer. */
	FUZZ_MUST(answer->structured || strpbrk(fuzz_valid(answer->reply), "{}") == NULL);
	FUZZ_MUST(answer->structured || strstr(answer->reply, "<think>") == NULL);
	FUZZ_MUST(answer->confidence >= 0 && answer->confidence <= 100);
	fuzz_valid(answer->lead_name);
	fuzz_valid(answer->lead_phone);
	fuzz_valid(answer->handoff_reason);
	FUZZ_MUST(strspn(answer->intent, "abcdefghijklmnopqrstuvwxyz") == strlen(answer->intent));
	for (size_t i = 0; i < answer->fact_count; i++)
		FUZZ_MUST(answer->facts[i] > 0);
}

/* A reply that is packed as models do it comes out whole. */
static void
check_packed(void *mem, const char *reply)
{
	static const char *const wraps[][2] = {
		{ "", "" }, { "```json\n", "\n```" }, { "<think>hm</think>\n", "" },
		{ "Вот ответ:\n", "\nГотово." },
	};
	struct json_object *object = json_new_object(mem);
	struct answer *answer;
	struct err err;

	if (strstr(reply, "think") != NULL)
		return;
	json_put_str(object, "reply", reply);
	for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
		FUZZ_MUST(answer_parse(mem, mem_printf(mem, "%s%s%s", wraps[i][0],
			json_format(mem, object), wraps[i][1]), &answer, &err));
		FUZZ_MUST(strcmp(answer->reply, str_trim(mem, reply)) == 0);
	}
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *text = fuzz_text(mem, data, len);

	check(mem, text);
	check_packed(mem, text);
}
