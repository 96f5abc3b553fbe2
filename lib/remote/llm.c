/* SPDX-License-Identifier: MIT */
#include "remote/llm.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "io/http.h"
#include "remote/llm_memory.h"
#include "remote/llm_openai.h"
#include "remote/pause.h"
#include "remote/redact.h"

enum {
	DEFAULT_TIMEOUT_MS = 60000,
	MIN_REST_MS = 300,      /* with less left another try is pointless */
	PAUSE_MS = 800,
	MAX_RETRY_AFTER_MS = 5000,
	MAX_ANSWER = 4 * 1024 * 1024
};

const char *
llm_class_name(enum llm_class class)
{
	static const char *const names[] = {
		[LLM_OK] = "ok", [LLM_AUTH] = "auth", [LLM_GEO] = "geo", [LLM_RETIRED] = "retired",
		[LLM_NO_MONEY] = "no_money", [LLM_RATE] = "rate", [LLM_OVERLOADED] = "overloaded",
		[LLM_TOO_LONG] = "too_long", [LLM_UNSUPPORTED] = "unsupported",
		[LLM_BAD_REQUEST] = "bad_request", [LLM_BLOCKED] = "blocked",
		[LLM_TRUNCATED] = "truncated", [LLM_MALFORMED] = "malformed", [LLM_TLS] = "tls",
	};

	return names[class];
}

const char *
llm_answer_name(const struct llm_answer *answer)
{
	static const char *const names[] = {
		[LLM_CAUSE_DNS] = "dns", [LLM_CAUSE_CONNECT] = "connect",
		[LLM_CAUSE_TIMEOUT] = "timeout", [LLM_CAUSE_TLS] = "tls",
		[LLM_CAUSE_NOT_JSON] = "not_json",
	};

	return answer->cause != LLM_CAUSE_NONE ? names[answer->cause]
					       : llm_class_name(answer->class);
}

/* --- turns */

static bool
is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

void
llm_turns_normalise(void *mem, const struct llm_turn *turns, size_t count,
	struct llm_turn **turns_r, size_t *count_r)
{
	struct llm_turn *result = mem_array(mem, struct llm_turn, count);
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		struct llm_turn *last = used > 0 ? &result[used - 1] : NULL;

		if (is_blank(turns[i].text) || (last == NULL && turns[i].role == LLM_ASSISTANT))
			continue;
		if (last != NULL && last->role == turns[i].role)
			last->text = mem_printf(mem, "%s\n%s", last->text, turns[i].text);
		else
			result[used++] = turns[i];
	}
	if (used > 0 && result[used - 1].role == LLM_ASSISTANT)
		used--;
	*turns_r = result;
	*count_r = used;
}

/* --- asking */

/* One llm_ask: what is asked now, and which cures have been tried. */
struct ask {
	struct http *http;
	const struct llm_provider *provider;
	const char *api_key; /* NULL: none */
	struct llm_request request;
	struct llm_quirks quirks;
	int64_t until_ms;
	bool waited, again, longer, plain, swapped;
	enum llm_field refused;
	struct llm_answer answer;
};

static bool
is_success(int status)
{
	return status >= 200 && status < 300;
}

static int64_t
rest_ms(const struct ask *ask)
{
	return ask->until_ms - time_monotonic_ms();
}

static void
set_failure(struct ask *ask, enum llm_class class, const char *message)
{
	ask->refused = LLM_FIELD_NONE;
	ask->answer = (struct llm_answer){ .class = class, .text = "", .tokens_in = -1,
		.tokens_out = -1, .retry_after_ms = -1, .message = message };
}

static enum llm_class
class_of_transport(const struct err *err)
{
	if (err->code == ERR_INVALID)
		return LLM_BAD_REQUEST;
	/* libcurl's words are all that tells an untrusted certificate from a refused connection. */
	return err->code == ERR_BUSY && strcasestr(err->text, "certificate") != NULL
		? LLM_TLS
		: LLM_OVERLOADED;
}

static enum llm_cause
cause_of_transport(const struct http *http)
{
	static const enum llm_cause causes[] = {
		[HTTP_FAILED_OTHERWISE] = LLM_CAUSE_NONE, [HTTP_FAILED_DNS] = LLM_CAUSE_DNS,
		[HTTP_FAILED_CONNECT] = LLM_CAUSE_CONNECT, [HTTP_FAILED_TLS] = LLM_CAUSE_TLS,
		[HTTP_FAILED_TIMEOUT] = LLM_CAUSE_TIMEOUT,
	};

	return causes[http_failure(http)];
}

static void
exchange(struct ask *ask, void *mem)
{
	const char *headers[LLM_HEADERS];
	struct http_request request = { .method = "POST", .headers = headers,
		.max_answer = MAX_ANSWER, .timeout_ms = (int)rest_ms(ask) };
	struct http_answer *answer;
	struct err err;

	llm_openai_headers(mem, ask->provider, headers);
	request.url = mem_printf(mem, "%s/chat/completions",
		str_trim_slashes(mem, ask->provider->base_url));
	request.body = llm_openai_build(mem, ask->provider, &ask->request, &ask->quirks);
	request.body_len = strlen(request.body);
	if (!http_do(ask->http, mem, &request, &answer, &err)) {
		set_failure(ask, class_of_transport(&err), redact(mem, err.text, ask->api_key));
		ask->answer.cause = cause_of_transport(ask->http);
		return;
	}
	llm_openai_read(mem, answer->status, answer->body, answer->len, &ask->answer,
		&ask->refused);
	if (answer->retry_after_ms >= 0)
		ask->answer.retry_after_ms = answer->retry_after_ms;
	if (ask->api_key != NULL)
		ask->answer.message = redact(mem, ask->answer.message, ask->api_key);
}

/* Each cure once: a flag that says so is set, and whether it was not yet. */
static bool
first_time(bool *flag)
{
	bool first = !*flag;

	*flag = true;
	return first;
}

static bool
drop_refused(struct ask *ask)
{
	switch (ask->refused) {
	case LLM_FIELD_LIMIT:
		ask->quirks.completion_tokens = !ask->quirks.completion_tokens;
		return first_time(&ask->swapped);
	case LLM_FIELD_TEMPERATURE:
		return first_time(&ask->quirks.no_temperature);
	case LLM_FIELD_FORMAT:
		if (ask->request.schema == NULL || ask->request.level == LLM_PROMPT)
			return false;
		ask->request.level++;
		return true;
	case LLM_FIELD_NONE:
		break;
	}
	return false;
}

/* A refusal that names nothing may still be meant for the schema. */
static bool
drop_format(struct ask *ask)
{
	int status = ask->answer.status;

	if ((status != 400 && status != 422) || ask->request.schema == NULL ||
	    ask->request.level == LLM_PROMPT || !first_time(&ask->plain))
		return false;
	ask->request.level = LLM_PROMPT;
	return true;
}

static bool
wait_once(struct ask *ask)
{
	int64_t told_ms = ask->answer.retry_after_ms;
	int64_t wait_ms = told_ms >= 0 ? told_ms : pause_ms(1, PAUSE_MS);

	if (wait_ms > MAX_RETRY_AFTER_MS || wait_ms + MIN_REST_MS > rest_ms(ask) ||
	    !first_time(&ask->waited))
		return false;
	time_sleep_ms(wait_ms);
	return true;
}

static bool
raise_limit(struct ask *ask)
{
	if (ask->request.max_tokens <= 0 || !first_time(&ask->longer))
		return false;
	ask->request.max_tokens *= 2;
	return true;
}

/* Changes what is known to help; false when asking again would not. */
static bool
cure(struct ask *ask)
{
	switch (ask->answer.class) {
	case LLM_UNSUPPORTED:
		return drop_refused(ask);
	case LLM_BAD_REQUEST:
		return drop_format(ask);
	case LLM_OVERLOADED:
		return wait_once(ask);
	case LLM_RATE: /* without a hint it lasts longer than a buyer waits */
		return ask->answer.retry_after_ms >= 0 && wait_once(ask);
	case LLM_MALFORMED:
		return first_time(&ask->again);
	case LLM_TRUNCATED:
		return raise_limit(ask);
	default:
		return false;
	}
}

static void
ask_until_cured(struct ask *ask, void *mem)
{
	do
		exchange(ask, mem);
	while (cure(ask) && rest_ms(ask) > MIN_REST_MS);
}

void
llm_ask(struct http *http, void *mem, const struct llm_provider *provider,
	const struct llm_request *request, struct llm_answer *answer_r)
{
	int timeout_ms = provider->timeout_ms > 0 ? provider->timeout_ms : DEFAULT_TIMEOUT_MS;
	int64_t started_ms = time_monotonic_ms();
	struct ask ask = { .http = http, .provider = provider, .request = *request,
		.quirks = llm_memory_get(provider), .until_ms = started_ms + timeout_ms };
	struct llm_turn *turns;

	if (!is_blank(provider->api_key))
		ask.api_key = str_trim(mem, provider->api_key); /* pasted with a line end */
	llm_turns_normalise(mem, request->turns, request->count, &turns, &ask.request.count);
	ask.request.turns = turns;
	if (!str_equal(provider->dialect, "openai"))
		set_failure(&ask, LLM_BAD_REQUEST, "unknown dialect");
	else if (ask.request.count == 0)
		set_failure(&ask, LLM_BAD_REQUEST, "nothing to answer");
	else
		ask_until_cured(&ask, mem);
	*answer_r = ask.answer;
	answer_r->level = request->level;
	if (is_success(ask.answer.status)) { /* else nobody knows whether the cures were right */
		answer_r->level = ask.request.level;
		llm_memory_put(provider, &ask.quirks);
	}
	answer_r->elapsed_ms = time_monotonic_ms() - started_ms;
}
