/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "call.h"
#include "codec/json.h"
#include "state.h"

enum { REORDER_MS = 250 };

/* What the document says, before it is understood. */
struct route_words {
	struct fault_route route;
	struct json_object *body, *headers, *cut, *hang;
	bool lost_answer;
};

struct webhook_words {
	struct fault_webhook webhook;
	struct json_object *lose, *retry;
};

struct document {
	struct json_object *routes, *webhook, *avito;
	int64_t listing_delay_ms;
};

#define IN_ROUTE(member) offsetof(struct route_words, route.member)

static const struct field route_fields[] = {
	{ "method", FIELD_TEXT, IN_ROUTE(method) },
	{ "path", FIELD_TEXT, IN_ROUTE(path) },
	{ "status", FIELD_I64, IN_ROUTE(status) },
	{ "body", FIELD_ANY, offsetof(struct route_words, body) },
	{ "headers", FIELD_OBJECT, offsetof(struct route_words, headers) },
	{ "delay_ms", FIELD_I64, IN_ROUTE(delay_ms) },
	{ "cut", FIELD_ANY, offsetof(struct route_words, cut) },
	{ "hang", FIELD_ANY, offsetof(struct route_words, hang) },
	{ "lost_answer", FIELD_BOOL, offsetof(struct route_words, lost_answer) },
	{ "truncate", FIELD_BOOL, IN_ROUTE(truncate) },
	{ "html", FIELD_BOOL, IN_ROUTE(html) },
	{ "accept", FIELD_BOOL, IN_ROUTE(accept) },
	{ "times", FIELD_I64, IN_ROUTE(times) },
	{ "skip", FIELD_I64, IN_ROUTE(skip) },
	{ NULL, 0, 0 }
};

#define IN_WEBHOOK(member) offsetof(struct webhook_words, webhook.member)

static const struct field webhook_fields[] = {
	{ "duplicate", FIELD_I64, IN_WEBHOOK(duplicate) },
	{ "lose", FIELD_ANY, offsetof(struct webhook_words, lose) },
	{ "delay_ms", FIELD_I64, IN_WEBHOOK(delay_ms) },
	{ "reorder", FIELD_BOOL, IN_WEBHOOK(reorder) },
	{ "retry", FIELD_OBJECT, offsetof(struct webhook_words, retry) },
	{ "drop_after", FIELD_I64, IN_WEBHOOK(drop_after) },
	{ "published_at", FIELD_BOOL, IN_WEBHOOK(published_at) },
	{ "before_answer", FIELD_BOOL, IN_WEBHOOK(before_answer) },
	{ NULL, 0, 0 }
};

static const struct field retry_fields[] = {
	{ "times", FIELD_I64, offsetof(struct fault_webhook, retry_times) },
	{ "pause_ms", FIELD_I64, offsetof(struct fault_webhook, retry_pause_ms) },
	{ NULL, 0, 0 }
};

static const struct field every_fields[] = {
	{ "every", FIELD_I64, offsetof(struct fault_webhook, lose_every) },
	{ NULL, 0, 0 }
};

static const struct field avito_fields[] = {
	{ "expired_status", FIELD_I64, offsetof(struct fault_avito, expired_status) },
	{ "no_subscription_402", FIELD_BOOL, offsetof(struct fault_avito, no_subscription_402) },
	{ "array_messages", FIELD_BOOL, offsetof(struct fault_avito, array_messages) },
	{ "single_subscription", FIELD_BOOL, offsetof(struct fault_avito, single_subscription) },
	{ "probe", FIELD_BOOL, offsetof(struct fault_avito, probe) },
	{ "rate_per_minute", FIELD_I64, offsetof(struct fault_avito, rate_per_minute) },
	{ "token_ttl_s", FIELD_I64, offsetof(struct fault_avito, token_ttl_s) },
	{ NULL, 0, 0 }
};

static const struct field document_fields[] = {
	{ "routes", FIELD_ARRAY, offsetof(struct document, routes) },
	{ "webhook", FIELD_OBJECT, offsetof(struct document, webhook) },
	{ "avito", FIELD_OBJECT, offsetof(struct document, avito) },
	{ "listing_delay_ms", FIELD_I64, offsetof(struct document, listing_delay_ms) },
	{ NULL, 0, 0 }
};

struct faults *
faults_new(void *mem)
{
	struct faults *faults = mem_new(mem, struct faults);

	faults->webhook.published_at = true;
	faults->avito.expired_status = 403;
	faults->avito.token_ttl_s = TOKEN_TTL_S;
	return faults;
}

/* true, "before" and "after"; absent is nowhere. */
static bool
read_point(struct json_object *object, const char *key, struct json_object *value,
	enum fault_point *point_r, struct err *err)
{
	const char *word = json_text(value);

	if (value == NULL)
		return true;
	if (str_equal(word, "before") || json_opt_bool(object, key, false))
		*point_r = FAULT_BEFORE;
	else if (str_equal(word, "after"))
		*point_r = FAULT_AFTER;
	else if (word != NULL || json_opt_bool(object, key, true))
		return err_set(err, ERR_INVALID, "%s is neither true, \"before\" nor \"after\"",
			key);
	return true;
}

static bool
read_route(void *mem, struct json_object *object, struct fault_route *route_r, struct err *err)
{
	struct route_words words = { .route = { .times = -1 } };
	struct fault_route *route = &words.route;

	if (!json_is_object(object))
		return err_set(err, ERR_INVALID, "not an object");
	if (!fields_read(object, route_fields, &words, err))
		return false;
	if (route->path == NULL)
		return err_set(err, ERR_INVALID, "path is missing");
	if (route->status != 0 && (route->status < 200 || route->status > 599))
		return err_set(err, ERR_INVALID, "status is not within 200..599");
	if (!read_point(object, "cut", words.cut, &route->cut, err) ||
	    !read_point(object, "hang", words.hang, &route->hang, err) ||
	    !fields_read_headers(mem, words.headers, &route->headers, err))
		return false;
	if (words.lost_answer)
		route->cut = FAULT_AFTER;
	route->method = mem_strdup(mem, route->method);
	route->path = mem_strdup(mem, route->path);
	route->body = fields_canned(mem, words.body);
	*route_r = *route;
	return true;
}

static bool
read_routes(struct faults *faults, struct json_object *routes, struct err *err)
{
	faults->count = json_array_len(routes);
	faults->routes = mem_array(faults, struct fault_route, faults->count + 1);
	for (size_t i = 0; i < faults->count; i++)
		if (!read_route(faults, json_array_at(routes, i), &faults->routes[i], err))
			return err_prefix(err, "routes[%zu]", i);
	return true;
}

static bool
read_webhook(struct faults *faults, struct json_object *object, struct err *err)
{
	struct webhook_words words = { .webhook = faults->webhook };

	if (!fields_read(object, webhook_fields, &words, err))
		return false;
	if (words.retry != NULL && !fields_read(words.retry, retry_fields, &words.webhook, err))
		return err_prefix(err, "retry");
	if (json_is_object(words.lose)) {
		if (!fields_read(words.lose, every_fields, &words.webhook, err))
			return err_prefix(err, "lose");
	} else if (words.lose != NULL) {
		words.webhook.lose = json_opt_double(object, "lose", -1);
		if (words.webhook.lose < 0 || words.webhook.lose > 1)
			return err_set(err, ERR_INVALID, "lose is not within 0..1");
	}
	faults->webhook = words.webhook;
	return true;
}

bool
faults_read(struct faults *faults, struct json_object *object, struct err *err)
{
	struct document document = { 0 };

	if (!fields_read(object, document_fields, &document, err))
		return false;
	if (!read_routes(faults, document.routes, err))
		return false;
	if (document.webhook != NULL && !read_webhook(faults, document.webhook, err))
		return err_prefix(err, "webhook");
	if (document.avito != NULL &&
	    !fields_read(document.avito, avito_fields, &faults->avito, err))
		return err_prefix(err, "avito");
	faults->listing_delay_ms = document.listing_delay_ms;
	return true;
}

/* * is any text within a segment, ** any text. */
static bool
glob(const char *pattern, const char *path)
{
	for (; *pattern != '*'; pattern++, path++) {
		if (*pattern != *path)
			return false;
		if (*pattern == '\0')
			return true;
	}

	bool across = pattern[1] == '*';

	for (pattern += across ? 2 : 1;; path++) {
		if (glob(pattern, path))
			return true;
		if (*path == '\0' || (*path == '/' && !across))
			return false;
	}
}

bool
faults_take(struct faults *faults, struct call *call, struct fault_route *fault_r)
{
	for (size_t i = 0; i < faults->count; i++) {
		struct fault_route *route = &faults->routes[i];

		if (route->method != NULL && !str_equal(route->method, call->method))
			continue;
		if (route->times == 0 || !glob(route->path, call->path))
			continue;
		if (route->skip > 0) {
			route->skip--;
			continue;
		}
		if (route->times > 0)
			route->times--;
		*fault_r = *route;
		fault_r->method = fault_r->path = NULL; /* they may be gone before the call ends */
		fault_r->headers = NULL;
		fault_r->body.text = mem_strdup(call->mem, route->body.text);
		call_headers(call, route->headers);
		return true;
	}
	return false;
}

static bool
has_own_answer(const struct fault_route *fault)
{
	return fault->status != 0 || fault->body.text != NULL || fault->html;
}

bool
fault_prevents(const struct fault_route *fault)
{
	return fault->cut == FAULT_BEFORE || fault->hang == FAULT_BEFORE ||
		(has_own_answer(fault) && !fault->accept);
}

void
fault_apply(const struct fault_route *fault, struct call *call)
{
	static const char page[] = "<!DOCTYPE html><html><head><title>Доступ ограничен</title></head>"
		"<body><h1>Доступ ограничен: проблема с IP</h1></body></html>";
	int status = fault->status != 0 ? (int)fault->status : 200;

	if (fault->html)
		call_text(call, status, "text/html; charset=utf-8", page);
	else if (has_own_answer(fault))
		call_canned(call, status, &fault->body);
	call->fate.cut = call->fate.cut || fault->cut != FAULT_NOWHERE;
	call->fate.hang = call->fate.hang || fault->hang != FAULT_NOWHERE;
	call->fate.truncate = call->fate.truncate || fault->truncate;
}

bool
faults_lose_event(struct faults *faults)
{
	const struct fault_webhook *webhook = &faults->webhook;

	faults->events++;
	faults->lose_debt += webhook->lose;
	if (faults->lose_debt >= 1 - 1e-9) {
		faults->lose_debt -= 1;
		return true;
	}
	return webhook->lose_every > 0 && faults->events % webhook->lose_every == 0;
}

int64_t
faults_event_delay(const struct faults *faults)
{
	bool held = faults->webhook.reorder && faults->events % 2 == 1;

	return faults->webhook.delay_ms + (held ? REORDER_MS : 0);
}
