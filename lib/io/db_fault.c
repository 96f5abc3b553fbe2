/* SPDX-License-Identifier: MIT */
#include "io/db_fault.h"

#ifdef PRILAVOK_CRASH_POINTS

#include <errmsg.h>
#include <fcntl.h>
#include <limits.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crash.h"

_Thread_local const char *db_fault_site;

static uint32_t
hash(const char *text)
{
	uint32_t value = 2166136261u; /* FNV-1a */

	for (; *text != '\0'; text++)
		value = (value ^ (unsigned char)*text) * 16777619u;
	return value;
}

/* Builds out of tree know the sources by many paths. */
static const char *
from_top(const char *site)
{
	const char *lib = strstr(site, "lib/"), *cgi = strstr(site, "cgi/");

	return lib != NULL ? lib : cgi != NULL ? cgi : site;
}

static void
name_statement(const char *sql, char name[static PATH_MAX])
{
	(void)snprintf(name, PATH_MAX, "sql.%s-%08x", from_top(db_fault_site == NULL ? "" : db_fault_site),
		hash(sql));
}

static void
trace(const char *dir, const char *name, const char *sql)
{
	char text[PATH_MAX];
	int fd, len;

	(void)snprintf(text, sizeof(text), "%s/sql.trace", dir);
	fd = open(text, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return;
	len = snprintf(text, sizeof(text), "%s\t%.60s\n", name, sql);
	(void)!write(fd, text, (size_t)len); /* in one piece, or the drill will miss it */
	(void)close(fd); /* nothing was left to write */
}

unsigned
db_fault_take(const char *sql)
{
	const char *dir = getenv("CRASH_DIR");
	char name[PATH_MAX];

	if (dir == NULL)
		return 0;
	name_statement(sql, name);
	trace(dir, name + sizeof("sql.") - 1, sql);
	for (char *c = name; *c != '\0'; c++)
		if (*c == '/')
			*c = ',';
	return crash_take(name);
}

unsigned
db_fault_strike(struct st_mysql *mysql, unsigned fault)
{
	unsigned code = fault % DB_FAULT_AFTER;

	if (code >= CR_MIN_ERROR && code <= CR_MAX_ERROR)
		(void)shutdown(mysql_get_socket(mysql), SHUT_RDWR); /* it may be dead already */
	else if (code == ER_LOCK_DEADLOCK)
		(void)mysql_query(mysql, "ROLLBACK"); /* the server's part of this error */
	return code;
}

#else

typedef int database_never_fails_on_demand; /* a file of C must not be empty */

#endif
