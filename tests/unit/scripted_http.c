/* SPDX-License-Identifier: MIT */
#include "scripted_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "wire.h"

const struct step *scripted_steps;
int scripted_step_count;
_Atomic int scripted_request_count, scripted_accept_count;
char scripted_requests[SCRIPTED_REQUESTS][SCRIPTED_REQUEST_SIZE];
int scripted_port;

static int listener;
static pthread_t server;

/* Reads one request, of a long body only the beginning; false when the client is gone. */
static bool
read_request(int fd, char *request, size_t size)
{
	size_t len = 0, missing = SIZE_MAX;
	char spill[65536];

	while (missing > 0) {
		bool full = len + 1 == size;
		ssize_t got = full ? read(fd, spill, sizeof(spill)) :
			read(fd, request + len, size - 1 - len);
		const char *end;

		if (got <= 0)
			return false;
		if (missing != SIZE_MAX)
			missing -= (size_t)got;
		if (full)
			continue;
		len += (size_t)got;
		request[len] = '\0';
		end = strstr(request, "\r\n\r\n");
		if (missing == SIZE_MAX && end != NULL)
			missing = (size_t)(end + 4 - request) + wire_body_length(request) - len;
	}
	return true;
}

static void
answer_request(int fd, const char *text, const char *request)
{
	char head[80];

	if (text == NULL) {
		(void)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
			strlen(request));
		wire_write(fd, head, strlen(head));
		text = request;
	}
	wire_write(fd, text, strlen(text));
}

static void *
serve_client(void *arg)
{
	int fd = *(int *)arg;
	enum then then = KEEP;
	char request[SCRIPTED_REQUEST_SIZE];

	while (then == KEEP && read_request(fd, request, sizeof(request))) {
		int number = atomic_fetch_add(&scripted_request_count, 1);
		const struct step *step = &scripted_steps[number < scripted_step_count ? number : scripted_step_count - 1];

		if (number < SCRIPTED_REQUESTS)
			memcpy(scripted_requests[number], request, sizeof(request));
		answer_request(fd, step->text, request);
		then = step->then;
	}
	if (then == HANG)
		(void)poll(NULL, 0, 60000);
	if (then == RESET) {
		struct linger linger = { 1, 0 };

		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	}
	(void)close(fd);
	return NULL;
}

static void *
serve(void *arg)
{
	static int clients[64];
	pthread_t thread;

	(void)arg;
	for (int i = 0; i < 64; i++) {
		clients[i] = accept(listener, NULL, NULL);
		if (clients[i] < 0)
			break;
		atomic_fetch_add(&scripted_accept_count, 1);
		if (pthread_create(&thread, NULL, serve_client, &clients[i]) != 0)
			break;
		(void)pthread_detach(thread);
	}
	return NULL;
}

int
scripted_listen(int backlog, int *port_r)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	ck_assert_int_eq(listen(fd, backlog), 0);
	*port_r = ntohs(address.sin_port);
	return fd;
}

const char *
scripted_url(const char *path)
{
	return mem_printf(fixture_mem, "http://127.0.0.1:%d%s", scripted_port, path);
}

void
scripted_start(void)
{
	scripted_request_count = 0;
	scripted_accept_count = 0;
	listener = scripted_listen(16, &scripted_port);
	ck_assert_int_eq(pthread_create(&server, NULL, serve, NULL), 0);
}

void
scripted_stop(void)
{
	(void)shutdown(listener, SHUT_RDWR);
	(void)pthread_join(server, NULL);
	(void)close(listener);
}
