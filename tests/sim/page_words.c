/* SPDX-License-Identifier: MIT */
#include "page_words.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/accept.h"
#include "codec/cookie.h"
#include "io/tmpl.h"
#include "sim.h"

enum { DAY_S = 86400, COOKIE_S = 365 * DAY_S };

static const char zone[] = "Europe/Moscow";
static const char *const langs[] = { "ru", "en", NULL };
static const char cookie_name[] = "sim_lang";

const char *
page_words_lang(const struct call *call)
{
	const char *chosen = str_or(cookie_get(call->mem, call->cookie, cookie_name),
		call->languages);

	return accept_language(chosen, langs);
}

char *
page_words_cookie(void *mem, const char *lang)
{
	return cookie_format(mem, cookie_name, str_equal(lang, "en") ? "en" : "ru", COOKIE_S,
		false);
}

bool
page_words_load(struct tmpl *tmpl, const char *lang, struct err *err)
{
	return tmpl_load(tmpl, "Lang", str_equal(lang, "en") ? "sim/en.hdf" : "sim/ru.hdf", err);
}

bool
page_words_open(struct sim *sim, const struct call *call, struct tmpl **tmpl_r, struct err *err)
{
	struct tmpl *tmpl = tmpl_new(call->mem, sim->templates);

	if (!page_words_load(tmpl, page_words_lang(call), err))
		return false;
	*tmpl_r = tmpl;
	return true;
}

const char *
page_words_find(struct tmpl *tmpl, const char *group, const char *name)
{
	return tmpl_get(tmpl, mem_printf(tmpl, "Lang.%s.%s", group, name));
}

int64_t
page_words_day_number(int64_t at_s)
{
	return (at_s + time_in_zone(at_s * 1000, zone).offset_s) / DAY_S;
}

char *
page_words_day(struct tmpl *tmpl, void *mem, int64_t at_s)
{
	int64_t now_s = time_now_ms() / 1000;
	int64_t days = page_words_day_number(now_s) - page_words_day_number(at_s);
	struct time_civil civil = time_in_zone(at_s * 1000, zone);
	const char *month;
	char *text;

	if (days == 0 || days == 1)
		return mem_strdup(mem, str_or(page_words_find(tmpl, "Time",
			days == 0 ? "Today" : "Yesterday"), ""));
	month = str_or(page_words_find(tmpl, "Time.Month", mem_printf(mem, "%d", civil.month)), "");
	text = mem_printf(mem, "%d %s", civil.day, month);
	if (civil.year != time_in_zone(now_s * 1000, zone).year)
		text = mem_printf(mem, "%s %d", text, civil.year);
	return text;
}

char *
page_words_clock(void *mem, int64_t at_s)
{
	struct time_civil at = time_in_zone(at_s * 1000, zone);

	return mem_printf(mem, "%d:%02d", at.hour, at.minute);
}

char *
page_words_moment(struct tmpl *tmpl, void *mem, int64_t at_s)
{
	if (page_words_day_number(at_s) == page_words_day_number(time_now_ms() / 1000))
		return page_words_clock(mem, at_s);
	return page_words_day(tmpl, mem, at_s);
}
