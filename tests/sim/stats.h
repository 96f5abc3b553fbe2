/* SPDX-License-Identifier: MIT */
/* Counters of listings: invented, but the same for the same listing and day. */
#ifndef SIM_STATS_H
#define SIM_STATS_H

struct call;
struct sim;

/* POST /stats/v1/accounts/{user_id}/items */
void stats_show(struct sim *sim, struct call *call);

#endif
