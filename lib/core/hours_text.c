/* SPDX-License-Identifier: MIT */
#include "core/hours_text.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/project.h"

enum { DAY_MIN = 24 * 60 };

static void
skip_blanks(const char **at)
{
	while (**at == ' ' || **at == '\t' || str_has_prefix(*at, "\u00a0"))
		*at += **at == ' ' || **at == '\t' ? 1 : 2;
}

/* One or two digits. */
static bool
read_number(const char **at, int *number_r)
{
	int digits = 0;

	*number_r = 0;
	for (; **at >= '0' && **at <= '9' && digits < 2; (*at)++, digits++)
		*number_r = *number_r * 10 + (**at - '0');
	return digits > 0;
}

/* "9", "9:30", "09.30", up to 24:00 */
static bool
read_clock(const char **at, int *minutes_r)
{
	int hour, minute = 0;

	skip_blanks(at);
	if (!read_number(at, &hour))
		return false;
	if (**at == ':' || **at == '.') {
		(*at)++;
		if (!read_number(at, &minute))
			return false;
	}
	skip_blanks(at);
	*minutes_r = hour * 60 + minute;
	return minute < 60 && *minutes_r <= DAY_MIN;
}

static bool
read_dash(const char **at)
{
	static const char *const dashes[] = { "-", "–", "—", "−" };

	for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]); i++)
		if (str_has_prefix(*at, dashes[i])) {
			*at += strlen(dashes[i]);
			return true;
		}
	return false;
}

static bool
read_span(const char **at, int weekday, struct project_span *span_r)
{
	int from, to;

	if (!read_clock(at, &from) || !read_dash(at) || !read_clock(at, &to) || from == DAY_MIN)
		return false;
	*span_r = (struct project_span){ weekday, from, to > from ? to : to + DAY_MIN };
	return true;
}

/* Into its place by time; false when it overlaps another. */
static bool
add_span(struct project_span *spans, size_t count, struct project_span span)
{
	size_t place = count;

	for (; place > 0 && spans[place - 1].from_min > span.from_min; place--)
		spans[place] = spans[place - 1];
	spans[place] = span;
	return (place == 0 || spans[place - 1].to_min <= span.from_min)
		&& (place == count || span.to_min <= spans[place + 1].from_min);
}

bool
hours_text_parse(const char *text, int weekday, struct project_span *spans_r, size_t *count_r,
	struct err *err)
{
	struct project_span span;
	size_t count = 0;

	skip_blanks(&text);
	while (*text != '\0') {
		if (count == HOURS_TEXT_SPANS || !read_span(&text, weekday, &span))
			return err_set(err, ERR_INVALID, "day %d: not a list of spans", weekday);
		if (!add_span(spans_r, count, span))
			return err_set(err, ERR_INVALID, "day %d: spans overlap", weekday);
		count++;
		if (*text != '\0' && *text != ',' && *text != ';')
			return err_set(err, ERR_INVALID, "day %d: not a list of spans", weekday);
		text += *text != '\0';
		skip_blanks(&text);
	}
	*count_r = count;
	return true;
}

static char *
format_clock(void *mem, int64_t minutes)
{
	if (minutes > DAY_MIN)
		minutes -= DAY_MIN;
	return mem_printf(mem, "%d:%02d", (int)minutes / 60, (int)minutes % 60);
}

char *
hours_text_format(void *mem, const struct project_span *spans, size_t count, int weekday)
{
	char *text = mem_strdup(mem, "");

	for (size_t i = 0; i < count; i++)
		if (spans[i].weekday == weekday)
			text = mem_printf(mem, "%s%s%s–%s", text, text[0] != '\0' ? ", " : "",
				format_clock(mem, spans[i].from_min), format_clock(mem, spans[i].to_min));
	return text;
}
