/* SPDX-License-Identifier: MIT */
/*
 * Names of workers, by which a new one tells which of the jobs still marked as running belong to a
 * process of this host that is dead.  "boot.namespace.pid.start": the same pid after a restart of
 * the host, in another container, or given to another process is another worker.
 */
#ifndef SHARED_WORKER_ID_H
#define SHARED_WORKER_ID_H

#include <stdbool.h>

/* The name of this process. */
char *worker_id_new(void *mem);

/* True when id is of this host and its process is certainly gone. */
bool worker_id_is_dead(void *mem, const char *id);

#endif
