/* SPDX-License-Identifier: MIT */
/* What the buttons of the page do in an open chat: each has a name. */
#ifndef SIM_ACTION_H
#define SIM_ACTION_H

#include <stdint.h>

#include "base/err.h"

struct chat;
struct sim;
struct tmpl;

struct action {
	struct sim *sim;
	void *mem;
	struct tmpl *tmpl;   /* with the words: what is written when nobody wrote anything */
	struct chat *chat;
	const char *name;    /* of the button */
	const char *text;    /* what was typed, may be NULL */
	int64_t delay_ms;    /* of what comes late */
};

/* ERR_NOT_FOUND for an unknown name and when there is nothing to delete or repeat, ERR_CONFLICT
   when the shop blocked this buyer. */
bool action_run(const struct action *action, struct err *err);

#endif
