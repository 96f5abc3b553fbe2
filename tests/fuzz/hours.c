/* SPDX-License-Identifier: MIT */
/* core/hours_text.h: working hours as they are typed. */
#include "core/hours_text.h"

#include <string.h>

#include "fuzz.h"
#include "store/project.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *text = fuzz_text(mem, data, len);
	struct project_span spans[HOURS_TEXT_SPANS], again[HOURS_TEXT_SPANS];
	size_t count, count_again;
	struct err err;

	if (!hours_text_parse(text, 3, spans, &count, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		return;
	}
	FUZZ_MUST(count <= HOURS_TEXT_SPANS);
	for (size_t i = 0; i < count; i++) {
		FUZZ_MUST(spans[i].weekday == 3 && spans[i].from_min >= 0);
		FUZZ_MUST(spans[i].from_min < spans[i].to_min && spans[i].to_min <= 2880);
	}
	FUZZ_MUST(hours_text_parse(hours_text_format(mem, spans, count, 3), 3, again, &count_again,
		&err));
	FUZZ_MUST(count == count_again && memcmp(spans, again, count * sizeof(spans[0])) == 0);
}
