/* SPDX-License-Identifier: MIT */
#include "remote/llm_openai.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "remote/redact.h"

enum { MAX_TEXT = 1024 * 1024 };

/* --- building */

/* Yandex wants to be told the folder that stands in the model's name, "gpt://folder/model". */
static const char *
folder_of(void *mem, const char *model)
{
	static const char scheme[] = "gpt://";

	if (!str_has_prefix(model, scheme))
		return "";
	model += strlen(scheme);
	return mem_strndup(mem, model, strcspn(model, "/"));
}

void
llm_openai_headers(void *mem, const struct llm_provider *provider,
	const char *headers_r[LLM_HEADERS])
{
	/* Keys are pasted with a line end. */
	const char *key = str_trim(mem, str_or(provider->api_key, ""));
	const char *folder = folder_of(mem, provider->model);
	int count = 0;

	headers_r[count++] = "Accept: application/json";
	headers_r[count++] = "Content-Type: application/json";
	if (key[0] != '\0')
		headers_r[count++] = mem_printf(mem, "Authorization: Bearer %s", key);
	if (folder[0] != '\0')
		headers_r[count++] = mem_printf(mem, "OpenAI-Project: %s", folder);
	headers_r[count] = NULL;
}

static void
add_message(struct json_object *messages, const char *role, const char *text)
{
	struct json_object *message = json_add_object(messages);

	json_put_str(message, "role", role);
	json_put_str(message, "content", text);
}

static void
put_messages(struct json_object *body, const struct llm_request *request)
{
	struct json_object *messages = json_put_array(body, "messages");

	if (!str_is_empty(request->system))
		add_message(messages, "system", request->system);
	for (size_t i = 0; i < request->count; i++)
		add_message(messages, request->turns[i].role == LLM_USER ? "user" : "assistant",
			request->turns[i].text);
}

static void
put_format(void *mem, struct json_object *body, const struct llm_request *request)
{
	struct json_object *format, *named, *schema;
	struct err err;
	bool parsed;

	if (request->schema == NULL || request->level == LLM_PROMPT)
		return;
	format = json_put_object(body, "response_format");
	if (request->level == LLM_JSON) {
		json_put_str(format, "type", "json_object");
		return;
	}
	parsed = json_parse_object(mem, request->schema, strlen(request->schema), &schema, &err);
	assert(parsed); /* our own text */
	json_put_str(format, "type", "json_schema");
	named = json_put_object(format, "json_schema");
	json_put_str(named, "name", request->schema_name);
	json_put_bool(named, "strict", true);
	json_put_value(named, "schema", schema);
}

char *
llm_openai_build(void *mem, const struct llm_provider *provider, const struct llm_request *request,
	const struct llm_quirks *quirks)
{
	void *tree = mem_context(mem, "tree"); /* ten times its text, which alone waits for the answer */
	struct json_object *body = json_new_object(tree);
	char *text;

	json_put_str(body, "model", provider->model);
	put_messages(body, request);
	if (!quirks->no_temperature)
		json_put_double(body, "temperature", request->temperature);
	if (request->max_tokens > 0)
		json_put_i64(body,
			quirks->completion_tokens ? "max_completion_tokens" : "max_tokens",
			request->max_tokens);
	put_format(tree, body, request);
	text = json_format(mem, body);
	mem_free(tree);
	return text;
}

/* --- reading */

/* How a generation ended, in the words of all who speak this dialect. */
static enum llm_class
class_of_finish(const char *finish)
{
	static const char *const blocked[] = { "content_filter", "blacklist", "safety",
		"recitation", "blocklist", "prohibited_content", "spii", "refusal" };

	for (size_t i = 0; i < sizeof(blocked) / sizeof(blocked[0]); i++)
		if (str_equal_nocase(finish, blocked[i]))
			return LLM_BLOCKED;
	if (str_equal_nocase(finish, "length") || str_equal_nocase(finish, "max_tokens"))
		return LLM_TRUNCATED;
	return str_equal_nocase(finish, "error") ? LLM_OVERLOADED : LLM_OK;
}

/* What Yandex says, under status 200, instead of an answer it does not want to give. */
static bool
is_stock_refusal(const char *text)
{
	return strstr(text, "В интернете есть много сайтов с информацией на эту тему") != NULL;
}

/* content is a string, null, or (rarely) a list of parts. */
static const char *
read_content(void *mem, struct json_object *message)
{
	struct json_object *parts = json_opt_array(message, "content");
	struct buf *text;

	if (parts == NULL)
		return str_trim(mem, json_opt_str(message, "content", ""));
	text = buf_new(mem, MAX_TEXT);
	for (size_t i = 0; i < json_array_len(parts); i++)
		buf_puts(text, json_opt_str(json_array_at(parts, i), "text", ""));
	return str_trim(mem, buf_failed(text) ? "" : buf_data(text));
}

static void
set_class(struct llm_answer *answer, enum llm_class class, const char *message)
{
	answer->class = class;
	answer->message = message;
}

static void
read_choice(void *mem, struct json_object *root, struct llm_answer *answer)
{
	struct json_object *choice = json_array_at(json_opt_array(root, "choices"), 0);
	struct json_object *message = json_opt_object(choice, "message");
	const char *finish = json_opt_str(choice, "finish_reason", "");
	const char *text = read_content(mem, message);
	enum llm_class class = class_of_finish(finish);

	if (class == LLM_BLOCKED)
		set_class(answer, LLM_BLOCKED, "the provider's filter refused the conversation");
	else if (json_opt_str(message, "refusal", "")[0] != '\0')
		set_class(answer, LLM_BLOCKED, "the model refused to answer");
	else if (is_stock_refusal(text))
		set_class(answer, LLM_BLOCKED, "the provider's filter answered with a stock text");
	else if (class == LLM_TRUNCATED)
		set_class(answer, class, "the answer was cut at the limit of tokens");
	else if (class != LLM_OK)
		set_class(answer, class, "the generation failed");
	else if (text[0] == '\0')
		set_class(answer, LLM_MALFORMED, "the answer has no text");
	else
		answer->text = text;
}

static void
read_usage(struct json_object *root, struct llm_answer *answer)
{
	struct json_object *usage = json_opt_object(root, "usage");
	int64_t in = json_opt_i64(usage, "prompt_tokens", -1);
	int64_t out = json_opt_i64(usage, "completion_tokens", -1);

	answer->tokens_in = in >= 0 ? in : -1;
	answer->tokens_out = out >= 0 ? out : -1;
}

/* Statuses with which a web site says that there is nothing of the kind.  Refused keys and trouble
   come without JSON too, from what stands in front of a server. */
static bool
is_wrong_place(int status)
{
	return status < 500 && status != 401 && status != 402 && status != 429;
}

static void
read_error(void *mem, struct json_object *root, struct llm_answer *answer, enum llm_field *field_r)
{
	struct llm_error error = llm_error_read(mem, answer->status, root);

	answer->class = llm_error_class(&error, field_r);
	answer->cause = root == NULL && is_wrong_place(answer->status) ? LLM_CAUSE_NOT_JSON
								    : LLM_CAUSE_NONE;
	answer->retry_after_ms = error.retry_after_ms;
	answer->message = redact(mem, error.message, NULL);
	if (answer->message[0] == '\0')
		answer->message = root != NULL ? "refused without a word"
					       : "refused, and the answer is not JSON";
}

void
llm_openai_read(void *mem, int status, const char *body, size_t len, struct llm_answer *answer_r,
	enum llm_field *field_r)
{
	struct llm_answer answer = { .class = LLM_OK, .text = "", .tokens_in = -1, .tokens_out = -1,
		.retry_after_ms = -1, .status = status, .message = "" };
	struct json_object *root = NULL;
	struct err ignored;

	/* DeepSeek sends empty lines before its JSON; what is no JSON leaves root NULL. */
	(void)json_parse(mem, body, len, &root, &ignored);
	*field_r = LLM_FIELD_NONE;
	if (status < 200 || status > 299 || llm_error_present(root)) {
		read_error(mem, root, &answer, field_r);
	} else if (!json_is_object(root)) {
		set_class(&answer, LLM_MALFORMED, "the answer is not JSON");
		answer.cause = LLM_CAUSE_NOT_JSON;
	} else {
		read_usage(root, &answer);
		read_choice(mem, root, &answer);
	}
	*answer_r = answer;
}

void
llm_openai_parse(void *mem, int status, const char *body, size_t len, struct llm_answer *answer_r)
{
	enum llm_field ignored;

	llm_openai_read(mem, status, body, len, answer_r, &ignored);
}
