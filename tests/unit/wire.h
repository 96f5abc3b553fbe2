/* SPDX-License-Identifier: MIT */
/* What the web servers of tests have in common. */
#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include <stddef.h>

/* What Content-Length says in a request whose head is whole; 0 without one. */
size_t wire_body_length(const char *request);

/* Writes all of it, or what the client still takes. */
void wire_write(int fd, const char *data, size_t len);

#endif
