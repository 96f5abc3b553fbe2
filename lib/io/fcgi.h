/* SPDX-License-Identifier: MIT */
/*
 * The FastCGI side of a program: a listening socket, a family of processes, one request at a time
 * in each of their threads, of which most programs have one.  Works with a socket of its own
 * (prefork, a parent that replaces the dead), and on descriptor 0 when a web server or spawn-fcgi
 * started the program (mod_fcgid): then one process, no fork.  SIGTERM, SIGINT and SIGUSR1 end it:
 * what runs and what waits on the socket is still served, for 5 s at most.  On descriptor 0 that
 * includes what comes until nothing has come for a moment: nobody else will serve it.
 *
 * The answer is buffered until the handler returns.  Header lines with CR or LF are left out.
 */
#ifndef IO_FCGI_H
#define IO_FCGI_H

#include <stddef.h>

#include "base/err.h"

struct buf;

struct fcgi_request {
	void *mem;
	const char *id;     /* 16 hex digits, new for each request; also the log id */
	const char *method; /* "GET" */
	const char *path;   /* decoded, begins with '/' */
	const char *query;  /* as it came, "" when absent */
	const char *content_type; /* "" when absent */
	const char *remote_addr;  /* as the web server says */
	bool https;               /* by HTTPS=on or REQUEST_SCHEME */
	const char *body;         /* NUL-terminated behind body_len */
	size_t body_len;
	void *private; /* fcgi.c's */
};

struct fcgi_response {
	int status;             /* 200 */
	const char *type;       /* "text/html; charset=utf-8" */
	struct buf *headers;    /* written through fcgi_header only */
	struct buf *body;
};

/* A request header ("Cookie", "X-CSRF-Token"), any case, or NULL.  It may hold any bytes but NUL,
   and lives until the handler returns. */
const char *fcgi_request_header(const struct fcgi_request *request, const char *name);

/* Adds a header line. */
void fcgi_header(struct fcgi_response *response, const char *name, const char *value);

struct fcgi_handlers {
	/* In every process before its first request: connections are made here, not before a fork.
	   Returning false ends the process; it is tried again a second later.  May be NULL. */
	bool (*start)(void *app, struct err *err);
	void (*handle)(void *app, struct fcgi_request *request, struct fcgi_response *response);
	/* Instead of handle, for what is not handed to it; response->status says why (400, 413).  Path
	   and method may be empty, the body always is.  NULL: a line of text is answered. */
	void (*refuse)(void *app, struct fcgi_request *request, struct fcgi_response *response);
	/* After the answer has gone out; may be NULL.  In a program with threads these three are
	   called by several at once. */
	void (*after)(void *app);
};

struct fcgi_options {
	const char *listen;  /* path of a unix socket; NULL: descriptor 0 */
	int processes;       /* ignored on descriptor 0 */
	size_t max_body;     /* bytes; a longer body is answered 413 without calling the handler */
	int threads;         /* of each process; 0: one */
	int max_requests;    /* a process ends after that many and is replaced; 0: never; ignored on
				descriptor 0, where nobody might replace it */
};

/* Serves until the end.  A body of another length than announced is answered 400, and so is a path
   that does not decode to UTF-8.  Returns in every process, the children included, so that each
   can log its err and free its memory; main does nothing else afterwards. */
bool fcgi_serve(const struct fcgi_options *options, const struct fcgi_handlers *handlers, void *app,
	struct err *err);

#endif
