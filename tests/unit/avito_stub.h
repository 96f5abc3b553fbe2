/* SPDX-License-Identifier: MIT */
/* A client of Avito that talks to the server of stub_http.h. */
#ifndef TESTS_AVITO_STUB_H
#define TESTS_AVITO_STUB_H

#include "fixture.h"
#include "remote/avito.h"
#include "stub_http.h"

extern struct avito avito;

/* A case whose tests begin with a client that has a token, and no server yet. */
TCase *avito_case(Suite *suite, const char *name);

/* Starts the server with these steps and points the client to it. */
#define START(...) do { \
	STUB_START(__VA_ARGS__); \
	avito.api_base = avito.auth_base = stub_url(); \
} while (0)

#endif
