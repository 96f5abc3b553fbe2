/* SPDX-License-Identifier: MIT */
/*
 * A client that is in a hurry: a number of kept connections to a web server on loopback, each of
 * which asks again as soon as it is answered; or, with --rate, one that asks at its own times whatever
 * becomes of the answers, each of which then counts from the moment its request was due: a server that
 * stalls is not spared the requests that would have come meanwhile.  One thread, so that most of two
 * cores is left to what is measured.  Prints one line of JSON: how many, how fast, and how long the
 * answers took.
 */
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"

enum { MAX_HEAD = 16384, MAX_REQUEST = 8192, NAMES = 100000 };

static const char usage[] =
	"Usage: bench-load --port N [--connections N] [--seconds N | --requests N] [--rate N]\n"
	"                  [--cookie TEXT] [--event PREFIX] PATH...\n"
	"  --event PREFIX  POST Avito's events, each with a message id of its own: PREFIX and a number;\n"
	"                  without it, GET\n"
	"  --rate N        so many a second by all connections, which must be enough for it\n"
	"  PATH...         asked in turn\n";

struct options {
	int64_t port, connections, seconds, requests;
	int64_t rate;    /* a second; 0: as fast as it goes */
	const char *cookie, *event;
	char **paths;
	int path_count;
};

struct connection {
	int fd;
	int64_t began_us; /* with a rate: when it was due */
	struct connection *next; /* of those that wait for their turn */
	size_t len;      /* of what has come of the answer */
	size_t need;     /* the whole of it; 0: not known yet */
	int status;
	bool is_asked;   /* and an answer will come */
	bool last;       /* the server closes after this answer */
	char head[MAX_HEAD];
};

struct load {
	struct options options;
	struct sockaddr_in address;
	int epoll;
	struct connection *connections;
	struct connection *idle, **idle_end; /* in turn, so that none is left until the server tires of it */
	int64_t sent, start_us, end_us;
	int64_t statuses[6]; /* by hundreds; 0: broken off */
	uint32_t *us;        /* of each answer */
	size_t us_count, us_room;
	size_t bytes;
};

static int64_t
now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* always there */
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

/* --- requests */

static const char event[] = "{\"id\":\"5e3f2810-9c4b-4182-91e6-a3c495807212\",\"version\":\"v3.0.0\","
	"\"timestamp\":1700000000,\"payload\":{\"type\":\"message\",\"value\":{\"id\":\"%s%" PRId64 "\","
	"\"chat_id\":\"u2i-bench-%" PRId64 "\",\"user_id\":141906442,\"author_id\":%" PRId64 ","
	"\"created\":1700000000,\"type\":\"text\",\"chat_type\":\"u2i\",\"content\":{\"text\":"
	"\"Здравствуйте! Подскажите, пожалуйста, ещё продаёте? Могу подъехать сегодня после шести.\"},"
	"\"item_id\":1768287444}}}";

static int
format_request(const struct load *load, char request[MAX_REQUEST])
{
	const struct options *options = &load->options;
	const char *path = options->paths[load->sent % options->path_count];
	char body[MAX_REQUEST / 2];
	int64_t chat = load->sent % NAMES;
	int len;

	if (options->event == NULL)
		return snprintf(request, MAX_REQUEST, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n",
			path, options->cookie != NULL ? "Cookie: " : "", str_or(options->cookie, ""),
			options->cookie != NULL ? "\r\n" : "");
	len = snprintf(body, sizeof(body), event, options->event, load->sent, chat, 500000000 + chat);
	return snprintf(request, MAX_REQUEST, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len, body);
}

static void
open_connection(struct load *load, struct connection *connection)
{
	struct epoll_event interest = { .events = EPOLLIN, .data.ptr = connection };
	int one = 1;

	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connection->fd < 0 || connect(connection->fd, (const struct sockaddr *)&load->address,
		    sizeof(load->address)) != 0)
		die("connect");
	(void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)); /* speed only */
	if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &interest) != 0)
		die("epoll_ctl");
}

static bool
is_over(const struct load *load)
{
	return load->options.requests > 0 ? load->sent >= load->options.requests
		: now_us() >= load->end_us;
}

static int64_t
due_us(const struct load *load)
{
	return load->start_us + load->sent * 1000000 / load->options.rate;
}

/* Sends the next request. */
static void
ask(struct load *load, struct connection *connection)
{
	char request[MAX_REQUEST];

	connection->len = connection->need = 0;
	if (connection->fd < 0)
		open_connection(load, connection);

	int len = format_request(load, request);

	connection->began_us = load->options.rate > 0 ? due_us(load) : now_us();
	load->sent++;
	connection->is_asked = true;
	/* So little fits into the socket at once; a failure shows when the answer is read. */
	(void)!send(connection->fd, request, (size_t)len, MSG_NOSIGNAL);
}

/* Sends what is due, as far as there are connections.  Returns how long until the next is; -1: what
   comes next is an answer. */
static int64_t
ask_due(struct load *load)
{
	while (load->idle != NULL && !is_over(load)) {
		struct connection *connection = load->idle;
		int64_t left_us = load->options.rate > 0 ? due_us(load) - now_us() : 0;

		if (left_us > 0)
			return left_us;
		load->idle = connection->next;
		if (load->idle == NULL)
			load->idle_end = &load->idle;
		ask(load, connection);
	}
	return -1;
}

static void
make_idle(struct load *load, struct connection *connection)
{
	connection->is_asked = false;
	connection->next = NULL;
	*load->idle_end = connection;
	load->idle_end = &connection->next;
}

static void
close_connection(struct connection *connection)
{
	(void)close(connection->fd); /* takes it out of the epoll, too */
	connection->fd = -1;
}

/* --- answers */

static void
record(struct load *load, const struct connection *connection)
{
	int hundreds = connection->status / 100;

	if (load->us_count == load->us_room) {
		load->us_room = load->us_room * 2 + 1024;
		load->us = mem_resize(NULL, load->us, uint32_t, load->us_room);
	}
	load->us[load->us_count++] = (uint32_t)(now_us() - connection->began_us);
	load->statuses[hundreds >= 1 && hundreds <= 5 ? hundreds : 0]++;
	load->bytes += connection->len;
}

static void
finish(struct load *load, struct connection *connection)
{
	record(load, connection);
	if (connection->last)
		close_connection(connection);
	make_idle(load, connection);
}

/* The head is there, and ends at end: how long is the whole? */
static void
read_head(struct connection *connection, const char *end)
{
	const char *length = strcasestr(connection->head, "\r\nContent-Length:");

	connection->status = 0;
	(void)sscanf(connection->head, "HTTP/1.1 %d", &connection->status);
	connection->last = strcasestr(connection->head, "\r\nConnection: close") != NULL;
	connection->need = (size_t)(end - connection->head);
	if (length != NULL && length < end)
		connection->need += strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
}

static void
receive(struct load *load, struct connection *connection)
{
	static char body[65536];
	bool in_head = connection->need == 0;
	char *place = in_head ? connection->head + connection->len : body;
	size_t room = in_head ? MAX_HEAD - 1 - connection->len : sizeof(body);
	ssize_t got = recv(connection->fd, place, room, 0);

	if (!connection->is_asked) { /* the server has tired of it */
		close_connection(connection);
		return;
	}
	if (got <= 0) {
		connection->status = 0;
		connection->last = true;
		finish(load, connection);
		return;
	}
	connection->len += (size_t)got;
	if (in_head) {
		place[got] = '\0';

		const char *end = strstr(connection->head, "\r\n\r\n");

		if (end != NULL)
			read_head(connection, end + 4);
	}
	if (connection->need > 0 && connection->len >= connection->need)
		finish(load, connection);
}

static void
await_answers(struct load *load, int64_t us)
{
	struct timespec wait = { us / 1000000, us % 1000000 * 1000 };
	struct epoll_event events[64];
	int ready = epoll_pwait2(load->epoll, events, 64, us < 0 ? NULL : &wait, NULL);

	for (int i = 0; i < ready; i++)
		receive(load, events[i].data.ptr);
}

static void
run(struct load *load)
{
	int64_t count = load->options.connections;

	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load->epoll < 0)
		die("epoll_create1");
	load->connections = mem_array(NULL, struct connection, (size_t)count);
	load->start_us = now_us();
	load->end_us = load->start_us + load->options.seconds * 1000000;
	load->idle_end = &load->idle;
	for (int64_t i = 0; i < count; i++) {
		load->connections[i].fd = -1;
		make_idle(load, &load->connections[i]);
	}
	for (;;) {
		int64_t us = ask_due(load);

		if (us < 0 && load->us_count >= (size_t)load->sent)
			return;
		await_answers(load, us);
	}
}

/* --- the result */

static int
by_size(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

static double
quantile_ms(const struct load *load, double share)
{
	return load->us_count == 0 ? 0 : load->us[(size_t)(share * (double)(load->us_count - 1))] / 1e3;
}

static void
report(struct load *load, int64_t took_us)
{
	qsort(load->us, load->us_count, sizeof(uint32_t), by_size);
	(void)printf("{\"requests\":%zu,\"seconds\":%.3f,\"per_second\":%.1f,\"p50_ms\":%.3f,"
		"\"p95_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"ok\":%" PRId64 ",\"not_ok\":%" PRId64
		",\"bytes\":%zu}\n", load->us_count, (double)took_us / 1e6,
		(double)load->us_count * 1e6 / (double)took_us, quantile_ms(load, 0.5),
		quantile_ms(load, 0.95), quantile_ms(load, 0.99), quantile_ms(load, 1), load->statuses[2],
		(int64_t)load->us_count - load->statuses[2], load->bytes);
}

static void
parse(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "port", required_argument, NULL, 'p' }, { "connections", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' }, { "requests", required_argument, NULL, 'r' },
		{ "cookie", required_argument, NULL, 'k' }, { "event", required_argument, NULL, 'e' },
		{ "rate", required_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;
	struct err err;
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		int64_t *number = option == 'p' ? &options->port : option == 'c' ? &options->connections
			: option == 's' ? &options->seconds : option == 'r' ? &options->requests
			: option == 'a' ? &options->rate : NULL;

		if (number != NULL)
			good = num_parse_range(optarg, 1, 1000000000, number, &err) && good;
		else if (option == 'k' || option == 'e')
			*(option == 'k' ? &options->cookie : &options->event) = optarg;
		else
			good = false;
	}
	options->paths = argv + optind;
	options->path_count = argc - optind;
	if (options->rate > 0 && options->requests == 0)
		options->requests = options->rate * options->seconds;
	if (good && options->port > 0 && options->path_count > 0)
		return;
	(void)fputs(usage, stderr);
	exit(2);
}

int
main(int argc, char **argv)
{
	struct load load = { .options = { .connections = 1, .seconds = 5 } };
	int64_t began_us;

	parse(argc, argv, &load.options);
	load.address = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)load.options.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	began_us = now_us();
	run(&load);
	report(&load, now_us() - began_us);
	mem_free(load.us);
	mem_free(load.connections);
	return 0;
}
