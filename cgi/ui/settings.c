/* SPDX-License-Identifier: MIT */
/* Two forms of an assistant: its character, and how it works. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "core/ownership.h"
#include "shared/page.h"
#include "ui/assistant.h"
#include "ui/settings_form.h"
#include "ui/words.h"

#define MINUTE_MS INT64_C(60000)

/* --- character */

static const struct setting_field character[] = {
	SETTING_TEXT(name),
	SETTING_TEXT(business),
	SETTING_TEXT(tone),
	SETTING_TEXT(instructions),
	SETTING_TEXT(handoff_text),
	SETTINGS_END
};

/* The starting text for a business: Lang.Preset.<business>.1, .2 and so on, a line each. */
static const char *
preset_text(struct request *req, const char *business)
{
	char *text = mem_strdup(req->mem, "");

	for (int line = 1; ; line++) {
		char *name = mem_printf(req->mem, "Preset.%s.%d", business, line);
		const char *words = page_text(req, name);

		if (words[0] == '\0')
			return text;
		text = mem_printf(req->mem, "%s%s%s", text, line > 1 ? "\n" : "", words);
	}
}

static bool
show_character(struct request *req, struct project *project, struct err *err)
{
	struct tmpl_node *preset = tmpl_child(page_root(req), "Preset");

	tmpl_set(preset, "Text", preset_text(req, project->business));
	tmpl_set(preset, "Business", words_of(req, "Settings.Business", project->business));
	return page_render(req, "assistant.cs", err);
}

/* Nothing is saved yet, and nobody's own words are replaced without asking. */
static bool
offer_preset(struct request *req, struct project *project, const char *act, struct err *err)
{
	const char *text = preset_text(req, project->business);
	bool own = project->instructions[0] != '\0' && !str_equal(project->instructions, text);

	settings_show_typed(req, character);
	if (str_equal(act, "replace") || (str_equal(act, "preset") && !own)) {
		tmpl_set(page_root(req), "Form.instructions", text);
		tmpl_set_flag(page_root(req), "Preset.Inserted", true);
	} else if (str_equal(act, "preset")) {
		tmpl_set_flag(page_root(req), "Preset.Ask", true);
	}
	return show_character(req, project, err);
}

bool
settings_show(struct request *req, struct err *err)
{
	struct project *project;

	if (!assistant_begin(req, "settings", &project, err))
		return false;
	settings_show_stored(req, character, project);
	return show_character(req, project, err);
}

bool
settings_submit(struct request *req, struct err *err)
{
	struct project *project;

	if (!assistant_begin(req, "settings", &project, err))
		return false;
	(void)settings_read(req, character, project); /* has no numbers */
	if (param_has(req, "do"))
		return offer_preset(req, project, param_text(req, "do"), err);
	if (project->name[0] == '\0') {
		(void)settings_refuse(req, "name", "empty");
		settings_show_typed(req, character);
		req->out->status = 422;
		page_error(req, "form", "form");
		return show_character(req, project, err);
	}
	if (!settings_save(req, character, project, err))
		return false;
	return assistant_return(req, "", project->id, "saved");
}

/* --- how it works */

static const struct setting_field manner[] = {
	SETTING_TEXT(mode),
	SETTING_TEXT(doubtful),
	SETTING_TEXT(allowed_contacts),
	SETTING_NUMBER("confidence", confidence, 1, 0, 100),
	SETTING_NUMBER("quiet", quiet_ms, 1000, 0, 300),
	SETTING_NUMBER("quiet_max", quiet_max_ms, 1000, 0, 600),
	SETTING_NUMBER("max_age", reply_max_age_ms, MINUTE_MS, 1, 10080),
	SETTINGS_END
};

/* The pause has words of its own; this is for saving, and for a number of minutes. */
static const struct setting_field pause_minutes[] = {
	SETTING_NUMBER("takeover", takeover_ms, MINUTE_MS, 1, 10080),
	SETTINGS_END
};

static const struct {
	const char *name;
	int64_t ms;
} pauses[] = {
	{ "hour", 60 * MINUTE_MS },
	{ "four", 240 * MINUTE_MS },
	{ "morning", PAUSE_TILL_MORNING },
	{ "good", PAUSE_FOR_GOOD },
};

enum { PAUSES = sizeof(pauses) / sizeof(pauses[0]) };

static void
show_pause(struct request *req, struct project *project)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	for (size_t i = 0; i < PAUSES; i++)
		if (pauses[i].ms == project->takeover_ms) {
			tmpl_set(form, "pause", pauses[i].name);
			return;
		}
	tmpl_set(form, "pause", "own");
	settings_show_stored(req, pause_minutes, project);
}

static bool
read_pause(struct request *req, struct project *project)
{
	const char *choice = param_text(req, "pause");

	for (size_t i = 0; i < PAUSES; i++)
		if (str_equal(choice, pauses[i].name)) {
			project->takeover_ms = pauses[i].ms;
			return true;
		}
	return settings_read(req, pause_minutes, project);
}

static bool
read_manner(struct request *req, struct project *project)
{
	bool fine = settings_read(req, manner, project);

	if (fine && project->quiet_max_ms < project->quiet_ms)
		fine = settings_refuse(req, "quiet_max", "quiet_max");
	return read_pause(req, project) && fine;
}

bool
manner_show(struct request *req, struct err *err)
{
	struct project *project;

	if (!assistant_begin(req, "mode", &project, err))
		return false;
	settings_show_stored(req, manner, project);
	show_pause(req, project);
	return page_render(req, "assistant_mode.cs", err);
}

static bool
save_manner(struct db *db, void *arg, struct err *err)
{
	struct project *project = arg;

	return settings_write(db, manner, project, err)
		&& settings_write(db, pause_minutes, project, err);
}

bool
manner_submit(struct request *req, struct err *err)
{
	struct project *project;

	if (!assistant_begin(req, "mode", &project, err))
		return false;
	if (!read_manner(req, project)) {
		settings_show_typed(req, manner);
		settings_show_typed(req, pause_minutes);
		tmpl_set(page_root(req), "Form.pause", param_text(req, "pause"));
		return settings_again(req, "assistant_mode.cs", err);
	}
	if (!db_transaction(req->db, save_manner, project, err))
		return false;
	return assistant_return(req, "/mode", project->id, "saved");
}
