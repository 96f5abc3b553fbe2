/* SPDX-License-Identifier: MIT */
/* When the assistant answers: the hours of a week, the zone, and what happens outside them. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/hours_text.h"
#include "shared/page.h"
#include "ui/assistant.h"
#include "ui/holidays.h"
#include "ui/settings_form.h"
#include "ui/zones.h"

enum { WEEK = 7, FRIDAY = 5, DAY_MIN = 24 * 60, SPANS_MAX = WEEK * HOURS_TEXT_SPANS };

struct schedule {
	struct project *project;
	struct project_span spans[SPANS_MAX];
	size_t count;
};

static const struct setting_field fields[] = {
	SETTING_TEXT(schedule),
	SETTING_TEXT(zone),
	SETTING_TEXT(off_hours),
	SETTING_TEXT(away_text),
	SETTINGS_END
};

static char *
day_field(void *mem, int weekday)
{
	return mem_printf(mem, "hours_%d", weekday);
}

static const char *
day_name(struct request *req, int weekday)
{
	return page_text(req, mem_printf(req->mem, "Time.Weekday.%d", weekday));
}

/* --- out */

static void
show_bar(struct tmpl_node *day, int64_t from, int64_t to)
{
	struct tmpl_node *bar = tmpl_row(day, "Bars");

	tmpl_set_int(bar, "From", from);
	tmpl_set_int(bar, "Length", to - from);
}

/* What is open between midnight and midnight: also what began the day before. */
static void
show_bars(struct tmpl_node *day, const struct schedule *schedule, int weekday)
{
	int before = weekday == 1 ? WEEK : weekday - 1;

	for (size_t i = 0; i < schedule->count; i++) {
		const struct project_span *span = &schedule->spans[i];

		if (span->weekday == weekday)
			show_bar(day, span->from_min, span->to_min < DAY_MIN ? span->to_min : DAY_MIN);
		if (span->weekday == before && span->to_min > DAY_MIN)
			show_bar(day, 0, span->to_min - DAY_MIN);
	}
}

static void
show_day(struct request *req, const struct schedule *schedule, int weekday, const char *text)
{
	struct tmpl_node *day = tmpl_row(tmpl_child(page_root(req), "Form"), "Days");

	tmpl_set(day, "Name", day_field(req->mem, weekday));
	tmpl_set(day, "Text", day_name(req, weekday));
	tmpl_set(day, "Value", text);
	tmpl_set_flag(day, "Copies", weekday <= FRIDAY);
	show_bars(day, schedule, weekday);
}

static bool
read_stored(struct request *req, struct schedule *schedule, struct err *err)
{
	struct project_span *spans;
	size_t count;

	if (!project_hours(req->db, req->mem, schedule->project->id, &spans, &count, err))
		return false;
	schedule->count = count < SPANS_MAX ? count : SPANS_MAX;
	for (size_t i = 0; i < schedule->count; i++)
		schedule->spans[i] = spans[i];
	return true;
}

bool
hours_show(struct request *req, struct err *err)
{
	struct schedule schedule;

	if (!assistant_begin(req, "hours", &schedule.project, err)
	    || !read_stored(req, &schedule, err))
		return false;
	settings_show_stored(req, fields, schedule.project);
	for (int day = 1; day <= WEEK; day++)
		show_day(req, &schedule, day, hours_text_format(req->mem, schedule.spans,
			schedule.count, day));
	zones_view(req, schedule.project->zone);
	return holidays_view(req, schedule.project, err)
		&& page_render(req, "assistant_hours.cs", err);
}

/* --- in */

/* Many days look alike, so the words name the one that is wrong. */
static bool
refuse_day(struct request *req, int weekday)
{
	char *field = mem_printf(req->mem, "Errors.%s", day_field(req->mem, weekday));

	tmpl_set(page_root(req), field, mem_printf(req->mem, "%s: %s", day_name(req, weekday),
		page_text(req, "Problem.hours")));
	return false;
}

static bool
read_days(struct request *req, struct schedule *schedule)
{
	bool fine = true;

	schedule->count = 0;
	for (int day = 1; day <= WEEK; day++) {
		const char *typed = str_or(param_text(req, day_field(req->mem, day)), "");
		struct err err;
		size_t count = 0;

		if (!hours_text_parse(typed, day, schedule->spans + schedule->count, &count, &err))
			fine = refuse_day(req, day);
		schedule->count += count;
	}
	if (fine && schedule->count == 0 && str_equal(schedule->project->schedule, "hours"))
		return settings_refuse(req, "schedule", "hours_none");
	return fine;
}

static bool
read_schedule(struct request *req, struct schedule *schedule)
{
	struct project *project = schedule->project;
	struct err err;
	bool fine = settings_read(req, fields, project);

	if (!time_zone_check(project->zone, &err))
		fine = settings_refuse(req, "zone", "zone");
	if (str_equal(project->schedule, "hours") && str_equal(project->off_hours, "away")
	    && project->away_text[0] == '\0')
		fine = settings_refuse(req, "away_text", "away_text");
	return read_days(req, schedule) && fine;
}

static void
show_typed(struct request *req, const struct schedule *schedule)
{
	settings_show_typed(req, fields);
	for (int day = 1; day <= WEEK; day++)
		show_day(req, schedule, day, param_text(req, day_field(req->mem, day)));
	zones_view(req, schedule->project->zone);
}

static bool
save(struct db *db, void *arg, struct err *err)
{
	const struct schedule *schedule = arg;

	return settings_write(db, fields, schedule->project, err)
		&& project_set_hours(db, schedule->project->id, schedule->spans, schedule->count, err);
}

bool
hours_submit(struct request *req, struct err *err)
{
	struct schedule schedule;

	if (!assistant_begin(req, "hours", &schedule.project, err))
		return false;
	if (!read_schedule(req, &schedule)) {
		show_typed(req, &schedule);
		return holidays_view(req, schedule.project, err)
			&& settings_again(req, "assistant_hours.cs", err);
	}
	if (!db_transaction(req->db, save, &schedule, err))
		return false;
	return assistant_return(req, "/hours", schedule.project->id, "saved");
}
