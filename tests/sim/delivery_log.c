/* SPDX-License-Identifier: MIT */
#include "delivery_log.h"

#include "base/mem.h"
#include "codec/json.h"

enum { KEPT = 1000 };

struct delivery_log {
	int64_t first, last; /* kept ones; first above last: none */
	struct delivery_note *notes[KEPT];
};

struct delivery_log *
delivery_log_new(void *mem)
{
	struct delivery_log *log = mem_new(mem, struct delivery_log);

	log->first = 1;
	return log;
}

void
delivery_log_clear(struct delivery_log *log)
{
	for (int64_t n = log->first; n <= log->last; n++) {
		mem_free(log->notes[n % KEPT]);
		log->notes[n % KEPT] = NULL;
	}
	log->first = log->last + 1;
}

void
delivery_log_add(struct delivery_log *log, const struct delivery_note *note)
{
	struct delivery_note **place = &log->notes[++log->last % KEPT];
	struct delivery_note *copy = mem_new(log, struct delivery_note);

	if (log->last - log->first >= KEPT)
		log->first++;
	mem_free(*place);
	*place = copy;
	*copy = *note;
	copy->n = log->last;
	copy->url = mem_strdup(copy, note->url);
	copy->chat_id = mem_strdup(copy, note->chat_id);
	copy->message_id = mem_strdup(copy, note->message_id);
	copy->type = mem_strdup(copy, note->type);
}

const struct delivery_note *
delivery_log_newest(const struct delivery_log *log, int64_t skip)
{
	int64_t n = log->last - skip;

	return n < log->first ? NULL : log->notes[n % KEPT];
}

struct json_object *
delivery_log_view(const struct delivery_log *log, void *mem, int64_t since)
{
	struct json_object *root = json_new_object(mem);
	struct json_object *rows = json_put_array(root, "deliveries");
	int64_t first = since >= log->first ? since + 1 : log->first;

	for (int64_t n = first; n <= log->last; n++) {
		const struct delivery_note *note = log->notes[n % KEPT];
		struct json_object *row = json_add_object(rows);

		json_put_i64(row, "n", n);
		json_put_i64(row, "event", (int64_t)note->event);
		json_put_str(row, "url", note->url);
		json_put_str(row, "chat_id", note->chat_id);
		json_put_str(row, "message_id", note->message_id);
		json_put_str(row, "type", note->type);
		json_put_i64(row, "status", note->status);
		json_put_bool(row, "lost", note->lost);
		json_put_i64(row, "at_ms", note->at_ms);
		json_put_i64(row, "ms", note->ms);
	}
	json_put_i64(root, "last", log->last);
	return root;
}
