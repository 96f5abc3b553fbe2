/* SPDX-License-Identifier: MIT */
/*
 * The job "send": everything one chat has to send, in order, and the looking-up of sends nobody can
 * be sure of (design 6).  One POST per text; what may have reached Avito is never sent again before
 * four clean looks did not find it, the last of them 75 s after the POST.
 */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include "core/work.h"

struct avito;

work_fn outbox_run;

/* What a finished send call means for its row.  Pure. */
enum send_verdict {
	SEND_SENT,
	SEND_AGAIN,    /* certainly not delivered: ready again */
	SEND_TOKEN,    /* the same, after a new token */
	SEND_FAILED,   /* refused for good */
	SEND_GONE,     /* refused: the chat is deleted or we are blocked */
	SEND_UNKNOWN   /* may have been delivered */
};
enum send_verdict outbox_judge(bool ok, const struct err *err, const struct avito *avito);

/* Milliseconds from the POST to look number `checks` (0, 1, ...): 3, 15 and 45 s, and 75 s where the
   text may be sent again. */
int64_t outbox_look_ms(int64_t checks);

#endif
