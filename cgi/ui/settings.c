/* SPDX-License-Identifier: MIT */
/* The settings of an assistant.  What cannot be saved is shown again as it was typed, with words
   beside each field that is wrong. */
#include "ui/ui.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/page.h"
#include "ui/assistant.h"
#include "ui/hours_text.h"

enum { WEEK = 7, SPANS_MAX = WEEK * HOURS_TEXT_SPANS };

struct settings {
	struct project *project;
	struct project_span spans[SPANS_MAX];
	size_t span_count;
	bool wrong; /* a field was refused */
};

/* The members of struct project that are one field of the form each. */
static const struct field {
	const char *name;
	size_t offset;
} texts[] = {
	{ "name", offsetof(struct project, name) },
	{ "business", offsetof(struct project, business) },
	{ "tone", offsetof(struct project, tone) },
	{ "instructions", offsetof(struct project, instructions) },
	{ "mode", offsetof(struct project, mode) },
	{ "zone", offsetof(struct project, zone) },
	{ "schedule", offsetof(struct project, schedule) },
	{ "off_hours", offsetof(struct project, off_hours) },
	{ "away_text", offsetof(struct project, away_text) },
	{ "handoff_text", offsetof(struct project, handoff_text) },
	{ "doubtful", offsetof(struct project, doubtful) },
	{ "allowed_contacts", offsetof(struct project, allowed_contacts) },
};

/* Numbers, in a unit of so many of what is stored: seconds and minutes of milliseconds. */
static const struct number {
	const char *name;
	size_t offset;
	int64_t unit, min, max;
} numbers[] = {
	{ "confidence", offsetof(struct project, confidence), 1, 0, 100 },
	{ "quiet", offsetof(struct project, quiet_ms), 1000, 0, 300 },
	{ "quiet_max", offsetof(struct project, quiet_max_ms), 1000, 0, 600 },
	{ "takeover", offsetof(struct project, takeover_ms), 60000, 1, 10080 },
	{ "max_age", offsetof(struct project, reply_max_age_ms), 60000, 1, 10080 },
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), NUMBERS = sizeof(numbers) / sizeof(numbers[0]) };

static const char **
text_at(struct project *project, size_t offset)
{
	return (const char **)((char *)project + offset);
}

static int64_t *
number_at(struct project *project, size_t offset)
{
	return (int64_t *)((char *)project + offset);
}

static char *
day_name(void *mem, int weekday)
{
	return mem_printf(mem, "hours_%d", weekday);
}

/* --- out */

/* Thousandths are shown where there are any: "1.5". */
static char *
format_number(void *mem, const struct number *number, int64_t value)
{
	char *text;

	if (value % number->unit == 0 || number->unit == 1)
		return mem_printf(mem, "%lld", (long long)(value / number->unit));
	text = mem_printf(mem, "%lld.%03lld", (long long)(value / number->unit),
		(long long)(value % number->unit * 1000 / number->unit));
	while (str_has_suffix(text, "0"))
		text[strlen(text) - 1] = '\0';
	return text;
}

static void
show_day(struct request *req, struct tmpl_node *form, int weekday, const char *text)
{
	struct tmpl_node *day = tmpl_row(form, "Days");

	tmpl_set(day, "Name", day_name(req->mem, weekday));
	tmpl_set(day, "Text", page_text(req, mem_printf(req->mem, "Time.Weekday.%d", weekday)));
	tmpl_set(day, "Value", text);
}

static void
show_stored(struct request *req, struct settings *settings)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	for (size_t i = 0; i < TEXTS; i++)
		tmpl_set(form, texts[i].name, *text_at(settings->project, texts[i].offset));
	for (size_t i = 0; i < NUMBERS; i++)
		tmpl_set(form, numbers[i].name, format_number(req->mem, &numbers[i],
			*number_at(settings->project, numbers[i].offset)));
	for (int day = 1; day <= WEEK; day++)
		show_day(req, form, day, hours_text_format(req->mem, settings->spans,
			settings->span_count, day));
}

static void
show_typed(struct request *req)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	for (size_t i = 0; i < TEXTS; i++)
		tmpl_set(form, texts[i].name, param_text(req, texts[i].name));
	for (size_t i = 0; i < NUMBERS; i++)
		tmpl_set(form, numbers[i].name, param_text(req, numbers[i].name));
	for (int day = 1; day <= WEEK; day++)
		show_day(req, form, day, param_text(req, day_name(req->mem, day)));
}

static bool
read_spans(struct request *req, struct settings *settings, struct err *err)
{
	struct project_span *spans;
	size_t count;

	if (!project_hours(req->db, req->mem, settings->project->id, &spans, &count, err))
		return false;
	settings->span_count = count < SPANS_MAX ? count : SPANS_MAX;
	for (size_t i = 0; i < settings->span_count; i++)
		settings->spans[i] = spans[i];
	return true;
}

bool
settings_show(struct request *req, struct err *err)
{
	struct settings settings = { .wrong = false };

	if (!assistant_begin(req, "settings", &settings.project, err)
	    || !read_spans(req, &settings, err))
		return false;
	show_stored(req, &settings);
	return page_render(req, "assistant.cs", err);
}

/* --- in */

static void
refuse(struct request *req, struct settings *settings, const char *field, const char *key)
{
	settings->wrong = true;
	page_error(req, field, key);
}

/* "20", "1.5", "1,5" in units */
static bool
parse_number(void *mem, const char *text, const struct number *number, int64_t *value_r)
{
	char *whole = str_trim(mem, text), *point = strpbrk(whole, ".,");
	int64_t units, thousandths = 0;
	struct err err;

	if (point != NULL) {
		char digits[4] = "000";
		size_t len = strlen(point + 1);

		if (number->unit == 1 || len < 1 || len > 3)
			return false;
		memcpy(digits, point + 1, len);
		*point = '\0';
		if (!num_parse_range(digits, 0, 999, &thousandths, &err))
			return false;
	}
	if (!num_parse_range(whole, 0, number->max, &units, &err))
		return false;
	*value_r = units * number->unit + thousandths * number->unit / 1000;
	return *value_r >= number->min * number->unit && *value_r <= number->max * number->unit;
}

static void
read_numbers(struct request *req, struct settings *settings)
{
	struct project *project = settings->project;
	bool fine = true;

	for (size_t i = 0; i < NUMBERS; i++)
		if (!parse_number(req->mem, param_text(req, numbers[i].name), &numbers[i],
			number_at(project, numbers[i].offset))) {
			refuse(req, settings, numbers[i].name, "number");
			fine = false;
		}
	if (fine && project->quiet_max_ms < project->quiet_ms)
		refuse(req, settings, "quiet_max", "quiet_max");
}

/* Many days look alike, so the words name the one that is wrong. */
static void
refuse_day(struct request *req, struct settings *settings, int weekday)
{
	const char *day = page_text(req, mem_printf(req->mem, "Time.Weekday.%d", weekday));
	char *field = mem_printf(req->mem, "Errors.%s", day_name(req->mem, weekday));

	settings->wrong = true;
	tmpl_set(page_root(req), field, mem_printf(req->mem, "%s: %s", day,
		page_text(req, "Problem.hours")));
}

static void
read_days(struct request *req, struct settings *settings)
{
	bool fine = true;

	settings->span_count = 0;
	for (int day = 1; day <= WEEK; day++) {
		const char *name = day_name(req->mem, day);
		struct err err;
		size_t count = 0;

		if (!hours_text_parse(str_or(param_text(req, name), ""), day,
			settings->spans + settings->span_count, &count, &err)) {
			refuse_day(req, settings, day);
			fine = false;
		}
		settings->span_count += count;
	}
	if (fine && settings->span_count == 0
	    && str_equal(settings->project->schedule, "hours"))
		refuse(req, settings, "schedule", "hours_none");
}

static void
read_form(struct request *req, struct settings *settings)
{
	struct project *project = settings->project;
	struct err err;

	for (size_t i = 0; i < TEXTS; i++)
		*text_at(project, texts[i].offset) = str_trim(req->mem,
			str_or(param_text(req, texts[i].name), ""));
	if (project->name[0] == '\0')
		refuse(req, settings, "name", "empty");
	if (!time_zone_check(project->zone, &err))
		refuse(req, settings, "zone", "zone");
	if (str_equal(project->schedule, "hours") && str_equal(project->off_hours, "away")
	    && project->away_text[0] == '\0')
		refuse(req, settings, "away_text", "away_text");
	read_numbers(req, settings);
	read_days(req, settings);
}

static bool
save(struct db *db, void *arg, struct err *err)
{
	const struct settings *settings = arg;

	return project_update(db, settings->project, err)
		&& project_set_hours(db, settings->project->id, settings->spans,
			settings->span_count, err);
}

bool
settings_submit(struct request *req, struct err *err)
{
	struct settings settings = { .wrong = false };

	if (!assistant_begin(req, "settings", &settings.project, err))
		return false;
	read_form(req, &settings);
	if (settings.wrong) {
		req->out->status = 422;
		page_error(req, "form", "form");
		show_typed(req);
		return page_render(req, "assistant.cs", err);
	}
	if (!db_transaction(req->db, save, &settings, err))
		return false;
	return assistant_return(req, "", settings.project->id, "saved");
}
