/* SPDX-License-Identifier: MIT */
/* core/event.h and what the worker reads out of the same body. */
#include "core/event.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "fuzz.h"
#include "remote/avito.h"

static void
check_message(void *mem, struct json_object *value)
{
	struct avito_message message;
	struct err err;

	if (!avito_message_parse(mem, value, 94235311, &message, &err)) {
		fuzz_valid(err.text);
		return;
	}
	FUZZ_MUST(fuzz_valid(message.id)[0] != '\0' && strlen(message.id) <= EVENT_ID_MAX);
	FUZZ_MUST(message.author_id >= 0 && message.created_s >= 0);
	FUZZ_MUST(utf8_length(fuzz_valid(message.type)) <= EVENT_TYPE_MAX);
	FUZZ_MUST(utf8_length(fuzz_valid(message.text)) <= 10000);
	fuzz_valid(message.content);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *counter, *name = event_name(mem, 42, data, len, &counter);
	struct json_object *root, *value;
	struct err err;

	if (name == NULL) {
		FUZZ_MUST(str_has_prefix(counter, "webhook."));
		return;
	}
	FUZZ_MUST(str_has_prefix(fuzz_valid(name), "42:"));
	/* As the column job.name has it. */
	FUZZ_MUST(strlen(name) <= 3 + EVENT_ID_MAX + 1 + 4 * EVENT_TYPE_MAX);
	FUZZ_MUST(json_parse_object(mem, data, len, &root, &err));
	value = json_opt_object(json_opt_object(root, "payload"), "value");
	FUZZ_MUST(strcmp(event_name(mem, 42, data, len, &counter), name) == 0);
	check_message(mem, value);
}
