/* SPDX-License-Identifier: MIT */
/* What the assistant knows. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/stem.h"
#include "shared/page.h"
#include "store/chat.h"
#include "ui/assistant.h"

enum { ROWS = 100, STEMS_MAX = 500 };

/* --- the list */

static void
view_facts(struct request *req, const struct fact *facts, size_t count)
{
	struct tmpl_node *root = page_root(req);

	for (size_t i = 0; i < count && i < ROWS; i++) {
		struct tmpl_node *row = tmpl_row(root, "Facts");

		tmpl_set_int(row, "Id", facts[i].id);
		tmpl_set(row, "Question", facts[i].question);
		tmpl_set(row, "Answer", facts[i].answer);
		tmpl_set_flag(row, "OfListing", facts[i].listing_id != 0);
		tmpl_set_flag(row, "IsOff", !facts[i].approved);
	}
	if (count > ROWS)
		tmpl_set_int(root, "More", facts[ROWS - 1].id);
}

static bool
show_list(struct request *req, const struct project *project, int64_t after_id, struct err *err)
{
	struct fact *facts;
	size_t count;

	if (!fact_list(req->db, req->mem, project->id, after_id, ROWS + 1, &facts, &count, err)
	    || !assistant_view_listings(req, project, 0, err))
		return false;
	view_facts(req, facts, count);
	return page_render(req, "facts.cs", err);
}

bool
facts_show(struct request *req, struct err *err)
{
	struct project *project;

	return assistant_begin(req, "facts", &project, err)
		&& show_list(req, project, param_i64(req, "after_id"), err);
}

/* --- changing */

static void
view_form(struct request *req, const struct fact *fact)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	tmpl_set(form, "question", fact->question);
	tmpl_set(form, "answer", fact->answer);
	tmpl_set_flag(form, "approved", fact->approved);
}

/* What was typed.  *fine_r: it can be saved; otherwise there are words beside the fields. */
static bool
read_form(struct request *req, const struct project *project, struct fact *fact, bool *fine_r,
	struct err *err)
{
	struct listing *listing;

	fact->project_id = project->id;
	fact->listing_id = param_i64(req, "listing");
	fact->question = str_trim(req->mem, param_text(req, "question"));
	fact->answer = str_trim(req->mem, param_text(req, "answer"));
	fact->approved = param_bool(req, "approved");
	if (!assistant_find_listing(req, project, fact->listing_id, &listing, err)
	    || !assistant_view_listings(req, project, fact->listing_id, err))
		return false;
	if (fact->question[0] == '\0')
		page_error(req, "question", "empty");
	if (fact->answer[0] == '\0')
		page_error(req, "answer", "empty");
	*fine_r = fact->question[0] != '\0' && fact->answer[0] != '\0';
	return true;
}

static const char *
stems_of(void *mem, const struct fact *fact)
{
	return stem_text(mem, mem_printf(mem, "%s\n%s", fact->question, fact->answer), STEMS_MAX);
}

bool
fact_add(struct request *req, struct err *err)
{
	struct fact fact = { .id = 0 };
	struct project *project;
	bool fine;

	if (!assistant_begin(req, "facts", &project, err)
	    || !read_form(req, project, &fact, &fine, err))
		return false;
	if (!fine) {
		req->out->status = 422;
		view_form(req, &fact);
		return page_render(req, "fact.cs", err);
	}
	return fact_insert(req->db, &fact, stems_of(req->mem, &fact), &fact.id, err)
		&& assistant_return(req, "/facts", project->id, "added");
}

/* The project named and its fact. */
static bool
find_fact(struct request *req, struct project **project_r, struct fact **fact_r, struct err *err)
{
	if (!assistant_begin(req, "facts", project_r, err)
	    || !fact_find(req->db, req->mem, param_i64(req, "id"), fact_r, err))
		return false;
	tmpl_set_int(page_root(req), "Form.id", (*fact_r)->id);
	return (*fact_r)->project_id == (*project_r)->id
		|| err_set(err, ERR_NOT_FOUND, "a fact of another project");
}

bool
fact_show(struct request *req, struct err *err)
{
	struct project *project;
	struct fact *fact;

	if (!find_fact(req, &project, &fact, err)
	    || !assistant_view_listings(req, project, fact->listing_id, err))
		return false;
	view_form(req, fact);
	return page_render(req, "fact.cs", err);
}

bool
fact_save(struct request *req, struct err *err)
{
	struct project *project;
	struct fact *fact;
	bool fine;

	if (!find_fact(req, &project, &fact, err) || !read_form(req, project, fact, &fine, err))
		return false;
	if (!fine) {
		req->out->status = 422;
		view_form(req, fact);
		return page_render(req, "fact.cs", err);
	}
	return fact_update(req->db, fact, stems_of(req->mem, fact), err)
		&& assistant_return(req, "/facts", project->id, "saved");
}

bool
fact_remove(struct request *req, struct err *err)
{
	struct project *project;
	struct fact *fact;

	return find_fact(req, &project, &fact, err)
		&& fact_delete(req->db, project->id, fact->id, err)
		&& assistant_return(req, "/facts", project->id, "removed");
}
