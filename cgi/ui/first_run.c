/* SPDX-License-Identifier: MIT */
#include "ui/first_run.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/overview.h"
#include "store/project.h"
#include "store/setting.h"
#include "ui/words.h"

const char *const first_steps[] = { "owner", "shop", "avito", "assistant", "test", "on", NULL };

static const char setting_name[] = "start";

/* Words with a blank on either side of each. */
static bool
has_word(struct request *req, const char *words, const char *word)
{
	return strstr(words, mem_printf(req->mem, " %s ", word)) != NULL;
}

static bool
read_words(struct request *req, struct db *db, const char **words_r, struct err *err)
{
	const char *words;

	if (!setting_get(db, req->mem, setting_name, &words, err))
		return false;
	*words_r = mem_printf(req->mem, " %s ", words != NULL ? words : "");
	return true;
}

static bool
read_rows(struct request *req, struct first_run *run, struct err *err)
{
	struct project *projects;
	struct account *accounts;
	size_t project_count, account_count;

	if (!project_list(req->db, req->mem, &projects, &project_count, err)
	    || !account_list(req->db, req->mem, &accounts, &account_count, err))
		return false;
	run->project = project_count > 0 ? &projects[0] : NULL;
	run->account = account_count > 0 ? &accounts[0] : NULL;
	for (size_t i = 0; i < account_count; i++)
		if (str_equal(accounts[i].status, "ok") && accounts[i].enabled)
			run->account = &accounts[i];
	return run->project == NULL || provider_list(req->db, req->mem, run->project->id,
		&run->providers, &run->provider_count, err);
}

static bool
answerer_works(const struct first_run *run)
{
	for (size_t i = 0; i < run->provider_count; i++)
		if (str_equal(run->providers[i].status, "ok"))
			return true;
	return false;
}

static void
judge(struct request *req, struct first_run *run, const char *words, bool answered)
{
	const struct project *project = run->project;
	const struct account *account = run->account;

	run->done[STEP_OWNER] = true; /* somebody is signed in */
	run->done[STEP_SHOP] = project != NULL && (has_word(req, words, "shop")
		|| !str_equal(project->name, project_first_name));
	run->done[STEP_AVITO] = account != NULL && account->enabled && str_equal(account->status, "ok");
	run->done[STEP_ASSISTANT] = run->provider_count > 0 && (has_word(req, words, "assistant")
		|| answerer_works(run));
	run->done[STEP_TEST] = answered;
	run->done[STEP_ON] = has_word(req, words, "on") && project != NULL
		&& !str_equal(project->mode, "off");
	run->over = true;
	for (int i = 0; i < STEPS; i++) {
		run->skipped[i] = !run->done[i]
			&& has_word(req, words, mem_printf(req->mem, "-%s", first_steps[i]));
		run->over = run->over && (run->done[i] || run->skipped[i]);
	}
	run->over = run->over || has_word(req, words, "over");
}

bool
first_run_read(struct request *req, struct first_run *run_r, struct err *err)
{
	struct first_run run = { .project = NULL };
	const char *words;
	bool answered;

	if (!read_words(req, req->db, &words, err) || !read_rows(req, &run, err)
	    || !overview_has_answered(req->db, &answered, err))
		return false;
	judge(req, &run, words, answered);
	*run_r = run;
	return true;
}

const char *
first_run_next(struct request *req, const struct first_run *run)
{
	for (int i = 0; i < STEPS && !run->over; i++)
		if (!run->done[i] && !run->skipped[i])
			return mem_printf(req->mem, "/ui/start/%s", first_steps[i]);
	return "/ui/overview";
}

struct marking {
	struct request *req;
	const char *word;
};

static bool
mark(struct db *db, void *arg, struct err *err)
{
	struct marking *marking = arg;
	struct request *req = marking->req;
	const char *words;

	if (!setting_lock(db, setting_name, err) || !read_words(req, db, &words, err))
		return false;
	if (has_word(req, words, marking->word))
		return true;
	words = str_trim(req->mem, mem_printf(req->mem, "%s%s", words, marking->word));
	return setting_set(db, setting_name, words, err);
}

bool
first_run_mark(struct request *req, const char *word, struct err *err)
{
	struct marking marking = { req, word };

	return db_transaction(req->db, mark, &marking, err);
}

void
first_run_view(struct request *req, struct tmpl_node *node, const struct first_run *run,
	enum first_step current)
{
	for (int i = 0; i < STEPS; i++) {
		struct tmpl_node *row = tmpl_row(node, "Steps");

		tmpl_set(row, "Name", first_steps[i]);
		tmpl_set(row, "Title", words_of(req, "Start.Step", first_steps[i]));
		tmpl_set(row, "Path", mem_printf(req->mem, "/ui/start/%s", first_steps[i]));
		tmpl_set(row, "State", run->done[i] ? "done" : run->skipped[i] ? "skipped" : "open");
		tmpl_set_flag(row, "Current", i == (int)current);
	}
}
