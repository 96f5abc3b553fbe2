/* SPDX-License-Identifier: MIT */
/*
 * A request on its way through a handler: who asks, the checked parameters, and the answer.  All
 * its memory is under mem and dies with it.
 */
#ifndef SHARED_REQUEST_H
#define SHARED_REQUEST_H

#include "io/fcgi.h"
#include "shared/app.h"
#include "store/session.h"

struct json_object;
struct tmpl;

struct request {
	void *mem;
	struct app *app;
	struct db *db;
	const struct fcgi_request *in;
	struct fcgi_response *out;
	enum method method;
	const struct route *route;       /* NULL until found */
	const struct params *params;

	const struct session *session;   /* NULL: not signed in */
	const struct user *user;         /* the session's, or whoever program->check found */
	const char *lang;                /* ru en */

	/* What a failure tells the visitor; the framework's own words when not set. */
	const char *problem;             /* message key */
	const char *problem_text;        /* for JSON, English */
	const char *problem_name;        /* of a parameter */
	int problem_status;              /* 0: by the code of err */
	int64_t retry_after_s;           /* told with any answer; 0: not */
	const char *allow;               /* the methods of a 405 */

	/* Headers of an answer that is no page; NULL: as pages have them. */
	const char *cache;               /* Cache-Control */
	const char *policy;              /* Content-Security-Policy */

	void *known;                     /* program->frame's: what a handler has read for it; or NULL */
	struct tmpl *tmpl;               /* page.h's */
	struct err *tmpl_err;            /* NULL: the language is loaded */
};

/* Checked parameters by name (assert: they stand in the route's table).  Left out: false, NULL, 0,
   false. */
bool param_has(const struct request *req, const char *name);
const char *param_text(const struct request *req, const char *name);
int64_t param_i64(const struct request *req, const char *name);
int64_t param_i64_or(const struct request *req, const char *name, int64_t fallback);
bool param_bool(const struct request *req, const char *name);
const char *param_file(const struct request *req, const char *name, size_t *len_r);

/* The signed-in user's rank; USER_NOBODY without one. */
enum user_rank request_rank(const struct request *req);

/* Asked for by a script that swaps parts of a page, not by a browser that shows a page. */
bool request_is_partial(const struct request *req);

/* Fails with words for the visitor: key names Problem.<key> in the language file, text is the
   English sentence of the JSON answer.  Returns false. */
bool request_refuse(struct request *req, enum err_code code, const char *key, const char *text,
	struct err *err);

/* Sets the session cookie; value NULL deletes it. */
void request_set_cookie(struct request *req, const char *value);

/* The cookie's value, or NULL. */
const char *request_cookie(const struct request *req);

/* What this browser remembers for a year of the visitor's choices ("theme"), for the pages before
   signing in.  The value may come from anywhere: check it.  NULL: nothing. */
void request_remember(struct request *req, const char *name, const char *value);
const char *request_remembered(const struct request *req, const char *name);

/* A JSON answer.  Always true, so that a handler can end with it. */
bool json_answer(struct request *req, int status, struct json_object *value);

#endif
