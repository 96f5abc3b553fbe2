/* SPDX-License-Identifier: MIT */
/*
 * The webhooks that were tried, or lost on purpose, numbered from 1.  Keeps the newest 1000.  Under
 * the lock of struct sim.
 */
#ifndef SIM_DELIVERY_LOG_H
#define SIM_DELIVERY_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct delivery_log;
struct json_object;

struct delivery_note {
	int64_t n;                /* set by the log */
	int64_t at_ms, ms;        /* begin on the wall clock, and how long it took */
	uint64_t event;           /* copies and repetitions have the number of their event */
	const char *url;          /* NULL: lost before any subscriber was tried */
	const char *chat_id, *message_id, *type; /* NULL for a probe */
	int status;               /* 0: no answer */
	bool lost;                /* on purpose */
};

struct delivery_log *delivery_log_new(void *mem);

/* Forgets all; numbers go on. */
void delivery_log_clear(struct delivery_log *log);

/* Texts are copied. */
void delivery_log_add(struct delivery_log *log, const struct delivery_note *note);

/* The newest but skip, or NULL.  Valid until the next call of add or clear. */
const struct delivery_note *delivery_log_newest(const struct delivery_log *log, int64_t skip);

/* {"deliveries":[...],"last":N} of those behind since, under mem. */
struct json_object *delivery_log_view(const struct delivery_log *log, void *mem, int64_t since);

#endif
