/* SPDX-License-Identifier: MIT */
/* Days unlike the others of their week: closed, or open at other hours. */
#include "ui/holidays.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "core/hours_text.h"
#include "shared/page.h"
#include "ui/assistant.h"
#include "ui/date_text.h"
#include "ui/settings_form.h"
#include "ui/ui.h"
#include "ui/words.h"

/* --- the list */

static int
by_calendar(const void *a, const void *b)
{
	const struct holiday *left = a, *right = b;
	int64_t by_day = left->from_day % 10000 - right->from_day % 10000;
	int64_t by_year = left->from_day - right->from_day;

	if (by_day != 0)
		return by_day < 0 ? -1 : 1;
	return by_year < 0 ? -1 : by_year > 0;
}

/* "8 марта", "1–6 января", "31 декабря – 8 января", "31 декабря 2026" */
static const char *
say_day(struct request *req, int64_t day, const char *number, bool with_year)
{
	char *month = mem_printf(req->mem, "Time.Month.%d", (int)(day / 100 % 100));
	char *text = words_with(req, month, number);

	return with_year && day >= 10000 ? mem_printf(req->mem, "%s %d", text, (int)(day / 10000))
		: text;
}

static const char *
say_dates(struct request *req, const struct holiday *holiday)
{
	int64_t from = holiday->from_day, to = holiday->to_day;
	char *first = mem_printf(req->mem, "%d", (int)(from % 100));
	char *last = mem_printf(req->mem, "%d", (int)(to % 100));

	if (from == to)
		return say_day(req, from, first, true);
	if (from / 100 == to / 100)
		return say_day(req, from, mem_printf(req->mem, "%s–%s", first, last), true);
	return mem_printf(req->mem, "%s – %s", say_day(req, from, first, from / 10000 != to / 10000),
		say_day(req, to, last, true));
}

bool
holidays_view(struct request *req, const struct project *project, struct err *err)
{
	struct holiday *holidays;
	size_t count;

	if (!holiday_list(req->db, req->mem, project->id, &holidays, &count, err))
		return false;
	if (count > 1)
		qsort(holidays, count, sizeof(*holidays), by_calendar);
	for (size_t i = 0; i < count; i++) {
		struct tmpl_node *row = tmpl_row(page_root(req), "Holidays");

		tmpl_set_int(row, "Id", holidays[i].id);
		tmpl_set(row, "Dates", say_dates(req, &holidays[i]));
		tmpl_set(row, "Hours", holidays[i].hours);
		tmpl_set(row, "Name", holidays[i].name);
		tmpl_set_flag(row, "Yearly", holidays[i].from_day < 10000);
	}
	return true;
}

bool
holidays_show(struct request *req, struct err *err)
{
	struct project *project;

	return assistant_begin(req, "hours", &project, err) && holidays_view(req, project, err)
		&& page_render(req, "holidays.cs", err);
}

/* --- one */

static void
view_form(struct request *req, const struct holiday *holiday)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	tmpl_set(form, "from", date_text_format(req->mem, holiday->from_day));
	if (holiday->to_day != holiday->from_day)
		tmpl_set(form, "to", date_text_format(req->mem, holiday->to_day));
	tmpl_set(form, "hours", holiday->hours);
	tmpl_set(form, "name", holiday->name);
}

static void
view_typed(struct request *req)
{
	static const char *const names[] = { "from", "to", "hours", "name" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		tmpl_set(page_root(req), mem_printf(req->mem, "Form.%s", names[i]),
			param_text(req, names[i]));
}

static bool
show_again(struct request *req, struct err *err)
{
	view_typed(req);
	return settings_again(req, "holiday.cs", err);
}

/* Both with a year or both without. */
static bool
is_range(int64_t from, int64_t to)
{
	if (from < 10000 || to < 10000)
		return from < 10000 && to < 10000;
	return from <= to;
}

static bool
read_dates(struct request *req, struct holiday *holiday)
{
	const char *to = param_text(req, "to");
	struct err err;

	if (!date_text_parse(str_or(param_text(req, "from"), ""), &holiday->from_day, &err))
		return settings_refuse(req, "from", "date");
	holiday->to_day = holiday->from_day;
	if (to == NULL || str_trim(req->mem, to)[0] == '\0')
		return true;
	if (!date_text_parse(to, &holiday->to_day, &err))
		return settings_refuse(req, "to", "date");
	return is_range(holiday->from_day, holiday->to_day)
		|| settings_refuse(req, "to", "date_range");
}

/* False, with words beside the fields, when it cannot be saved. */
static bool
read_form(struct request *req, struct holiday *holiday)
{
	struct project_span spans[HOURS_TEXT_SPANS];
	bool fine = read_dates(req, holiday);
	size_t count = 0;
	struct err err;

	holiday->name = str_trim(req->mem, str_or(param_text(req, "name"), ""));
	if (!hours_text_parse(str_or(param_text(req, "hours"), ""), 0, spans, &count, &err))
		return settings_refuse(req, "hours", "holiday_hours");
	holiday->hours = hours_text_format(req->mem, spans, count, 0);
	return fine;
}

static bool
find(struct request *req, struct project **project_r, struct holiday **holiday_r, struct err *err)
{
	int64_t id = param_i64(req, "id");

	if (!assistant_begin(req, "hours", project_r, err)
	    || !holiday_find(req->db, req->mem, (*project_r)->id, id, holiday_r, err))
		return false;
	tmpl_set_int(page_root(req), "Form.id", id);
	return true;
}

bool
holiday_show(struct request *req, struct err *err)
{
	struct project *project;
	struct holiday *holiday;

	if (!find(req, &project, &holiday, err))
		return false;
	view_form(req, holiday);
	return page_render(req, "holiday.cs", err);
}

bool
holiday_save(struct request *req, struct err *err)
{
	struct project *project;
	struct holiday *holiday;

	if (!find(req, &project, &holiday, err))
		return false;
	if (!read_form(req, holiday))
		return show_again(req, err);
	return holiday_update(req->db, holiday, err)
		&& assistant_return(req, "/holidays", project->id, "saved");
}

bool
holiday_remove(struct request *req, struct err *err)
{
	struct project *project;
	struct holiday *holiday;

	return find(req, &project, &holiday, err)
		&& holiday_delete(req->db, project->id, holiday->id, err)
		&& assistant_return(req, "/holidays", project->id, "removed");
}

/* --- more of them */

/* All of them or, where they do not fit, none. */
struct addition {
	struct request *req;
	const struct project *project;
	const struct holiday *days;
	size_t count;
	bool once; /* not those that are there already */
	bool fits; /* tells how it went */
};

static bool
is_listed(const struct holiday *holidays, size_t count, const struct holiday *day)
{
	for (size_t i = 0; i < count; i++)
		if (holidays[i].from_day == day->from_day && holidays[i].to_day == day->to_day)
			return true;
	return false;
}

static bool
insert_all(struct db *db, void *arg, struct err *err)
{
	struct addition *addition = arg;
	void *mem = addition->req->mem;
	const struct holiday **wanted = mem_array(mem, const struct holiday *, addition->count);
	struct project *locked; /* whoever adds at the same time waits, and counts what we have added */
	struct holiday *known;
	size_t count, missing = 0;

	if (!project_lock(db, mem, addition->project->id, &locked, err)
	    || !holiday_list(db, mem, locked->id, &known, &count, err))
		return false;
	for (size_t i = 0; i < addition->count; i++)
		if (!addition->once || !is_listed(known, count, &addition->days[i]))
			wanted[missing++] = &addition->days[i];
	addition->fits = count + missing <= HOLIDAYS_MAX;
	for (size_t i = 0; addition->fits && i < missing; i++)
		if (!holiday_insert(db, wanted[i], err))
			return false;
	return true;
}

/* The list, from which the past ones can be removed. */
static bool
show_full(struct request *req, const struct project *project, struct err *err)
{
	req->out->status = 422;
	page_error(req, "form", "holidays_many");
	return holidays_view(req, project, err) && page_render(req, "holidays.cs", err);
}

static bool
add(struct addition *addition, struct err *err)
{
	struct request *req = addition->req;

	if (!db_transaction(req->db, insert_all, addition, err))
		return false;
	if (!addition->fits)
		return show_full(req, addition->project, err);
	return assistant_return(req, "/holidays", addition->project->id, "added");
}

bool
holiday_add(struct request *req, struct err *err)
{
	struct holiday day = { .id = 0 };
	struct addition addition = { .req = req, .days = &day, .count = 1 };
	struct project *project;

	if (!assistant_begin(req, "hours", &project, err))
		return false;
	if (!read_form(req, &day))
		return show_again(req, err);
	view_typed(req); /* for a list that is full */
	day.project_id = project->id;
	addition.project = project;
	return add(&addition, err);
}

/* Article 112 of the Labour Code. */
static const struct {
	const char *name;
	int64_t from_day, to_day;
} russian[] = {
	{ "new_year", 101, 106 },
	{ "christmas", 107, 107 },
	{ "new_year", 108, 108 },
	{ "defender", 223, 223 },
	{ "women", 308, 308 },
	{ "labour", 501, 501 },
	{ "victory", 509, 509 },
	{ "russia", 612, 612 },
	{ "unity", 1104, 1104 },
};

enum { RUSSIAN = sizeof(russian) / sizeof(russian[0]) };

bool
holidays_add_russian(struct request *req, struct err *err)
{
	struct holiday days[RUSSIAN];
	struct addition addition;
	struct project *project;

	if (!assistant_begin(req, "hours", &project, err))
		return false;
	for (size_t i = 0; i < RUSSIAN; i++)
		days[i] = (struct holiday){ .project_id = project->id, .hours = "",
			.name = words_of(req, "Holiday.Russia", russian[i].name),
			.from_day = russian[i].from_day, .to_day = russian[i].to_day };
	addition = (struct addition){ .req = req, .project = project, .days = days, .count = RUSSIAN,
		.once = true };
	return add(&addition, err);
}
