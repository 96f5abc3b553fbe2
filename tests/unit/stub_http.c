/* SPDX-License-Identifier: MIT */
#include "stub_http.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { MAX_CLIENTS = 32, MAX_REQUESTS = 32, MAX_REQUEST = 256 * 1024 };

struct client {
	pthread_t thread;
	int fd;
	int number;
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	bool runs;
	int listener;
	char url[64];
	struct stub_step steps[MAX_REQUESTS]; /* a thread may look at its own after the client has all */
	int step_count;
	struct client clients[MAX_CLIENTS];
	int client_count;
	struct stub_request requests[MAX_REQUESTS];
	int request_count;
} stub = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* --- one client */

/* The length of one request, of which head_len_r belong to the head; 0 when the client is gone. */
static size_t
read_request(int fd, char *text, size_t *head_len_r)
{
	size_t len = 0;

	for (;;) {
		ssize_t got = read(fd, text + len, MAX_REQUEST - 1 - len);
		const char *end;

		if (got <= 0)
			return 0;
		len += (size_t)got;
		text[len] = '\0';
		end = strstr(text, "\r\n\r\n");
		*head_len_r = end == NULL ? 0 : (size_t)(end + 4 - text);
		if (end != NULL && len >= *head_len_r + wire_body_length(text))
			return len;
	}
}

/* Writes a request down and says what to do with it. */
static const struct stub_step *
note(const char *text, size_t head_len, int connection)
{
	const struct stub_step *step;
	struct stub_request *request;

	(void)pthread_mutex_lock(&stub.lock);
	ck_assert_int_lt(stub.request_count, MAX_REQUESTS);
	request = &stub.requests[stub.request_count];
	(void)sscanf(text, "%7s %511s", request->method, request->path);
	request->head = strndup(text, head_len);
	request->body = strdup(text + head_len);
	request->connection = connection;
	step = &stub.steps[stub.request_count < stub.step_count ? stub.request_count
							       : stub.step_count - 1];
	stub.request_count++;
	(void)pthread_mutex_unlock(&stub.lock);
	return step;
}

static void
write_quoted(int fd, const char *text, size_t len)
{
	char *copy = strndup(text, len);

	for (size_t i = 0; i < len; i++)
		if (copy[i] == '`')
			copy[i] = '"';
	wire_write(fd, copy, len);
	free(copy);
}

static void
answer(int fd, const struct stub_step *step)
{
	const char *body = step->body != NULL ? step->body : "";
	size_t len = strlen(body);
	char head[1024];
	int head_len = snprintf(head, sizeof(head),
		"HTTP/1.1 %d Said\r\nContent-Length: %zu\r\n%s\r\n", step->status, len,
		step->headers != NULL ? step->headers : "");

	wire_write(fd, head, (size_t)head_len);
	write_quoted(fd, body, step->then == STUB_CUT ? len / 2 : len);
}

static void *
serve_client(void *arg)
{
	struct client *client = arg;
	char *text = malloc(MAX_REQUEST);
	enum stub_then then = STUB_KEEP;
	size_t head_len = 0;

	while (then == STUB_KEEP && read_request(client->fd, text, &head_len) > 0) {
		const struct stub_step *step = note(text, head_len, client->number);

		then = step->then;
		if (then == STUB_KEEP || then == STUB_CUT)
			answer(client->fd, step);
	}
	if (then == STUB_HANG)
		(void)!read(client->fd, text, 1); /* until it is shut down */
	(void)shutdown(client->fd, SHUT_RDWR);
	free(text);
	return NULL;
}

/* --- the server */

static bool
start_client(int fd)
{
	struct client *client;
	bool started;

	(void)pthread_mutex_lock(&stub.lock);
	started = stub.runs && stub.client_count < MAX_CLIENTS;
	if (started) {
		client = &stub.clients[stub.client_count];
		client->fd = fd;
		client->number = stub.client_count++;
		started = pthread_create(&client->thread, NULL, serve_client, client) == 0;
	}
	(void)pthread_mutex_unlock(&stub.lock);
	return started;
}

static void *
serve(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = accept(stub.listener, NULL, NULL);

		if (fd < 0)
			return NULL;
		if (!start_client(fd))
			(void)close(fd);
	}
}

static int
bind_loopback(char *url, size_t size)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	(void)snprintf(url, size, "http://127.0.0.1:%d", ntohs(address.sin_port));
	return fd;
}

void
stub_start(const struct stub_step *steps, int count)
{
	ck_assert(!stub.runs && count <= MAX_REQUESTS);
	memcpy(stub.steps, steps, (size_t)count * sizeof(*steps));
	stub.step_count = count;
	stub.listener = bind_loopback(stub.url, sizeof(stub.url));
	ck_assert_int_eq(listen(stub.listener, MAX_CLIENTS), 0);
	stub.runs = true;
	ck_assert_int_eq(pthread_create(&stub.thread, NULL, serve, NULL), 0);
}

void
stub_stop(void)
{
	bool ran;

	(void)pthread_mutex_lock(&stub.lock);
	ran = stub.runs;
	stub.runs = false;
	(void)pthread_mutex_unlock(&stub.lock);
	if (!ran)
		return;
	(void)shutdown(stub.listener, SHUT_RDWR); /* wakes accept */
	(void)pthread_join(stub.thread, NULL);
	(void)close(stub.listener);
	for (int i = 0; i < stub.client_count; i++) {
		(void)shutdown(stub.clients[i].fd, SHUT_RDWR);
		(void)pthread_join(stub.clients[i].thread, NULL);
		(void)close(stub.clients[i].fd);
	}
	for (int i = 0; i < stub.request_count; i++) {
		free(stub.requests[i].head);
		free(stub.requests[i].body);
	}
	stub.client_count = stub.request_count = 0;
}

const char *
stub_url(void)
{
	return stub.url;
}

const char *
stub_nobody(void)
{
	static char url[64];

	(void)close(bind_loopback(url, sizeof(url)));
	return url;
}

int
stub_count(void)
{
	int count;

	(void)pthread_mutex_lock(&stub.lock);
	count = stub.request_count;
	(void)pthread_mutex_unlock(&stub.lock);
	return count;
}

const struct stub_request *
stub_request(int index)
{
	ck_assert_int_lt(index, stub_count());
	return &stub.requests[index];
}
