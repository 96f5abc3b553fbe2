/* SPDX-License-Identifier: MIT */
#include "small_program.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "codec/json.h"
#include "shared/identity.h"
#include "shared/page.h"
#include "web.h"

static bool
echo(struct request *req, struct err *err)
{
	(void)err;
	buf_printf(req->out->body, "id=%lld text=%s on=%d user=%s",
		(long long)param_i64_or(req, "id", -1), str_or(param_text(req, "text"), "-"),
		param_bool(req, "on"), req->user != NULL ? req->user->login : "-");
	return true;
}

static bool
greet(struct request *req, struct err *err)
{
	(void)err;
	buf_printf(req->out->body, "hello %s", req->user != NULL ? req->user->login : "stranger");
	return true;
}

static bool
raw(struct request *req, struct err *err)
{
	(void)err;
	buf_write(req->out->body, req->in->body, req->in->body_len);
	return true;
}

/* Fails after it has written half an answer. */
static bool
half(struct request *req, struct err *err)
{
	req->out->status = 201;
	buf_puts(req->out->body, "half an answer");
	fcgi_header(req->out, "X-Half", "1");
	return err_set(err, (enum err_code)param_i64(req, "code"), "the secret words of the log");
}

static bool
refuse(struct request *req, struct err *err)
{
	return request_refuse(req, ERR_CONFLICT, "login_wrong", "custom words", err);
}

static bool
api_check(struct request *req, struct err *err)
{
	const char *key = fcgi_request_header(req->in, "X-API-Key");

	if (str_equal(key, "right"))
		return true;
	req->problem_status = 401;
	return err_set(err, ERR_DENIED, "no key");
}

static const struct param echo_params[] = {
	PARAM_ID("id", OPTIONAL),
	PARAM_TEXT("text", OPTIONAL, 0, 10),
	PARAM_BOOL("on"),
	PARAMS_END
};
static const struct param chat_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TEXT("text", OPTIONAL, 0, 10),
	PARAM_BOOL("on"),
	PARAMS_END
};
static const struct param token_params[] = {
	PARAM_TOKEN("token", REQUIRED, 1, 64),
	PARAM_RAW,
	PARAMS_END
};
static const struct param half_params[] = {
	PARAM_INT("code", REQUIRED, 1, 9),
	PARAMS_END
};

static const struct route routes[] = {
	{ GET, "/echo", PUBLIC, echo, echo_params },
	{ POST, "/echo", PUBLIC, echo, echo_params },
	{ POST, "/chats/{id}", OPERATOR, echo, chat_params },
	{ GET, "/chats/{id}", PUBLIC, echo, chat_params },
	{ POST, "/hooks/{token}", PUBLIC, raw, token_params },
	{ GET, "/half", PUBLIC, half, half_params },
	{ GET, "/refuse", PUBLIC, refuse, NULL },
	{ GET, "/viewer", VIEWER, greet, NULL },
	{ GET, "/operator", OPERATOR, greet, NULL },
	{ GET, "/admin", ADMIN, greet, NULL },
	{ GET, "/owner", OWNER, greet, NULL },
	{ GET, "/api", API, greet, NULL },
	{ POST, "/api", API, greet, NULL },
};

static const struct program pages = { .name = "pages", .face = FACE_PAGE, .routes = routes,
	.route_count = COUNT(routes), .check = api_check };
static const struct program json = { .name = "json", .face = FACE_JSON, .routes = routes,
	.route_count = COUNT(routes), .check = api_check };

void
small_use_pages(void)
{
	web_app.program = &pages;
}

void
small_use_json(void)
{
	web_app.program = &json;
}

const char *
small_error(const struct fcgi_response *response, const char *key)
{
	struct json_object *root;
	const char *body = web_body(response);

	ck_assert_str_eq(response->type, "application/json; charset=utf-8");
	MUST(json_parse_object(fixture_mem, body, strlen(body), &root, &fixture_err));
	return json_opt_str(json_opt_object(root, "error"), key, "");
}
