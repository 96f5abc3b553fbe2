/* SPDX-License-Identifier: MIT */
/*
 * The one thread of a process that talks to the database.  The threads of requests leave their
 * orders with it and wait.  Events that wait together are stored by one statement and one commit,
 * which costs little more than one event does; each is told how its own ended.
 *
 * Invariant: nobody is told "stored" before the commit.
 */
#ifndef WEBHOOK_CLERK_H
#define WEBHOOK_CLERK_H

#include "io/db.h"

struct clerk;
struct job_event;
struct nudge;

/* Starts the thread.  db is its alone from now on; nudge may be NULL.  It ends when it is freed,
   and until then no order may be left with it. */
bool clerk_start(void *mem, struct db *db, struct nudge *nudge, struct clerk **clerk_r,
	struct err *err);

/* Stores an event as job_put_events does.  One that the database refuses does not harm those that
   come with it.  ERR_BUSY or ERR_UNCERTAIN when the database cannot be reached: all who wait at that
   moment are told so at once, nobody waits for a second try. */
bool clerk_store(struct clerk *clerk, const struct job_event *event, struct err *err);

/* Runs work in the clerk's thread, as if it were called here. */
bool clerk_do(struct clerk *clerk, db_work *work, void *arg, struct err *err);

#endif
