/* SPDX-License-Identifier: MIT */
/*
 * One HTTP call to the simulator: what was asked, what is answered, and what becomes of the answer
 * on its way (its fate).  Handlers fill it in and never block; waiting, hanging and cutting are
 * done by the server.
 */
#ifndef SIM_CALL_H
#define SIM_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct account;
struct canned;
struct err;
struct form;
struct json_object;
struct sim;

enum { CALL_PARAMS = 4, CALL_HEADERS = 16 };

struct fate {
	int64_t delay_ms; /* before the answer leaves */
	uint64_t event;   /* first wait until the webhook of this event was tried; 0: do not */
	bool hang;        /* no answer until the client goes away */
	bool cut;         /* close the connection without an answer */
	bool truncate;    /* close it in the middle of the body */
};

struct call {
	void *mem;
	const char *method;
	const char *path;          /* decoded */
	const char *raw_query;     /* as it stands, "" when absent */
	const struct form *query;
	const char *authorization; /* header, NULL when absent */
	const char *content_type;  /* header, "" when absent */
	const char *cookie;        /* header, NULL when absent */
	const char *languages;     /* header Accept-Language, NULL when absent */
	const char *body;          /* NUL-terminated behind body_len */
	size_t body_len;
	const char *params[CALL_PARAMS]; /* what stood for {} in the route */
	struct account *account;         /* whose token it is; Avito's routes only */

	int status;
	const char *answer;
	size_t answer_len;
	const char *answer_type;
	const char *headers[CALL_HEADERS]; /* "Name: value" */
	struct fate fate;
};

typedef void route_fn(struct sim *sim, struct call *call);

/* In a pattern {} stands for one segment, and a slash with ? at the end may be left out. */
struct route {
	const char *method; /* NULL ends the table */
	const char *pattern;
	route_fn *serve;
	int per_minute;     /* Avito's limit of calls, 0 for none */
};

/* The route for this call, with the parameters filled in, or NULL. */
const struct route *call_route(const struct route *routes, struct call *call);

/* Answers. */
void call_json(struct call *call, int status, struct json_object *value);
void call_text(struct call *call, int status, const char *type, const char *text);
void call_data(struct call *call, int status, const char *type, const void *data, size_t len);
/* A body from a document: JSON unless it is a text that is not; copied. */
void call_canned(struct call *call, int status, const struct canned *canned);
void call_headers(struct call *call, const char *const *lines);
void call_redirect(struct call *call, const char *location);
void call_header(struct call *call, const char *name, const char *value);

/* {"error":{"code","message"}} of the control interface. */
void call_refuse(struct call *call, int status, const char *code, const char *message);
/* The same with 400 and the words of err. */
void call_invalid(struct call *call, const struct err *err);

/* The value of a query parameter, or NULL. */
const char *call_query(const struct call *call, const char *name);

/* The number in ?since=, 0 when absent; false after answering 400. */
bool call_since(struct call *call, int64_t *since_r);

#endif
