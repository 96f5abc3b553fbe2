/* SPDX-License-Identifier: MIT */
#include "base/crash.h"

#ifdef PRILAVOK_CRASH_POINTS

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
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

unsigned
crash_take(const char *name)
{
	const char *dir = getenv("CRASH_DIR");
	char path[PATH_MAX], text[16] = "";
	int fd, len;

	if (dir == NULL)
		return 0;
	len = snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (len < 0 || (size_t)len >= sizeof(path) || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return 0;
	(void)!read(fd, text, sizeof(text) - 1); /* empty is 0 */
	(void)close(fd); /* only read */
	return unlink(path) == 0 ? (unsigned)strtoul(text, NULL, 10) : 0;
}

/* --- memory */

static _Atomic unsigned allocations_left; /* 0: none fails */

void
crash_memory(void)
{
	char name[100];

	(void)snprintf(name, sizeof(name), "memory.%.80s", program_invocation_short_name);

	unsigned number = crash_take(name);

	if (number > 0)
		atomic_store(&allocations_left, number);
}

static bool
is_last_allocation(void)
{
	unsigned left = atomic_load(&allocations_left);

	while (left > 0)
		if (atomic_compare_exchange_weak(&allocations_left, &left, left - 1))
			return left == 1;
	return false;
}

/* In place of the C library's, for this program and its libraries. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *
malloc(size_t size)
{
	return is_last_allocation() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return is_last_allocation() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return is_last_allocation() ? NULL : __libc_realloc(old, size);
}

#else

typedef int crash_points_are_off; /* a file of C must not be empty */

#endif
