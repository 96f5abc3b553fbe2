/* SPDX-License-Identifier: MIT */
#include "ui/words.h"

#include <string.h>

#include "base/mem.h"
#include "base/plural.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/page.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

char *
words_fill(void *mem, const char *text, const char *value)
{
	char *filled = mem_strdup(mem, "");
	const char *slot;

	while ((slot = strstr(text, "{}")) != NULL) {
		filled = mem_printf(mem, "%s%.*s%s", filled, (int)(slot - text), text, value);
		text = slot + 2;
	}
	return mem_printf(mem, "%s%s", filled, text);
}

char *
words_with(struct request *req, const char *name, const char *value)
{
	return words_fill(req->mem, page_text(req, name), value);
}

char *
words_number_text(struct request *req, const char *name, const char *number)
{
	const char *form = plural_form(req->lang, number);

	return words_with(req, mem_printf(req->mem, "%s.%s", name, form), number);
}

char *
words_number(struct request *req, const char *name, int64_t number)
{
	return words_number_text(req, name, mem_printf(req->mem, "%lld", (long long)number));
}

char *
words_up_to(struct request *req, int64_t number, int64_t limit)
{
	if (number < limit)
		return mem_printf(req->mem, "%lld", (long long)number);
	return mem_printf(req->mem, "%lld+", (long long)limit - 1);
}

/* Names of nodes are letters, digits and _; anything else has no words. */
static bool
is_name(const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_";

	return text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

const char *
words_find(struct request *req, const char *group, const char *name)
{
	const char *text;

	if (!is_name(name))
		return NULL;
	text = page_text(req, mem_printf(req->mem, "%s.%s", group, name));
	return text[0] != '\0' ? text : NULL;
}

const char *
words_of(struct request *req, const char *group, const char *name)
{
	return str_or(words_find(req, group, name), name);
}

static char *
units(struct request *req, const char *unit, int64_t number)
{
	return words_with(req, unit, mem_printf(req->mem, "%lld", (long long)number));
}

char *
words_span(struct request *req, int64_t ms)
{
	if (ms < MINUTE_MS)
		return units(req, "Time.Second", ms > 0 ? ms / SECOND_MS : 0);
	if (ms < HOUR_MS)
		return units(req, "Time.Minute", ms / MINUTE_MS);
	if (ms >= DAY_MS)
		return words_number(req, "Time.Day", ms / DAY_MS);
	if (ms % HOUR_MS < MINUTE_MS)
		return units(req, "Time.Hour", ms / HOUR_MS);
	return mem_printf(req->mem, "%s %s", units(req, "Time.Hour", ms / HOUR_MS),
		units(req, "Time.Minute", ms % HOUR_MS / MINUTE_MS));
}

char *
words_seconds(struct request *req, int64_t ms)
{
	bool quick = ms < 100;

	ms = quick ? 100 : ms;
	return words_with(req, "Time.Second", mem_printf(req->mem, "%s%lld%s%lld", quick ? "< " : "",
		(long long)ms / 1000, page_text(req, "Time.Comma"), (long long)ms % 1000 / 100));
}

char *
words_left(struct request *req, int64_t ms)
{
	return words_span(req, (ms + MINUTE_MS - 1) / MINUTE_MS * MINUTE_MS);
}

char *
words_ago(struct request *req, int64_t at_ms)
{
	int64_t ms = time_now_ms() - at_ms;

	if (ms < 5 * SECOND_MS)
		return mem_strdup(req->mem, page_text(req, "Time.Now"));
	return words_with(req, "Time.Ago", words_span(req, ms));
}

char *
words_clock(struct request *req, int64_t at_ms, const char *zone)
{
	struct time_civil civil = time_in_zone(at_ms, zone);

	return mem_printf(req->mem, "%d:%02d", civil.hour, civil.minute);
}

int64_t
words_day_number(int64_t at_ms, const char *zone)
{
	return (at_ms + time_in_zone(at_ms, zone).offset_s * SECOND_MS) / DAY_MS;
}

char *
words_day(struct request *req, int64_t at_ms, const char *zone)
{
	int64_t now = time_now_ms();
	int64_t days = words_day_number(now, zone) - words_day_number(at_ms, zone);
	struct time_civil civil = time_in_zone(at_ms, zone);
	char *text;

	if (days == 0 || days == 1)
		return mem_strdup(req->mem, page_text(req, days == 0 ? "Time.Today" : "Time.Yesterday"));
	text = units(req, mem_printf(req->mem, "Time.Month.%d", civil.month), civil.day);
	if (civil.year != time_in_zone(now, zone).year)
		text = mem_printf(req->mem, "%s %d", text, civil.year);
	return text;
}

char *
words_moment(struct request *req, int64_t at_ms, const char *zone)
{
	bool today = words_day_number(at_ms, zone) == words_day_number(time_now_ms(), zone);

	return today ? words_clock(req, at_ms, zone) : words_day(req, at_ms, zone);
}
