/* SPDX-License-Identifier: MIT */
#include "codec/form.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/url.h"

/* The first c before end, or end. */
static const char *
find(const char *text, const char *end, char c)
{
	const char *found = text < end ? memchr(text, c, (size_t)(end - text)) : NULL;

	return found != NULL ? found : end;
}

static bool
decode(void *mem, const char *text, const char *end, const char **text_r, struct err *err)
{
	char *decoded;

	if (!url_decode(mem, text, (size_t)(end - text), true, &decoded, err))
		return false;
	*text_r = decoded;
	return true;
}

/* The pair between text and end; without '=' its value is empty. */
static bool
read_pair(void *mem, const char *text, const char *end, struct form_pair *pair, struct err *err)
{
	const char *equals = find(text, end, '=');

	return decode(mem, text, equals, &pair->name, err) &&
		decode(mem, equals < end ? equals + 1 : end, end, &pair->value, err);
}

/* How many pairs lie between text and end; nothing between two '&' is none. */
static size_t
count_pairs(const char *text, const char *end)
{
	size_t count = 0;

	for (; text < end; text = find(text, end, '&') + 1)
		count += *text != '&';
	return count;
}

bool
form_parse(void *mem, const char *text, size_t len, size_t max_pairs, struct form **form_r,
	struct err *err)
{
	const char *end = text + len;
	size_t count = count_pairs(text, end);

	if (count > max_pairs)
		return err_set(err, ERR_INVALID, "more than %zu form fields", max_pairs);

	struct form *form = mem_new(mem, struct form);
	struct form_pair *pairs = mem_array(form, struct form_pair, count);

	form->pairs = pairs;
	while (text < end) {
		const char *stop = find(text, end, '&');

		if (stop > text && !read_pair(form, text, stop, &pairs[form->count++], err)) {
			mem_free(form);
			return err_prefix(err, "form");
		}
		text = stop + 1;
	}
	*form_r = form;
	return true;
}

const char *
form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_equal(form->pairs[i].name, name))
			return form->pairs[i].value;
	return NULL;
}
