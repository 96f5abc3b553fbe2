/* SPDX-License-Identifier: MIT */
/* The start state, at the start and again. */
#ifndef SIM_RESET_H
#define SIM_RESET_H

#include <stdbool.h>

struct sim;

/* What outlives a reset, for accounts that are there again. */
struct reset_kept {
	bool subscriptions, tokens;
};

/* The sample shop if sample, else nothing at all; no faults, no script, nothing seen, nothing
   waiting to be sent; calls that hang are cut.  The lock is held. */
void sim_reset(struct sim *sim, bool sample, struct reset_kept kept);

#endif
