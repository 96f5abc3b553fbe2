/* SPDX-License-Identifier: MIT */
#include "ui/settings_form.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "io/tmpl.h"
#include "shared/page.h"

static const char **
text_at(struct project *project, const struct setting_field *field)
{
	return (const char **)((char *)project + field->offset);
}

static int64_t *
number_at(struct project *project, const struct setting_field *field)
{
	return (int64_t *)((char *)project + field->offset);
}

/* --- out */

/* Thousandths are shown where there are any: "1.5". */
static char *
format_number(void *mem, int64_t unit, int64_t value)
{
	char *text;

	if (value % unit == 0)
		return mem_printf(mem, "%lld", (long long)(value / unit));
	text = mem_printf(mem, "%lld.%03lld", (long long)(value / unit),
		(long long)(value % unit * 1000 / unit));
	while (str_has_suffix(text, "0"))
		text[strlen(text) - 1] = '\0';
	return text;
}

void
settings_show_stored(struct request *req, const struct setting_field *fields,
	struct project *project)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	for (; fields->name != NULL; fields++)
		tmpl_set(form, fields->name, fields->unit == 0 ? *text_at(project, fields)
			: format_number(req->mem, fields->unit, *number_at(project, fields)));
}

void
settings_show_typed(struct request *req, const struct setting_field *fields)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	for (; fields->name != NULL; fields++)
		tmpl_set(form, fields->name, param_text(req, fields->name));
}

/* --- in */

bool
settings_refuse(struct request *req, const char *field, const char *key)
{
	page_error(req, field, key);
	return false;
}

/* "20", "1.5", "1,5" in units */
static bool
parse_number(void *mem, const char *text, const struct setting_field *field, int64_t *value_r)
{
	char *whole = str_trim(mem, text), *point = strpbrk(whole, ".,");
	int64_t units, thousandths = 0;
	struct err err;

	if (point != NULL) {
		char digits[4] = "000";
		size_t len = strlen(point + 1);

		if (field->unit == 1 || len < 1 || len > 3)
			return false;
		memcpy(digits, point + 1, len);
		*point = '\0';
		if (!num_parse_range(digits, 0, 999, &thousandths, &err))
			return false;
	}
	if (!num_parse_range(whole, 0, field->max, &units, &err))
		return false;
	*value_r = units * field->unit + thousandths * field->unit / 1000;
	return *value_r >= field->min * field->unit && *value_r <= field->max * field->unit;
}

bool
settings_read(struct request *req, const struct setting_field *fields, struct project *project)
{
	bool fine = true;

	for (; fields->name != NULL; fields++) {
		const char *typed = str_or(param_text(req, fields->name), "");

		if (fields->unit == 0)
			*text_at(project, fields) = str_trim(req->mem, typed);
		else if (!parse_number(req->mem, typed, fields, number_at(project, fields)))
			fine = settings_refuse(req, fields->name, "number");
	}
	return fine;
}

bool
settings_again(struct request *req, const char *file, struct err *err)
{
	req->out->status = 422;
	page_error(req, "form", "form");
	return page_render(req, file, err);
}

/* --- to the database */

bool
settings_write(struct db *db, const struct setting_field *fields, struct project *project,
	struct err *err)
{
	void *mem = mem_context(db, "settings");
	struct project *stored;
	bool done = project_lock(db, mem, project->id, &stored, err);

	for (; done && fields->name != NULL; fields++) {
		if (fields->unit == 0)
			*text_at(stored, fields) = *text_at(project, fields);
		else
			*number_at(stored, fields) = *number_at(project, fields);
	}
	done = done && project_update(db, stored, err);
	mem_free(mem);
	return done;
}

struct change {
	const struct setting_field *fields;
	struct project *project;
};

static bool
write_change(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return settings_write(db, change->fields, change->project, err);
}

bool
settings_save(struct request *req, const struct setting_field *fields,
	struct project *project, struct err *err)
{
	struct change change = { fields, project };

	return db_transaction(req->db, write_change, &change, err);
}
