/* SPDX-License-Identifier: MIT */
#include "base/crash.h"

#ifdef PRILAVOK_CRASH_POINTS

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void
crash_point(const char *name)
{
	const char *dir = getenv("CRASH_DIR");
	char path[PATH_MAX];
	int len;

	if (dir == NULL)
		return;
	len = snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (len > 0 && (size_t)len < sizeof(path) && unlink(path) == 0)
		(void)kill(getpid(), SIGKILL); /* cannot fail for oneself */
}

#else

typedef int crash_points_are_off; /* a file of C must not be empty */

#endif
