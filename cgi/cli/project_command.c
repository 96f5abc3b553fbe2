/* SPDX-License-Identifier: MIT */
#include "actions.h"
#include "cli.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/json.h"
#include "core/ownership.h"
#include "io/db.h"
#include "store/project.h"

static bool
find(struct cli *cli, struct project **project_r, struct err *err)
{
	int64_t id;

	return num_parse_range(cli->args[1], 1, INT64_MAX, &id, err) &&
		(project_find(cli->db, cli->mem, id, project_r, err) ||
		 (err->code == ERR_NOT_FOUND &&
		  err_set(err, ERR_NOT_FOUND, "there is no project %lld", (long long)id)));
}

static void
put_project(struct json_object *object, const struct project *project)
{
	json_put_i64(object, "id", project->id);
	json_put_str(object, "name", project->name);
	json_put_str(object, "business", project->business);
	json_put_str(object, "tone", project->tone);
	json_put_str(object, "mode", project->mode);
	json_put_i64(object, "confidence", project->confidence);
	json_put_i64(object, "quiet_ms", project->quiet_ms);
	json_put_i64(object, "quiet_max_ms", project->quiet_max_ms);
	json_put_str(object, "zone", project->zone);
	json_put_str(object, "schedule", project->schedule);
	json_put_str(object, "off_hours", project->off_hours);
	json_put_i64(object, "takeover_ms", project->takeover_ms);
}

static int
run_list(struct cli *cli, const void *choices)
{
	struct json_object *root = json_new_object(cli->mem);
	struct json_object *list = json_put_array(root, "projects");
	struct project *projects;
	struct err err;
	size_t count;

	(void)choices;
	if (!project_list(cli->db, cli->mem, &projects, &count, &err))
		return cli_fail(&err);
	for (size_t i = 0; i < count; i++) {
		if (cli->json)
			put_project(json_add_object(list), &projects[i]);
		else
			(void)printf("%-4lld %-32s %s\n", (long long)projects[i].id, projects[i].name,
				projects[i].mode);
	}
	return cli->json ? cli_print_json(cli, root) : CLI_OK;
}

static const char *
pause_words(void *mem, int64_t pause_ms)
{
	if (pause_ms == PAUSE_FOR_GOOD)
		return "until handed back";
	if (pause_ms == PAUSE_TILL_MORNING)
		return "until the next morning";
	return mem_printf(mem, "%lld min", (long long)pause_ms / 60000);
}

static int
run_show(struct cli *cli, const void *choices)
{
	struct json_object *root = json_new_object(cli->mem);
	struct project *project;
	struct err err;

	(void)choices;
	if (!find(cli, &project, &err))
		return cli_fail(&err);
	if (cli->json) {
		put_project(root, project);
		return cli_print_json(cli, root);
	}
	(void)printf("%s\nmode %s, quiet time %lld s, hours %s (%s), pause %s\n", project->name,
		project->mode, (long long)project->quiet_ms / 1000, project->schedule, project->zone,
		pause_words(cli->mem, project->takeover_ms));
	return CLI_OK;
}

struct change {
	void *mem;
	int64_t project_id;
	const char *mode;
};

/* The row as it is now: somebody may save other fields of it in the dashboard meanwhile. */
static bool
set_mode(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;
	struct project *project;

	if (!project_lock(db, change->mem, change->project_id, &project, err))
		return false;
	project->mode = change->mode;
	return project_update(db, project, err);
}

static int
run_mode(struct cli *cli, const void *choices)
{
	static const char *const modes[] = { "off", "draft", "confident", "auto", NULL };
	struct project *project;
	struct err err;

	(void)choices;
	if (str_index(modes, cli->args[2]) < 0)
		return cli_usage(cli);
	if (!find(cli, &project, &err))
		return cli_fail(&err);

	struct change change = { cli->mem, project->id, cli->args[2] };

	return db_transaction(cli->db, set_mode, &change, &err) ? CLI_OK : cli_fail(&err);
}

int
project_command(struct cli *cli, int argc, char **argv)
{
	static const struct cli_action actions[] = {
		{ "list", 1, run_list }, { "show", 2, run_show }, { "mode", 3, run_mode },
	};
	int code;

	if (!cli_options(cli, argc, argv, NULL, &code))
		return code;
	return actions_run(cli, actions, sizeof(actions) / sizeof(actions[0]), NULL);
}
