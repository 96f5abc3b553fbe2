/* SPDX-License-Identifier: MIT */
/* core/knowledge.h, core/greeting.h and core/words.h: the words of a buyer. */
#include "core/knowledge.h"

#include <string.h>

#include "core/greeting.h"
#include "core/words.h"
#include "fuzz.h"

static const struct knowledge_fact facts[] = {
	{ 1, "Есть доставка?", "Доставим по Москве за 500 рублей." },
	{ 2, "Какой размер дивана?", "Длина 220 см, ширина 95 см." },
	{ 3, "Можно забрать сегодня?", "Да, до 20:00." },
};

void
fuzz_one(void *mem, const char *data, size_t len)
{
	static const struct knowledge_listing listing = { "Диван угловой", "15 000 ₽", true };
	const size_t count = sizeof(facts) / sizeof(facts[0]);
	const char *words = fuzz_text(mem, data, len);
	struct knowledge_answer answer;
	struct knowledge_hit hits[2];
	size_t found = knowledge_rank(mem, facts, count, words, hits, 2);

	FUZZ_MUST(found <= 2);
	for (size_t i = 0; i < found; i++)
		FUZZ_MUST(hits[i].score > 0 && hits[i].score <= 1);
	knowledge_answer(mem, facts, count, &listing, words, &answer);
	FUZZ_MUST(answer.confidence >= 0 && answer.confidence <= 100);
	FUZZ_MUST(answer.fact_id >= 0 && answer.fact_id <= 3);
	if (answer.text != NULL)
		fuzz_valid(answer.text);
	FUZZ_MUST(!greeting_is_all(words) || greeting_opens(words));
	fuzz_valid(words_line(mem, words));
	FUZZ_MUST(words_same(words, words));
}
