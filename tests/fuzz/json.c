/* SPDX-License-Identifier: MIT */
/* codec/json.h: parsing, and every getter on every member. */
#include "codec/json.h"

#include <math.h>
#include <string.h>

#include "fuzz.h"

struct walk {
	struct json_object *object;
	size_t keys;
	int depth;
};

static void walk_value(struct json_object *value, struct walk *walk);

/* The two tempers agree. */
static void
check_getters(struct json_object *object, const char *key)
{
	const char *text = NULL;
	struct json_object *inner;
	int64_t number = 0;
	struct err err;
	bool flag;

	FUZZ_MUST(json_get_str(object, key, &text, &err) ==
		(json_opt_str(object, key, NULL) != NULL));
	if (text != NULL)
		FUZZ_MUST(fuzz_valid(text) == json_opt_str(object, key, NULL));
	if (json_get_i64(object, key, &number, &err))
		FUZZ_MUST(json_opt_i64(object, key, number - 1) == number);
	if (json_get_bool(object, key, &flag, &err))
		FUZZ_MUST(json_opt_bool(object, key, !flag) == flag);
	FUZZ_MUST(isfinite(json_opt_double(object, key, 0)));
	FUZZ_MUST(json_get_object(object, key, &inner, &err) ==
		(json_opt_object(object, key) != NULL));
	FUZZ_MUST(json_get_array(object, key, &inner, &err) ==
		(json_opt_array(object, key) != NULL));
}

static bool
visit(const char *key, struct json_object *value, void *arg)
{
	struct walk *walk = arg, inner = { NULL, 0, walk->depth + 1 };

	check_getters(walk->object, fuzz_valid(key));
	walk_value(value, &inner);
	walk->keys += 1 + inner.keys;
	return true;
}

static void
walk_value(struct json_object *value, struct walk *walk)
{
	FUZZ_MUST(walk->depth <= JSON_DEPTH);
	if (json_text(value) != NULL)
		fuzz_valid(json_text(value));
	(void)json_number(value, 0);
	for (size_t i = 0; i < json_array_len(value); i++) {
		struct walk inner = { NULL, 0, walk->depth + 1 };

		walk_value(json_array_at(value, i), &inner);
		walk->keys += inner.keys;
	}
	walk->object = value;
	if (json_is_object(value))
		FUZZ_MUST(json_each(value, visit, walk));
}

/* Written again and read again, it is the same: no key is lost. */
void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct walk walk = { .depth = 0 }, walk_again = { .depth = 0 };
	struct json_object *value, *again;
	struct err err;
	char *text;

	if (!json_parse(mem, data, len, &value, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		fuzz_valid(err.text);
		return;
	}
	walk_value(value, &walk);
	text = json_format(mem, value);
	FUZZ_MUST(json_parse(mem, fuzz_valid(text), strlen(text), &again, &err));
	walk_value(again, &walk_again);
	FUZZ_MUST(walk.keys == walk_again.keys);
	FUZZ_MUST(strcmp(json_format(mem, again), text) == 0);
	FUZZ_MUST(json_is_object(value) == json_is_object(again));
}
