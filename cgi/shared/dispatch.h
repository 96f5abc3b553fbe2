/* SPDX-License-Identifier: MIT */
/*
 * From a request to an answer: route, identity, rank, CSRF, parameters, handler; then one error
 * page or JSON error if any of them failed, the security headers in any case, and one line in the
 * log.  The line names the route's pattern, never the path: paths may hold tokens.
 */
#ifndef SHARED_DISPATCH_H
#define SHARED_DISPATCH_H

struct app;
struct fcgi_request;
struct fcgi_response;

void dispatch(struct app *app, struct fcgi_request *in, struct fcgi_response *out);

/* The same for a request that came broken or too long: out->status says which (fcgi.h). */
void dispatch_refusal(struct app *app, struct fcgi_request *in, struct fcgi_response *out);

#endif
