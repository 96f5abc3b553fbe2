/* SPDX-License-Identifier: MIT */
#include "cut_proxy.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/time.h"
#include "mariadb.h"

static struct cut cut;
static pthread_mutex_t cut_mutex = PTHREAD_MUTEX_INITIALIZER;
static int proxy_fd;
static pthread_t proxy;
static _Atomic int clients_served;
static char proxy_path[96];
static struct db *watcher; /* under the mutex */
static int64_t spared;

void
cut_set(struct cut wanted)
{
	(void)pthread_mutex_lock(&cut_mutex);
	cut = wanted;
	(void)pthread_mutex_unlock(&cut_mutex);
}

void
cut_set_times(int times)
{
	(void)pthread_mutex_lock(&cut_mutex);
	cut.times = times;
	(void)pthread_mutex_unlock(&cut_mutex);
}

int
cut_left(void)
{
	(void)pthread_mutex_lock(&cut_mutex);
	int times = cut.times;
	(void)pthread_mutex_unlock(&cut_mutex);
	return times;
}

/* What to do with a command: CUT_NOW, or CUT_LATER when its answer is what gets lost. */
enum verdict { PASS, CUT_NOW, CUT_LATER };

static enum verdict
judge_locked(const char *data, ssize_t len)
{
	if (cut.times == 0 || len < 5 || data[3] != 0 || (unsigned char)data[4] != cut.command)
		return PASS;
	if (cut.text != NULL && (len < 5 + (ssize_t)strlen(cut.text) ||
		    memcmp(data + 5, cut.text, strlen(cut.text)) != 0))
		return PASS;
	if (cut.nth > 1) {
		cut.nth--;
		return PASS;
	}
	cut.times--;
	return cut.reached ? CUT_LATER : CUT_NOW;
}

static enum verdict
judge(const char *data, ssize_t len)
{
	(void)pthread_mutex_lock(&cut_mutex);
	enum verdict verdict = judge_locked(data, len);
	(void)pthread_mutex_unlock(&cut_mutex);
	return verdict;
}

static int
connect_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

void
cut_wait_for_the_dead(struct db *here, const char *sql, int64_t id)
{
	int64_t alive = 1;
	struct err err;

	while (alive > 0) {
		ck_assert_msg(db_number(here, sql, DB_ARGS(db_i64(id)), &alive, &err), "%s",
			err.text);
		time_sleep_ms(alive > 0 ? 5 : 0);
	}
}

/* The client, which has not seen it yet, must not meet the locks of its own dead session. */
static void
cut_off(int server)
{
	(void)shutdown(server, SHUT_RDWR);
	(void)pthread_mutex_lock(&cut_mutex);
	cut_wait_for_the_dead(watcher, "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
		" WHERE USER = 'root' AND ID <> CONNECTION_ID() AND ID <> ?", spared);
	(void)pthread_mutex_unlock(&cut_mutex);
}

/* Passes one portion from a to b; false at the end, wanted or not. */
static bool
pass(int from, int to, bool from_client)
{
	static _Thread_local char data[65536];
	ssize_t len = read(from, data, sizeof(data));

	if (len <= 0)
		return false;

	enum verdict verdict = from_client ? judge(data, len) : PASS;

	if (verdict != CUT_NOW && write(to, data, (size_t)len) != len)
		return false;
	if (verdict == CUT_LATER)
		(void)!read(to, data, sizeof(data)); /* the answer nobody will see */
	if (verdict != PASS)
		cut_off(to);
	return verdict == PASS;
}

static void *
serve_client(void *arg)
{
	int client = *(int *)arg, server = connect_unix(mariadb_socket());
	struct pollfd fds[2] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
	bool open = server >= 0;

	while (open && poll(fds, 2, -1) > 0) {
		if (fds[0].revents != 0)
			open = pass(client, server, true);
		if (open && fds[1].revents != 0)
			open = pass(server, client, false);
	}
	(void)close(client);
	(void)close(server);
	atomic_fetch_sub(&clients_served, 1);
	return NULL;
}

static void *
serve_proxy(void *arg)
{
	static int clients[64];
	pthread_t thread;

	(void)arg;
	for (int i = 0; i < 64; i++) {
		clients[i] = accept(proxy_fd, NULL, NULL);
		if (clients[i] < 0)
			break;
		atomic_fetch_add(&clients_served, 1);
		ck_assert_int_eq(pthread_create(&thread, NULL, serve_client, &clients[i]), 0);
		(void)pthread_detach(thread);
	}
	return NULL;
}

const char *
cut_proxy_start(struct db *watching, int64_t watched)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	watcher = watching;
	spared = watched;
	(void)snprintf(proxy_path, sizeof(proxy_path), "%s.proxy", mariadb_socket());
	(void)unlink(proxy_path);
	memcpy(address.sun_path, proxy_path, strlen(proxy_path) + 1);
	proxy_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(proxy_fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(proxy_fd, 16), 0);
	ck_assert_int_eq(pthread_create(&proxy, NULL, serve_proxy, NULL), 0);
	return mem_printf(fixture_mem, "mysql://root@localhost/test?socket=%s", proxy_path);
}

void
cut_proxy_stop(void)
{
	(void)shutdown(proxy_fd, SHUT_RDWR);
	(void)pthread_join(proxy, NULL);
	while (atomic_load(&clients_served) > 0)
		time_sleep_ms(1);
	(void)close(proxy_fd);
	(void)unlink(proxy_path);
}
