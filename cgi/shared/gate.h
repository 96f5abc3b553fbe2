/* SPDX-License-Identifier: MIT */
/*
 * At most two password hashes at once in a family of processes: each takes 64 MiB.  The slots are
 * locks on bytes of a file without a name, so a killed process frees its own.
 */
#ifndef SHARED_GATE_H
#define SHARED_GATE_H

#include "base/err.h"

enum { GATE_SLOTS = 2 };

/* Before forking. */
bool gate_open(int *fd_r, struct err *err);

/* Waits for a slot and tells which.  One per process at a time. */
int gate_enter(int fd);
void gate_leave(int fd, int slot);

#endif
