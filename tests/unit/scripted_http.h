/* SPDX-License-Identifier: MIT */
/* A server in a thread that answers, cuts, resets and hangs as a test scripts it, step by step. */
#ifndef TESTS_SCRIPTED_HTTP_H
#define TESTS_SCRIPTED_HTTP_H

#include <stdatomic.h>

enum { SCRIPTED_REQUESTS = 8, SCRIPTED_REQUEST_SIZE = 4096 };

enum then { KEEP, CLOSE, RESET, HANG };

/* What the server does with its first, second, ... request; the last step serves all later ones. */
struct step {
	const char *text; /* NULL: the request itself, as the body of a 200 */
	enum then then;
};

extern const struct step *scripted_steps;
extern int scripted_step_count;

#define SCRIPT(...) \
	do { \
		static const struct step script[] = { __VA_ARGS__ }; \
		scripted_steps = script; \
		scripted_step_count = (int)(sizeof(script) / sizeof(script[0])); \
	} while (0)

#define OK_TEXT "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

extern int scripted_port;

/* The URL of a path at the server. */
const char *scripted_url(const char *path);

extern _Atomic int scripted_request_count, scripted_accept_count;

/* The first requests as they came, of long ones the beginning. */
extern char scripted_requests[SCRIPTED_REQUESTS][SCRIPTED_REQUEST_SIZE];

void scripted_start(void);
void scripted_stop(void);

/* A listening socket of the loopback that nobody serves yet. */
int scripted_listen(int backlog, int *port_r);

#endif
