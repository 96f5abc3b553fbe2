/* SPDX-License-Identifier: MIT */
/*
 * The troubles one can switch on without knowing the document of faults: one word each for Avito,
 * the model and the webhooks.  They stand for a document; setting another one by the control
 * interface puts them off.
 */
#ifndef SIM_SWITCHES_H
#define SIM_SWITCHES_H

#include <stdbool.h>

#include "base/err.h"

struct json_object;

struct switches {
	const char *avito;   /* ok error limit slow */
	const char *model;   /* ok error limit slow */
	const char *webhook; /* ok lost late twice */
};

/* All is well. */
extern const struct switches switches_off;

/* Words as they came (NULL and "": ok) to those of this module.  ERR_INVALID names the switch. */
bool switches_read(const struct switches *words, struct switches *switches_r, struct err *err);

bool switches_are_off(const struct switches *switches);

/* The document of faults they stand for, under mem. */
struct json_object *switches_document(void *mem, const struct switches *switches);

#endif
