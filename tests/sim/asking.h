/* SPDX-License-Identifier: MIT */
/*
 * What the simulated model is being asked right now: calls that came in and were not answered yet.
 * Under the lock of struct sim.
 */
#ifndef SIM_ASKING_H
#define SIM_ASKING_H

#include <stdbool.h>
#include <sys/queue.h>

struct call;
struct sim;

struct asking {
	const struct call *call; /* NULL: not a call to the model */
	LIST_ENTRY(asking) next;
};
LIST_HEAD(asking_list, asking);

/* From here to the end the call counts as a question, if it is one. */
void asking_begin(struct sim *sim, struct asking *asking, const struct call *call);
void asking_end(struct asking *asking);

/* Is the model being asked by a prompt whose last words of the user contain text? */
bool asking_about(const struct sim *sim, void *mem, const char *text);

#endif
