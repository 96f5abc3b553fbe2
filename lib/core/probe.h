/* SPDX-License-Identifier: MIT */
/*
 * Does an answerer work?  Asks it one tiny question with its settings as they are saved, in the form
 * that real turns ask for, and writes down what that cost and how it ended.
 */
#ifndef CORE_PROBE_H
#define CORE_PROBE_H

#include "base/err.h"

struct db;
struct http;
struct provider;
struct secret_key;

/* Writes the outcome to the provider's row (store/project.h, checked), as JSON:
   result  "ok"; "odd": it answers, but not in our form; else as llm_answer_name says
   text    the service's own words about a failure, fit to be shown
   ms, tokens_in, tokens_out (-1: not told), level (0 schema, 1 JSON, 2 by the prompt alone)
   near    names of models like the one that does not exist */
bool probe_answerer(struct db *db, struct http *http, const struct secret_key *key, void *mem,
	const struct provider *provider, int timeout_ms, struct err *err);

#endif
