/* SPDX-License-Identifier: MIT */
/*
 * The calls that came in at the interfaces that are simulated (not the control interface), numbered
 * from 1.  Keeps the newest 100 000.  Under the lock of struct sim.
 */
#ifndef SIM_REQUEST_LOG_H
#define SIM_REQUEST_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct json_object;
struct request_log;

struct request_note {
	int64_t n, at_ms, ms;
	const char *method, *path;
	int status; /* 0: no answer (yet) */
};

struct request_log *request_log_new(void *mem);

/* Forgets all; numbers go on, so a call that is still being served finds its place gone. */
void request_log_clear(struct request_log *log);

/* Returns the call's number. */
int64_t request_log_begin(struct request_log *log, const struct call *call);

/* The status that was answered; 0 stands for none (yet). */
void request_log_end(struct request_log *log, int64_t n, int status);

/* {"requests":[...],"last":N} of those behind since, under mem. */
struct json_object *request_log_view(struct request_log *log, void *mem, int64_t since);

/* The newest but skip; texts are valid until the next call of begin or clear. */
bool request_log_newest(const struct request_log *log, int64_t skip, struct request_note *note_r);

#endif
