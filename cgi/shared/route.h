/* SPDX-License-Identifier: MIT */
/*
 * The table of a program's routes: the authority on method, path, who may call, and the accepted
 * parameters.  Finding one is pure; dispatch.h does the rest.
 *
 * A pattern is made of literal segments and {names}; the names stand in the table of parameters
 * too.  Where two patterns fit one path, the earlier one counts.
 */
#ifndef SHARED_ROUTE_H
#define SHARED_ROUTE_H

#include <stddef.h>

#include "base/err.h"
#include "shared/param.h"

struct request;

enum method { METHOD_OTHER, GET, POST, PUT, PATCH, DELETE };

/* The lowest rank (enum user_rank) of a signed-in user, or: */
enum access {
	PUBLIC = 0, /* anybody */
	VIEWER = 1, OPERATOR, ADMIN, OWNER,
	API         /* the program's own check (struct program) */
};

/* Reads, acts, and answers; on failure nothing of its answer goes out. */
typedef bool handler_fn(struct request *req, struct err *err);

struct route {
	enum method method;
	const char *pattern;
	enum access access;
	handler_fn *handler;
	const struct param *params; /* NULL: none */
};

enum { ROUTE_NAMES_MAX = 4 };

struct route_match {
	const struct route *route;
	const char *names[ROUTE_NAMES_MAX];
	const char *values[ROUTE_NAMES_MAX];
	size_t count;
	const char *allow; /* "GET, HEAD, POST": when the path is known but not the method */
};

/* "GET" and so on; HEAD is GET. */
enum method method_parse(const char *word);
const char *method_name(enum method method);

/* ERR_NOT_FOUND; or ERR_INVALID with match_r->allow set. */
bool route_find(void *mem, const struct route *routes, size_t count, enum method method,
	const char *path, struct route_match *match_r, struct err *err);

/* Is every {name} of every pattern a required parameter of its route?  A table that is wrong is a
   bug: asserts. */
void route_check_table(const struct route *routes, size_t count);

#endif
