/* SPDX-License-Identifier: MIT */
#include "mariadb.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"

extern char **environ;

static char dir[64], socket_path[96], url[160];

/* Nothing is forced to the disk: tests kill the server, not the machine, and a busy disk would make
   each commit take as long as it likes. */
static const char unsynced[] = "--loose-debug-no-sync --loose-innodb-flush-method=nosync "
	"--loose-skip-sync-frm";

static void
die(const char *what)
{
	(void)fprintf(stderr, "private MariaDB: %s (see %s)\n", what, dir);
	exit(99);
}

/* The processes are started through a shell, in the background, so that they are children of
   nobody: any test may end them by the id in their pid file. */
static bool
shell(const char *format, ...)
{
	char command[1024];
	va_list args;

	va_start(args, format);
	int len = vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (len < 0 || len >= (int)sizeof(command))
		die("command too long");

	char sh[] = "sh", option[] = "-c";
	char *argv[] = { sh, option, command, NULL };
	pid_t pid;
	int status;

	if (posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ) != 0)
		die("no shell");
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return status == 0;
}

/* A server listens before it serves: only its greeting tells that it does, and that its pid file is
   written. */
static bool
answers(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pollfd poll_fd = { fd, POLLIN, 0 };
	char first;

	memcpy(address.sun_path, socket_path, strlen(socket_path) + 1);
	bool good = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
		poll(&poll_fd, 1, 60000) == 1 && read(fd, &first, 1) == 1;
	(void)close(fd);
	return good;
}

static pid_t
server_pid(void)
{
	char path[128];
	int pid = 0;

	(void)snprintf(path, sizeof(path), "%s/pid", dir);
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return 0;
	if (fscanf(file, "%d", &pid) != 1)
		pid = 0;
	(void)fclose(file);
	return pid;
}

static void
end(int signal)
{
	pid_t pid = server_pid();

	if (pid <= 0)
		return;
	(void)kill(pid, signal);
	for (int i = 0; i < 12000 && kill(pid, 0) == 0; i++)
		time_sleep_ms(10);
	(void)shell("rm -f %s/pid", dir); /* the number may soon be somebody else's */
}

const char *
mariadb_socket(void)
{
	return socket_path;
}

const char *
mariadb_url(void)
{
	return url;
}

void
mariadb_restart(void)
{
	(void)shell("rm -f %s %s/pid", socket_path, dir);
	if (!shell("cd %s && TMPDIR=%s setsid mariadbd --no-defaults --datadir=%s/data --socket=%s "
		   "--pid-file=%s/pid --skip-networking --skip-name-resolve %s "
		   "--innodb-buffer-pool-size=16M --innodb-log-file-size=8M "
		   "--innodb-flush-log-at-trx-commit=1 --max-connections=64 %s "
		   ">>%s/log 2>&1 </dev/null &",
		dir, dir, dir, socket_path, dir, unsynced,
		geteuid() == 0 ? "--user=root" : "", dir))
		die("cannot be started");
	for (int i = 0; i < 12000; i++) {
		if (answers())
			return;
		time_sleep_ms(10);
	}
	die("does not answer");
}

void
mariadb_kill(void)
{
	end(SIGKILL);
}

void
mariadb_stop(void)
{
	end(SIGTERM);
	(void)shell("rm -rf %s", dir);
}

bool
mariadb_start(void)
{
	const char *temporary = getenv("TMPDIR");

	if (!shell("command -v mariadbd mariadb-install-db mariadb >/dev/null"))
		return false;
	(void)snprintf(dir, sizeof(dir), "%.40s/prilavok.XXXXXX", temporary ? temporary : "/tmp");
	if (mkdtemp(dir) == NULL)
		die("no temporary directory");
	(void)snprintf(socket_path, sizeof(socket_path), "%s/socket", dir);
	(void)snprintf(url, sizeof(url), "mysql://root@localhost/test?socket=%s", socket_path);
	/* A server that starts removes what looks like temporary tables from TMPDIR, of other servers
	   too. */
	if (!shell("TMPDIR=%s mariadb-install-db --no-defaults --force --datadir=%s/data %s %s --skip-test-db "
		   "--auth-root-authentication-method=normal >%s/install.log 2>&1",
		dir, dir, unsynced, geteuid() == 0 ? "--user=root" : "", dir))
		die("mariadb-install-db failed");
	/* Cleans up after a test program that crashes. */
	(void)shell("(while kill -0 %d; do sleep 1; done; [ -f %s/pid ] && kill $(cat %s/pid) && "
		"sleep 5; rm -rf %s) >/dev/null 2>&1 </dev/null &", (int)getpid(), dir, dir, dir);
	mariadb_restart();
	if (!shell("mariadb --no-defaults -uroot -S%s "
		   "-e 'CREATE DATABASE test CHARACTER SET utf8mb4'", socket_path))
		die("no database");
	return true;
}
