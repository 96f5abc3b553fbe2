/* SPDX-License-Identifier: MIT */
#include "shared/reading.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/multipart.h"

enum { PAIRS_MAX = 200, NAME_SHOWN = 64 };

struct reading {
	struct request *req;
	struct params *params;
	const char *csrf;
};

static bool
add_pair(struct reading *reading, const char *name, const char *value, bool body, struct err *err)
{
	if (body && strcmp(name, "csrf") == 0) {
		reading->csrf = value;
		return true;
	}
	return params_add(reading->params, reading->req->mem, name, value, err);
}

static bool
add_form(struct reading *reading, const char *text, size_t len, bool body, struct err *err)
{
	struct form *form;

	if (!form_parse(reading->req->mem, text, len, PAIRS_MAX, &form, err))
		return false;
	for (size_t i = 0; i < form->count; i++)
		if (!add_pair(reading, form->pairs[i].name, form->pairs[i].value, body, err))
			return false;
	return true;
}

static bool
add_part(struct reading *reading, const struct multipart_part *part, struct err *err)
{
	void *mem = reading->req->mem;

	if (part->filename != NULL)
		return params_add_file(reading->params, part->name, part->filename, part->data,
			part->len, err);
	if (utf8_is_valid(part->data, part->len))
		return add_pair(reading, part->name, mem_strndup(mem, part->data, part->len), true,
			err);
	reading->params->problem = PARAM_MALFORMED;
	reading->params->problem_name = utf8_shorten(mem, part->name, NAME_SHOWN);
	return err_set(err, ERR_INVALID, "a part of the form is no text");
}

static bool
add_multipart(struct reading *reading, struct err *err)
{
	const struct fcgi_request *in = reading->req->in;
	struct multipart *multipart;

	if (!multipart_parse(reading->req->mem, in->content_type, in->body, in->body_len, PAIRS_MAX,
		&multipart, err))
		return false;
	for (size_t i = 0; i < multipart->count; i++)
		if (!add_part(reading, &multipart->parts[i], err))
			return false;
	return true;
}

static bool
add_json(struct reading *reading, struct err *err)
{
	struct request *req = reading->req;
	struct json_object *object;

	return json_parse_object(req->mem, req->in->body, req->in->body_len, &object, err)
		&& params_add_json(reading->params, req->mem, object, err);
}

/* Compares without what may follow the type ("; charset=utf-8"). */
static bool
is_type(const struct fcgi_request *in, const char *type)
{
	size_t len = strcspn(in->content_type, "; \t");

	return len == strlen(type) && strncasecmp(in->content_type, type, len) == 0;
}

static bool
add_body(struct reading *reading, struct err *err)
{
	struct request *req = reading->req;
	const struct fcgi_request *in = req->in;
	bool json = req->app->program->face == FACE_JSON;

	if (req->method == GET || in->body_len == 0 || param_wants_raw(req->route->params))
		return true;
	if (json && is_type(in, "application/json"))
		return add_json(reading, err);
	if (!json && is_type(in, "application/x-www-form-urlencoded"))
		return add_form(reading, in->body, in->body_len, true, err);
	if (!json && is_type(in, "multipart/form-data"))
		return add_multipart(reading, err);
	req->problem_status = 415;
	return request_refuse(req, ERR_INVALID, "type", "unsupported content type", err);
}

/* A path with a malformed value is no path of ours. */
static bool
add_path(struct reading *reading, const struct route_match *match, struct err *err)
{
	for (size_t i = 0; i < match->count; i++) {
		if (params_add(reading->params, reading->req->mem, match->names[i],
			match->values[i], err))
			continue;
		reading->params->problem = PARAM_FINE;
		return err_set(err, ERR_NOT_FOUND, "%s in the path is malformed", match->names[i]);
	}
	return true;
}

static void
tell_problem(struct request *req, const struct params *params)
{
	static const char *const words[][2] = {
		[PARAM_UNKNOWN] = { "param_unknown", "unknown parameter" },
		[PARAM_REPEATED] = { "param_repeated", "repeated parameter" },
		[PARAM_MALFORMED] = { "param_malformed", "malformed parameter" },
		[PARAM_MISSING] = { "param_missing", "missing parameter" },
	};

	if (params->problem == PARAM_FINE)
		return;
	req->problem = words[params->problem][0];
	req->problem_text = words[params->problem][1];
	req->problem_name = params->problem_name;
}

bool
reading_params(struct request *req, const struct route_match *match, const char **csrf_r,
	struct err *err)
{
	struct reading reading = { .req = req, .params = params_new(req->mem, req->route->params) };
	const char *query = str_or(req->in->query, "");

	if (add_path(&reading, match, err)
	    && add_form(&reading, query, strlen(query), false, err)
	    && add_body(&reading, err)
	    && params_finish(reading.params, err)) {
		req->params = reading.params;
		*csrf_r = reading.csrf;
		return true;
	}
	tell_problem(req, reading.params);
	return false;
}
