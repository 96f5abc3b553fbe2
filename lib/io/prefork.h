/* SPDX-License-Identifier: MIT */
/*
 * A family of processes, for fcgi.c: the parent starts children, replaces the dead, and ends them
 * when it is told to stop.  A child gets SIGTERM when its parent dies, however that happens.
 */
#ifndef IO_PREFORK_H
#define IO_PREFORK_H

#include <stdbool.h>

/* First of all in a program: one of the signals below that comes while it starts ends it only once it
   serves, and what waits for it by then is served. */
void prefork_hold_signals(void);

/* Blocks SIGTERM, SIGINT and SIGUSR1, in this process and all it forks from now on, and gives a
   descriptor that becomes readable when one of them has come.  One that has come stays: nothing
   is missed between looking and waiting. */
int prefork_stop_signals(void);

/* Returns true in every child.  In the parent it returns false, when it was told to stop and all
   children have ended (those that take longer than 10 s are killed); on_stop(arg) is called there
   before the children are told.  A child that exits with 0 is replaced at once; one that fails, at
   most one second after it was started. */
bool prefork(int processes, void (*on_stop)(void *), void *arg);

#endif
