/* SPDX-License-Identifier: MIT */
/* Why somebody cannot be reached, by a stable name: dns refused tls timeout cut. */
#ifndef REMOTE_REACH_H
#define REMOTE_REACH_H

struct http;

/* Of the last call that brought no answer. */
const char *reach_cause(const struct http *http);

/* Does this address of ours lead to us?  It is asked for {"prilavok": proof}.  "" when it answers so,
   otherwise a cause as above, server (5xx) or stranger. */
const char *reach_ourselves(struct http *http, void *mem, const char *url, const char *proof);

#endif
