/* SPDX-License-Identifier: MIT */
#include "codec/json.h"

#include <assert.h>
#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "codec/json_word.h"

/* A json-c value with the lifetime of a talloc context. */
struct holder {
	struct json_object *value;
};

static int
holder_release(struct holder *holder)
{
	(void)json_object_put(holder->value); /* others may still share it */
	return 0;
}

static struct json_object *
must(struct json_object *value)
{
	if (value == NULL)
		mem_exhausted();
	return value;
}

static struct json_object *
hold(void *mem, struct json_object *value)
{
	struct holder *holder = mem_new(mem, struct holder);

	holder->value = must(value);
	talloc_set_destructor(holder, holder_release);
	return value;
}

static size_t
skip_blanks(const char *text, size_t at, size_t len)
{
	while (at < len && strchr(" \t\r\n", text[at]) != NULL)
		at++;
	return at;
}

/* What json-c makes of checked words, or NULL and its reason.  Its strict mode is of no use: that
   of 0.18 refuses every string that is not ASCII.  What that would add stands here and in the check
   of words. */
static struct json_object *
parse_words(const char *text, size_t len, struct err *err)
{
	/* json-c counts the scalars in the innermost container as one more level. */
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH + 1);
	struct json_object *value;
	enum json_tokener_error error;
	size_t end;

	if (tokener == NULL)
		mem_exhausted();
	value = json_tokener_parse_ex(tokener, text, (int)len);
	error = json_tokener_get_error(tokener);
	if (value == NULL && error == json_tokener_success)
		mem_exhausted(); /* text begins an object or an array, which is never NULL otherwise */
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (value != NULL && skip_blanks(text, end, len) == len)
		return value;
	(void)err_set(err, ERR_INVALID, "not JSON: %s at byte %zu",
		value == NULL ? json_tokener_error_desc(error) : "more than one value", end);
	(void)json_object_put(value); /* nobody else has it */
	return NULL;
}

bool
json_parse(void *mem, const char *text, size_t len, struct json_object **value_r,
	struct err *err)
{
	struct json_object *value;
	const char *bad;
	size_t start = skip_blanks(text, 0, len);

	if (len > INT32_MAX || start == len || (text[start] != '{' && text[start] != '['))
		return err_set(err, ERR_INVALID, "not JSON: neither an object nor an array");
	/* json-c's own check would let overlong forms and surrogates pass. */
	if (!utf8_is_valid(text, len))
		return err_set(err, ERR_INVALID, "not JSON: not UTF-8");
	bad = json_find_bad_word(text, len);
	if (bad != NULL)
		return err_set(err, ERR_INVALID, "not JSON: bad word at byte %zu",
			(size_t)(bad - text));
	value = parse_words(text, len, err);
	if (value == NULL)
		return false;
	*value_r = hold(mem, value);
	return true;
}

bool
json_parse_object(void *mem, const char *text, size_t len, struct json_object **object_r,
	struct err *err)
{
	struct json_object *value;

	if (!json_parse(mem, text, len, &value, err))
		return false;
	if (!json_is_object(value))
		return err_set(err, ERR_INVALID, "not a JSON object");
	*object_r = value;
	return true;
}

/* --- reading */

static struct json_object *
member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	(void)json_object_object_get_ex(object, key, &value); /* value stays NULL */
	return value;
}

static bool
as_text(struct json_object *value, const char **text_r)
{
	if (!json_object_is_type(value, json_type_string))
		return false;
	*text_r = json_object_get_string(value);
	return true;
}

static bool
as_i64(struct json_object *value, int64_t *number_r)
{
	double number;

	if (json_object_is_type(value, json_type_int)) {
		*number_r = json_object_get_int64(value);
		/* What does not fit, json-c hands out as the nearest number that does. */
		return *number_r != INT64_MIN &&
			(*number_r != INT64_MAX || json_object_get_uint64(value) == INT64_MAX);
	}
	if (!json_object_is_type(value, json_type_double))
		return false;
	number = json_object_get_double(value);
	/* cppcheck-suppress incorrectLogicOperator ; it knows no hexadecimal fractions */
	if (!(number >= -0x1p63 && number < 0x1p63) || number != floor(number))
		return false;
	*number_r = (int64_t)number;
	return true;
}

static bool
as_bool(struct json_object *value, bool *value_r)
{
	if (!json_object_is_type(value, json_type_boolean))
		return false;
	*value_r = json_object_get_boolean(value);
	return true;
}

static bool
refuse(struct json_object *object, const char *key, const char *kind, struct err *err)
{
	if (member(object, key) == NULL)
		return err_set(err, ERR_INVALID, "\"%s\" is missing", key);
	return err_set(err, ERR_INVALID, "\"%s\" is not %s", key, kind);
}

bool
json_get_str(struct json_object *object, const char *key, const char **text_r, struct err *err)
{
	return as_text(member(object, key), text_r) || refuse(object, key, "a string", err);
}

bool
json_get_i64(struct json_object *object, const char *key, int64_t *number_r, struct err *err)
{
	int64_t number;

	if (!as_i64(member(object, key), &number))
		return refuse(object, key, "a whole number", err);
	*number_r = number;
	return true;
}

bool
json_get_bool(struct json_object *object, const char *key, bool *value_r, struct err *err)
{
	return as_bool(member(object, key), value_r) || refuse(object, key, "a boolean", err);
}

bool
json_get_object(struct json_object *object, const char *key, struct json_object **object_r,
	struct err *err)
{
	struct json_object *value = json_opt_object(object, key);

	if (value == NULL)
		return refuse(object, key, "an object", err);
	*object_r = value;
	return true;
}

bool
json_get_array(struct json_object *object, const char *key, struct json_object **array_r,
	struct err *err)
{
	struct json_object *value = json_opt_array(object, key);

	if (value == NULL)
		return refuse(object, key, "an array", err);
	*array_r = value;
	return true;
}

const char *
json_opt_str(struct json_object *object, const char *key, const char *fallback)
{
	const char *text;

	return as_text(member(object, key), &text) ? text : fallback;
}

int64_t
json_opt_i64(struct json_object *object, const char *key, int64_t fallback)
{
	int64_t number;

	return as_i64(member(object, key), &number) ? number : fallback;
}

double
json_opt_double(struct json_object *object, const char *key, double fallback)
{
	struct json_object *value = member(object, key);
	bool is_number = json_object_is_type(value, json_type_int) ||
		json_object_is_type(value, json_type_double);

	/* 1e999 is a number in JSON and infinity in C. */
	if (!is_number || !isfinite(json_object_get_double(value)))
		return fallback;
	return json_object_get_double(value);
}

bool
json_opt_bool(struct json_object *object, const char *key, bool fallback)
{
	bool value;

	return as_bool(member(object, key), &value) ? value : fallback;
}

struct json_object *
json_opt_object(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	return json_is_object(value) ? value : NULL;
}

struct json_object *
json_opt_array(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	return json_is_array(value) ? value : NULL;
}

size_t
json_array_len(struct json_object *array)
{
	return json_is_array(array) ? json_object_array_length(array) : 0;
}

struct json_object *
json_array_at(struct json_object *array, size_t index)
{
	return index < json_array_len(array) ? json_object_array_get_idx(array, index) : NULL;
}

bool
json_is_object(struct json_object *value)
{
	return json_object_is_type(value, json_type_object);
}

bool
json_is_array(struct json_object *value)
{
	return json_object_is_type(value, json_type_array);
}

const char *
json_text(struct json_object *value)
{
	const char *text;

	return as_text(value, &text) ? text : NULL;
}

int64_t
json_number(struct json_object *value, int64_t fallback)
{
	int64_t number;

	return as_i64(value, &number) ? number : fallback;
}

bool
json_each(struct json_object *object,
	bool (*visit)(const char *key, struct json_object *value, void *arg), void *arg)
{
	if (!json_is_object(object))
		return true;
	json_object_object_foreach(object, key, value) {
		if (!visit(key, value, arg))
			return false;
	}
	return true;
}

/* --- building */

struct json_object *
json_new_object(void *mem)
{
	return hold(mem, json_object_new_object());
}

struct json_object *
json_new_array(void *mem)
{
	return hold(mem, json_object_new_array());
}

/* value NULL is JSON's null. */
static void
put(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, value) != 0)
		mem_exhausted(); /* json-c had no memory, or value is object itself */
}

static void
add(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, value) != 0)
		mem_exhausted();
}

static struct json_object *
new_str(const char *text)
{
	return text != NULL ? must(json_object_new_string(text)) : NULL;
}

void
json_put_str(struct json_object *object, const char *key, const char *text)
{
	put(object, key, new_str(text));
}

void
json_put_i64(struct json_object *object, const char *key, int64_t number)
{
	put(object, key, must(json_object_new_int64(number)));
}

void
json_put_double(struct json_object *object, const char *key, double number)
{
	char text[32];

	assert(isfinite(number));
	/* json-c would write 17 digits: 0.10000000000000001. */
	(void)snprintf(text, sizeof(text), "%.15g", number);
	if (strtod(text, NULL) != number)
		(void)snprintf(text, sizeof(text), "%.17g", number);
	put(object, key, must(json_object_new_double_s(number, text)));
}

void
json_put_bool(struct json_object *object, const char *key, bool value)
{
	put(object, key, must(json_object_new_boolean(value)));
}

void
json_put_null(struct json_object *object, const char *key)
{
	put(object, key, NULL);
}

struct json_object *
json_put_object(struct json_object *object, const char *key)
{
	struct json_object *value = must(json_object_new_object());

	put(object, key, value);
	return value;
}

struct json_object *
json_put_array(struct json_object *object, const char *key)
{
	struct json_object *value = must(json_object_new_array());

	put(object, key, value);
	return value;
}

void
json_put_value(struct json_object *object, const char *key, struct json_object *value)
{
	put(object, key, json_object_get(value));
}

void
json_add_str(struct json_object *array, const char *text)
{
	add(array, new_str(text));
}

void
json_add_i64(struct json_object *array, int64_t number)
{
	add(array, must(json_object_new_int64(number)));
}

struct json_object *
json_add_object(struct json_object *array)
{
	struct json_object *value = must(json_object_new_object());

	add(array, value);
	return value;
}

char *
json_format(void *mem, struct json_object *value)
{
	size_t len;
	const char *text = json_object_to_json_string_length(value,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

	if (text == NULL)
		mem_exhausted();
	return mem_strndup(mem, text, len);
}
