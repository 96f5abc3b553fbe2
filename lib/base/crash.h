/* SPDX-License-Identifier: MIT */
/*
 * Places where a drill kills the process, to see that nothing is lost or done twice.  They exist only
 * in builds with --enable-crash-points; in any other they are nothing at all.
 *
 * CRASH_POINT("turn.committed") is armed by a file of that name in the folder CRASH_DIR of the
 * environment.  Whoever removes the file dies there by SIGKILL, so each arming kills once.
 */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#ifdef PRILAVOK_CRASH_POINTS
void crash_point(const char *name);

/* The number in the file of that name, which is removed; 0 without one.  One of all that ask gets it. */
unsigned crash_take(const char *name);

/* A file memory.PROGRAM with the number n: the n-th allocation from here on fails, be it ours or a
   library's. */
void crash_memory(void);
#define CRASH_POINT(name) crash_point(name)
#define CRASH_MEMORY() crash_memory()
#else
#define CRASH_POINT(name) ((void)0)
#define CRASH_MEMORY() ((void)0)
#endif

#endif
