/* SPDX-License-Identifier: MIT */
/*
 * HTTP client on libcurl.  One struct http per thread; it keeps connections alive between calls.
 * No redirects are followed, no cookies kept, the answer is capped, and only http and https go out.
 *
 * http_do returns true when a whole HTTP answer arrived, whatever its status.  Otherwise the code
 * says what can have reached the other side:
 *   ERR_BUSY       nothing: DNS, refused, TLS, proxy, or no byte of the request was sent
 *   ERR_UNCERTAIN  the request or a part of it left, and no usable answer came
 *   ERR_INVALID    the request itself is impossible (bad URL)
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct http;

struct http_request {
	const char *method; /* "GET", "POST", ... */
	const char *url;
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	const char *body;           /* NULL for none; a POST without a body sends length 0 */
	size_t body_len;
	int connect_timeout_ms; /* 0: 5000 */
	int timeout_ms;         /* the whole exchange; 0: 15000 */
	size_t max_answer;      /* bytes; 0: 1 MiB.  A longer answer is ERR_UNCERTAIN. */
	bool fresh;  /* a new connection, never kept: for what must not be sent twice (libcurl
	                repeats a POST by itself when a kept connection dies) */
	bool public_only; /* ERR_BUSY rather than a connection to a private address (address.h): for
	                     URLs that others chose */
	const char *proxy;   /* URL of a proxy, or NULL for none (the environment is never asked) */
};

struct http_answer {
	int status;
	const char *body; /* NUL-terminated behind len; any bytes */
	size_t len;
	const char *content_type; /* "" when absent */
	int64_t retry_after_ms;   /* -1: absent; seconds, HTTP date, retry-after-ms understood */
	int64_t date_ms;          /* the server's clock, in whole seconds; 0: not told */
	int64_t elapsed_ms;
};

/* Once per process, before threads and forks. */
void http_global_init(void);

/* Can OpenSSL find certificates in this folder by their hashes?  Not if one of those names leads
   nowhere or to no certificate: then a file with all of them is the safer place. */
bool http_is_hashed(const char *folder);

struct http *http_new(void *mem);

/* Why the last http_do returned false. */
enum http_failure { HTTP_FAILED_OTHERWISE, HTTP_FAILED_DNS, HTTP_FAILED_CONNECT, HTTP_FAILED_TLS,
	HTTP_FAILED_TIMEOUT };
enum http_failure http_failure(const struct http *http);

bool http_do(struct http *http, void *mem, const struct http_request *request,
	struct http_answer **answer_r, struct err *err);

/* The value of a header Retry-After, seconds or an HTTP date, as milliseconds from now: 0 for a time
   that is over, -1 for anything else and for more than ten years. */
int64_t http_retry_after(const char *value);

#endif
