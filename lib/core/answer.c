/* SPDX-License-Identifier: MIT */
#include "core/answer.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/json.h"

enum { CONFIDENCE_UNTOLD = 50, FACTS_MAX = 32 };

const char answer_schema_name[] = "reply_to_buyer";

/* Empty strings instead of null: not every service takes ["string","null"]. */
const char answer_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"reply\",\"intent\",\"lead\",\"handoff\",\"handoff_reason\",\"confidence\","
	"\"facts_used\"],"
	"\"properties\":{"
	"\"reply\":{\"type\":\"string\"},"
	"\"intent\":{\"type\":\"string\",\"enum\":[\"question\",\"price\",\"availability\","
	"\"delivery\",\"visit\",\"lead\",\"complaint\",\"spam\",\"other\"]},"
	"\"lead\":{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"name\",\"phone\"],"
	"\"properties\":{\"name\":{\"type\":\"string\"},\"phone\":{\"type\":\"string\"}}},"
	"\"handoff\":{\"type\":\"boolean\"},"
	"\"handoff_reason\":{\"type\":\"string\"},"
	"\"confidence\":{\"type\":\"integer\"},"
	"\"facts_used\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}}}";

static const char *const intents[] = {
	"question", "price", "availability", "delivery", "visit", "lead", "complaint", "spam",
	"other", NULL
};

/* --- finding the object */

static bool
ends_with(const char *begin, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - begin) >= len && memcmp(end - len, word, len) == 0;
}

/* Takes what a model thought aloud out of text, also where the opening tag shows only when another
   thought is out.  Some services swallow that tag: then everything before the closing one goes.
   Every byte is moved once, however many thoughts there are. */
static bool
strip_thoughts(char **text, const char *open, const char *close, struct err *err)
{
	char *to = *text;

	for (const char *from = *text; *from != '\0';) {
		*to++ = *from++;
		if (!ends_with(*text, to, open))
			continue;
		to -= strlen(open);
		from = strstr(from, close);
		if (from == NULL)
			return err_set(err, ERR_INVALID, "an unclosed %s", open);
		from += strlen(close);
	}
	*to = '\0';
	for (char *end; (end = strstr(*text, close)) != NULL;)
		*text = end + strlen(close);
	return true;
}

/* Takes the fence of ```json ... ``` off a trimmed text. */
static char *
strip_fence(void *mem, char *text)
{
	size_t len = strlen(text);

	if (len < 6 || !str_has_prefix(text, "```") || !str_has_suffix(text, "```"))
		return text;
	text[len - 3] = '\0';
	text += 3;
	text += strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return str_trim(mem, text);
}

/* A line end or tab inside a string is the commonest fault of models that write JSON by hand. */
static void
put_in_string(struct buf *buf, char c)
{
	switch (c) {
	case '\n':
		buf_puts(buf, "\\n");
		break;
	case '\r':
		break;
	case '\t':
		buf_puts(buf, "\\t");
		break;
	default:
		buf_putc(buf, c);
	}
}

/* The first balanced {...} of text, with line ends inside strings escaped; NULL when it never
   closes. */
static const char *
first_object(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, 2 * strlen(text));
	bool quoted = false, escaped = false;
	int depth = 0;

	for (const char *p = strchr(text, '{'); p != NULL && *p != '\0'; p++) {
		if (quoted) {
			put_in_string(buf, *p);
			quoted = *p != '"' || escaped;
			escaped = *p == '\\' && !escaped;
			continue;
		}
		buf_putc(buf, *p);
		quoted = *p == '"';
		depth += (*p == '{') - (*p == '}');
		if (depth == 0)
			return buf_data(buf);
	}
	return NULL;
}

static bool
looks_like_json(const char *text)
{
	return strpbrk(text, "{}") != NULL || text[0] == '[' ||
		strstr(text, "\"reply\"") != NULL;
}

/* --- reading it */

static const char *
read_text(void *mem, struct json_object *object, const char *key)
{
	return str_trim(mem, json_opt_str(object, key, ""));
}

static int
read_confidence(struct json_object *object)
{
	double told = json_opt_double(object, "confidence", CONFIDENCE_UNTOLD);

	if (told > 0 && told < 1) /* a share of one, as some models prefer */
		told *= 100;
	return told <= 0 ? 0 : told >= 100 ? 100 : (int)(told + 0.5);
}

/* 12, "12" and "факт 12"; 0 when it is none of them. */
static int64_t
read_id(struct json_object *value)
{
	const char *text = json_text(value);
	struct err ignored;
	int64_t id;

	if (text == NULL)
		return json_number(value, 0);
	text += strcspn(text, "0123456789");
	return num_parse_i64(text, &id, &ignored) ? id : 0;
}

static void
read_facts(struct answer *answer, struct json_object *object)
{
	struct json_object *list = json_opt_array(object, "facts_used");
	size_t count = json_array_len(list);

	answer->facts = mem_array(answer, int64_t, FACTS_MAX);
	for (size_t i = 0; i < count && answer->fact_count < FACTS_MAX; i++) {
		int64_t id = read_id(json_array_at(list, i));

		if (id > 0)
			answer->facts[answer->fact_count++] = id;
	}
}

static void
read_answer(struct answer *answer, struct json_object *object)
{
	struct json_object *lead = json_opt_object(object, "lead");
	const char *intent = json_opt_str(object, "intent", "other");

	answer->reply = read_text(answer, object, "reply");
	answer->intent = str_index(intents, intent) >= 0 ? mem_strdup(answer, intent) : "other";
	answer->lead_name = read_text(answer, lead, "name");
	answer->lead_phone = read_text(answer, lead, "phone");
	answer->handoff = json_opt_bool(object, "handoff", false);
	answer->handoff_reason = read_text(answer, object, "handoff_reason");
	answer->confidence = read_confidence(object);
	answer->structured = true;
	read_facts(answer, object);
}

static void
take_prose(struct answer *answer, const char *text)
{
	answer->reply = mem_strdup(answer, text);
	answer->intent = "other";
	answer->lead_name = answer->lead_phone = answer->handoff_reason = "";
	answer->confidence = CONFIDENCE_UNTOLD;
}

/* The object in text, be it the whole of it or a part.  An object of another shape is no answer. */
static bool
parse_object(void *mem, const char *text, struct json_object **object_r, struct err *err)
{
	const char *first;

	if (!json_parse_object(mem, text, strlen(text), object_r, err)) {
		first = first_object(mem, text);
		if (first == NULL)
			return err_set(err, ERR_INVALID, "broken JSON: no object closes");
		if (!json_parse_object(mem, first, strlen(first), object_r, err))
			return err_prefix(err, "broken JSON");
	}
	if (json_opt_str(*object_r, "reply", NULL) == NULL &&
	    !json_opt_bool(*object_r, "handoff", false))
		return err_set(err, ERR_INVALID, "JSON without a reply");
	return true;
}

static bool
fill(struct answer *answer, const char *text, struct err *err)
{
	char *bare = mem_strdup(answer, text);
	struct json_object *object;

	if (!strip_thoughts(&bare, "<think>", "</think>", err) ||
	    !strip_thoughts(&bare, "<thinking>", "</thinking>", err))
		return false;
	if (strstr(bare, "<think>") != NULL)
		return err_set(err, ERR_INVALID, "thoughts within thoughts");
	bare = strip_fence(answer, str_trim(answer, bare));
	if (bare[0] == '\0')
		return err_set(err, ERR_INVALID, "an empty answer");
	if (!looks_like_json(bare)) {
		take_prose(answer, bare);
		return true;
	}
	if (!parse_object(answer, bare, &object, err))
		return false;
	read_answer(answer, object);
	return true;
}

bool
answer_parse(void *mem, const char *text, struct answer **answer_r, struct err *err)
{
	struct answer *answer = mem_new(mem, struct answer);

	if (!fill(answer, text, err)) {
		mem_free(answer);
		return false;
	}
	*answer_r = answer;
	return true;
}
