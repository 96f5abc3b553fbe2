/* SPDX-License-Identifier: MIT */
/* The start state, at the start and again. */
#ifndef SIM_RESET_H
#define SIM_RESET_H

#include <stdbool.h>

#include "base/err.h"

struct json_object;
struct sim;
struct switches;

/* What outlives a reset, for accounts that are there again. */
struct reset_kept {
	bool subscriptions, tokens;
};

/* The sample shop if sample, else nothing at all; no faults, no script, nothing seen, nothing
   waiting to be sent; calls that hang are cut.  The lock is held. */
void sim_reset(struct sim *sim, bool sample, struct reset_kept kept);

/* Replaces the faults by those of a document.  ERR_INVALID names the key, and the old ones stay.
   The lock is held. */
bool sim_set_faults(struct sim *sim, struct json_object *document, struct err *err);

/* The same by words; ERR_INVALID names the switch.  The lock is held. */
bool sim_set_switches(struct sim *sim, void *mem, const struct switches *words, struct err *err);

#endif
