/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

struct document {
	struct json_object *answers;
	bool repeat;
	int64_t delay_ms;
};

/* What one answer says, before it is understood. */
struct words {
	struct script_answer answer;
	struct json_object *body, *headers;
};

static const struct field document_fields[] = {
	{ "answers", FIELD_ARRAY, offsetof(struct document, answers) },
	{ "repeat", FIELD_BOOL, offsetof(struct document, repeat) },
	{ "delay_ms", FIELD_I64, offsetof(struct document, delay_ms) },
	{ NULL, 0, 0 }
};

#define IN_ANSWER(member) offsetof(struct words, answer.member)

static const struct field answer_fields[] = {
	{ "content", FIELD_TEXT, IN_ANSWER(content) },
	{ "body", FIELD_ANY, offsetof(struct words, body) },
	{ "headers", FIELD_OBJECT, offsetof(struct words, headers) },
	{ "finish_reason", FIELD_TEXT, IN_ANSWER(finish_reason) },
	{ "match", FIELD_TEXT, IN_ANSWER(match) },
	{ "status", FIELD_I64, IN_ANSWER(status) },
	{ "delay_ms", FIELD_I64, IN_ANSWER(delay_ms) },
	{ "hang", FIELD_BOOL, IN_ANSWER(hang) },
	{ "cut", FIELD_BOOL, IN_ANSWER(cut) },
	{ "echo", FIELD_BOOL, IN_ANSWER(echo) },
	{ NULL, 0, 0 }
};

/* The members that are the model's own words, as against orders to the simulator. */
struct sorting {
	struct json_object *orders, *fields;
	bool null_content;
};

static bool
sort_member(const char *key, struct json_object *value, void *arg)
{
	struct sorting *sorting = arg;

	for (const struct field *field = answer_fields; field->name != NULL; field++) {
		if (str_equal(field->name, key)) {
			sorting->null_content |= value == NULL && str_equal(key, "content");
			json_put_value(sorting->orders, key, value);
			return true;
		}
	}
	json_put_value(sorting->fields, key, value);
	return true;
}

/* The texts are lent by the document: the script gets its own. */
static void
keep_texts(void *mem, struct script_answer *answer)
{
	answer->content = mem_strdup(mem, answer->content);
	answer->finish_reason = mem_strdup(mem, answer->finish_reason);
	answer->match = mem_strdup(mem, answer->match);
}

static bool
read_answer(void *mem, struct json_object *object, struct script_answer *answer_r, struct err *err)
{
	struct sorting sorting = { json_new_object(mem), json_new_object(mem), false };
	struct words words = { 0 };
	struct script_answer *answer = &words.answer;

	if (!json_is_object(object))
		return err_set(err, ERR_INVALID, "not an object");
	(void)json_each(object, sort_member, &sorting); /* it never stops */
	if (!fields_read(sorting.orders, answer_fields, &words, err))
		return false;
	keep_texts(mem, answer);
	answer->null_content = sorting.null_content;
	if (json_opt_str(object, "reply", NULL) != NULL)
		answer->fields = json_format(mem, sorting.fields);
	else if (!str_equal(json_format(mem, sorting.fields), "{}"))
		return err_set(err, ERR_INVALID, "unknown keys without a \"reply\": %s",
			json_format(mem, sorting.fields));
	answer->body = fields_canned(mem, words.body);
	if (!fields_read_headers(mem, words.headers, &answer->headers, err))
		return false;
	*answer_r = *answer;
	return true;
}

bool
script_read(struct script *script, struct json_object *object, struct err *err)
{
	struct document document = { 0 };

	if (!fields_read(object, document_fields, &document, err))
		return false;
	script->repeat = document.repeat;
	script->delay_ms = document.delay_ms;
	script->count = json_array_len(document.answers);
	script->answers = mem_array(script, struct script_answer, script->count + 1);
	for (size_t i = 0; i < script->count; i++)
		if (!read_answer(script, json_array_at(document.answers, i), &script->answers[i],
			    err))
			return err_prefix(err, "answers[%zu]", i);
	return true;
}

/* The least used answer among those that have a match that fits, or that have none. */
static struct script_answer *
pick(struct script *script, const char *user, bool matching)
{
	struct script_answer *best = NULL;

	for (size_t i = 0; i < script->count; i++) {
		struct script_answer *answer = &script->answers[i];

		if ((answer->match != NULL) != matching)
			continue;
		if (matching && strstr(user, answer->match) == NULL)
			continue;
		if (answer->used > 0 && !script->repeat)
			continue;
		if (best == NULL || answer->used < best->used)
			best = answer;
	}
	return best;
}

struct script_answer *
script_next(struct script *script, const char *user)
{
	struct script_answer *answer = pick(script, user, true);

	if (answer == NULL)
		answer = pick(script, user, false);
	if (answer != NULL)
		answer->used++;
	return answer;
}
