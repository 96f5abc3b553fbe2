/* SPDX-License-Identifier: MIT */
#include "structured.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "fields.h"

/* What stands in a usual answer; asked for when a request has no schema of its own. */
static const char usual_schema[] =
	"{\"properties\":{"
	"\"reply\":{\"type\":\"string\"},"
	"\"intent\":{\"type\":\"string\",\"enum\":[\"question\",\"other\"]},"
	"\"lead\":{\"type\":\"object\",\"properties\":{"
		"\"name\":{\"type\":[\"string\",\"null\"]},"
		"\"phone\":{\"type\":[\"string\",\"null\"]}}},"
	"\"handoff\":{\"type\":\"boolean\"},"
	"\"handoff_reason\":{\"type\":[\"string\",\"null\"]},"
	"\"confidence\":{\"type\":\"number\"},"
	"\"facts_used\":{\"type\":\"array\"}}}";

struct filling {
	struct json_object *into, *fields;
};

static bool
is_type(struct json_object *property, const char *type)
{
	struct json_object *types = json_opt_array(property, "type");

	for (size_t i = 0; i < json_array_len(types); i++)
		if (str_equal(json_text(json_array_at(types, i)), type))
			return true;
	return str_equal(json_opt_str(property, "type", NULL), type);
}

static void fill_object(struct json_object *into, struct json_object *schema,
	struct json_object *fields);

/* A plain value for a property of which nothing is known. */
static void
fill_plain(struct json_object *into, const char *key, struct json_object *property)
{
	struct json_object *choices = json_opt_array(property, "enum");

	if (json_array_len(choices) > 0)
		json_put_value(into, key, json_array_at(choices, 0));
	else if (is_type(property, "null"))
		json_put_null(into, key);
	else if (is_type(property, "object"))
		fill_object(json_put_object(into, key), property, NULL);
	else if (is_type(property, "array"))
		json_put_array(into, key);
	else if (is_type(property, "boolean"))
		json_put_bool(into, key, false);
	else if (is_type(property, "integer"))
		json_put_i64(into, key, 90);
	else if (is_type(property, "number"))
		json_put_double(into, key, 0.9);
	else
		json_put_str(into, key, "");
}

struct search {
	const char *key;
	struct json_object *value;
	bool found;
};

static bool
compare_key(const char *key, struct json_object *value, void *arg)
{
	struct search *search = arg;

	if (!str_equal(key, search->key))
		return true;
	search->value = value;
	search->found = true;
	return false;
}

static bool
fill_property(const char *key, struct json_object *property, void *arg)
{
	const struct filling *filling = arg;
	struct search search = { key, NULL, false };

	if (filling->fields != NULL)
		(void)json_each(filling->fields, compare_key, &search);
	if (search.found && json_is_object(search.value) && is_type(property, "object"))
		fill_object(json_put_object(filling->into, key), property, search.value);
	else if (search.found && search.value != NULL)
		json_put_value(filling->into, key, search.value);
	else
		fill_plain(filling->into, key, property);
	return true;
}

static void
fill_object(struct json_object *into, struct json_object *schema, struct json_object *fields)
{
	struct filling filling = { into, fields };
	struct json_object *properties = json_opt_object(schema, "properties");

	if (properties != NULL)
		(void)json_each(properties, fill_property, &filling); /* it never stops */
}

/* Does any system message ask for JSON? */
static bool
speaks_of_json(struct json_object *request)
{
	struct json_object *messages = json_opt_array(request, "messages");

	for (size_t i = 0; i < json_array_len(messages); i++) {
		struct json_object *message = json_array_at(messages, i);
		const char *role = json_opt_str(message, "role", "");

		if ((str_equal(role, "system") || str_equal(role, "developer")) &&
		    strstr(json_opt_str(message, "content", ""), "JSON") != NULL)
			return true;
	}
	return false;
}

char *
structured_format(void *mem, struct json_object *request, struct json_object *fields)
{
	struct json_object *format = json_opt_object(request, "response_format");
	struct json_object *schema = json_opt_object(json_opt_object(format, "json_schema"), "schema");
	struct json_object *root = json_new_object(mem), *usual;
	struct err err;

	if (schema == NULL)
		schema = json_opt_object(format, "schema");
	if (schema != NULL) {
		fill_object(root, schema, fields);
		return json_format(mem, root);
	}
	if (format == NULL && !speaks_of_json(request))
		return mem_strdup(mem, json_opt_str(fields, "reply", ""));
	if (json_parse_object(mem, usual_schema, strlen(usual_schema), &usual, &err))
		fill_object(root, usual, fields);
	fields_copy(fields, root);
	return json_format(mem, root);
}
