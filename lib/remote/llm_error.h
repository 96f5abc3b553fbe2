/* SPDX-License-Identifier: MIT */
/*
 * What the refusal of a model's server means.  The same status has several meanings and the same
 * meaning several statuses, so the words decide first.  Shared by the dialects; pure.
 */
#ifndef REMOTE_LLM_ERROR_H
#define REMOTE_LLM_ERROR_H

#include "remote/llm.h"

struct json_object;

/* What a server may refuse in a request. */
enum llm_field { LLM_FIELD_NONE, LLM_FIELD_LIMIT, LLM_FIELD_TEMPERATURE, LLM_FIELD_FORMAT };

struct llm_error {
	int status;              /* HTTP's, or the one inside a body that came with 200 */
	const char *words;       /* everything it says, for matching; never shown */
	const char *message;     /* what a person may read, not yet redacted; "" when none */
	int64_t retry_after_ms;  /* as told in the body; -1: not told */
};

/* The error in a body; root may be NULL (not JSON) or an array that holds the object. */
struct llm_error llm_error_read(void *mem, int status, struct json_object *root);

/* True when the body carries an error, whatever its status says. */
bool llm_error_present(struct json_object *root);

/* field_r: what has to be left out, for LLM_UNSUPPORTED. */
enum llm_class llm_error_class(const struct llm_error *error, enum llm_field *field_r);

#endif
