/* SPDX-License-Identifier: MIT */
#include "shared/embedded.h"

#include <pthread.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/setup.h"
#include "io/nudge.h"
#include "shared/duty.h"

/* Little memory and few connections: such hosts count both. */
enum {
	STACK = 256 * 1024,
	THREADS = 8, CONNECTIONS = 2,
	STANDBY_MS = 1000,
	RETRY_MS = 30000,
	STOP_MS = 2000,
	END_S = 4          /* with the 5 s that fcgi.c may take before, less than the 10 s after which
	                      processes are killed */
};

static pthread_t thread;
static bool started;

/* Until nobody else holds the socket.  Where none can be made at all, any number work side by side,
   which costs memory and nothing else. */
static int
wait_for_place(void *mem, const struct conf *conf)
{
	const char *path = setup_nudge_path(mem, conf);
	struct err err;
	int fd = -1;

	while (!nudge_listen(path, &fd, &err)) {
		if (err.code != ERR_CONFLICT) {
			log_err(LOG_ERROR, "worker.no_socket", &err);
			return -1;
		}
		if (crew_pause(STANDBY_MS))
			return -1;
	}
	return fd;
}

static void *
thread_main(void *arg)
{
	const struct conf *conf = arg;
	void *root = mem_context(NULL, "embedded worker");
	struct duty duty = { .mode = "embedded", .until = CREW_FOREVER, .stop_ms = STOP_MS,
		.threads = THREADS, .connections = CONNECTIONS };

	duty.nudge_fd = wait_for_place(root, conf);
	while (!crew_pause(0)) {
		void *mem = mem_context(root, "duty");
		struct err err;

		if (!duty_do(mem, conf, &duty, &err) && !crew_pause(0))
			log_err(LOG_CRITICAL, "worker.failed", &err);
		mem_free(mem);
		(void)crew_pause(RETRY_MS);
	}
	mem_free(root);
	return NULL;
}

bool
embedded_start(struct conf *conf, struct err *err)
{
	pthread_attr_t attr;
	int error;

	if (!crew_open(END_S, err))
		return false;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	error = pthread_create(&thread, &attr, thread_main, conf);
	pthread_attr_destroy(&attr);
	if (error != 0)
		return err_set(err, ERR_INTERNAL, "embedded worker: %s", strerror(error));
	started = true;
	return true;
}

void
embedded_stop(void)
{
	if (!started)
		return;
	crew_stop();
	pthread_join(thread, NULL);
	started = false;
}
