/* SPDX-License-Identifier: MIT */
#include "shared/param.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"

enum { NAME_SHOWN = 64 };

static const struct param no_params[] = { PARAMS_END };

int
param_index(const struct param *table, const char *name)
{
	for (int i = 0; table != NULL && table[i].name != NULL; i++)
		if (table[i].kind != KIND_RAW && strcmp(table[i].name, name) == 0)
			return i;
	return -1;
}

bool
param_wants_raw(const struct param *table)
{
	for (; table != NULL && table->name != NULL; table++)
		if (table->kind == KIND_RAW)
			return true;
	return false;
}

struct params *
params_new(void *mem, const struct param *table)
{
	struct params *params = mem_new(mem, struct params);
	size_t count = 0;

	params->table = table != NULL ? table : no_params;
	while (params->table[count].name != NULL)
		count++;
	params->values = mem_array(params, struct param_value, count + 1);
	return params;
}

/* The log gets no names: one that a client made up may be anything. */
static bool
refuse(struct params *params, enum param_problem problem, const char *name, struct err *err)
{
	static const char *const words[] = {
		[PARAM_UNKNOWN] = "unknown", [PARAM_REPEATED] = "repeated",
		[PARAM_MALFORMED] = "malformed", [PARAM_MISSING] = "missing",
	};

	params->problem = problem;
	params->problem_name = utf8_shorten(params, name, NAME_SHOWN);
	return err_set(err, ERR_INVALID, "a parameter is %s", words[problem]);
}

static bool
has_length(const struct param *param, const char *text)
{
	int64_t chars = (int64_t)utf8_length(text);

	return chars >= param->min && chars <= param->max;
}

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == '\x7f';
}

static bool
is_line(const char *text)
{
	for (; *text != '\0'; text++)
		if (is_control(*text))
			return false;
	return true;
}

static bool
is_lines(const char *text)
{
	for (; *text != '\0'; text++)
		if (is_control(*text) && *text != '\n' && *text != '\t')
			return false;
	return true;
}

static bool
is_token(const char *text)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~";

	return text[strspn(text, chars)] == '\0';
}

static char *
unix_lines(void *mem, const char *text)
{
	char *copy = mem_strdup(mem, text), *out = copy;

	for (; *text != '\0'; text++)
		if (text[0] != '\r' || text[1] != '\n')
			*out++ = *text;
	*out = '\0';
	return copy;
}

static bool
read_value(void *mem, const struct param *param, const char *text, struct param_value *value)
{
	struct err err;
	bool flag;

	value->text = text;
	switch (param->kind) {
	case KIND_LINE:
		return is_line(text) && has_length(param, text);
	case KIND_TEXT:
		value->text = unix_lines(mem, text);
		return is_lines(value->text) && has_length(param, value->text);
	case KIND_TOKEN:
		return is_token(text) && has_length(param, text);
	case KIND_ENUM:
		return str_index(param->words, text) >= 0;
	case KIND_ID:
	case KIND_INT:
		return num_parse_range(text, param->min, param->max, &value->number, &err);
	case KIND_BOOL:
		if (!num_parse_bool(text, &flag, &err))
			return false;
		value->number = flag;
		return true;
	case KIND_FILE:
	case KIND_RAW:
		break;
	}
	return false;
}

/* The place where the value of this parameter goes. */
static bool
open_value(struct params *params, const char *name, int *index_r, struct err *err)
{
	int index = param_index(params->table, name);

	if (index < 0)
		return refuse(params, PARAM_UNKNOWN, name, err);
	if (params->values[index].given)
		return refuse(params, PARAM_REPEATED, name, err);
	*index_r = index;
	return true;
}

bool
params_add(struct params *params, void *mem, const char *name, const char *text, struct err *err)
{
	struct param_value value = { .given = true };
	const struct param *param;
	int index;

	if (!open_value(params, name, &index, err))
		return false;
	param = &params->table[index];
	if (!read_value(mem, param, text, &value)) {
		if (*text != '\0' || param->required)
			return refuse(params, PARAM_MALFORMED, name, err);
		value = (struct param_value){ .given = false };
	}
	params->values[index] = value;
	return true;
}

bool
params_add_file(struct params *params, const char *name, const char *filename, const char *data,
	size_t len, struct err *err)
{
	int index;

	if (!open_value(params, name, &index, err))
		return false;
	if (params->table[index].kind != KIND_FILE)
		return refuse(params, PARAM_MALFORMED, name, err);
	params->values[index] = (struct param_value){ .given = len > 0 || filename[0] != '\0',
		.data = data, .len = len };
	return true;
}

/* The text of a JSON member as its kind wants it; NULL when it is of another type. */
static const char *
member_text(void *mem, const struct param *param, struct json_object *object,
	struct json_object *value)
{
	struct err err;
	int64_t number;
	bool flag;

	if (param->kind == KIND_BOOL)
		return !json_get_bool(object, param->name, &flag, &err) ? NULL : flag ? "1" : "0";
	if (json_text(value) != NULL)
		return json_text(value);
	if (param->kind != KIND_ID && param->kind != KIND_INT)
		return NULL;
	if (!json_get_i64(object, param->name, &number, &err))
		return NULL;
	return mem_printf(mem, "%lld", (long long)number);
}

struct member {
	struct params *params;
	void *mem;
	struct json_object *object;
	struct err *err;
};

static bool
add_member(const char *name, struct json_object *value, void *arg)
{
	struct member *member = arg;
	struct params *params = member->params;
	const struct param *param;
	const char *text;
	int index;

	if (!open_value(params, name, &index, member->err))
		return false;
	param = &params->table[index];
	if (value == NULL)
		return true;
	text = member_text(member->mem, param, member->object, value);
	if (text == NULL)
		return refuse(params, PARAM_MALFORMED, name, member->err);
	return params_add(params, member->mem, name, text, member->err);
}

bool
params_add_json(struct params *params, void *mem, struct json_object *object, struct err *err)
{
	struct member member = { params, mem, object, err };

	return json_each(object, add_member, &member);
}

bool
params_finish(struct params *params, struct err *err)
{
	for (size_t i = 0; params->table[i].name != NULL; i++)
		if (params->table[i].required && !params->values[i].given)
			return refuse(params, PARAM_MISSING, params->table[i].name, err);
	return true;
}

const struct param_value *
params_get(const struct params *params, const char *name)
{
	int index = param_index(params->table, name);

	assert(index >= 0);
	return &params->values[index];
}
