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
#define CRASH_POINT(name) crash_point(name)
#else
#define CRASH_POINT(name) ((void)0)
#endif

#endif
