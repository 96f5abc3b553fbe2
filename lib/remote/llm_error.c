/* SPDX-License-Identifier: MIT */
#include "remote/llm_error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/json.h"

enum { MAX_PART = 4000, MAX_WORDS = 64 * 1024, MAX_DETAILS = 8 };

/* --- reading */

/* Some put the one error into an array. */
static struct json_object *
unwrap(struct json_object *value)
{
	return json_is_array(value) ? json_array_at(value, 0) : value;
}

/* The member "error" as an object: it may be one, or an array with one; NULL otherwise. */
static struct json_object *
error_object(struct json_object *root)
{
	struct json_object *list = json_opt_array(root, "error");

	return list != NULL ? json_array_at(list, 0) : json_opt_object(root, "error");
}

/* Where the error stands: OpenRouter also has one in a choice. */
static struct json_object *
error_holder(struct json_object *root)
{
	struct json_object *choice = json_array_at(json_opt_array(root, "choices"), 0);

	return error_object(choice) != NULL ? choice : root;
}

bool
llm_error_present(struct json_object *root)
{
	struct json_object *holder = error_holder(unwrap(root));

	return error_object(holder) != NULL || json_opt_str(holder, "error", "")[0] != '\0';
}

static void
put_word(struct buf *words, const char *text)
{
	if (text == NULL)
		return;
	buf_write(words, text, strnlen(text, MAX_PART));
	buf_putc(words, '\n');
}

static void
put_words(struct buf *words, struct json_object *object)
{
	static const char *const keys[] = { "message", "code", "type", "status", "param", "detail",
		"error_description" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		put_word(words, json_opt_str(object, keys[i], NULL));
}

/* FastAPI names the refused field in "loc" and quotes the whole request in "input". */
static void
put_details(struct buf *words, struct json_object *details)
{
	for (size_t i = 0; i < json_array_len(details) && i < MAX_DETAILS; i++) {
		struct json_object *detail = json_array_at(details, i);
		struct json_object *place = json_opt_array(detail, "loc");

		put_word(words, json_opt_str(detail, "msg", NULL));
		for (size_t j = 0; j < json_array_len(place) && j < MAX_DETAILS; j++)
			put_word(words, json_text(json_array_at(place, j)));
	}
}

/* "34.4s" in milliseconds, -1 otherwise. */
static int64_t
parse_delay(const char *text)
{
	char *end = NULL;
	double seconds = strtod(text, &end);

	if (end == text || !str_equal(end, "s") || !(seconds >= 0 && seconds < 86400))
		return -1;
	return (int64_t)ceil(seconds * 1000);
}

/* Google's RetryInfo. */
static int64_t
read_delay(struct json_object *details)
{
	int64_t delay_ms = -1;

	for (size_t i = 0; i < json_array_len(details) && delay_ms < 0; i++)
		delay_ms = parse_delay(json_opt_str(json_array_at(details, i), "retryDelay", ""));
	return delay_ms;
}

/* A status named in the body; 0 when there is none. */
static int
read_status(struct json_object *error)
{
	static const char *const keys[] = { "code", "httpCode", "status" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		int64_t number = json_opt_i64(error, keys[i], 0);
		struct err ignored;

		if (number == 0) /* a failed parse leaves it */
			(void)num_parse_i64(json_opt_str(error, keys[i], ""), &number, &ignored);
		if (number >= 400 && number <= 599)
			return (int)number;
	}
	return 0;
}

static const char *
pick_message(struct json_object *root, struct json_object *error)
{
	struct json_object *detail = json_array_at(json_opt_array(root, "detail"), 0);
	const char *message = json_opt_str(detail, "msg", "");

	message = json_opt_str(root, "detail", message);
	message = json_opt_str(root, "message", message);
	message = json_opt_str(root, "error", message);
	return json_opt_str(error, "message", message);
}

struct llm_error
llm_error_read(void *mem, int status, struct json_object *root)
{
	struct json_object *holder = error_holder(unwrap(root)), *error = error_object(holder);
	struct json_object *upstream = json_opt_object(error, "metadata");
	struct buf *words = buf_new(mem, MAX_WORDS);
	int inner = read_status(error);

	put_words(words, error);
	put_word(words, json_opt_str(upstream, "raw", NULL));
	put_words(words, holder);
	put_word(words, json_opt_str(holder, "error", NULL));
	put_details(words, json_opt_array(holder, "detail"));
	return (struct llm_error){
		.status = status < 300 && inner != 0 ? inner : status,
		.words = buf_data(words),
		.message = mem_strdup(mem, pick_message(holder, error)),
		.retry_after_ms = read_delay(json_opt_array(error, "details")),
	};
}

/* --- judging */

/* Words that decide, whatever else stands there.  status 0: under any. */
static const struct rule {
	int status;
	const char *words;
	enum llm_class class;
} rules[] = {
	{ 0, "unsupported_country_region_territory", LLM_GEO },
	{ 0, "location is not supported", LLM_GEO },
	{ 0, "country, region, or territory not supported", LLM_GEO },
	{ 0, "insufficient_quota", LLM_NO_MONEY },
	{ 0, "billing account is not active", LLM_NO_MONEY },
	{ 0, "insufficient balance", LLM_NO_MONEY },
	{ 0, "insufficient credits", LLM_NO_MONEY },
	{ 403, "agent api", LLM_RETIRED },
	{ 0, "chat_completions_not_available", LLM_RETIRED },
	{ 0, "agent_api_migration_required", LLM_RETIRED },
	{ 0, "model_not_found", LLM_RETIRED },
	{ 0, "no such model", LLM_RETIRED },
	{ 400, "invalid_model", LLM_RETIRED },
	{ 400, "api key not valid", LLM_AUTH },
	{ 0, "invalid_api_key", LLM_AUTH },
	{ 0, "gauge quota limit", LLM_RATE },
	{ 0, "content_filter", LLM_BLOCKED },
	{ 0, "content_policy", LLM_BLOCKED },
	{ 403, "moderation", LLM_BLOCKED },
	{ 403, "flagged", LLM_BLOCKED },
	{ 400, "context length", LLM_TOO_LONG },
	{ 400, "context_length", LLM_TOO_LONG },
	{ 400, "context size", LLM_TOO_LONG },
	{ 400, "input tokens must be", LLM_TOO_LONG },
	{ 400, "too long", LLM_TOO_LONG },
};

static const struct {
	const char *words;
	enum llm_field field;
} fields[] = {
	{ "response_format", LLM_FIELD_FORMAT },
	{ "json_schema", LLM_FIELD_FORMAT },
	{ "json_object", LLM_FIELD_FORMAT },
	{ "max_tokens", LLM_FIELD_LIMIT },
	{ "temperature", LLM_FIELD_TEMPERATURE },
};

static bool
says(const struct llm_error *error, const char *words)
{
	return strcasestr(error->words, words) != NULL;
}

static enum llm_field
find_field(const struct llm_error *error)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (says(error, fields[i].words))
			return fields[i].field;
	return LLM_FIELD_NONE;
}

static enum llm_class
class_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return LLM_AUTH;
	case 402:
		return LLM_NO_MONEY;
	case 404:
	case 410:
		return LLM_RETIRED;
	case 408:
	case 409:
	case 425:
		return LLM_OVERLOADED;
	case 413:
		return LLM_TOO_LONG;
	case 429:
		return LLM_RATE;
	}
	/* An error in a success that names no status is a failed run. */
	return status >= 500 || status < 300 ? LLM_OVERLOADED : LLM_BAD_REQUEST;
}

enum llm_class
llm_error_class(const struct llm_error *error, enum llm_field *field_r)
{
	/* Servers choose between the two as they like. */
	int status = error->status == 422 ? 400 : error->status;
	enum llm_field field = status == 400 ? find_field(error) : LLM_FIELD_NONE;

	*field_r = LLM_FIELD_NONE;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if ((rules[i].status == 0 || rules[i].status == status) &&
		    says(error, rules[i].words))
			return rules[i].class;
	if (field != LLM_FIELD_NONE) {
		*field_r = field;
		return LLM_UNSUPPORTED;
	}
	if (status == 400 && says(error, "unknown field"))
		return LLM_UNSUPPORTED;
	if (status == 400 && says(error, "deprecated"))
		return LLM_RETIRED;
	return class_of_status(status);
}
