/* SPDX-License-Identifier: MIT */
/*
 * "There is work": a datagram to the worker's socket, so that it need not wait for its next look.
 * Only ever a hint: a lost or unwanted nudge changes nothing but a second's delay.
 */
#ifndef IO_NUDGE_H
#define IO_NUDGE_H

#include "base/err.h"

/* Remembers where the worker listens (a path of a unix socket; NULL: nowhere). */
struct nudge;
struct nudge *nudge_new(void *mem, const char *path);

/* Never blocks, never fails. */
void nudge_send(struct nudge *nudge);

/* The worker's side: a non-blocking socket at path; one left behind by a dead worker is replaced.
   ERR_CONFLICT when a worker that lives has it, ERR_INTERNAL when it cannot be had at all. */
bool nudge_listen(const char *path, int *fd_r, struct err *err);

/* Reads all that waits. */
void nudge_drain(int fd);

#endif
