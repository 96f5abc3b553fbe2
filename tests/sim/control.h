/* SPDX-License-Identifier: MIT */
/* What stands under /sim/: the control interface /sim/v1/, the page, and files. */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

struct call;
struct sim;

void control_serve(struct sim *sim, struct call *call);

#endif
