/* SPDX-License-Identifier: MIT */
#include "io/prefork.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"

enum { RESTART_MS = 1000, STOP_MS = 10000 };

struct child {
	pid_t pid; /* 0: to be started */
	int64_t start_at_ms;
};

struct family {
	pid_t parent;
	struct child *children;
	int count;
	int signals;
	bool stopping;
	int64_t kill_at_ms;
	void (*on_stop)(void *);
	void *arg;
};

static int
signal_fd(sigset_t *set)
{
	int fd;

	if (sigprocmask(SIG_BLOCK, set, NULL) != 0)
		abort(); /* fails only for nonsense */
	fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		abort(); /* no descriptors left at the start of a program */
	return fd;
}

static void
add_stop_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGUSR1); /* what some web servers send to end a program gently */
}

void
prefork_hold_signals(void)
{
	sigset_t set;

	add_stop_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, NULL); /* fails only for nonsense */
}

int
prefork_stop_signals(void)
{
	sigset_t set;

	add_stop_signals(&set);
	return signal_fd(&set);
}

/* In the child: true if the parent is still there. */
static bool
begin_child(const struct family *family)
{
	sigset_t set;

	(void)close(family->signals); /* only ever read */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* fails only for a wrong number */
	return getppid() == family->parent;
}

/* True in a new child. */
static bool
start_children(struct family *family)
{
	int64_t now_ms = time_monotonic_ms();

	for (int i = 0; i < family->count; i++) {
		struct child *child = &family->children[i];

		if (child->pid != 0 || child->start_at_ms > now_ms)
			continue;
		child->pid = fork();
		child->start_at_ms = now_ms + RESTART_MS;
		if (child->pid == 0) {
			if (!begin_child(family))
				_exit(0);
			return true;
		}
		if (child->pid < 0)
			child->pid = 0; /* tried again in a second */
	}
	return false;
}

static void
bury(struct child *child, int status)
{
	if (WIFSIGNALED(status))
		log_event(LOG_ERROR, "process.died", log_int("pid", child->pid),
			log_int("signal", WTERMSIG(status)));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		child->start_at_ms = 0;
	child->pid = 0;
}

static void
reap_children(struct family *family)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < family->count; i++)
			if (family->children[i].pid == pid)
				bury(&family->children[i], status);
}

static bool
is_complete(const struct family *family)
{
	for (int i = 0; i < family->count; i++)
		if (family->children[i].pid == 0)
			return false;
	return true;
}

static int
signal_children(const struct family *family, int signal)
{
	int alive = 0;

	for (int i = 0; i < family->count; i++) {
		if (family->children[i].pid != 0) {
			(void)kill(family->children[i].pid, signal); /* not reaped: it exists */
			alive++;
		}
	}
	return alive;
}

static void
read_signals(struct family *family)
{
	struct signalfd_siginfo info;

	while (read(family->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		if (!family->stopping) {
			family->kill_at_ms = time_monotonic_ms() + STOP_MS;
			family->on_stop(family->arg);
		}
		family->stopping = true;
		(void)signal_children(family, SIGTERM);
	}
}

/* True in a child; false in the parent when all is over. */
static bool
run_family(struct family *family)
{
	struct pollfd fd = { family->signals, POLLIN, 0 };

	for (;;) {
		if (!family->stopping && start_children(family))
			return true;
		/* An early return does no harm. */
		(void)poll(&fd, 1, family->stopping || !is_complete(family) ? 100 : -1);
		read_signals(family);
		reap_children(family);
		if (!family->stopping)
			continue;
		if (time_monotonic_ms() >= family->kill_at_ms)
			(void)signal_children(family, SIGKILL);
		if (signal_children(family, 0) == 0)
			return false;
	}
}

bool
prefork(int processes, void (*on_stop)(void *), void *arg)
{
	struct family family = { .parent = getpid(), .count = processes, .on_stop = on_stop,
		.arg = arg };
	void *mem = mem_context(NULL, "prefork");
	sigset_t set;
	bool is_child;

	add_stop_signals(&set);
	(void)sigaddset(&set, SIGCHLD);
	family.signals = signal_fd(&set);
	family.children = mem_array(mem, struct child, (size_t)processes);
	is_child = run_family(&family);
	if (!is_child)
		(void)close(family.signals); /* only ever read */
	mem_free(mem);
	return is_child;
}
