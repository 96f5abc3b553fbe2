/* SPDX-License-Identifier: MIT */
/*
 * A web server on the loopback that answers from a script, for tests of what talks HTTP.  The first
 * request gets the first step, and so on; the last step serves all later ones.  One server at a
 * time.
 */
#ifndef TESTS_STUB_HTTP_H
#define TESTS_STUB_HTTP_H

enum stub_then {
	STUB_KEEP, /* the connection lives on */
	STUB_CUT,  /* it is closed when half of the answer's body is out */
	STUB_DROP, /* it is closed without an answer */
	STUB_HANG  /* nothing comes until stub_stop */
};

struct stub_step {
	int status;
	const char *body;    /* with ` for "; NULL: "" */
	const char *headers; /* "Name: value\r\n..."; NULL: none */
	enum stub_then then;
};

struct stub_request {
	char method[8];
	char path[512]; /* with the query */
	char *head;     /* the whole of it */
	char *body;
	int connection; /* number of the connection it came on */
};

/* Starts the server; the texts of the steps must live until stub_stop. */
void stub_start(const struct stub_step *steps, int count);
#define STUB_START(...) do { \
	static const struct stub_step stub_steps_[] = { __VA_ARGS__ }; \
	stub_start(stub_steps_, (int)(sizeof(stub_steps_) / sizeof(stub_steps_[0]))); \
} while (0)

/* Ends it and forgets the requests; harmless when none runs. */
void stub_stop(void);

/* "http://127.0.0.1:port" */
const char *stub_url(void);

/* The same for a port where nobody listens. */
const char *stub_nobody(void);

/* How many requests have come, and one of them (fails the test when it has not come). */
int stub_count(void);
const struct stub_request *stub_request(int index);

#endif
