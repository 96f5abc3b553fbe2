/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <inttypes.h>
#include <string.h>

#include "answerer.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "call.h"
#include "codec/json.h"
#include "codec/secret.h"
#include "script.h"
#include "sim.h"
#include "structured.h"

enum { KEPT = 1000 };

struct seen {
	int64_t at_ms;
	const char *body; /* JSON text of the request */
};

struct model {
	struct script *script;
	struct seen *seen[KEPT];
	int64_t last;
};

struct model *
model_new(void *mem)
{
	struct model *model = mem_new(mem, struct model);

	model->script = mem_new(model, struct script);
	return model;
}

bool
model_script(struct model *model, struct json_object *document, struct err *err)
{
	struct script *script = mem_new(model, struct script);

	if (!script_read(script, document, err)) {
		mem_free(script);
		return false;
	}
	mem_free(model->script);
	model->script = script;
	return true;
}

static void
remember(struct model *model, const struct call *call)
{
	struct seen **place = &model->seen[++model->last % KEPT];
	struct seen *seen = mem_new(model, struct seen);

	mem_free(*place);
	*place = seen;
	seen->at_ms = time_now_ms();
	seen->body = mem_strdup(seen, call->body);
}

struct json_object *
model_view(struct model *model, void *mem, int64_t since)
{
	struct json_object *root = json_new_object(mem), *body;
	struct json_object *requests = json_put_array(root, "requests");
	int64_t first = model->last > KEPT ? model->last - KEPT + 1 : 1;
	struct err err;

	for (int64_t n = since >= first ? since + 1 : first; n <= model->last; n++) {
		const struct seen *seen = model->seen[n % KEPT];
		struct json_object *row = json_add_object(requests);

		json_put_i64(row, "n", n);
		json_put_i64(row, "at_ms", seen->at_ms);
		if (json_parse_object(mem, seen->body, strlen(seen->body), &body, &err))
			fields_copy(body, row);
	}
	json_put_i64(root, "last", model->last);
	return root;
}

static void
refuse(struct call *call, int status, const char *code, const char *message)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *error = json_put_object(root, "error");

	json_put_str(error, "message", message);
	json_put_str(error, "type", "invalid_request_error");
	json_put_null(error, "param");
	json_put_str(error, "code", code);
	call_json(call, status, root);
}

/* Any key will do, but there has to be one, as with every provider. */
static bool
check_key(struct call *call)
{
	if (call->authorization != NULL && str_has_prefix(call->authorization, "Bearer "))
		return true;
	refuse(call, 401, "invalid_api_key", "You didn't provide an API key.");
	return false;
}

static int64_t
count_tokens(const char *text)
{
	return (int64_t)utf8_length(text) / 3 + 1;
}

static int64_t
count_prompt(struct json_object *messages)
{
	int64_t tokens = 3;

	for (size_t i = 0; i < json_array_len(messages); i++)
		tokens += 4 + count_tokens(json_opt_str(json_array_at(messages, i), "content", ""));
	return tokens;
}

static void
put_usage(struct json_object *root, struct json_object *messages, const char *content)
{
	struct json_object *usage = json_put_object(root, "usage");
	int64_t in = count_prompt(messages), out = count_tokens(str_or(content, ""));

	json_put_i64(usage, "prompt_tokens", in);
	json_put_i64(usage, "completion_tokens", out);
	json_put_i64(usage, "total_tokens", in + out);
}

/* A whole completion; content NULL is a null one. */
static void
answer_content(struct call *call, struct json_object *request, const char *content,
	const char *finish_reason)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_str(root, "id", mem_printf(call->mem, "chatcmpl-%s",
		secret_random_hex(call->mem, 12)));
	json_put_str(root, "object", "chat.completion");
	json_put_i64(root, "created", time_now_ms() / 1000);
	json_put_str(root, "model", json_opt_str(request, "model", "sim"));

	struct json_object *choice = json_add_object(json_put_array(root, "choices"));

	json_put_i64(choice, "index", 0);

	struct json_object *message = json_put_object(choice, "message");

	json_put_str(message, "role", "assistant");
	json_put_str(message, "content", content);
	json_put_null(message, "refusal");
	json_put_str(choice, "finish_reason", finish_reason);
	put_usage(root, json_opt_array(request, "messages"), content);
	call_json(call, 200, root);
}

const char *
model_last_user(struct json_object *messages)
{
	for (size_t i = json_array_len(messages); i-- > 0;) {
		struct json_object *message = json_array_at(messages, i);

		if (str_equal(json_opt_str(message, "role", NULL), "user"))
			return json_opt_str(message, "content", "");
	}
	return "";
}

static void
answer_scripted(struct call *call, struct json_object *request, const struct script_answer *answer,
	const char *user)
{
	struct json_object *fields = json_new_object(call->mem);
	const char *content = answer->content;
	struct err err;

	if (answer->fields != NULL)
		(void)json_parse_object(call->mem, answer->fields, strlen(answer->fields), &fields,
			&err); /* it was made by json_format */
	if (answer->echo)
		json_put_str(fields, "reply", user);
	if (content == NULL && !answer->null_content)
		content = structured_format(call->mem, request, fields);
	answer_content(call, request, content, str_or(answer->finish_reason, "stop"));
	if (answer->body.text != NULL)
		call_canned(call, 200, &answer->body);
	else if (answer->status >= 400)
		refuse(call, (int)answer->status, "scripted", "scripted error");
	if (answer->status != 0)
		call->status = (int)answer->status;
	call_headers(call, answer->headers);
	call->fate.hang = answer->hang;
	call->fate.cut = answer->cut;
}

static void
complete(struct sim *sim, struct call *call)
{
	struct script *script = sim->model->script;
	struct json_object *request;
	struct err err;

	if (!check_key(call))
		return;
	if (!json_parse_object(call->mem, call->body, call->body_len, &request, &err) ||
	    json_array_len(json_opt_array(request, "messages")) == 0) {
		refuse(call, 400, "invalid_body", "messages is required");
		return;
	}
	remember(sim->model, call);

	struct json_object *messages = json_opt_array(request, "messages");
	const char *user = model_last_user(messages);
	struct script_answer *answer = script_next(script, user);

	call->fate.delay_ms = script->delay_ms;
	if (answer == NULL) {
		answer_content(call, request, structured_format(call->mem, request,
			answerer_reply(call->mem, messages, user)), "stop");
	} else {
		call->fate.delay_ms += answer->delay_ms;
		answer_scripted(call, request, answer, user);
	}
}

static void
list_models(struct call *call)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_str(root, "object", "list");

	struct json_object *row = json_add_object(json_put_array(root, "data"));

	json_put_str(row, "id", "sim");
	json_put_str(row, "object", "model");
	json_put_str(row, "owned_by", "prilavok");
	call_json(call, 200, root);
}

bool
model_serve(struct sim *sim, struct call *call)
{
	if (str_equal(call->method, "POST") &&
	    str_has_suffix(call->path, "/v1/chat/completions"))
		complete(sim, call);
	else if (str_equal(call->method, "GET") && str_has_suffix(call->path, "/v1/models"))
		list_models(call);
	else
		return false;
	return true;
}
