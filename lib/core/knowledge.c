/* SPDX-License-Identifier: MIT */
#include "core/knowledge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/stem.h"
#include "core/greeting.h"
#include "core/words.h"

enum { MAX_STEMS = 256, ANSWER_MAX = 16 * 1024, SURE = 95 };

/* Some of a question may stay uncovered, but never its rarest stem. */
static const double score_enough = 0.6;
/* A fact about much more than what was asked answers another question. */
static const double precision_enough = 0.34;
/* What an answer says counts less than what its question asks. */
static const double answer_share = 0.7;

/* Words of politeness, which no fact has to cover. */
static const char noise_words[] =
	"здравствуйте здравствуй здрасьте здраствуйте привет приветствую добрый доброго "
	"доброе день дня вечер вечера утро утра времени суток подскажите подскажи скажите "
	"скажи пожалуйста плиз спасибо благодарю интересует интересно хочу хотел хотела "
	"хотелось узнать уточнить уточните могу можете могли буду буть понял поняла ясно "
	"хорошо ок окей ага hello hi hey good morning please thanks thank tell want know";

static const char thanks_words[] = "спасибо благодарю thanks thank";

/* Words that ask the same; the first one stands for its line. */
static const char *const alike[] = {
	"цена цены стоимость стоит стоят стоить прайс расценки почем price cost much",
	/* NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one line that is long */
	"доставка доставить доставляете доставите привезти привезете отправка отправить отправите "
	"отправляете пересылка delivery ship shipping deliver",
	"график часы режим расписание",
	"адрес находитесь находится расположены address",
	"самовывоз забрать заберу pickup",
	"оплата оплатить платить оплачивать payment pay",
	"торг скидка скидку скинете уступите дешевле discount",
	"возврат вернуть return",
	"сборка собрать собираете",
	"установка установить устанавливаете монтаж",
	"гарантия гарантийный warranty",
};

static const char price_words[] = "цена сколько рубль рублей руб деньгам";

static const char available_words[] =
	"наличие наличии актуально актуален актуальна продаете продаете продается продан продано "
	"продали продажа свободно свободен свободна осталось остался осталась имеется доступно "
	"доступен available sale";

static const char item_words[] =
	"товар вещь объявление объявлению позиция предложение сейчас сегодня item";

struct stems {
	char **words;
	size_t count;
};

struct indexed_fact {
	const struct knowledge_fact *fact;
	struct stems question, answer;
	double score;
	double precision; /* share of its question that the buyer asked for */
};

/* The facts as stems, and the word lists to read questions by.  All memory is under it. */
struct index {
	struct stems alike[sizeof(alike) / sizeof(alike[0])];
	struct stems noise, thanks, price, available, item, title;
	struct indexed_fact *facts;
	size_t count;
};

/* --- stems */

/* Equal, or two forms of one word whose stems differ ("доставк", "доставля").  Numbers are alike
   only when they are equal. */
static bool
is_alike(const char *a, const char *b)
{
	size_t common = 0;

	if (strcmp(a, b) == 0)
		return true;
	for (const char *next_a = a, *next_b = b; *a != '\0'; a = next_a, b = next_b, common++) {
		int32_t letter = utf8_next(&next_a);

		if (utf8_digit(letter) >= 0 || letter != utf8_next(&next_b))
			break;
	}
	return common >= 5 && utf8_length(a) <= 2 && utf8_length(b) <= 2;
}

static bool
contains(const struct stems *stems, const char *word)
{
	for (size_t i = 0; i < stems->count; i++)
		if (is_alike(stems->words[i], word))
			return true;
	return false;
}

static bool
contains_all(const struct stems *stems, const struct stems *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (!contains(stems, words->words[i]))
			return false;
	return true;
}

static bool
contains_any(const struct stems *stems, const struct stems *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (contains(stems, words->words[i]))
			return true;
	return false;
}

/* The word that stands for this one and all that ask the same. */
static char *
first_alike(const struct index *index, char *word)
{
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		for (size_t j = 0; j < index->alike[i].count; j++)
			if (strcmp(index->alike[i].words[j], word) == 0)
				return index->alike[i].words[0];
	return word;
}

static struct stems
read_stems(struct index *index, const char *text)
{
	struct stems stems;

	stems.words = stem_words(index, str_or(text, ""), MAX_STEMS, &stems.count);
	for (size_t i = 0; i < stems.count; i++)
		stems.words[i] = first_alike(index, stems.words[i]);
	return stems;
}

/* The stems that are not among the others. */
static struct stems
without(struct index *index, const struct stems *stems, const struct stems *others)
{
	struct stems rest = { mem_array(index, char *, stems->count + 1), 0 };

	for (size_t i = 0; i < stems->count; i++)
		if (!contains(others, stems->words[i]))
			rest.words[rest.count++] = stems->words[i];
	return rest;
}

static struct index *
index_new(void *mem, const struct knowledge_fact *facts, size_t count, const char *title)
{
	struct index *index = mem_new(mem, struct index);

	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		index->alike[i] = read_stems(index, alike[i]);
	index->noise = read_stems(index, noise_words);
	index->thanks = read_stems(index, thanks_words);
	index->price = read_stems(index, price_words);
	index->available = read_stems(index, available_words);
	index->item = read_stems(index, item_words);
	index->title = read_stems(index, title);
	index->facts = mem_array(index, struct indexed_fact, count);
	index->count = count;
	for (size_t i = 0; i < count; i++) {
		struct stems question = read_stems(index, facts[i].question);

		index->facts[i].fact = &facts[i];
		index->facts[i].question = without(index, &question, &index->noise);
		index->facts[i].answer = read_stems(index, facts[i].answer);
	}
	return index;
}

/* --- scores */

static double
rarity(const struct index *index, const char *word)
{
	double holders = 0;

	for (size_t i = 0; i < index->count; i++)
		if (contains(&index->facts[i].question, word) ||
		    contains(&index->facts[i].answer, word))
			holders++;
	return log1p((1 + (double)index->count) / (0.5 + holders));
}

static double
coverage(const struct indexed_fact *fact, const char *word)
{
	if (contains(&fact->question, word))
		return 1;
	return contains(&fact->answer, word) ? answer_share : 0;
}

static void
score_fact(const struct index *index, struct indexed_fact *fact, const struct stems *asked)
{
	double total = 0, covered = 0, met = 0;

	for (size_t i = 0; i < asked->count; i++) {
		double weight = rarity(index, asked->words[i]);

		total += weight;
		covered += weight * coverage(fact, asked->words[i]);
	}
	for (size_t i = 0; i < fact->question.count; i++)
		met += contains(asked, fact->question.words[i]) ||
			contains(&index->title, fact->question.words[i]);
	fact->score = total > 0 ? covered / total : 0;
	fact->precision = fact->question.count > 0 ? met / (double)fact->question.count : 0;
}

/* Best first; the caller's order between equals. */
static int
compare_facts(const void *a, const void *b)
{
	const struct indexed_fact *fact_a = a, *fact_b = b;

	if (fact_a->score != fact_b->score)
		return fact_a->score > fact_b->score ? -1 : 1;
	if (fact_a->precision != fact_b->precision)
		return fact_a->precision > fact_b->precision ? -1 : 1;
	return fact_a->fact < fact_b->fact ? -1 : fact_a->fact > fact_b->fact;
}

static void
rank(struct index *index, const struct stems *asked)
{
	for (size_t i = 0; i < index->count; i++)
		score_fact(index, &index->facts[i], asked);
	if (index->count > 1)
		qsort(index->facts, index->count, sizeof(index->facts[0]), compare_facts);
}

size_t
knowledge_rank(void *mem, const struct knowledge_fact *facts, size_t count, const char *words,
	struct knowledge_hit *hits_r, size_t max_hits)
{
	struct index *index = index_new(mem, facts, count, "");
	struct stems all = read_stems(index, words);
	struct stems asked = without(index, &all, &index->noise);
	size_t hits = 0;

	rank(index, &asked);
	while (hits < max_hits && hits < count && index->facts[hits].score > 0) {
		hits_r[hits] = (struct knowledge_hit){ index->facts[hits].fact,
			index->facts[hits].score };
		hits++;
	}
	mem_free(index);
	return hits;
}

/* --- answers without a model */

enum part { PART_EMPTY, PART_ANSWERED, PART_UNKNOWN };

/* What has been gathered for a burst of questions. */
struct reply {
	struct index *index;
	const struct knowledge_listing *listing;
	struct buf *text;
	int64_t fact_id;
	int confidence;
};

static void
reply_add(struct reply *reply, const char *text, int64_t fact_id, int confidence)
{
	if (strstr(buf_data(reply->text), text) != NULL)
		return; /* two questions, one answer */
	if (buf_len(reply->text) > 0)
		buf_putc(reply->text, ' ');
	buf_puts(reply->text, text);
	if (reply->fact_id == 0)
		reply->fact_id = fact_id;
	if (confidence < reply->confidence)
		reply->confidence = confidence;
}

/* Is the rarest of the stems asked for, and every one as rare, in the fact? */
static bool
covers_rarest(const struct index *index, const struct indexed_fact *fact,
	const struct stems *asked)
{
	double rarest = 0;

	for (size_t i = 0; i < asked->count; i++)
		rarest = fmax(rarest, rarity(index, asked->words[i]));
	for (size_t i = 0; i < asked->count; i++)
		if (rarity(index, asked->words[i]) >= rarest &&
		    coverage(fact, asked->words[i]) == 0)
			return false;
	return true;
}

/* Adds the best fact for the stems asked for, if it is good enough; exact: only one whose question
   is the same. */
static bool
add_fact(struct reply *reply, const struct stems *asked, bool exact)
{
	const struct indexed_fact *best = reply->index->facts;

	rank(reply->index, asked);
	if (reply->index->count == 0 || best->score < (exact ? 0.99 : score_enough) ||
	    best->precision < (exact ? 0.99 : precision_enough) ||
	    !covers_rarest(reply->index, best, asked))
		return false;
	reply_add(reply, best->fact->answer, best->fact->id,
		(int)(SURE * best->score * (0.7 + 0.3 * best->precision)));
	return true;
}

/* "Где стоит машина?" has the word, too. */
static bool
asks_price(const struct index *index, const struct stems *asked, const char *line)
{
	struct stems cost = { index->alike[0].words, 1 };

	return contains_any(asked, &cost) && contains_all(&index->price, asked) &&
		strstr(line, " где ") == NULL;
}

/* "В наличии?", "ещё актуально?", "диван есть?", with words about the item and nothing besides. */
static bool
asks_availability(const struct index *index, const struct stems *asked, bool named,
	const char *line)
{
	for (size_t i = 0; i < asked->count; i++)
		if (!contains(&index->available, asked->words[i]) &&
		    !contains(&index->item, asked->words[i]))
			return false;
	return contains_any(asked, &index->available) ||
		(strstr(line, " есть ") != NULL && (named || strstr(line, " еще ") != NULL));
}

static bool
add_listing(struct reply *reply, bool price)
{
	const struct knowledge_listing *listing = reply->listing;

	if (listing == NULL || !listing->active || (price && str_is_empty(listing->price_text)))
		return false;
	if (price)
		reply_add(reply, mem_printf(reply->text, "Цена: %s.", listing->price_text), 0,
			SURE);
	else
		reply_add(reply, "Объявление ещё актуально.", 0, SURE);
	return true;
}

static enum part
solve(struct reply *reply, const char *words)
{
	struct index *index = reply->index;
	struct stems all = read_stems(index, words);
	struct stems polite = without(index, &all, &index->noise);
	struct stems asked = without(index, &polite, &index->title);
	const char *line = words_line(index, words);
	bool price = asks_price(index, &asked, line);
	bool availability = asks_availability(index, &asked, polite.count > 0, line);

	if (polite.count == 0 && !availability)
		return PART_EMPTY;
	if (add_fact(reply, asked.count > 0 ? &asked : &polite, price || availability))
		return PART_ANSWERED;
	if (price || availability)
		return add_listing(reply, price) ? PART_ANSWERED : PART_UNKNOWN;
	return PART_UNKNOWN;
}

/* --- the parts of a burst */

/* The length of what ends a sentence at p, or 0. */
static size_t
sentence_border(const char *p)
{
	if (strchr("?!;\n", *p) != NULL)
		return 1;
	return *p == '.' && (p[1] == '\0' || strchr(" \r\n", p[1]) != NULL) ? 1 : 0;
}

static size_t
clause_border(const char *p)
{
	static const char and[] = " и ";

	if (*p == ',')
		return 1;
	return strncmp(p, and, strlen(and)) == 0 ? strlen(and) : 0;
}

static size_t (*const borders[])(const char *) = { sentence_border, clause_border };

enum { LEVELS = sizeof(borders) / sizeof(borders[0]) };

/* Solves sentence by sentence; one without an answer, clause by clause.  Every part must have its
   answer. */
static enum part
solve_parts(struct reply *reply, const char *words, int level)
{
	enum part result = PART_EMPTY;

	while (*words != '\0') {
		size_t len = 0;

		while (words[len] != '\0' && borders[level](words + len) == 0)
			len++;

		const char *part = mem_strndup(reply->text, words, len);
		enum part solved = solve(reply, part);

		if (solved == PART_UNKNOWN && level + 1 < LEVELS)
			solved = solve_parts(reply, part, level + 1);
		if (solved == PART_UNKNOWN)
			return PART_UNKNOWN;
		if (solved == PART_ANSWERED)
			result = PART_ANSWERED;
		words += len;
		if (*words != '\0')
			words += borders[level](words);
	}
	return result;
}

/* "Спасибо!" and the like, not "спасибо, а цена?" */
static bool
is_thanks(struct index *index, const char *words)
{
	struct stems all = read_stems(index, words);

	return contains_any(&all, &index->thanks) && contains_all(&index->noise, &all);
}

void
knowledge_answer(void *mem, const struct knowledge_fact *facts, size_t count,
	const struct knowledge_listing *listing, const char *words,
	struct knowledge_answer *answer_r)
{
	struct index *index = index_new(mem, facts, count, listing != NULL ? listing->title : "");
	struct reply reply = { index, listing, buf_new(index, ANSWER_MAX), 0, SURE };

	if (greeting_is_all(words))
		buf_puts(reply.text, "Здравствуйте! Чем могу помочь?");
	else if (is_thanks(index, words))
		buf_puts(reply.text, "Пожалуйста! Если появятся вопросы, пишите.");
	else if (solve_parts(&reply, words, 0) != PART_ANSWERED || buf_failed(reply.text))
		buf_reset(reply.text);

	*answer_r = (struct knowledge_answer){ NULL, 0, 0 };
	if (buf_len(reply.text) > 0)
		*answer_r = (struct knowledge_answer){ mem_strdup(mem, buf_data(reply.text)),
			reply.fact_id, reply.confidence };
	mem_free(index);
}
