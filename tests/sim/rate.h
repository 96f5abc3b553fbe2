/* SPDX-License-Identifier: MIT */
/* Avito's limits of calls a minute. */
#ifndef SIM_RATE_H
#define SIM_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct account;
struct state;

/* Counts one call of the method for the account; false when this minute's limit is reached.  A
   limit of 0 is none. */
bool rate_allow(struct state *state, struct account *account, const char *method, int64_t limit);

#endif
