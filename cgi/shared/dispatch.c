/* SPDX-License-Identifier: MIT */
#include "shared/dispatch.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/identity.h"
#include "shared/page.h"
#include "shared/problem.h"
#include "shared/reading.h"

static bool
find_route(struct request *req, struct route_match *match, struct err *err)
{
	const struct program *program = req->app->program;

	if (route_find(req->mem, program->routes, program->route_count, req->method, req->in->path,
		match, err)) {
		req->route = match->route;
		return true;
	}
	if (err->code != ERR_INVALID)
		return false;
	req->problem_status = 405;
	req->allow = match->allow;
	return request_refuse(req, ERR_INVALID, "method", "method not allowed", err);
}

static bool
admit(struct request *req, struct err *err)
{
	enum access access = req->route->access;

	if (access == PUBLIC)
		return true;
	if (access == API)
		return req->app->program->check(req, err);
	if (!identity_load(req, err))
		return false;
	identity_choose_lang(req);
	if (req->user == NULL) {
		req->problem_status = 401;
		return request_refuse(req, ERR_DENIED, "signed_out", "sign in first", err);
	}
	return request_rank(req) >= (enum user_rank)access
		|| err_set(err, ERR_DENIED, "a %s may not do this", req->user->role);
}

/* What changes something for a signed-in user must come from a page of ours. */
static bool
check_sender(struct request *req, const char *csrf, struct err *err)
{
	if (req->method == GET || req->route->access == API)
		return true;
	return identity_check_origin(req, err)
		&& (req->route->access == PUBLIC || identity_check_csrf(req, csrf, err));
}

static bool
handle(struct request *req, struct err *err)
{
	struct route_match match;
	const char *csrf;

	return find_route(req, &match, err)
		&& admit(req, err)
		&& reading_params(req, &match, &csrf, err)
		&& check_sender(req, csrf, err)
		&& req->route->handler(req, err);
}

/* A script that fetches a part of a page cannot show the form of the login in its place, and must
   not leave the page: somebody may have written something there. */
static void
send_to_login(struct request *req)
{
	if (!request_is_partial(req)) {
		(void)page_redirect(req, identity_login_path(req)); /* always true */
		return;
	}
	req->out->status = 401;
}

/* Whoever is signed in keeps the navigation on a page that says "there is no such page". */
static void
identify_for_problem(struct request *req)
{
	struct err ignored;

	if (req->route != NULL || req->app->program->frame == NULL)
		return;
	if (identity_load(req, &ignored))
		identity_choose_lang(req);
}

static void
fail(struct request *req, const struct err *err)
{
	buf_reset(req->out->headers);
	buf_reset(req->out->body);
	req->cache = req->policy = NULL;
	if (req->problem_status == 401 && req->app->program->face == FACE_PAGE) {
		send_to_login(req);
		return;
	}
	identify_for_problem(req);
	problem_answer(req, err);
}

static void
set_common_headers(struct request *req)
{
	static const char policy[] = "default-src 'self'; object-src 'none'; base-uri 'none';"
		" frame-ancestors 'none'; form-action 'self'; img-src 'self' data:";
	const char *const headers[][2] = {
		{ "Content-Security-Policy", str_or(req->policy, policy) },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "same-origin" },
		{ "Cache-Control", str_or(req->cache, "no-store") },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		fcgi_header(req->out, headers[i][0], headers[i][1]);
	if (request_is_partial(req) && req->session != NULL)
		fcgi_header(req->out, "X-Csrf", req->session->csrf); /* the page may be of an older one */
	if (req->retry_after_s != 0)
		fcgi_header(req->out, "Retry-After",
			mem_printf(req->mem, "%lld", (long long)req->retry_after_s));
	if (req->in->https)
		fcgi_header(req->out, "Strict-Transport-Security", "max-age=31536000");
}

static void
log_request(const struct request *req, const struct err *err, int64_t began_ms)
{
	int status = req->out->status;

	log_event(status >= 500 ? LOG_ERROR : LOG_INFO, "request",
		log_str("method", method_name(req->method)),
		log_str("route", req->route != NULL ? req->route->pattern : ""),
		log_int("status", status),
		log_int("ms", time_monotonic_ms() - began_ms),
		log_int("user", req->user != NULL ? req->user->id : 0),
		log_str("error", err->code != ERR_NONE ? err->text : ""));
}

static bool
refuse(struct request *req, struct err *err)
{
	req->problem_status = req->out->status;
	return req->problem_status == 413
		? request_refuse(req, ERR_INVALID, "too_large", "the request is too large", err)
		: request_refuse(req, ERR_INVALID, "invalid", "the request is malformed", err);
}

static void
answer(struct app *app, struct fcgi_request *in, struct fcgi_response *out, handler_fn *how)
{
	int64_t began_ms = time_monotonic_ms();
	struct request req = { .mem = in->mem, .app = app, .db = app->db, .in = in, .out = out,
		.method = method_parse(in->method) };
	struct err err = { .code = ERR_NONE };

	identity_choose_lang(&req);
	if (how(&req, &err))
		err.code = ERR_NONE; /* a handler may have overcome a failure */
	else
		fail(&req, &err);
	set_common_headers(&req);
	log_request(&req, &err, began_ms);
}

void
dispatch(struct app *app, struct fcgi_request *in, struct fcgi_response *out)
{
	answer(app, in, out, handle);
}

void
dispatch_refusal(struct app *app, struct fcgi_request *in, struct fcgi_response *out)
{
	answer(app, in, out, refuse);
}
