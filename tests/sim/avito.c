/* SPDX-License-Identifier: MIT */
#include "avito.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/json.h"
#include "fault.h"
#include "messenger.h"
#include "rate.h"
#include "sim.h"
#include "state.h"
#include "stats.h"
#include "token.h"
#include "view.h"

void
avito_refuse(struct call *call, int status, const char *message)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *error = json_put_object(root, "error");

	json_put_i64(error, "code", status);
	json_put_str(error, "message", message);
	call_json(call, status, root);
}

void
avito_invalid(struct call *call, const char *field, const char *reason)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *error = json_put_object(root, "error");

	json_put_i64(error, "code", 400);
	json_put_str(error, "message", "Validation error");
	json_put_str(json_put_object(error, "fields"), field, reason);
	call_json(call, 400, root);
}

static void
show_self(struct sim *sim, struct call *call)
{
	const struct account *account = call->account;
	struct json_object *root = json_new_object(call->mem);

	(void)sim;
	json_put_i64(root, "id", account->user_id);
	json_put_str(root, "name", account->name);
	json_put_str(root, "email", account->email);
	json_put_str(root, "phone", account->phone);
	json_add_str(json_put_array(root, "phones"), account->phone);
	json_put_str(root, "profile_url", mem_printf(call->mem,
		"https://avito.ru/user/%" PRId64 "/profile", account->user_id));
	call_json(call, 200, root);
}

static void
show_balance(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);

	(void)sim;
	json_put_double(root, "real", 1500.5);
	json_put_i64(root, "bonus", 120);
	call_json(call, 200, root);
}

/* Is word one of the comma-separated list? */
static bool
in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p != NULL; p = strchr(p, ',')) {
		if (*p == ',')
			p++;
		if (strncmp(p, word, len) == 0 && (p[len] == ',' || p[len] == '\0'))
			return true;
	}
	return false;
}

/* Reads a query parameter within min..max; otherwise answers 400. */
static bool
read_page_number(struct call *call, const char *name, int64_t max, int64_t *number_r)
{
	const char *text = call_query(call, name);
	struct err err;

	if (text == NULL || num_parse_range(text, 1, max, number_r, &err))
		return true;
	avito_invalid(call, name, err.text);
	return false;
}

static void
list_items(struct sim *sim, struct call *call)
{
	int64_t page = 1, per_page = 25, n = 0;
	struct item *item;

	(void)sim;
	if (!read_page_number(call, "page", INT32_MAX, &page) ||
	    !read_page_number(call, "per_page", 100, &per_page))
		return;

	const char *status = str_or(call_query(call, "status"), "active");
	struct json_object *root = json_new_object(call->mem);
	struct json_object *meta = json_put_object(root, "meta");
	struct json_object *resources = json_put_array(root, "resources");

	json_put_i64(meta, "page", page);
	json_put_i64(meta, "per_page", per_page);
	TAILQ_FOREACH(item, &call->account->items, next) {
		if (!in_list(status, item->status))
			continue;
		if (n / per_page == page - 1)
			view_item(json_add_object(resources), item);
		n++;
	}
	call_json(call, 200, root);
}

/* An instant some days from now, as the listing's methods write it. */
static char *
moscow_time(void *mem, int days)
{
	int64_t at_ms = time_now_ms() + (days * INT64_C(24) + 3) * 3600 * 1000;

	return mem_printf(mem, "%.19s+03:00", time_format_utc(mem, at_ms));
}

static void
show_item(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	const struct item *item;
	struct err err;
	int64_t id;

	if (!num_parse_i64(call->params[1], &id, &err)) {
		avito_invalid(call, "item_id", "not a number");
		return;
	}
	item = state_item(sim->state, id);
	if (item == NULL || item->account != call->account) {
		json_put_str(root, "status", item == NULL ? "not_found" : "another_user");
		call_json(call, 200, root);
		return;
	}
	json_put_null(root, "autoload_item_id");
	json_put_str(root, "start_time", moscow_time(call->mem, -10));
	json_put_str(root, "finish_time", moscow_time(call->mem, 20));
	json_put_str(root, "status", item->status);
	json_put_str(root, "url", item->url);
	json_put_array(root, "vas");
	call_json(call, 200, root);
}

static const struct route open_routes[] = {
	{ "POST", "/token/?", token_issue, 0 },
	{ "GET", "/oauth", token_ask_consent, 0 },
	{ "POST", "/oauth", token_take_consent, 0 },
	{ NULL, NULL, NULL, 0 }
};

static const struct route account_routes[] = {
	{ "GET", "/core/v1/accounts/self", show_self, 0 },
	{ "GET", "/core/v1/items", list_items, 25 },
	{ "GET", "/core/v1/accounts/{}/items/{}/?", show_item, 500 },
	{ "GET", "/core/v1/accounts/{}/balance/?", show_balance, 0 },
	{ "POST", "/stats/v1/accounts/{}/items", stats_show, 0 },
	{ NULL, NULL, NULL, 0 }
};

/* Is the user id in the path, if there is one, the token's own? */
static bool
is_own_path(const struct route *route, const struct call *call)
{
	struct err err;
	int64_t id;

	return strstr(route->pattern, "/accounts/{}") == NULL ||
		(num_parse_i64(call->params[0], &id, &err) && id == call->account->user_id);
}

/* The checks that Avito's gateway makes before a method. */
static bool
may_call(struct sim *sim, struct call *call, const struct route *route, bool messenger)
{
	const struct fault_avito *switches = &sim->faults->avito;
	int64_t limit = messenger ? switches->rate_per_minute : route->per_minute;

	if (!token_check(sim, call))
		return false;
	if (!is_own_path(route, call)) {
		avito_refuse(call, 403, "Forbidden");
		return false;
	}
	if (messenger && switches->no_subscription_402) {
		avito_refuse(call, 402, "Payment required");
		return false;
	}
	if (!rate_allow(sim->state, call->account, route->pattern, limit)) {
		call_text(call, 429, "application/json; charset=utf-8", "{\"error\":{\"code\":429}}");
		call_header(call, "X-RateLimit-Limit", mem_printf(call->mem, "%" PRId64, limit));
		call_header(call, "X-RateLimit-Remaining", "0");
		return false;
	}
	return true;
}

void
avito_serve(struct sim *sim, struct call *call)
{
	const struct route *open = call_route(open_routes, call);
	const struct route *route = call_route(messenger_routes, call);
	bool messenger = route != NULL;

	if (route == NULL)
		route = call_route(account_routes, call);
	if (open != NULL)
		open->serve(sim, call);
	else if (route == NULL)
		avito_refuse(call, 404, "route not found");
	else if (may_call(sim, call, route, messenger))
		route->serve(sim, call);
	if (str_has_prefix(call->answer_type, "application/json"))
		call_text(call, call->status, call->answer_type,
			view_escape(call->mem, call->answer));
}
