/* SPDX-License-Identifier: MIT */
#include "core/quiet.h"

#include "base/utf8.h"
#include "core/greeting.h"
#include "core/words.h"

enum { FRAGMENT_WORDS = 3 };

/* The last of ". ! ?" behind which only blanks, brackets, smileys and the like stand, or 0. */
static int32_t
last_mark(const char *text)
{
	int32_t codepoint, mark = 0;

	while ((codepoint = utf8_next(&text)) != 0) {
		if (codepoint == '?' || codepoint == '!' || codepoint == '.')
			mark = mark == '?' && codepoint == '!' ? mark : codepoint;
		else if (utf8_is_word(codepoint))
			mark = 0;
	}
	return mark;
}

static int64_t
share_per_cent(const char *text)
{
	int32_t mark = last_mark(text);

	if (words_count(text, 1) == 0)
		return mark == '?' ? 80 : 100;
	if (mark == '?')
		return 80;
	if (words_count(text, FRAGMENT_WORDS + 1) <= FRAGMENT_WORDS || greeting_is_all(text))
		return 150;
	return mark != 0 ? 100 : 120;
}

int64_t
quiet_answer_at(const struct quiet *quiet, const char *text, int64_t burst_at_ms, int64_t now_ms)
{
	int64_t answer_at = now_ms + quiet->base_ms * share_per_cent(text) / 100;
	int64_t latest = burst_at_ms + quiet->max_ms;

	if (answer_at > latest)
		answer_at = latest;
	return answer_at > now_ms ? answer_at : now_ms;
}
