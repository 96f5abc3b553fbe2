/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/form.h"
#include "codec/json.h"
#include "fields.h"

/* Does path have the shape of pattern?  Segments for {} are copied to call->params. */
static bool
matches(const char *pattern, const char *path, struct call *call)
{
	size_t params = 0;

	while (*pattern != '\0' && !str_equal(pattern, "/?")) {
		if (str_has_prefix(pattern, "{}")) {
			size_t len = strcspn(path, "/");

			if (len == 0)
				return false;
			call->params[params++] = mem_strndup(call->mem, path, len);
			pattern += 2;
			path += len;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0' || (*pattern != '\0' && str_equal(path, "/"));
}

const struct route *
call_route(const struct route *routes, struct call *call)
{
	for (const struct route *route = routes; route->method != NULL; route++)
		if (str_equal(route->method, call->method) &&
		    matches(route->pattern, call->path, call))
			return route;
	return NULL;
}

void
call_data(struct call *call, int status, const char *type, const void *data, size_t len)
{
	call->status = status;
	call->answer = data;
	call->answer_len = len;
	call->answer_type = type;
}

void
call_text(struct call *call, int status, const char *type, const char *text)
{
	call_data(call, status, type, text, strlen(text));
}

void
call_json(struct call *call, int status, struct json_object *value)
{
	call_text(call, status, "application/json; charset=utf-8", json_format(call->mem, value));
}

void
call_canned(struct call *call, int status, const struct canned *canned)
{
	call_text(call, status, canned->is_json || canned->text == NULL ?
		"application/json; charset=utf-8" : "text/plain; charset=utf-8",
		mem_strdup(call->mem, str_or(canned->text, "")));
}

void
call_headers(struct call *call, const char *const *lines)
{
	for (size_t i = 0; lines != NULL && lines[i] != NULL; i++)
		call->headers[i] = mem_strdup(call->mem, lines[i]);
}

void
call_redirect(struct call *call, const char *location)
{
	call_text(call, 303, "text/plain; charset=utf-8", "");
	call_header(call, "Location", location);
}

void
call_header(struct call *call, const char *name, const char *value)
{
	for (int i = 0; i < CALL_HEADERS; i++) {
		if (call->headers[i] == NULL) {
			call->headers[i] = mem_printf(call->mem, "%s: %s", name, value);
			return;
		}
	}
}

void
call_refuse(struct call *call, int status, const char *code, const char *message)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *error = json_put_object(root, "error");

	json_put_str(error, "code", code);
	json_put_str(error, "message", message);
	call_json(call, status, root);
}

void
call_invalid(struct call *call, const struct err *err)
{
	call_refuse(call, 400, "invalid", err->text);
}

const char *
call_query(const struct call *call, const char *name)
{
	return form_get(call->query, name);
}

bool
call_since(struct call *call, int64_t *since_r)
{
	const char *text = str_or(call_query(call, "since"), "0");
	struct err err;

	if (num_parse_range(text, 0, INT64_MAX, since_r, &err))
		return true;
	call_invalid(call, &err);
	return false;
}
