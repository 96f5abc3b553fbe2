/* SPDX-License-Identifier: MIT */
/* The parts of mysql://user:password@host:port/name?socket=/path, for db.c alone. */
#ifndef IO_DB_URL_H
#define IO_DB_URL_H

#include "base/err.h"

struct db_url {
	const char *user;     /* NULL when absent, as are the next four */
	const char *password;
	const char *host;
	const char *socket;
	unsigned port;        /* 0 when absent */
	const char *name;     /* of the database */
};

/* ERR_INVALID when text cannot be such a URL.  The message never holds the password. */
bool db_url_parse(void *mem, const char *text, struct db_url **url_r, struct err *err);

#endif
