/* SPDX-License-Identifier: MIT */
/* The shop of --sample: one account, five listings, no chats. */
#ifndef SIM_SAMPLE_H
#define SIM_SAMPLE_H

struct state;

void sample_fill(struct state *state);

#endif
