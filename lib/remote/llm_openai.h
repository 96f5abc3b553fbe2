/* SPDX-License-Identifier: MIT */
/* What llm_ask needs of the dialect beyond llm.h. */
#ifndef REMOTE_LLM_OPENAI_H
#define REMOTE_LLM_OPENAI_H

#include "remote/llm_error.h"

/* The header lines of any request to this provider, NULL-terminated. */
enum { LLM_HEADERS = 5 };
void llm_openai_headers(void *mem, const struct llm_provider *provider,
	const char *headers_r[LLM_HEADERS]);

/* llm_openai_parse, telling also which field was refused. */
void llm_openai_read(void *mem, int status, const char *body, size_t len,
	struct llm_answer *answer_r, enum llm_field *field_r);

#endif
