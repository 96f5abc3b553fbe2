/* SPDX-License-Identifier: MIT */
/*
 * What every FastCGI program of ours has in common: options, configuration, log, connections per
 * process, and the loop that hands requests to the dispatcher.  A program is its routes and this:
 *
 *	int main(int argc, char **argv) { return app_main(argc, argv, &ui_program); }
 */
#ifndef SHARED_APP_H
#define SHARED_APP_H

#include "codec/secret.h"
#include "shared/route.h"

struct conf;
struct db;
struct http;
struct app;
struct page_words;

/* How failures look. */
enum face { FACE_PAGE, FACE_JSON };

struct program {
	const char *name;  /* "prilavok-ui": in the log and in --help */
	const char *about; /* one line for --help */
	enum face face;
	const struct route *routes;
	size_t route_count;
	size_t max_body;   /* bytes */
	int processes;     /* unless the configuration says otherwise; 0: 4 */
	int threads;       /* of each process; 0: one.  With more the handlers share app and its data. */
	int database_timeout_s; /* for the database to connect, and to answer; 0: db.h's */
	bool acknowledges;      /* what others forget then: no database that would lose it will do */

	/* For routes with access API: who is this?  ERR_DENIED when nobody that may.  NULL when the
	   program has no such routes. */
	handler_fn *check;

	/* Fills what surrounds a signed-in user's page, or of a part of a page what is swapped with
	   it; what it cannot know it leaves out.  May be NULL. */
	void (*frame)(struct request *req);

	/* In each process before its first request, and after each answer has gone out; may be
	   NULL.  With threads several call the latter at once. */
	bool (*start)(struct app *app, struct err *err);
	void (*after)(struct app *app);
};

struct app {
	const struct program *program;
	struct conf *conf;
	struct secret_key key;
	const char *templates;  /* folder */
	const char *assets;     /* file of HDF: the paths of static files */
	const char *public_url; /* without a slash at the end; "" when not set */
	bool embedded;          /* the worker runs in these programs */
	int gate_fd;            /* of gate.h */
	struct db *db;          /* of this process, as the next two */
	struct http *http;
	struct page_words *words; /* page.h's */
	void *data;             /* the program's own, set by its start */
};

/* Runs the program and returns its exit code: 0 served until told to stop, 1 failed, 2 usage. */
int app_main(int argc, char **argv, const struct program *program);

#endif
