/* SPDX-License-Identifier: MIT */
/*
 * Scripted answers of the model.  Answers with a match that fits come first, then those without,
 * in their order; each is used once, or over and over if the script repeats.
 */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fields.h"

struct err;
struct json_object;

struct script_answer {
	const char *content;       /* raw text of the answer, or NULL */
	const char *fields;        /* JSON text of the structured answer, or NULL */
	struct canned body;        /* the whole HTTP body */
	const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
	const char *finish_reason; /* NULL: "stop" */
	const char *match;         /* part of the last user message, or NULL for any */
	int64_t status;            /* 0: 200 */
	int64_t delay_ms;
	bool hang, cut, echo, null_content;
	int64_t used;
};

struct script {
	struct script_answer *answers;
	size_t count;
	bool repeat;
	int64_t delay_ms; /* of every answer, unscripted ones included */
};

/* Fills an empty script from a document of PUT /sim/v1/model.  ERR_INVALID names what is wrong. */
bool script_read(struct script *script, struct json_object *document, struct err *err);

/* The answer for this user message, counted as used; NULL when there is none left. */
struct script_answer *script_next(struct script *script, const char *user);

#endif
