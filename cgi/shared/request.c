/* SPDX-License-Identifier: MIT */
#include "shared/request.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "codec/cookie.h"
#include "codec/json.h"

enum { CHOICE_MAX_AGE_S = 365 * 24 * 60 * 60 };

/* A browser keeps a __Host- cookie to this host, this scheme and the path "/" (RFC 6265bis). */
static const char *
cookie_name(const struct request *req)
{
	return req->in->https ? "__Host-prilavok" : "prilavok";
}

static const struct param_value *
value_of(const struct request *req, const char *name)
{
	return params_get(req->params, name);
}

bool
param_has(const struct request *req, const char *name)
{
	return value_of(req, name)->given;
}

const char *
param_text(const struct request *req, const char *name)
{
	return value_of(req, name)->text;
}

int64_t
param_i64(const struct request *req, const char *name)
{
	return value_of(req, name)->number;
}

int64_t
param_i64_or(const struct request *req, const char *name, int64_t fallback)
{
	const struct param_value *value = value_of(req, name);

	return value->given ? value->number : fallback;
}

bool
param_bool(const struct request *req, const char *name)
{
	return value_of(req, name)->number != 0;
}

const char *
param_file(const struct request *req, const char *name, size_t *len_r)
{
	const struct param_value *value = value_of(req, name);

	*len_r = value->len;
	return value->given ? value->data : NULL;
}

enum user_rank
request_rank(const struct request *req)
{
	return req->user == NULL ? USER_NOBODY : user_rank(req->user->role);
}

bool
request_is_partial(const struct request *req)
{
	return fcgi_request_header(req->in, "HX-Request") != NULL;
}

bool
request_refuse(struct request *req, enum err_code code, const char *key, const char *text,
	struct err *err)
{
	req->problem = key;
	req->problem_text = text;
	return err_set(err, code, "%s", key);
}

void
request_set_cookie(struct request *req, const char *value)
{
	int max_age_s = value == NULL ? -1 : SESSION_MAX_DAYS * 24 * 60 * 60;

	fcgi_header(req->out, "Set-Cookie", cookie_format(req->mem, cookie_name(req),
		value != NULL ? value : "", max_age_s, req->in->https));
}

const char *
request_cookie(const struct request *req)
{
	return cookie_get(req->mem, fcgi_request_header(req->in, "Cookie"), cookie_name(req));
}

static const char *
choice_name(const struct request *req, const char *name)
{
	return mem_printf(req->mem, "prilavok_%s", name);
}

void
request_remember(struct request *req, const char *name, const char *value)
{
	fcgi_header(req->out, "Set-Cookie", cookie_format(req->mem, choice_name(req, name), value,
		CHOICE_MAX_AGE_S, req->in->https));
}

const char *
request_remembered(const struct request *req, const char *name)
{
	return cookie_get(req->mem, fcgi_request_header(req->in, "Cookie"),
		choice_name(req, name));
}

bool
json_answer(struct request *req, int status, struct json_object *value)
{
	req->out->status = status;
	req->out->type = "application/json; charset=utf-8";
	buf_puts(req->out->body, json_format(req->mem, value));
	return true;
}
