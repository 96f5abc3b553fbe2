/* SPDX-License-Identifier: MIT */
/*
 * Requests to the dispatcher without a web server: web.c stands in for fcgi.c's headers.  Each test
 * has an app with a connection to a database that has the whole schema.
 */
#ifndef TESTS_WEB_H
#define TESTS_WEB_H

#include "fixture.h"
#include "io/fcgi.h"
#include "shared/app.h"

struct web_request {
	const char *method; /* NULL: GET */
	const char *path;
	const char *query;
	const char *type;   /* NULL: a form, if there is a body */
	const char *body;
	const char *headers[8]; /* "Name: value" */
	bool https;
	const char *addr;   /* NULL: 192.0.2.1 */
};

extern struct app web_app;

/* A case whose tests begin without users, sessions and throttles; they set web_app.program. */
TCase *web_case(Suite *suite, const char *name);

/* Dispatches; the answer lives as long as the test. */
struct fcgi_response *web_send(const struct web_request *request);

/* Shorthands: a GET, and the POST of a form; cookie may be NULL. */
struct fcgi_response *web_get(const char *path, const char *cookie);
struct fcgi_response *web_post(const char *path, const char *cookie, const char *body);

/* The value of an answer's header, or NULL. */
const char *web_header(const struct fcgi_response *response, const char *name);

/* The answer's text. */
const char *web_body(const struct fcgi_response *response);

/* Adds a user with password "password" and signs it in; the Cookie header "Cookie: ...". */
const char *web_sign_in(const char *login, const char *role);

/* The CSRF token of web_sign_in's last session. */
const char *web_csrf(void);

/* The folder of the sources. */
const char *web_source_dir(void);

/* Where app finds templates, and the static files of this build. */
void web_set_files(struct app *app);

#endif
