/* SPDX-License-Identifier: MIT */
/* What the assistant knows. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/stem.h"
#include "codec/url.h"
#include "core/fact_table.h"
#include "shared/page.h"
#include "store/chat.h"
#include "ui/assistant.h"
#include "ui/words.h"

enum { ROWS = 50, FOUND_MAX = 500, QUERY_STEMS_MAX = 30, LISTINGS_MAX = 50000 };

const char *const fact_states[] = { "on", "off", NULL };

/* --- the list */

/* What is looked for, and where the page begins. */
struct search {
	struct fact_query query;
	int64_t from;            /* of what a text found */
	const char *filters;     /* "&q=...": for the link to the next page */
	struct listing_name *listings;
	size_t listing_count;
};

static const char *
filters_of(struct request *req)
{
	char *filters = mem_strdup(req->mem, "");

	if (!str_is_empty(param_text(req, "q")))
		filters = mem_printf(req->mem, "&q=%s", url_encode(req->mem, param_text(req, "q")));
	if (param_has(req, "listing"))
		filters = mem_printf(req->mem, "%s&listing=%lld", filters,
			(long long)param_i64(req, "listing"));
	if (param_has(req, "state"))
		filters = mem_printf(req->mem, "%s&state=%s", filters, param_text(req, "state"));
	return filters;
}

static struct search
read_search(struct request *req, const struct project *project)
{
	const char *text = str_trim(req->mem, str_or(param_text(req, "q"), ""));
	struct search search = { .from = param_i64(req, "from"), .filters = filters_of(req) };

	search.query = (struct fact_query){
		.project_id = project->id,
		.text = text,
		.stems = stem_text(req->mem, text, QUERY_STEMS_MAX),
		.listing_id = param_i64_or(req, "listing", FACT_ANY_LISTING),
		.approved = !param_has(req, "state") ? FACT_ANY_STATE
			: str_equal(param_text(req, "state"), "on"),
		.after_id = param_i64(req, "after_id"),
		.limit = text[0] != '\0' ? FOUND_MAX : ROWS + 1,
	};
	return search;
}

static const char *
listing_title(struct request *req, const struct search *search, int64_t id)
{
	for (size_t i = 0; i < search->listing_count; i++)
		if (search->listings[i].id == id)
			return str_or(search->listings[i].title, words_with(req, "Chat.ListingNumber",
				mem_printf(req->mem, "%lld", (long long)search->listings[i].avito_item_id)));
	return page_text(req, "Fact.OfListing");
}

static void
view_fact(struct request *req, const struct search *search, const struct fact *fact)
{
	struct tmpl_node *row = tmpl_row(page_root(req), "Facts");

	tmpl_set_int(row, "Id", fact->id);
	tmpl_set(row, "Question", fact->question);
	tmpl_set(row, "Answer", fact->answer);
	if (fact->listing_id != 0)
		tmpl_set(row, "Listing", listing_title(req, search, fact->listing_id));
	tmpl_set_flag(row, "IsOff", !fact->approved);
}

/* What a text found is cut into pages here: its order is not the table's. */
static void
view_facts(struct request *req, const struct search *search, const struct fact *facts, size_t count)
{
	bool found = search->query.text[0] != '\0';
	size_t first = found ? (size_t)search->from : 0, end = first + ROWS;
	struct tmpl_node *root = page_root(req);

	for (size_t i = first; i < count && i < end; i++)
		view_fact(req, search, &facts[i]);
	if (count > end && found)
		tmpl_set(root, "More", mem_printf(req->mem, "%s&from=%zu", search->filters, end));
	else if (count > end)
		tmpl_set(root, "More", mem_printf(req->mem, "%s&after_id=%lld", search->filters,
			(long long)facts[end - 1].id));
}

static void
view_search(struct request *req, int64_t total)
{
	struct tmpl_node *root = page_root(req), *form = tmpl_child(root, "Search");

	tmpl_set(form, "q", param_text(req, "q"));
	tmpl_set(form, "state", param_text(req, "state"));
	tmpl_set_flag(form, "General", param_has(req, "listing") && param_i64(req, "listing") == 0);
	tmpl_set_flag(form, "Is", filters_of(req)[0] != '\0');
	tmpl_set_int(root, "Total", total);
	tmpl_set_flag(root, "HasFacts", total > 0);
	if (param_has(req, "added"))
		tmpl_set(root, "Imported", mem_printf(req->mem, "%s %s",
			words_with(req, "Fact.Imported", mem_printf(req->mem, "%lld",
				(long long)param_i64(req, "added"))),
			words_with(req, "Fact.ImportedToo", mem_printf(req->mem, "%lld",
				(long long)param_i64(req, "updated")))));
}

bool
facts_show(struct request *req, struct err *err)
{
	struct project *project;
	struct search search;
	struct fact *facts;
	size_t count;
	int64_t total;

	if (!assistant_begin(req, "facts", &project, err))
		return false;
	search = read_search(req, project);
	if (!fact_search(req->db, req->mem, &search.query, &facts, &count, err)
	    || !fact_count(req->db, project->id, &total, err)
	    || !listing_names(req->db, req->mem, project->id, LISTINGS_MAX, &search.listings,
		&search.listing_count, err)
	    || !assistant_view_listings(req, project, param_i64(req, "listing"), err))
		return false;
	view_facts(req, &search, facts, count);
	view_search(req, total);
	return page_render(req, "facts.cs", err);
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
	return fact_stems(mem, fact->question, fact->answer);
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
