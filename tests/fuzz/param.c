/* SPDX-License-Identifier: MIT */
/* cgi/shared/param.h: values of a form or a JSON body by their kinds.  A first "{" makes it JSON. */
#include "shared/param.h"

#include <string.h>

#include "base/utf8.h"
#include "codec/form.h"
#include "codec/json.h"
#include "fuzz.h"

static const char *const words[] = { "on", "off", NULL };

static const struct param table[] = {
	PARAM_LINE("line", OPTIONAL, 0, 20),
	PARAM_TEXT("text", OPTIONAL, 1, 40),
	PARAM_TOKEN("token", OPTIONAL, 1, 10),
	PARAM_ENUM("word", OPTIONAL, words),
	PARAM_ID("id", REQUIRED),
	PARAM_INT("int", OPTIONAL, -5, 5),
	PARAM_BOOL("flag"),
	PARAM_FILE("file"),
	PARAMS_END
};

static bool
add_form(struct params *params, void *mem, const char *data, size_t len, struct err *err)
{
	struct form *form;

	if (!form_parse(mem, data, len, 200, &form, err))
		return false;
	for (size_t i = 0; i < form->count; i++)
		if (!params_add(params, mem, form->pairs[i].name, form->pairs[i].value, err))
			return false;
	return params_add_file(params, "file", "name", data, len, err);
}

static bool
add_json(struct params *params, void *mem, const char *data, size_t len, struct err *err)
{
	struct json_object *object;

	return json_parse_object(mem, data, len, &object, err) &&
		params_add_json(params, mem, object, err);
}

static void
check(const struct params *params)
{
	const struct param_value *line = params_get(params, "line");
	const struct param_value *text = params_get(params, "text");
	const struct param_value *token = params_get(params, "token");
	const struct param_value *number = params_get(params, "int");

	FUZZ_MUST(params_get(params, "id")->given && params_get(params, "id")->number > 0);
	FUZZ_MUST(number->number >= -5 && number->number <= 5);
	if (line->given)
		FUZZ_MUST(utf8_length(fuzz_valid(line->text)) <= 20 &&
			strpbrk(line->text, "\r\n\t\x7f\x1b") == NULL);
	if (text->given)
		FUZZ_MUST(utf8_length(fuzz_valid(text->text)) <= 40 &&
			strpbrk(text->text, "\x1b\r") == NULL);
	if (token->given)
		FUZZ_MUST(strlen(token->text) <= 10 && strpbrk(token->text, "/<>&' ") == NULL);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct params *params = params_new(mem, table);
	bool json = len > 0 && data[0] == '{';
	struct err err;

	if ((json ? add_json : add_form)(params, mem, data, len, &err) &&
	    params_finish(params, &err)) {
		check(params);
		return;
	}
	fuzz_valid(err.text);
	if (params->problem != PARAM_FINE)
		FUZZ_MUST(utf8_length(fuzz_valid(params->problem_name)) <= 64);
}
