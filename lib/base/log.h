/* SPDX-License-Identifier: MIT */
/*
 * One line per event: JSON to stderr or a file, coloured text when stderr is a terminal.
 * An event is named "area.what" and carries fields; never a token, a key, a phone number or the
 * text of a message.  Library code does not log: the dispatcher, the worker loop and main do.
 * Safe from any thread; a line is written with one write(2).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

struct log_field {
	const char *name; /* NULL ends the list */
	const char *text; /* NULL: the number counts */
	int64_t number;
};

static inline struct log_field
log_str(const char *name, const char *text)
{
	return (struct log_field){ name, text != NULL ? text : "", 0 };
}

static inline struct log_field
log_int(const char *name, int64_t number)
{
	return (struct log_field){ name, NULL, number };
}

/* log_event(LOG_INFO, "job.done", log_int("job", id), log_str("kind", kind)); at least one field. */
#define log_event(level, event, ...) \
	log_write((level), (event), (const struct log_field[]){ __VA_ARGS__, { NULL, NULL, 0 } })

/* Starts logging as program.  level: DEBUG INFO WARNING ERROR CRITICAL, NULL is INFO.  file NULL:
   stderr.  ERR_INVALID for an unknown level, ERR_INTERNAL when the file cannot be opened. */
bool log_open(const char *program, const char *level, const char *file, struct err *err);

/* A word that every following line of this thread carries as "id" (request or job); NULL ends it.
   The text is copied, at most 63 bytes. */
void log_set_id(const char *id);

void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* An event that tells of an err: its code name and text. */
void log_err(enum log_level level, const char *event, const struct err *err);

#endif
