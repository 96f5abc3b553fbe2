/* SPDX-License-Identifier: MIT */
/* The HTTP server: collects a call, has it served inside the lock, and carries out its fate. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include <stdint.h>

#include "base/err.h"

struct server;
struct sim;

/* Listens and serves, a thread per connection.  ERR_BUSY when the port is taken. */
bool server_start(void *mem, struct sim *sim, const char *address, int64_t port,
	struct server **server_r, struct err *err);

/* Ends open connections too; sim->stopping is set. */
void server_stop(struct server *server);

#endif
