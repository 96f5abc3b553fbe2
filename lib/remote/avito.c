/* SPDX-License-Identifier: MIT */
#include "remote/avito_call.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "codec/url.h"
#include "io/http.h"
#include "remote/pause.h"
#include "remote/redact.h"

enum {
	MAX_TRIES = 3,
	PAUSE_MS = 500,
	MINUTE_MS = 60000,
	OTHER_CLOCK_MS = 90000,
	MAX_RETRY_AFTER_MS = 5000,
	MAX_URL = 8 * 1024,
	MAX_ANSWER = 8 * 1024 * 1024 /* 100 chats with long listings */
};

/* 2025: older than any installation. */
#define EARLIEST_MS INT64_C(1735689600000)

/* --- what an answer means */

/* Refusals of /token that no repeat can change. */
static bool
is_refusal(const char *error)
{
	static const char *const words[] = { "invalid_client", "invalid_grant", "invalid_request",
		"invalid_scope", "unauthorized_client", "unsupported_grant_type", "access_denied",
		NULL };

	return str_index(words, error) >= 0;
}

/* Avito's API says JSON; a page is what stands before it, and knows nothing of keys and rights. */
static enum avito_outcome
classify_forbidden(const struct http_answer *answer, const struct json_object *value)
{
	if (value == NULL && answer->len > 0)
		return AVITO_BLOCKED;
	return strcasestr(answer->body, "access token") != NULL ? AVITO_TOKEN : AVITO_FORBIDDEN;
}

static enum avito_outcome
classify_status(const struct http_answer *answer, struct json_object *value)
{
	switch (answer->status) {
	case 401:
		return AVITO_TOKEN;
	case 402:
		return AVITO_TARIFF;
	case 403:
		return classify_forbidden(answer, value);
	case 404:
		return AVITO_NOT_FOUND;
	case 408:
	case 425: /* what stands in front of Avito had no time: no word on the request itself */
		return AVITO_SERVER;
	case 429:
		return AVITO_RATE;
	}
	return answer->status >= 400 && answer->status < 500 ? AVITO_REJECTED : AVITO_SERVER;
}

/* /token may say no under any status, 200 included; and a new token is no cure for its 401. */
static enum avito_outcome
classify_grant(const struct http_answer *answer, struct json_object *value)
{
	const char *error = json_opt_str(value, "error", NULL);
	enum avito_outcome outcome = AVITO_OK;

	if (answer->status != 200)
		outcome = classify_status(answer, value);
	if (error != NULL && (is_refusal(error) || outcome == AVITO_OK))
		return AVITO_REJECTED;
	return outcome == AVITO_TOKEN ? AVITO_REJECTED : outcome;
}

/* value: the body as JSON, NULL when it is not. */
static enum avito_outcome
classify(enum avito_kind kind, const struct http_answer *answer, struct json_object *value)
{
	bool empty = answer->len == 0 && kind == AVITO_SETTING;
	enum avito_outcome outcome = AVITO_OK;

	if (kind == AVITO_GRANT)
		outcome = classify_grant(answer, value);
	else if (answer->status < 200 || answer->status > 299)
		outcome = classify_status(answer, value);
	if (outcome == AVITO_OK && value == NULL && !empty)
		return AVITO_SERVER;
	return outcome;
}

static enum err_code
code_of(enum avito_kind kind, enum avito_outcome outcome)
{
	switch (outcome) {
	case AVITO_OK:
		return ERR_NONE;
	case AVITO_TOKEN:
	case AVITO_FORBIDDEN:
	case AVITO_TARIFF:
		return ERR_DENIED;
	case AVITO_NOT_FOUND:
		return ERR_NOT_FOUND;
	case AVITO_RATE:
		return ERR_LIMITED;
	case AVITO_REJECTED:
		return kind == AVITO_GRANT ? ERR_DENIED : ERR_INVALID;
	case AVITO_BLOCKED:
	case AVITO_UNREACHABLE:
		return ERR_BUSY;
	case AVITO_SERVER:
	case AVITO_LOST:
		break;
	}
	return kind == AVITO_SEND || kind == AVITO_SETTING ? ERR_UNCERTAIN : ERR_UPSTREAM;
}

/* The words of a refusal, whatever its shape; NULL when there are none. */
static const char *
words_of(struct json_object *value)
{
	struct json_object *error = json_opt_object(value, "error");
	struct json_object *result = json_opt_object(value, "result");
	const char *words = json_opt_str(value, "message", NULL);

	words = json_opt_str(value, "error", words);
	words = json_opt_str(result, "message", words);
	words = json_opt_str(json_opt_object(result, "error"), "message", words);
	return json_opt_str(error, "message", words);
}

/* The refusal of a send may quote the message, so its words are left out. */
static bool
refuse(struct avito *avito, const struct avito_method *method, struct json_object *value,
	struct err *err)
{
	void *mem = mem_context(avito->http, "refusal");
	const char *words = method->kind == AVITO_SEND ? "" : redact(mem, words_of(value), NULL);

	(void)err_set(err, code_of(method->kind, avito->last.outcome), "avito: %s %s: %d%s%s",
		method->name, method->path, avito->last.status, words[0] != '\0' ? " " : "", words);
	mem_free(mem);
	return false;
}

bool
avito_unusable(struct avito *avito, const struct avito_method *method, const char *what,
	struct err *err)
{
	avito->last.outcome = AVITO_SERVER;
	return err_set(err, code_of(method->kind, AVITO_SERVER), "avito: %s %s: %d, but %s",
		method->name, method->path, avito->last.status, what);
}

/* --- the request */

/* Ids are foreign: one of dots would be resolved away on the way and reach another method. */
static bool
put_chat_id(struct buf *url, void *mem, const char *chat_id, struct err *err)
{
	if (str_is_empty(chat_id) || chat_id[strspn(chat_id, ".")] == '\0')
		return err_set(err, ERR_INVALID, "avito: not a chat id");
	buf_puts(url, url_encode(mem, chat_id));
	return true;
}

static bool
build_url(const struct avito *avito, void *mem, const struct avito_call *call, const char **url_r,
	struct err *err)
{
	static const char user[] = "{user_id}", chat[] = "{chat_id}";
	struct buf *url = buf_new(mem, MAX_URL);
	const char *at = call->method->path;

	buf_puts(url, call->method->kind == AVITO_GRANT ? avito->auth_base : avito->api_base);
	while (*at != '\0') {
		if (str_has_prefix(at, user)) {
			assert(avito->user_id > 0);
			buf_printf(url, "%" PRId64, avito->user_id);
			at += sizeof(user) - 1;
		} else if (str_has_prefix(at, chat)) {
			if (!put_chat_id(url, mem, call->chat_id, err))
				return false;
			at += sizeof(chat) - 1;
		} else {
			buf_putc(url, *at++);
		}
	}
	if (call->query != NULL)
		buf_printf(url, "?%s", call->query);
	if (buf_failed(url))
		return err_set(err, ERR_INVALID, "avito: the address is too long");
	*url_r = buf_data(url);
	return true;
}

static const char *const *
build_headers(const struct avito *avito, void *mem, const struct avito_call *call)
{
	const char **headers = mem_array(mem, const char *, 4);
	bool grant = call->method->kind == AVITO_GRANT;
	size_t count = 0;

	headers[count++] = "Accept: application/json";
	if (!grant) {
		assert(avito->token != NULL);
		headers[count++] = mem_printf(mem, "Authorization: Bearer %s", avito->token);
	}
	if (call->body != NULL)
		headers[count++] = grant ? "Content-Type: application/x-www-form-urlencoded"
					 : "Content-Type: application/json";
	return headers;
}

static bool
build_request(const struct avito *avito, void *mem, const struct avito_call *call,
	struct http_request *request_r, struct err *err)
{
	struct http_request request = {
		.method = call->method->name,
		.headers = build_headers(avito, mem, call),
		.body = call->body,
		.body_len = call->body != NULL ? strlen(call->body) : 0,
		.timeout_ms = avito->timeout_ms,
		.max_answer = MAX_ANSWER,
		.fresh = call->method->kind == AVITO_SEND,
	};

	if (!build_url(avito, mem, call, &request.url, err))
		return false;
	*request_r = request;
	return true;
}

/* --- Avito's clock */

#define UNTOLD_MS INT64_MIN

static _Atomic int64_t clock_ahead_ms = UNTOLD_MS;    /* what is believed */
static _Atomic int64_t clock_doubtful_ms = UNTOLD_MS; /* what the last answer told against it */

int64_t
avito_clock_ahead_ms(void)
{
	int64_t ahead = atomic_load(&clock_ahead_ms);

	return ahead == UNTOLD_MS ? 0 : ahead;
}

static int64_t
in_minutes(int64_t ms)
{
	int64_t half = MINUTE_MS / 2;

	return (ms + (ms < 0 ? -half : half)) / MINUTE_MS * MINUTE_MS;
}

/* Is it what was told before?  That is a little off, by the time that an answer takes. */
static bool
is_told(int64_t ahead, int64_t told)
{
	return told != UNTOLD_MS && llabs(ahead - told) <= OTHER_CLOCK_MS;
}

/* Messages whose times are compared must have been moved alike: only another clock changes it, and
   only when two answers in a row tell of it.  One alone may be of a cache, or of a stranger. */
static void
note_ahead(int64_t ahead)
{
	int64_t known = atomic_load(&clock_ahead_ms);

	if (is_told(ahead, avito_clock_ahead_ms())) {
		atomic_store(&clock_doubtful_ms, UNTOLD_MS);
		if (known == UNTOLD_MS)
			atomic_store(&clock_ahead_ms, 0);
	} else if (known == UNTOLD_MS || is_told(ahead, atomic_load(&clock_doubtful_ms))) {
		atomic_store(&clock_ahead_ms, in_minutes(ahead));
		atomic_store(&clock_doubtful_ms, UNTOLD_MS);
	} else {
		atomic_store(&clock_doubtful_ms, ahead);
	}
}

/* A process talks to one Avito.  What is no JSON comes from something before it (a proxy, the page
   of a hotel's network), whose clock is its own; and no clock of Avito's shows a year before us. */
static void
note_clock(const struct avito_method *method, const struct http_answer *answer,
	const struct json_object *value)
{
	if (method->kind != AVITO_GRANT && value != NULL && answer->date_ms >= EARLIEST_MS)
		note_ahead(time_now_ms() - answer->date_ms);
}

/* --- the exchange */

/* No HTTP answer: what can have reached Avito decides.  err: as http_do filled it. */
static bool
fail(struct avito *avito, const struct avito_method *method, struct err *err)
{
	avito->last.outcome = err->code == ERR_UNCERTAIN ? AVITO_LOST : AVITO_UNREACHABLE;
	if (err->code != ERR_INVALID)
		err->code = code_of(method->kind, avito->last.outcome);
	return err_prefix(err, "avito: %s %s", method->name, method->path);
}

static bool
try_once(struct avito *avito, void *mem, const struct avito_call *call,
	const struct http_request *request, struct json_object **value_r, struct err *err)
{
	struct http_answer *answer;
	struct json_object *value = NULL;
	struct err ignored;

	avito->last = (struct avito_last){ AVITO_OK, 0, -1 };
	if (!http_do(avito->http, mem, request, &answer, err))
		return fail(avito, call->method, err);
	/* What is no JSON (a page of a proxy, nothing at all) leaves value NULL. */
	(void)json_parse(mem, answer->body, answer->len, &value, &ignored);
	note_clock(call->method, answer, value);
	avito->last = (struct avito_last){ classify(call->method->kind, answer, value),
		answer->status, answer->retry_after_ms };
	mem_free(answer);
	if (avito->last.outcome != AVITO_OK)
		return refuse(avito, call->method, value, err);
	*value_r = value;
	return true;
}

static bool
may_repeat(const struct avito_method *method, const struct avito_last *last, int tries,
	const struct err *err)
{
	bool passing = last->outcome == AVITO_RATE || last->outcome == AVITO_SERVER ||
		last->outcome == AVITO_UNREACHABLE || last->outcome == AVITO_LOST;

	return method->kind != AVITO_SEND && passing && tries < MAX_TRIES &&
		err->code != ERR_INVALID && last->retry_after_ms <= MAX_RETRY_AFTER_MS;
}

bool
avito_call(struct avito *avito, void *mem, const struct avito_call *call,
	struct json_object **value_r, struct err *err)
{
	struct http_request request;

	if (!build_request(avito, mem, call, &request, err)) {
		avito->last = (struct avito_last){ AVITO_UNREACHABLE, 0, -1 };
		return false;
	}
	for (int tries = 1; !try_once(avito, mem, call, &request, value_r, err); tries++) {
		int64_t wait_ms = avito->last.retry_after_ms;

		if (!may_repeat(call->method, &avito->last, tries, err))
			return false;
		time_sleep_ms(wait_ms >= 0 ? wait_ms : pause_ms(tries, PAUSE_MS));
	}
	return true;
}
