/* SPDX-License-Identifier: MIT */
/* Which models a server has, for somebody who mistyped a name. */
#ifndef REMOTE_LLM_MODELS_H
#define REMOTE_LLM_MODELS_H

#include "remote/llm.h"

enum { LLM_MODELS_MAX = 2000 };

/* The names that GET {base_url}/models lists, at most LLM_MODELS_MAX, each a line of valid text.
   ERR_UPSTREAM when it answers something else: not every server has the list. */
bool llm_models(struct http *http, void *mem, const struct llm_provider *provider,
	const char ***names_r, size_t *count_r, struct err *err);

/* The names most like this one, best first, at most max; none that is not like it at all.  Pure. */
size_t llm_models_near(void *mem, const char *name, const char *const *names, size_t count,
	const char **near_r, size_t max);

#endif
