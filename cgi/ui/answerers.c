/* SPDX-License-Identifier: MIT */
/* Who answers, in order.  Keys go in and never come out: the page tells only that there is one. */
#include "ui/ui.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/url.h"
#include "core/probe.h"
#include "shared/page.h"
#include "ui/assistant.h"
#include "ui/trial.h"
#include "ui/words.h"

enum { ANSWERERS_MAX = 20 };

const char *const answerer_dialects[] = { "openai", "builtin", NULL };

struct answerers {
	struct project *project;
	struct provider *rows;
	size_t count;
};

/* --- showing */

static const char *
tokens_words(struct request *req, struct json_object *report)
{
	int64_t in = json_opt_i64(report, "tokens_in", -1), out = json_opt_i64(report, "tokens_out", -1);

	if (in < 0 || out < 0)
		return page_text(req, "Try.NoTokens");
	return mem_printf(req->mem, "%s, %s",
		words_number(req, "Try.TokensIn", in),
		words_with(req, "Try.TokensOut", mem_printf(req->mem, "%lld", (long long)out)));
}

static void
view_near(struct tmpl_node *node, struct json_object *near)
{
	for (size_t i = 0; i < json_array_len(near); i++)
		tmpl_set(tmpl_row(node, "Near"), "Name", json_text(json_array_at(near, i)));
}

/* What the last check by hand found: Checked.Text, .Words, .When, .Fine, .Near. */
static void
view_checked(struct request *req, struct tmpl_node *node, const struct provider *row)
{
	static const char *const levels[] = { "schema", "json", "prompt" };
	struct json_object *report;
	struct err ignored;
	const char *result;
	bool answered;

	if (str_is_empty(row->checked)
	    || !json_parse_object(req->mem, row->checked, strlen(row->checked), &report, &ignored))
		return; /* not checked yet, or still being typed in */
	result = json_opt_str(report, "result", "");
	answered = str_equal(result, "ok") || str_equal(result, "odd");
	tmpl_set(node, "Text", words_of(req, "Answerer.Checked", result));
	tmpl_set_flag(node, "Fine", str_equal(result, "ok"));
	tmpl_set(node, "When", words_ago(req, row->checked_at));
	if (answered)
		tmpl_set(node, "Words", mem_printf(req->mem, "%s · %s · %s",
			words_seconds(req, json_opt_i64(report, "ms", 0)), tokens_words(req, report),
			words_of(req, "Answerer.Level", levels[json_opt_i64(report, "level", 0) % 3])));
	else
		tmpl_set(node, "Said", json_opt_str(report, "text", ""));
	view_near(node, json_opt_array(report, "near"));
}

static void
view_answerer(struct request *req, struct tmpl_node *node, const struct provider *row)
{
	const char *status = row->open ? "resting" : str_or(row->status, "unasked");

	tmpl_set_int(node, "Id", row->id);
	tmpl_set(node, "Dialect", row->dialect);
	tmpl_set(node, "Url", row->base_url);
	tmpl_set(node, "Model", row->model);
	tmpl_set_int(node, "Timeout", row->timeout_ms / 1000);
	tmpl_set_flag(node, "HasKey", row->sealed_key != NULL);
	tmpl_set(node, "Status", words_of(req, "Answerer.Status", status));
	tmpl_set_flag(node, "Fine", str_equal(status, "ok"));
	tmpl_set_flag(node, "Bad", !str_equal(status, "ok") && !str_equal(status, "unasked"));
	tmpl_set(node, "StatusText", row->status_text);
	if (row->status_at != 0)
		tmpl_set(node, "When", words_ago(req, row->status_at));
	view_checked(req, tmpl_child(node, "Checked"), row);
	/* The check has told the same in words. */
	tmpl_set_flag(node, "CheckedIsNews", row->checked_at >= row->status_at - 1000);
}

static void
view_answerers(struct request *req, const struct answerers *answerers)
{
	struct tmpl_node *root = page_root(req);

	for (size_t i = 0; i < answerers->count; i++) {
		struct tmpl_node *node = tmpl_row(root, "Answerers");

		view_answerer(req, node, &answerers->rows[i]);
		tmpl_set_flag(node, "CanRise", i > 0);
		tmpl_set_flag(node, "CanSink", i + 1 < answerers->count);
	}
	tmpl_set_flag(root, "CanAdd", answerers->count < ANSWERERS_MAX);
}

static bool
read_answerers(struct request *req, struct answerers *answerers, struct err *err)
{
	return assistant_begin(req, "answerers", &answerers->project, err)
		&& provider_list(req->db, req->mem, answerers->project->id, &answerers->rows,
			&answerers->count, err);
}

bool
answerers_show(struct request *req, struct err *err)
{
	struct answerers answerers;

	if (!read_answerers(req, &answerers, err))
		return false;
	view_answerers(req, &answerers);
	return page_render(req, "answerers.cs", err);
}

/* --- changing */

static const struct provider *
find(const struct answerers *answerers, int64_t id)
{
	for (size_t i = 0; i < answerers->count; i++)
		if (answerers->rows[i].id == id)
			return &answerers->rows[i];
	return NULL;
}

/* The list, and the answerer the request is about.  It may be gone by now. */
static bool
find_asked(struct request *req, struct answerers *answerers, const struct provider **row_r,
	struct err *err)
{
	if (!read_answerers(req, answerers, err))
		return false;
	*row_r = find(answerers, param_i64(req, "answerer"));
	return *row_r != NULL || err_set(err, ERR_NOT_FOUND, "no such answerer");
}

/* Fills in what was typed; the key of the field's words when something is wrong, else NULL.  A key
   is for one address: whoever changes the address has to know the key. */
static const char *
read_form(struct request *req, const struct provider *old, struct provider_new *values_r,
	const char **field_r)
{
	const char *key = param_text(req, "api_key");
	struct err err;
	char *base;

	*values_r = (struct provider_new){ .dialect = param_text(req, "dialect"), .base_url = "",
		.model = "", .api_key = param_bool(req, "forget_key") ? "" : key,
		.timeout_ms = param_i64(req, "timeout") * 1000 };
	if (str_equal(values_r->dialect, "builtin"))
		return NULL;
	*field_r = "base_url";
	if (!url_parse_base(req->mem, str_trim(req->mem, str_or(param_text(req, "base_url"), "")),
		&base, &err))
		return "base_url";
	values_r->base_url = base;
	values_r->model = str_trim(req->mem, str_or(param_text(req, "model"), ""));
	*field_r = "model";
	if (values_r->model[0] == '\0')
		return "empty";
	*field_r = "api_key";
	if (old != NULL && old->sealed_key != NULL && values_r->api_key == NULL
	    && !str_equal(old->base_url, base))
		return "key_again";
	return NULL;
}

/* The form again as it was typed, but for the key. */
static bool
show_refusal(struct request *req, struct answerers *answerers, const struct provider *old,
	struct err *err)
{
	struct provider typed = { .id = 0 };

	if (old != NULL)
		typed = *old;
	typed.dialect = param_text(req, "dialect");
	typed.base_url = param_text(req, "base_url");
	typed.model = param_text(req, "model");
	typed.timeout_ms = param_i64(req, "timeout") * 1000;
	for (size_t i = 0; i < answerers->count; i++)
		if (answerers->rows[i].id == typed.id)
			answerers->rows[i] = typed;
	if (old == NULL)
		view_answerer(req, tmpl_child(page_root(req), "New"), &typed);
	tmpl_set_int(page_root(req), "Wrong", typed.id);
	view_answerers(req, answerers);
	req->out->status = 422;
	return page_render(req, "answerers.cs", err);
}

struct put {
	struct request *req;
	const struct answerers *answerers;
	const struct provider *old;
	struct provider_new values;
};

static bool
put_answerer(struct db *db, void *arg, struct err *err)
{
	const struct put *put = arg;
	const struct answerers *answerers = put->answerers;
	int64_t position = put->old != NULL ? put->old->position
		: answerers->count > 0 ? answerers->rows[answerers->count - 1].position + 1 : 0;

	return provider_put(db, &put->req->app->key, answerers->project->id, position,
		&put->values, err);
}

bool
answerer_save(struct request *req, struct err *err)
{
	struct answerers answerers;
	struct put put = { .req = req, .answerers = &answerers };
	const char *key, *field;

	if (!param_has(req, "answerer")) {
		if (!read_answerers(req, &answerers, err))
			return false;
		if (answerers.count >= ANSWERERS_MAX)
			return err_set(err, ERR_CONFLICT, "too many answerers");
	} else if (!find_asked(req, &answerers, &put.old, err)) {
		return false;
	}
	key = read_form(req, put.old, &put.values, &field);
	if (key != NULL) {
		page_error(req, field, key);
		return show_refusal(req, &answerers, put.old, err);
	}
	return db_transaction(req->db, put_answerer, &put, err)
		&& assistant_return(req, "/answerers", answerers.project->id,
			put.old != NULL ? "saved" : "added");
}

bool
answerer_remove(struct request *req, struct err *err)
{
	struct answerers answerers;
	const struct provider *row;

	return find_asked(req, &answerers, &row, err)
		&& provider_remove(req->db, answerers.project->id, row->id, err)
		&& assistant_return(req, "/answerers", answerers.project->id, "removed");
}

/* Back to the answerer's place on the page, where the result stands. */
static bool
return_to(struct request *req, const struct answerers *answerers, const struct provider *row)
{
	return page_redirect(req, mem_printf(req->mem,
		"/ui/assistant/answerers?project=%lld#answerer-%lld",
		(long long)answerers->project->id, (long long)row->id));
}

bool
answerer_check(struct request *req, struct err *err)
{
	struct answerers answerers;
	const struct provider *row;
	int64_t trial;
	bool begun, probed;

	if (!find_asked(req, &answerers, &row, err))
		return false;
	if (str_equal(row->dialect, "builtin"))
		return return_to(req, &answerers, row);
	if (!trial_begin(req, &trial, &begun, err))
		return false;
	if (!begun)
		return request_refuse(req, ERR_CONFLICT, "try_busy", "another try is running", err);
	probed = probe_answerer(req->db, req->app->http, &req->app->key, req->mem, row, TRIAL_MS, err);
	trial_end(req, trial);
	return probed && return_to(req, &answerers, row);
}

struct swap {
	const struct provider *a, *b;
};

static bool
swap_answerers(struct db *db, void *arg, struct err *err)
{
	const struct swap *swap = arg;

	return provider_swap(db, swap->a, swap->b, err);
}

/* At the end of the list there is nobody to change places with: nothing happens. */
static bool
move(struct request *req, ptrdiff_t by, struct err *err)
{
	struct answerers answerers;
	const struct provider *row;
	ptrdiff_t place;

	if (!find_asked(req, &answerers, &row, err))
		return false;
	place = row - answerers.rows + by;
	if (place >= 0 && place < (ptrdiff_t)answerers.count) {
		struct swap swap = { row, &answerers.rows[place] };

		if (!db_transaction(req->db, swap_answerers, &swap, err))
			return false;
	}
	return assistant_return(req, "/answerers", answerers.project->id, "moved");
}

bool
answerer_up(struct request *req, struct err *err)
{
	return move(req, -1, err);
}

bool
answerer_down(struct request *req, struct err *err)
{
	return move(req, 1, err);
}
