/* SPDX-License-Identifier: MIT */
/* Facts out of a spreadsheet and into one.  What was read is shown before anything is written; the
   page carries it along, so nothing is kept meanwhile. */
#include "ui/ui.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/sheet.h"
#include "core/fact_table.h"
#include "io/fcgi.h"
#include "shared/page.h"
#include "store/chat.h"
#include "store/project.h"
#include "ui/assistant.h"
#include "ui/words.h"

enum { SHOWN = 20, WRONG_SHOWN = 100, EXPORT_STEP = 1000,
	TEXT_MAX = 3 * FACT_TABLE_BYTES, LISTINGS_MAX = 50000, ANSWER_SHOWN = 200 };

const char *const fact_doubles[] = { "skip", "update", NULL };

/* --- the form */

static bool
show_form(struct request *req, const char *wrong, int64_t line, struct err *err)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	if (req->method == POST) {
		tmpl_set(form, "text", param_text(req, "text"));
		tmpl_set(form, "doubles", param_text(req, "doubles"));
	}
	if (wrong != NULL) {
		tmpl_set(page_root(req), "Errors.file", words_fill(req->mem,
			words_of(req, "Import.Unreadable", wrong),
			mem_printf(req->mem, "%lld", (long long)line)));
		req->out->status = 422;
	}
	return page_render(req, "facts_import.cs", err);
}

bool
facts_import_show(struct request *req, struct err *err)
{
	struct project *project;

	return assistant_begin(req, "facts", &project, err) && show_form(req, NULL, 0, err);
}

/* --- what was read */

static const char *
number(struct request *req, size_t count)
{
	return mem_printf(req->mem, "%zu", count);
}

static void
view_wrong(struct request *req, const struct fact_row *row)
{
	struct tmpl_node *node = tmpl_row(page_root(req), "Wrong");
	const char *detail = str_equal(row->wrong, "twice") ? number(req, (size_t)row->twin_line)
		: utf8_shorten(req->mem, row->listing, 40);
	const char *words = words_of(req, "Import.Wrong", row->wrong);

	tmpl_set_int(node, "Line", row->line);
	tmpl_set(node, "Words", words_fill(req->mem, words, detail));
	tmpl_set(node, "Question", utf8_shorten(req->mem, row->question, 80));
}

static void
view_row(struct request *req, const struct fact_row *row)
{
	static const char *const fates[] = { "new", "updated", "skipped" };
	struct tmpl_node *node = tmpl_row(page_root(req), "Rows");

	tmpl_set_int(node, "Line", row->line);
	tmpl_set(node, "Question", row->question);
	tmpl_set(node, "Answer", utf8_shorten(req->mem, row->answer, ANSWER_SHOWN));
	tmpl_set(node, "Listing", row->listing);
	tmpl_set_flag(node, "IsOff", !row->approved);
	tmpl_set(node, "Fate", words_of(req, "Import.Fate", fates[row->fate]));
	tmpl_set_flag(node, "Fine", row->fate != FACT_ROW_SKIPPED);
}

static void
view_rows(struct request *req, const struct fact_table *table)
{
	size_t shown = 0, wrong = 0;

	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].fate == FACT_ROW_WRONG) {
			if (wrong++ < WRONG_SHOWN)
				view_wrong(req, &table->rows[i]);
		} else if (shown++ < SHOWN) {
			view_row(req, &table->rows[i]);
		}
	tmpl_set_flag(page_root(req), "MoreRows", shown > SHOWN);
	tmpl_set_flag(page_root(req), "MoreWrong", wrong > WRONG_SHOWN);
}

static bool
show_table(struct request *req, const struct fact_table *table, struct err *err)
{
	struct tmpl_node *root = page_root(req), *form = tmpl_child(root, "Form");
	struct buf *text = buf_new(req->mem, TEXT_MAX);
	const size_t *fates = table->fates;

	fact_table_put(text, table);
	view_rows(req, table);
	tmpl_set(form, "text", buf_data(text));
	tmpl_set(form, "doubles", param_text(req, "doubles"));
	tmpl_set(root, "New", number(req, fates[FACT_ROW_NEW]));
	tmpl_set(root, "Updated", number(req, fates[FACT_ROW_UPDATED]));
	tmpl_set(root, "Skipped", number(req, fates[FACT_ROW_SKIPPED]));
	tmpl_set(root, "WrongCount", number(req, fates[FACT_ROW_WRONG]));
	tmpl_set_flag(root, "CanWrite", !buf_failed(text)
		&& fates[FACT_ROW_NEW] + fates[FACT_ROW_UPDATED] > 0);
	return page_render(req, "facts_preview.cs", err);
}

/* --- reading and writing */

/* The file, or else what was pasted.  False: *wrong_r says what is wrong with it. */
static bool
read_text(struct request *req, char **text_r, const char **wrong_r)
{
	size_t len;
	const char *data = param_file(req, "file", &len);
	struct err ignored; /* it says no more than that the file is no table */

	if (data == NULL) {
		data = str_or(param_text(req, "text"), "");
		len = strlen(data);
	}
	*wrong_r = NULL;
	if (len > FACT_TABLE_BYTES)
		*wrong_r = "size";
	else if (!sheet_decode(req->mem, data, len, text_r, &ignored))
		*wrong_r = "encoding";
	else if (str_trim(req->mem, *text_r)[0] == '\0')
		*wrong_r = "empty";
	return *wrong_r == NULL;
}

bool
facts_import(struct request *req, struct err *err)
{
	bool update = str_equal(param_text(req, "doubles"), "update");
	struct fact_table *table;
	struct project *project;
	const char *wrong;
	int64_t line = 0;
	char *text;

	if (!assistant_begin(req, "facts", &project, err))
		return false;
	if (!read_text(req, &text, &wrong))
		return show_form(req, wrong, 0, err);
	if (fact_table_read(req->db, req->mem, project->id, text, update, &table, &wrong, &line, err))
		return show_table(req, table, err);
	return wrong != NULL && show_form(req, wrong, line, err);
}

bool
facts_import_write(struct request *req, struct err *err)
{
	bool update = str_equal(param_text(req, "doubles"), "update");
	struct fact_table *table;
	struct project *project;

	if (!assistant_begin(req, "facts", &project, err)
	    || !fact_table_write(req->db, req->mem, project->id, param_text(req, "text"), update,
		&table, err))
		return false;
	return page_redirect(req, mem_printf(req->mem,
		"/ui/assistant/facts?project=%lld&added=%zu&updated=%zu", (long long)project->id,
		table->fates[FACT_ROW_NEW], table->fates[FACT_ROW_UPDATED]));
}

/* --- the way out */

static int64_t
avito_id(const struct listing_name *listings, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (listings[i].id == id)
			return listings[i].avito_item_id;
	return id;
}

static void
put_fact(struct request *req, struct buf *out, const struct fact *fact,
	const struct listing_name *listings, size_t count)
{
	int64_t listing = fact->listing_id == 0 ? 0 : avito_id(listings, count, fact->listing_id);
	const char *cells[] = { fact->question, fact->answer,
		listing == 0 ? "" : mem_printf(req->mem, "%lld", (long long)listing),
		page_text(req, fact->approved ? "Import.Yes" : "Import.No") };

	sheet_put_row(out, cells, sizeof(cells) / sizeof(cells[0]));
}

/* All of them, some at a time: a list of facts may be long. */
static bool
put_facts(struct request *req, int64_t project_id, const struct listing_name *listings,
	size_t listing_count, struct err *err)
{
	struct fact_query step = { .project_id = project_id, .text = "", .stems = "",
		.listing_id = FACT_ANY_LISTING, .approved = FACT_ANY_STATE, .limit = EXPORT_STEP };
	size_t count;

	do {
		void *mem = mem_context(req->mem, "facts");
		struct fact *facts;

		if (!fact_search(req->db, mem, &step, &facts, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			put_fact(req, req->out->body, &facts[i], listings, listing_count);
		if (count > 0)
			step.after_id = facts[count - 1].id;
		mem_free(mem);
	} while (count == EXPORT_STEP);
	return true;
}

bool
facts_export(struct request *req, struct err *err)
{
	const char *head[] = { page_text(req, "Import.Question"), page_text(req, "Import.Answer"),
		page_text(req, "Import.Listing"), page_text(req, "Import.Approved") };
	struct listing_name *listings;
	struct project *project;
	size_t listing_count;

	if (!assistant_begin(req, "facts", &project, err)
	    || !listing_names(req->db, req->mem, project->id, LISTINGS_MAX, &listings, &listing_count,
		err))
		return false;
	buf_puts(req->out->body, "\xEF\xBB\xBF"); /* without it Excel takes it for Windows-1251 */
	sheet_put_row(req->out->body, head, sizeof(head) / sizeof(head[0]));
	req->out->type = "text/csv; charset=utf-8";
	fcgi_header(req->out, "Content-Disposition", "attachment; filename=\"facts.csv\"");
	return put_facts(req, project->id, listings, listing_count, err);
}
