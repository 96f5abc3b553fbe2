/* SPDX-License-Identifier: MIT */
#include "core/event.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"

char *
event_name(void *mem, int64_t account_id, const char *body, size_t len, const char **counter_r)
{
	struct json_object *root, *payload, *value;
	const char *id, *type;
	struct err ignored;

	*counter_r = "webhook.malformed";
	if (!json_parse(mem, body, len, &root, &ignored))
		return NULL;
	*counter_r = "webhook.unknown";
	if (!json_is_object(root))
		return NULL;
	payload = json_opt_object(root, "payload");
	value = json_opt_object(payload, "value");
	id = json_opt_str(value, "id", "");
	type = json_opt_str(value, "type", "");
	if (!str_equal(json_opt_str(payload, "type", ""), "message") || id[0] == '\0' ||
	    strlen(id) > EVENT_ID_MAX)
		return NULL;
	/* Names are text: one that is cut within a letter could not be read back from the queue. */
	return mem_printf(mem, "%lld:%s:%s", (long long)account_id, id,
		utf8_shorten(mem, type, EVENT_TYPE_MAX));
}
