/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include "avito.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "call.h"
#include "codec/json.h"
#include "sim.h"
#include "state.h"

enum { MAX_ITEMS = 200, MAX_DAYS = 270 };

static const int64_t day_ms = INT64_C(86400000);

/* A date of the body as the start of its day; false after answering 400. */
static bool
read_date(struct call *call, struct json_object *body, const char *key, int64_t *day_r)
{
	const char *text = json_opt_str(body, key, "");
	int64_t at_ms;
	struct err err;

	if (!time_parse_utc(mem_printf(call->mem, "%sT00:00:00Z", text), &at_ms, &err)) {
		avito_invalid(call, key, "must be YYYY-MM-DD");
		return false;
	}
	*day_r = at_ms / day_ms;
	return true;
}

/* The listing whose id stands at index of ids, if it is the account's own. */
static const struct item *
own_item(struct sim *sim, struct call *call, struct json_object *ids, size_t index)
{
	struct json_object *holder = json_new_object(call->mem); /* the getters read members */
	const struct item *item;

	json_put_value(holder, "id", json_array_at(ids, index));
	item = state_item(sim->state, json_opt_i64(holder, "id", 0));
	return item != NULL && item->account == call->account ? item : NULL;
}

static void
put_day(struct call *call, struct json_object *stats, int64_t item_id, int64_t day)
{
	struct json_object *row = json_add_object(stats);
	int64_t views = 5 + (item_id * 7 + day * 13) % 31;

	json_put_str(row, "date", mem_printf(call->mem, "%.10s",
		time_format_utc(call->mem, day * day_ms)));
	json_put_i64(row, "uniqViews", views);
	json_put_i64(row, "uniqContacts", views / 9);
	json_put_i64(row, "uniqFavorites", views / 14);
}

void
stats_show(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem), *body, *ids;
	struct json_object *items = json_put_array(json_put_object(root, "result"), "items");
	int64_t first, last;
	struct err err;

	if (!json_parse_object(call->mem, call->body, call->body_len, &body, &err)) {
		avito_refuse(call, 400, "Bad Request");
		return;
	}
	if (!read_date(call, body, "dateFrom", &first) || !read_date(call, body, "dateTo", &last))
		return;
	ids = json_opt_array(body, "itemIds");
	if (json_array_len(ids) == 0 || json_array_len(ids) > MAX_ITEMS || last < first ||
	    last - first > MAX_DAYS) {
		avito_invalid(call, "itemIds", "1 to 200 listings and at most 270 days");
		return;
	}
	for (size_t i = 0; i < json_array_len(ids); i++) {
		const struct item *item = own_item(sim, call, ids, i);

		if (item == NULL)
			continue;

		struct json_object *row = json_add_object(items);

		json_put_i64(row, "itemId", item->id);

		struct json_object *stats = json_put_array(row, "stats");

		for (int64_t day = first; day <= last; day++)
			put_day(call, stats, item->id, day);
	}
	call_json(call, 200, root);
}
