/* SPDX-License-Identifier: MIT */
/* A FastCGI program for tests, and a client that can also break the rules of FastCGI. */
#ifndef TESTS_FCGI_ECHO_H
#define TESTS_FCGI_ECHO_H

#include <stddef.h>
#include <sys/types.h>

#include "io/fcgi.h"

enum { ECHO_MAX_BODY = 100000 };

/* What all processes of the program write and the test reads. */
struct echo_counts {
	int starts;
	int handled;
	int after;
	int at_once;  /* handled at this moment, */
	int most;     /* and at most */
	int held; /* set by a test: /nap does not end */
	int failing_starts; /* set by the test: so many starts fail */
};

extern struct echo_counts *echo_counts;

/* The path of its socket, in a new folder that everybody may pass. */
const char *echo_socket(void);
const char *echo_dir(void);

/* Starts it, and waits until it answers; the id of the parent. */
pid_t echo_start(int processes, int max_requests);
pid_t echo_start_threads(int processes, int threads, int max_requests);

/* Starts it alone, with the socket as descriptor 0. */
pid_t echo_start_on_0(int threads, int max_requests);

/* Sends a signal, waits for the end, and returns what waitpid told. */
int echo_end(pid_t pid, int signal);

/* In every set-up and tear-down; the latter ends what still runs. */
void echo_set_up(void);
void echo_tear_down(void);

/* One request to the socket: "NAME=value" params, NULL-terminated.  The whole answer in memory of
   the test, or NULL when the connection was refused or nothing came. */
const char *echo_ask(const char *const params[], const char *body, size_t len);

/* GET path. */
const char *echo_get(const char *path);

#endif
