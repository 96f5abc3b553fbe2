/* SPDX-License-Identifier: MIT */
/* What is read from a web server and written to it, for fcgi.c, which has the connection. */
#ifndef IO_FCGI_MESSAGE_H
#define IO_FCGI_MESSAGE_H

#include "io/fcgi.h"

enum { FCGI_MAX_HEADERS = 16 * 1024, FCGI_MAX_ANSWER = 64 * 1024 * 1024 };

/* All of a request but its body, which is "" then; mem, id and private are there already.
   ERR_INVALID without a method or a path; what could be read is filled in even so. */
bool fcgi_read_params(struct fcgi_request *request, struct err *err);

/* 0, or the status to refuse the request with: 413 when it has more than max bytes, 400 when it has
   others than announced. */
int fcgi_read_body(struct fcgi_request *request, size_t max);

/* A line of text instead of whatever the response was. */
void fcgi_fail(struct fcgi_response *response, int status, const char *text);

/* A response that did not fit its limits goes out as a 500. */
void fcgi_write_response(const struct fcgi_request *request, struct fcgi_response *response);

#endif
