/* SPDX-License-Identifier: MIT */
/*
 * What a model's server refuses, learnt by being refused, so that it is not asked in vain before
 * every answer.  Each thread learns for itself and forgets with its process.
 */
#ifndef REMOTE_LLM_MEMORY_H
#define REMOTE_LLM_MEMORY_H

#include "remote/llm.h"

/* Nothing is refused until it has been learnt. */
struct llm_quirks llm_memory_get(const struct llm_provider *provider);
void llm_memory_put(const struct llm_provider *provider, const struct llm_quirks *quirks);

#endif
