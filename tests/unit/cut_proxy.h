/* SPDX-License-Identifier: MIT */
/*
 * Between a test and its MariaDB: a proxy that cuts the connection before a chosen command reaches the
 * server, or before its answer comes back.  When the client sees the cut, the server has forgotten the
 * session already, and with it its locks.
 */
#ifndef TESTS_CUT_PROXY_H
#define TESTS_CUT_PROXY_H

#include "fixture.h"
#include "io/db.h"

enum { COM_QUERY = 3, COM_PREPARE = 22, COM_EXECUTE = 23 };

struct cut {
	unsigned char command;
	const char *text; /* in a COM_QUERY; NULL: any */
	int nth;          /* the first is 1 */
	int times;        /* cuts left */
	bool reached;     /* the server gets the command, but its answer is lost */
};

void cut_set(struct cut wanted);
void cut_set_times(int times);

/* How many of its cuts have not come yet. */
int cut_left(void);

/* The URL of the proxy.  The threads look at the server by watcher, which is theirs from now on; the
   session `spared` is the test's own beside the proxy. */
const char *cut_proxy_start(struct db *watcher, int64_t spared);

/* When its clients have closed their connections. */
void cut_proxy_stop(void);

/* Until the server has forgotten the sessions that sql, with one '?' for id, counts: only then are their
   locks free. */
void cut_wait_for_the_dead(struct db *db, const char *sql, int64_t id);

#endif
