/* SPDX-License-Identifier: MIT */
#include "core/digits.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/numeral.h"
#include "core/words.h"

enum {
	GAP_MAX_CHARS = 12, /* a longer row of signs is no separator */
	CALL_WORDS = 3,     /* how far "звоните" reaches */
	FAR = 100
};

struct scan {
	void *mem;
	struct digits *list;
	size_t count;
	/* What was seen since the last group. */
	unsigned gap;
	int32_t sign;
	size_t signs, words;
	const char *plus;
	size_t since_call; /* words since "звоните" */
	/* The last group, if it was spoken: what may follow to complete it. */
	int value, scale;
};

static const char *const fillers[] = {
	"и", "а", "же", "ну", "далее", "дальше", "потом", "затем", "еще", "тире", "дефис", "минус",
	"черточка", "пробел", "пауза", "скобка", "скобки", "скобках", "точка", "запятая", "плюс",
	"and", "then", "dash", "plus", NULL
};

static const char *const units[] = {
	"р", "руб", "рубль", "рубля", "рублей", "рублям", "тыс", "тр", "млн", "коп", "копеек", "к",
	"мм", "см", "дм", "м", "км", "кв", "метр", "метра", "метров", "сантиметров", "г", "гр",
	"кг", "т", "л", "мл", "вт", "квт", "гб", "тб", "мб", "гц", "шт", "штук", "штуки", "лет",
	"год", "года", "году", "годов", "мин", "минут", "минуты", "сек", "ч", "час", "часа",
	"часов", "дн", "день", "дня", "дней", "мес", "месяц", "месяца", "месяцев", "этаж", "этаже",
	"комнат", "процент", "процента", "процентов", "человек", "mm", "cm", "kg", "gb", "tb", "mb",
	"mah", "мач", "rub", "usd", NULL
};

/* Beginnings of words after which a number is a phone number. */
static const char *const calls[] = {
	"телефон", "звон", "позвон", "перезвон", "набер", "набир", "мобил", "сотов", "трубк", "смс",
	"вотсап", "ватсап", "вацап", "воцап", "вайбер", "вибер", "whatsapp", "viber", "sms",
	"phone", "call", NULL
};

static bool
is_call(const char *word)
{
	for (size_t i = 0; calls[i] != NULL; i++)
		if (str_has_prefix(word, calls[i]))
			return true;
	return str_equal(word, "тел") || str_equal(word, "tel");
}

/* --- characters */

/* 0..9 for decimal digits and for circled ones that have no decomposition, else -1. */
static int
digit_value(int32_t codepoint)
{
	static const struct { int32_t first; int value, count; } rows[] = {
		{ 0x2776, 1, 9 }, { 0x2780, 1, 9 }, { 0x278a, 1, 9 }, { 0x24f5, 1, 9 },
		{ 0x24ff, 0, 1 }, { 0x1f10b, 0, 1 }, { 0x1f10c, 0, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (codepoint >= rows[i].first && codepoint < rows[i].first + rows[i].count)
			return rows[i].value + codepoint - rows[i].first;
	return utf8_digit(codepoint);
}

/* The digit a letter is easily taken for, else -1. */
static int
digit_alike(int32_t letter)
{
	switch (letter) {
	case 'o': case 0x43e: case 0x3bf: /* Latin, Cyrillic, Greek */
		return 0;
	case 'l': case 'i': case 0x456: case 0x4cf:
		return 1;
	case 'z':
		return 2;
	case 0x437: /* з */
		return 3;
	case 0x447: /* ч */
		return 4;
	case 's': case 0x455:
		return 5;
	case 0x431: /* б */
		return 6;
	case 'b': case 0x432: /* в */
		return 8;
	default:
		return -1;
	}
}

static bool
is_token(int32_t codepoint)
{
	return utf8_is_word(codepoint) || digit_value(codepoint) >= 0;
}

static int32_t
plain_sign(int32_t codepoint)
{
	if (utf8_is_space(codepoint) && codepoint != '\n')
		return ' ';
	if ((codepoint >= 0x2010 && codepoint <= 0x2015) || codepoint == 0x2212)
		return '-';
	return codepoint;
}

/* --- groups */

static void
forget_gap(struct scan *scan)
{
	scan->gap = 0;
	scan->sign = 0;
	scan->signs = scan->words = 0;
	scan->plus = NULL;
}

static struct digits *
last_group(struct scan *scan)
{
	return scan->count > 0 ? &scan->list[scan->count - 1] : NULL;
}

static void
add_group(struct scan *scan, const char *start, const char *end, char *text)
{
	struct digits group = {
		.start = scan->plus != NULL ? scan->plus : start, .end = end,
		.text = text, .len = strlen(text),
		.gap = scan->count == 0 ? GAP_WORDS : scan->gap,
		.sign = scan->signs == 1 ? scan->sign : 0,
		.words = scan->words, .plus = scan->plus != NULL,
		.called = scan->since_call <= CALL_WORDS,
	};

	if ((scan->count & (scan->count + 1)) == 0) /* full: 0, 1, 3, 7, ... */
		scan->list = mem_resize(scan->mem, scan->list, struct digits,
			2 * scan->count + 1);
	scan->list[scan->count++] = group;
	scan->since_call = FAR;
	scan->scale = 0;
	forget_gap(scan);
}

/* A number in words; "девятьсот" and "шестнадцать" become one group. */
static void
add_spoken(struct scan *scan, const char *start, const char *end, int value, int times)
{
	struct digits *last = last_group(scan);
	bool adjacent = last != NULL && scan->scale > 0 && scan->words == 0 && scan->signs <= 1 &&
		(scan->signs == 0 || scan->sign == ' ' || scan->sign == '-');

	if (adjacent && ((times > 0 && scan->value > 0 && scan->value < times) ||
	    (value > 0 && value < scan->scale))) {
		scan->value = times > 0 ? scan->value * times : scan->value + value;
		last->end = end;
		last->text = mem_printf(scan->mem, "%d", scan->value);
		last->len = strlen(last->text);
		forget_gap(scan);
	} else {
		scan->value = times > 0 ? times : value;
		add_group(scan, start, end, mem_printf(scan->mem, "%d", scan->value));
	}
	scan->scale = times > 0 ? times : value >= 100 ? 100 : value >= 20 ? 10 : 1;
}

/* True when word is numerals and nothing else ("двадцатьпять" are two). */
static bool
is_numeral(const char *word)
{
	int value, times;

	while (*word != '\0') {
		size_t len = numeral_prefix(word, &value, &times);

		if (len == 0)
			return false;
		word += len;
	}
	return true;
}

static void
take_numeral(struct scan *scan, const char *start, const char *word)
{
	int value = 0, times = 0;

	while (*word != '\0') {
		size_t len = numeral_prefix(word, &value, &times);

		add_spoken(scan, start, start + len, value, times);
		word += len;
		start += len;
	}
}

/* --- words and signs */

static void
take_plain_word(struct scan *scan, const char *word)
{
	struct digits *last = last_group(scan);

	if (last != NULL && scan->words == 0 && str_index(units, word) >= 0)
		last->measured = true;
	scan->gap |= GAP_WORDS;
	scan->words++;
	scan->plus = NULL;
	scan->since_call = is_call(word) ? 0 : scan->since_call + 1;
}

/* "ООО" amid digits; a lone "о" is as good a zero. */
static bool
take_zeros(struct scan *scan, const char *start, const char *end)
{
	char zeros[4] = "";
	size_t count = 0;

	if (scan->count == 0 || scan->words > 0)
		return false;
	for (const char *p = start; p < end;) {
		if (count == 3 || digit_alike(utf8_decode(&p, end)) != 0)
			return false;
		zeros[count++] = '0';
	}
	add_group(scan, start, end, mem_strdup(scan->mem, zeros));
	return true;
}

/* A run of letters; amid digits of one token an "x" is a cross. */
static void
take_word(struct scan *scan, const char *start, const char *end, bool amid)
{
	char *word = mem_strndup(scan->mem, start, (size_t)(end - start));

	if (amid && (str_equal(word, "x") || str_equal(word, "х"))) {
		scan->gap |= GAP_CROSS;
		scan->signs++;
	} else if (is_numeral(word)) {
		take_numeral(scan, start, word);
	} else if (str_equal(word, "плюс") || str_equal(word, "plus")) {
		scan->plus = start;
		scan->signs += 2;
	} else if (str_index(fillers, word) >= 0) {
		scan->signs += 2; /* more than a single sign */
	} else if (!take_zeros(scan, start, end)) {
		take_plain_word(scan, word);
	}
}

static void
take_sign(struct scan *scan, const char *at, int32_t codepoint)
{
	static const int32_t measures[] = { '%', '$', '=', 0x20bd, 0x20ac, 0xa3, 0xa5, 0xb0 };
	int32_t sign = plain_sign(codepoint);

	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		if (sign == measures[i]) {
			if (last_group(scan) != NULL && scan->words == 0)
				last_group(scan)->measured = true;
			scan->gap |= GAP_WORDS;
		}
	if (sign == ',' || sign == ';' || sign == '\n')
		scan->gap |= GAP_LIST;
	if (sign == '*' || sign == 0xd7 || sign == 0x2715 || sign == 0x2716)
		scan->gap |= GAP_CROSS;
	if (sign == ':')
		scan->gap |= GAP_COLON;
	if (sign == '+')
		scan->plus = at;
	if (++scan->signs > GAP_MAX_CHARS)
		scan->gap |= GAP_WORDS;
	scan->sign = sign;
}

/* --- tokens */

/* The token as digits when letters stand in for some of them, at most two for each real one; else
   NULL. */
static char *
read_alike(void *mem, const char *start, const char *end)
{
	char *text = mem_array(mem, char, (size_t)(end - start) + 1);
	size_t len = 0, letters = 0;

	while (start < end) {
		int32_t codepoint = utf8_decode(&start, end);
		int digit = digit_value(codepoint);

		if (utf8_is_mark(codepoint))
			continue;
		if (digit < 0) {
			digit = digit_alike(codepoint);
			letters++;
		}
		if (digit < 0)
			return NULL;
		text[len++] = (char)('0' + digit);
	}
	return letters <= 2 * (len - letters) && len > 0 ? text : NULL;
}

/* The end of the run of digits, or of letters, that begins a token. */
static const char *
piece_end(const char *start, const char *end)
{
	const char *p = start;
	bool digits = digit_value(utf8_decode(&p, end)) >= 0;

	while (p < end) {
		const char *next = p;
		int32_t codepoint = utf8_decode(&next, end);

		if (!utf8_is_mark(codepoint) && (digit_value(codepoint) >= 0) != digits)
			break;
		p = next;
	}
	return p;
}

static void
take_token(struct scan *scan, const char *start, const char *end)
{
	char *digits = read_alike(scan->mem, start, end);
	bool first = true;

	if (digits != NULL) {
		add_group(scan, start, end, digits);
		return;
	}
	while (start < end) {
		const char *stop = piece_end(start, end);

		digits = read_alike(scan->mem, start, stop);
		if (digits != NULL)
			add_group(scan, start, stop, digits);
		else
			take_word(scan, start, stop, !first && stop < end);
		first = false;
		start = stop;
	}
}

size_t
digits_scan(void *mem, const char *folded, struct digits **list_r)
{
	struct scan scan = { .mem = mem_context(mem, "digits_scan"), .since_call = FAR };

	while (*folded != '\0') {
		const char *end = folded, *next;
		int32_t codepoint = utf8_next(&end);

		if (is_token(codepoint)) {
			for (next = end; is_token(utf8_next(&next)); end = next)
				;
			take_token(&scan, folded, end);
		} else {
			take_sign(&scan, folded, codepoint);
		}
		folded = end;
	}
	*list_r = scan.list;
	return scan.count;
}
