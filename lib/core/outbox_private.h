/* SPDX-License-Identifier: MIT */
/* What outbox.c, which sends, and outbox_look.c, which looks up doubtful sends, share. */
#ifndef CORE_OUTBOX_PRIVATE_H
#define CORE_OUTBOX_PRIVATE_H

#include "core/outbox.h"
#include "io/db_pool.h"
#include "remote/avito.h"

/* One run of the job. */
struct sending {
	struct work *work;
	struct avito avito;
	struct token *token;          /* in use */
	struct work_end *end;
	struct chat *chat;            /* as read at the start */
	struct outbox *row;           /* the one at hand */
	struct avito_message message; /* what Avito made of it */
	const char *error;            /* why the row changes */
	const char *state;            /* what it becomes */
	int64_t pause_ms;             /* before it may be sent again */
	bool go;                      /* answer of a question asked in a transaction */
	int64_t last_sent_at;
};

/* Runs one of the functions record_... and the like as a transaction on s. */
bool sending_write(struct sending *s, db_work *record, struct err *err);

/* The job is to run again after delay_ms. */
void sending_later(struct sending *s, int64_t delay_ms);

/* Both. */
bool sending_write_later(struct sending *s, db_work *record, int64_t delay_ms, struct err *err);

/* Milliseconds until the next call, after the last one failed; times: how often it had before. */
int64_t sending_pause(const struct avito *avito, int64_t times);

/* The row at hand is sent and s->message, which it became, is in the thread, whichever of the send
   call, the echo and the look comes first. */
db_work sending_record_sent;

/* The row at hand leaves the queue unsent, as s->state because of s->error; a person is told. */
db_work sending_record_closed;

/* The doubtful row at hand, when its look is due.  done_r: it was found; go on with the next. */
bool sending_look_up(struct sending *s, bool *done_r, struct err *err);

/* Is it so long since the POST of a doubtful row that a person has to decide? */
bool sending_patience_ended(const struct outbox *row);

#endif
