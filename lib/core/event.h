/* SPDX-License-Identifier: MIT */
/* What the webhook has to know of a body it takes: which event it is, and whether it is one. */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include <stddef.h>
#include <stdint.h>

enum { EVENT_ID_MAX = 64, EVENT_TYPE_MAX = 16 }; /* bytes; characters */

/* The name of the event's job, "account:message:type": the same for every delivery of it.  NULL with
   the counter for what it is instead: not JSON (webhook.malformed), or not a message
   (webhook.unknown). */
char *event_name(void *mem, int64_t account_id, const char *body, size_t len,
	const char **counter_r);

#endif
