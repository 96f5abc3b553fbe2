/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "remote/avito_call.h"

enum {
	MAX_ID = 64,
	MAX_TYPE = 16,
	MAX_TEXT = 10000 /* Avito's limit is 1000; its own messages may be longer */
};

/* A type nobody has heard of is kept, rubbish is not. */
static bool
is_type(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t len = strspn(text, letters);

	return len > 0 && len <= MAX_TYPE && text[len] == '\0';
}

/* The words of a content; its key is named after the type, but for "text" and "system". */
static const char *
words_of(const char *type, struct json_object *content)
{
	struct json_object *card = json_opt_object(content, type);

	if (str_equal(type, "text") || str_equal(type, "system"))
		return json_opt_str(content, "text", "");
	if (str_equal(type, "link"))
		return str_or(json_opt_str(card, "text", ""), json_opt_str(card, "url", ""));
	if (str_equal(type, "item"))
		return json_opt_str(card, "title", "");
	if (str_equal(type, "location"))
		return str_or(json_opt_str(card, "text", ""), json_opt_str(card, "title", ""));
	return "";
}

int64_t
avito_read_time(struct json_object *object, const char *key)
{
	const int64_t year_10000 = 253402300800;
	int64_t at_s = json_opt_i64(object, key, 0);

	return at_s > 0 && at_s < year_10000 ? at_s : 0;
}

bool
avito_message_read(void *mem, struct json_object *object, int64_t user_id, int64_t default_author,
	struct avito_message *message_r, struct err *err)
{
	struct json_object *content = json_opt_object(object, "content");
	const char *id = json_opt_str(object, "id", "");
	const char *type = json_opt_str(object, "type", "");
	int64_t author_id = json_opt_i64(object, "author_id", default_author);

	if (str_is_empty(id) || strlen(id) > MAX_ID)
		return err_set(err, ERR_INVALID, "avito: a message without a usable id");
	if (author_id < 0)
		return err_set(err, ERR_INVALID, "avito: a message without an author");
	if (!is_type(type))
		type = "unknown";
	*message_r = (struct avito_message){
		.id = mem_strdup(mem, id),
		.author_id = author_id,
		.created_s = avito_read_time(object, "created"),
		.type = mem_strdup(mem, type),
		.text = utf8_shorten(mem, words_of(type, content), MAX_TEXT),
		.content = content != NULL ? json_format(mem, content) : "{}",
		/* A webhook names no direction. */
		.outgoing = (user_id > 0 && author_id == user_id) ||
			str_equal(json_opt_str(object, "direction", ""), "out"),
	};
	return true;
}

bool
avito_message_parse(void *mem, struct json_object *object, int64_t user_id,
	struct avito_message *message_r, struct err *err)
{
	return avito_message_read(mem, object, user_id, -1, message_r, err);
}
