/* SPDX-License-Identifier: MIT */
#include "shared/worker_id.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"

/* The first line of a small file of /proc, "" when it cannot be read. */
static char *
read_line(void *mem, const char *path)
{
	char line[1024] = "";
	FILE *file = fopen(path, "re");

	if (file != NULL) {
		if (fgets(line, sizeof(line), file) == NULL)
			line[0] = '\0';
		(void)fclose(file); /* it was only read */
	}
	line[strcspn(line, "\n")] = '\0';
	return mem_strdup(mem, line);
}

/* This boot of this host, and the pids' name space. */
static char *
host_part(void *mem)
{
	char *boot = read_line(mem, "/proc/sys/kernel/random/boot_id");
	struct stat space = { .st_ino = 0 };

	(void)stat("/proc/self/ns/pid", &space); /* without it, 0 for all */
	return mem_printf(mem, "%.8s.%llx", boot, (unsigned long long)space.st_ino);
}

/* When the process started, in clock ticks since boot; "" when there is none.  One that is dead and
   not yet reaped, which a web server may leave so for seconds, is none. */
static const char *
start_of(void *mem, int64_t pid)
{
	char *stat_line = read_line(mem, mem_printf(mem, "/proc/%lld/stat", (long long)pid));
	char *field = strrchr(stat_line, ')'); /* the name before may hold blanks */

	if (field != NULL && (str_has_prefix(field, ") Z") || str_has_prefix(field, ") X")))
		return "";
	for (int i = 0; field != NULL && i < 20; i++)
		field = strchr(field + 1, ' ');
	if (field == NULL)
		return "";
	return mem_strndup(mem, field + 1, strcspn(field + 1, " "));
}

char *
worker_id_new(void *mem)
{
	return mem_printf(mem, "%s.%d.%s", host_part(mem), (int)getpid(), start_of(mem, getpid()));
}

bool
worker_id_is_dead(void *mem, const char *id)
{
	char *host = mem_printf(mem, "%s.", host_part(mem));
	int64_t pid;
	struct err err;

	if (!str_has_prefix(id, host))
		return false;

	const char *rest = id + strlen(host), *dot = strchr(rest, '.');

	if (dot == NULL || !num_parse_i64(mem_strndup(mem, rest, (size_t)(dot - rest)), &pid, &err))
		return false;
	return !str_equal(start_of(mem, pid), dot + 1);
}
