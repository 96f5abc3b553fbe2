/* SPDX-License-Identifier: MIT */
#include "shared/problem.h"

#include "base/buf.h"
#include "base/mem.h"
#include "codec/json.h"
#include "shared/identity.h"
#include "shared/page.h"

static const struct answer {
	int status;
	const char *text;
} answers[] = {
	[ERR_NONE] = { 500, "internal error" },
	[ERR_INVALID] = { 400, "the request is malformed" },
	[ERR_DENIED] = { 403, "not allowed" },
	[ERR_NOT_FOUND] = { 404, "not found" },
	[ERR_CONFLICT] = { 409, "in conflict with the present state" },
	[ERR_LIMITED] = { 429, "too many requests" },
	[ERR_UPSTREAM] = { 502, "a service behind this one failed" },
	[ERR_UNCERTAIN] = { 500, "it is not known whether this was done: look before you repeat it" },
	[ERR_BUSY] = { 503, "not available now, nothing was done: try again" },
	[ERR_INTERNAL] = { 500, "internal error" },
};

enum { BUSY_RETRY_S = 5 };

static const char *
json_message(struct request *req, enum err_code code)
{
	const char *text = req->problem_text != NULL ? req->problem_text : answers[code].text;

	if (req->problem_name == NULL)
		return text;
	return mem_printf(req->mem, "%s: %s", text, req->problem_name);
}

static void
answer_json(struct request *req, int status, const struct err *err)
{
	struct json_object *root = json_new_object(req->mem);
	struct json_object *error = json_put_object(root, "error");

	json_put_str(error, "code",
		req->problem != NULL ? req->problem : err_code_name(err->code));
	json_put_str(error, "message", json_message(req, err->code));
	json_put_str(error, "request_id", req->in->id);
	(void)json_answer(req, status, root); /* always true */
}

/* The last resort when even the page of errors cannot be made. */
static void
answer_text(struct request *req, int status)
{
	req->out->type = "text/plain; charset=utf-8";
	buf_reset(req->out->body);
	buf_printf(req->out->body, "%d\nrequest %s\n", status, req->in->id);
}

static void
answer_page(struct request *req, int status, const struct err *err)
{
	struct tmpl_node *root = page_root(req);
	const char *key = req->problem != NULL ? req->problem : err_code_name(err->code);
	const char *text = page_text(req, mem_printf(req->mem, "Problem.%s", key));
	struct err render;

	if (text[0] == '\0')
		text = page_text(req, mem_printf(req->mem, "Problem.%s", err_code_name(err->code)));
	tmpl_set_int(root, "Error.Status", status);
	tmpl_set(root, "Error.Text", text);
	tmpl_set(root, "Error.Name", req->problem_name);
	req->out->status = status;
	if (!page_render(req, request_is_partial(req) ? "error_part.cs" : "error.cs", &render))
		answer_text(req, status);
}

void
problem_answer(struct request *req, const struct err *err)
{
	int status = req->problem_status != 0 ? req->problem_status : answers[err->code].status;

	if (req->retry_after_s == 0 && status == 503)
		req->retry_after_s = BUSY_RETRY_S;
	if (req->allow != NULL)
		fcgi_header(req->out, "Allow", req->allow);
	if (req->app->program->face == FACE_JSON)
		answer_json(req, status, err);
	else
		answer_page(req, status, err);
}
