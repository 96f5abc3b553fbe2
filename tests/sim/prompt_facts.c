/* SPDX-License-Identifier: MIT */
#include "prompt_facts.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

enum { MARK_MIN = 8, MAX_LINES = 2000, MAX_WORDS = 200, COMMON_MIN = 4, FORM_END = 2 };

static const char dash_joint[] = " — ";

struct lines {
	char *lines[MAX_LINES];
	size_t count;
};

static struct lines *
split_lines(void *mem, const char *text)
{
	struct lines *lines = mem_new(mem, struct lines);

	while (*text != '\0' && lines->count < MAX_LINES) {
		size_t len = strcspn(text, "\n");

		lines->lines[lines->count++] = str_trim(lines, mem_strndup(lines, text, len));
		text += len + (text[len] == '\n');
	}
	return lines;
}

/* Could this line be a fence?  A word by itself. */
static bool
is_mark(const char *line)
{
	return strlen(line) >= MARK_MIN && strpbrk(line, " \t") == NULL;
}

/* The lines between the last two that are the same mark; all of them when there is no such pair. */
static void
find_fence(const struct lines *lines, size_t *first_r, size_t *end_r)
{
	*first_r = 0;
	*end_r = lines->count;
	for (size_t end = lines->count; end-- > 0;) {
		for (size_t i = end; is_mark(lines->lines[end]) && i-- > 0;) {
			if (str_equal(lines->lines[i], lines->lines[end])) {
				*first_r = i + 1;
				*end_r = end;
				return;
			}
		}
	}
}

/* Skips a list mark and takes the number in brackets: "- ", "[12] ", "[факт 12] ". */
static const char *
skip_mark(void *mem, const char *line, int64_t *id_r)
{
	const char *end, *digits;
	struct err err;

	if (str_has_prefix(line, "- ") || str_has_prefix(line, "* "))
		line += 2;
	end = line[0] == '[' ? strchr(line, ']') : NULL;
	if (end == NULL)
		return line;
	digits = line + 1 + strcspn(line + 1, "0123456789]");
	if (!num_parse_i64(mem_strndup(mem, digits, (size_t)(end - digits)), id_r, &err))
		return line;
	return str_trim(mem, end + 1);
}

/* Splits at " — " where a numbered fact has it, else at the first of ": " and "? ". */
static void
read_fact(void *mem, const char *line, struct prompt_fact *fact_r)
{
	const char *text = skip_mark(mem, line, &fact_r->id);
	const char *dash = fact_r->id == 0 ? NULL : strstr(text, dash_joint);
	const char *colon = strstr(text, ": "), *question = strstr(text, "? ");
	const char *split = dash;
	size_t skip = dash == NULL ? 2 : strlen(dash_joint);

	if (split == NULL)
		split = colon == NULL || (question != NULL && question < colon) ? question : colon;
	fact_r->label = split == NULL ? "" : mem_strndup(mem, text, (size_t)(split - text));
	fact_r->value = split == NULL ? text : str_trim(mem, split + skip);
}

/* "Вопрос: ..." and "Ответ: ..." on two lines are one fact. */
static bool
is_answer(struct prompt_facts *facts, const struct prompt_fact *fact)
{
	struct prompt_fact *last = facts->count == 0 ? NULL : &facts->facts[facts->count - 1];

	if (last == NULL || !str_equal(last->label, "Вопрос") || !str_equal(fact->label, "Ответ"))
		return false;
	last->label = last->value;
	last->value = fact->value;
	return true;
}

struct prompt_facts *
prompt_facts_find(void *mem, const char *prompt)
{
	struct prompt_facts *facts = mem_new(mem, struct prompt_facts);
	struct lines *lines = split_lines(facts, prompt);
	size_t first, end;

	find_fence(lines, &first, &end);
	facts->facts = mem_array(facts, struct prompt_fact, lines->count + 1);
	for (size_t i = first; i < end; i++) {
		struct prompt_fact fact = { "", "", 0 };

		read_fact(facts, lines->lines[i], &fact);
		if (fact.value[0] != '\0' && !is_answer(facts, &fact))
			facts->facts[facts->count++] = fact;
	}
	return facts;
}

struct words {
	char *words[MAX_WORDS];
	size_t count;
};

static struct words *
split_words(void *mem, const char *text)
{
	struct words *words = mem_new(mem, struct words);
	const char *p = utf8_fold(words, text), *start = NULL, *here;

	do {
		here = p;

		int32_t letter = utf8_next(&p);
		bool inside = letter != 0 && utf8_is_word(letter);

		if (inside && start == NULL)
			start = here;
		if (!inside && start != NULL && words->count < MAX_WORDS) {
			words->words[words->count++] = mem_strndup(words, start,
				(size_t)(here - start));
			start = NULL;
		}
	} while (*here != '\0');
	return words;
}

/* Two forms of one word: long enough in common, different only at the end. */
static bool
is_same_word(const char *a, const char *b)
{
	size_t len_a = utf8_length(a), len_b = utf8_length(b);
	size_t shorter = len_a < len_b ? len_a : len_b, common = 0;

	if (str_equal(a, b))
		return true;
	while (*a != '\0' && utf8_next(&a) == utf8_next(&b))
		common++;
	return common >= COMMON_MIN && common + FORM_END >= shorter;
}

/* Says what is asked about, unlike what every question has. */
static bool
is_telling(const char *word)
{
	static const char *const empty[] = {
		"для", "или", "как", "что", "это", "там", "ваш", "вас", "мне", "меня", "есть", "еще",
		"какая", "какой", "какие", "какое", "можно", "могу", "если", "день", "добрый",
		"здравствуйте", "привет", "подскажите", "скажите", "пожалуйста", "сколько", "будет",
		"него", "его", "она", "они", "нет", "цена", "цену", "стоит", "продаете", "продается",
		"продаёте", "почем", "стоимость", "актуально", "спасибо", "интересует", NULL
	};

	return utf8_length(word) >= 3 && str_index(empty, word) < 0;
}

bool
prompt_is_telling(void *mem, const char *text)
{
	struct words *words = split_words(mem, text);

	for (size_t i = 0; i < words->count; i++)
		if (is_telling(words->words[i]))
			return true;
	return false;
}

static bool
has_word(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (is_same_word(words->words[i], word))
			return true;
	return false;
}

size_t
prompt_fact_score(void *mem, const struct prompt_fact *fact, const char *title,
	const char *question)
{
	void *turn = mem_context(mem, "score");
	struct words *asked = split_words(turn, question);
	struct words *subject = split_words(turn, title);
	struct words *known = split_words(turn, mem_printf(turn, "%s %s", fact->label,
		fact->value));
	size_t score = 0, telling = 0;

	for (size_t i = 0; i < asked->count; i++) {
		const char *word = asked->words[i];

		if (!is_telling(word) || has_word(subject, word))
			continue;
		telling++;
		score += has_word(known, word);
	}
	mem_free(turn);
	return score * 2 >= telling ? score : 0;
}

bool
prompt_has_word(void *mem, const char *text, const char *const *beginnings)
{
	struct words *words = split_words(mem, text);

	for (size_t i = 0; i < words->count; i++)
		for (int b = 0; beginnings[b] != NULL; b++)
			if (str_has_prefix(words->words[i], beginnings[b]))
				return true;
	return false;
}
