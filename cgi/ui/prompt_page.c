/* SPDX-License-Identifier: MIT */
/* What a model would be told now, for a listing and words of one's choice. */
#include "ui/ui.h"

#include "base/str.h"
#include "base/time.h"
#include "core/rehearse.h"
#include "shared/page.h"
#include "store/project.h"
#include "ui/assistant.h"
#include "ui/view_prompt.h"

bool
prompt_show(struct request *req, struct err *err)
{
	struct rehearse_line question = { true, str_or(param_text(req, "words"), "") };
	struct rehearse_input input = { .lines = &question, .count = 1 };
	struct project *project;
	struct listing *listing;
	struct turn_view *view;

	if (!assistant_begin(req, "prompt", &project, err)
	    || !assistant_find_listing(req, project, param_i64(req, "listing"), &listing, err)
	    || !assistant_view_listings(req, project, param_i64(req, "listing"), err))
		return false;
	input.project_id = project->id;
	input.listing = listing;
	if (!rehearse_view(req->db, req->mem, &input, &view, err))
		return false;
	tmpl_set(page_root(req), "Form.words", question.text);
	view_prompt(req, tmpl_child(page_root(req), "Prompt"), view, time_now_ms());
	return page_render(req, "prompt.cs", err);
}
