/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"
#include "call.h"
#include "codec/json.h"

struct reading {
	struct json_object *object;
	const struct field *fields;
	char *into;
	struct err *err;
};

static const struct field *
find_field(const struct field *fields, const char *name)
{
	for (const struct field *field = fields; field->name != NULL; field++)
		if (str_equal(field->name, name))
			return field;
	return NULL;
}

static bool
read_number(struct reading *reading, const char *key, double *number_r)
{
	double number = json_opt_double(reading->object, key, NAN);

	if (isnan(number))
		return err_set(reading->err, ERR_INVALID, "%s is not a number", key);
	*number_r = number;
	return true;
}

static bool
read_i64(struct reading *reading, const char *key, int64_t *number_r)
{
	int64_t number;

	if (!json_get_i64(reading->object, key, &number, reading->err))
		return false;
	if (number < 0)
		return err_set(reading->err, ERR_INVALID, "%s is negative", key);
	*number_r = number;
	return true;
}

static bool
read_container(struct reading *reading, const struct field *field, struct json_object *value,
	struct json_object **value_r)
{
	if (field->type == FIELD_OBJECT && !json_is_object(value))
		return err_set(reading->err, ERR_INVALID, "%s is not an object", field->name);
	if (field->type == FIELD_ARRAY && !json_is_array(value))
		return err_set(reading->err, ERR_INVALID, "%s is not an array", field->name);
	*value_r = value;
	return true;
}

static bool
read_field(const char *key, struct json_object *value, void *arg)
{
	struct reading *reading = arg;
	const struct field *field = find_field(reading->fields, key);

	if (field == NULL)
		return err_set(reading->err, ERR_INVALID, "unknown key \"%s\"", key);
	if (value == NULL)
		return true;

	void *place = reading->into + field->offset;

	switch (field->type) {
	case FIELD_TEXT:
		return json_get_str(reading->object, key, place, reading->err);
	case FIELD_I64:
		return read_i64(reading, key, place);
	case FIELD_DOUBLE:
		return read_number(reading, key, place);
	case FIELD_BOOL:
		return json_get_bool(reading->object, key, place, reading->err);
	default:
		return read_container(reading, field, value, place);
	}
}

bool
fields_read(struct json_object *object, const struct field *fields, void *into, struct err *err)
{
	struct reading reading = { object, fields, into, err };

	return json_each(object, read_field, &reading);
}

bool
fields_read_body(struct call *call, const struct field *fields, void *into, struct err *err)
{
	struct json_object *object;

	if (call->body_len == 0)
		return true;
	if (!json_parse_object(call->mem, call->body, call->body_len, &object, err))
		return err_prefix(err, "body");
	return fields_read(object, fields, into, err);
}

struct header_list {
	const char **lines;
	size_t count;
};

static bool
add_header(const char *name, struct json_object *value, void *arg)
{
	struct header_list *list = arg;

	if (json_text(value) == NULL || list->count + 1 >= CALL_HEADERS)
		return false;
	list->lines[list->count++] = mem_printf(list->lines, "%s: %s", name, json_text(value));
	return true;
}

bool
fields_read_headers(void *mem, struct json_object *headers, const char *const **lines_r,
	struct err *err)
{
	struct header_list list = { NULL, 0 };

	if (headers == NULL)
		return true;
	list.lines = mem_array(mem, const char *, CALL_HEADERS);
	if (!json_each(headers, add_header, &list))
		return err_set(err, ERR_INVALID, "headers: a value is not text, or too many");
	*lines_r = list.lines;
	return true;
}

struct canned
fields_canned(void *mem, struct json_object *value)
{
	bool is_json = value != NULL && json_text(value) == NULL;

	return (struct canned){
		.text = is_json ? json_format(mem, value) : mem_strdup(mem, json_text(value)),
		.is_json = is_json,
	};
}

static bool
copy_member(const char *key, struct json_object *value, void *arg)
{
	json_put_value(arg, key, value);
	return true;
}

void
fields_copy(struct json_object *from, struct json_object *into)
{
	(void)json_each(from, copy_member, into); /* it never stops */
}
