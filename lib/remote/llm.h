/* SPDX-License-Identifier: MIT */
/*
 * Asking a language model.  A dialect builds a request and reads an answer, both pure; llm_ask is
 * the only function that talks.  Every failure has a class that says what helps
 * (providers/FACTS.md 11).
 */
#ifndef REMOTE_LLM_H
#define REMOTE_LLM_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct http;

enum llm_class {
	LLM_OK, LLM_AUTH, LLM_GEO, LLM_RETIRED, LLM_NO_MONEY, LLM_RATE, LLM_OVERLOADED,
	LLM_TOO_LONG, LLM_UNSUPPORTED, LLM_BAD_REQUEST, LLM_BLOCKED, LLM_TRUNCATED, LLM_MALFORMED, LLM_TLS
};

/* "ok", "auth", ...: stable, for the database and logs. */
const char *llm_class_name(enum llm_class class);

/* What stood in the way of an answer, where the class alone is too coarse for a person. */
enum llm_cause { LLM_CAUSE_NONE, LLM_CAUSE_DNS, LLM_CAUSE_CONNECT, LLM_CAUSE_TIMEOUT,
	LLM_CAUSE_TLS, LLM_CAUSE_NOT_JSON /* HTML, say: a web page answers there */ };

/* Steps of the ladder for structured output. */
enum llm_level { LLM_SCHEMA, LLM_JSON, LLM_PROMPT };

struct llm_provider {
	const char *dialect;  /* "openai" */
	const char *base_url; /* ends where "/chat/completions" is appended */
	const char *model;
	const char *api_key;  /* NULL: no Authorization header */
	int timeout_ms;
};

enum llm_role { LLM_USER, LLM_ASSISTANT };

struct llm_turn {
	enum llm_role role;
	const char *text;
};

struct llm_request {
	const char *system;
	const struct llm_turn *turns; /* merged and trimmed by llm_ask: starts and ends with user */
	size_t count;
	const char *schema_name;
	const char *schema;           /* JSON Schema; NULL: free text.  Below LLM_SCHEMA only the
	                                 system prompt tells of it: let it describe the JSON. */
	enum llm_level level;
	int max_tokens;
	double temperature;
};

struct llm_answer {
	enum llm_class class;
	enum llm_cause cause;
	const char *text;          /* "" unless LLM_OK */
	int64_t tokens_in, tokens_out; /* -1: not told */
	int64_t retry_after_ms;    /* -1: not told */
	int status;                /* HTTP, 0 without an answer */
	const char *message;       /* the provider's words for the owner, keys and numbers
	                              blotted out */
	enum llm_level level;      /* the step that was used in the end: remember it */
	int64_t elapsed_ms;
};

/* The name of the class, or of the cause where that says more: "dns", "connect", "timeout",
   "not_json". */
const char *llm_answer_name(const struct llm_answer *answer);

/* The pure halves of the "openai" dialect.  The quirks are what this server refuses. */
struct llm_quirks {
	bool completion_tokens; /* max_completion_tokens instead of max_tokens */
	bool no_temperature;
};
char *llm_openai_build(void *mem, const struct llm_provider *provider,
	const struct llm_request *request, const struct llm_quirks *quirks);
void llm_openai_parse(void *mem, int status, const char *body, size_t len,
	struct llm_answer *answer_r);

/* Turns fit for every provider: neighbours of one role joined by a line end, leading assistant
   turns dropped, empty ones left out, ends with a user's. */
void llm_turns_normalise(void *mem, const struct llm_turn *turns, size_t count,
	struct llm_turn **turns_r, size_t *count_r);

/* Asks once, and again where that is known to help: a refused parameter is dropped or the ladder
   stepped down, an overloaded server asked a second time after a short pause, an empty or
   malformed answer once more, a truncated one with a doubled limit, a limited one when it tells a
   short wait.  All within provider->timeout_ms (0: 60000).  Always fills answer_r; never touches
   anything but the network, and remembers nothing but what a server refused. */
void llm_ask(struct http *http, void *mem, const struct llm_provider *provider,
	const struct llm_request *request, struct llm_answer *answer_r);

#endif
