/* SPDX-License-Identifier: MIT */
#include "core/greeting.h"

#include <stddef.h>

#include "base/str.h"
#include "core/words.h"

enum { OPENING_WORDS = 3 };

/* Words that greet alone. */
static const char *const greetings[] = {
	"здравствуйте", "здравствуй", "здраствуйте", "здраствуй", "здрасьте", "здрасте", "здравия",
	"привет", "приветик", "приветствую", "приветствуем", "салют", "хай", "hello", "hi", "hey",
	NULL
};

/* Words that greet together with one of the next list. */
static const char *const wishes[] = {
	"добрый", "доброе", "доброго", "доброй", "добрейший", "good", NULL
};

static const char *const times[] = {
	"день", "дня", "денек", "вечер", "вечера", "вечерок", "утро", "утра", "ночи", "времени",
	"morning", "afternoon", "evening", "day", NULL
};

/* Words that may stand around a greeting without making it more than one. */
static const char *const company[] = {
	"и", "еще", "раз", "снова", "вам", "всем", "суток", "уважаемый", "уважаемая", "уважаемые",
	"продавец", "there", "again", NULL
};

/* One word or two at *text that greet; *text moves behind them, or stays. */
static bool
take_greeting(const char **text)
{
	const char *p = *text;
	char word[WORD_SIZE];

	if (!words_next(&p, word))
		return false;
	if (str_index(greetings, word) < 0) {
		if (str_index(wishes, word) < 0 || !words_next(&p, word) ||
		    str_index(times, word) < 0)
			return false;
	}
	*text = p;
	return true;
}

bool
greeting_is_all(const char *text)
{
	char word[WORD_SIZE];
	bool greeted = false;

	for (;;) {
		if (take_greeting(&text))
			greeted = true;
		else if (!words_next(&text, word))
			return greeted;
		else if (str_index(company, word) < 0)
			return false;
	}
}

bool
greeting_opens(const char *text)
{
	char word[WORD_SIZE];

	for (int i = 0; i < OPENING_WORDS; i++) {
		if (take_greeting(&text))
			return true;
		/* "Всего доброго дня" is said at the end. */
		if (!words_next(&text, word) || str_equal(word, "всего"))
			return false;
	}
	return false;
}
