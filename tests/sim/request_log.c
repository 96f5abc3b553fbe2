/* SPDX-License-Identifier: MIT */
#include "request_log.h"

#include "base/mem.h"
#include "base/time.h"
#include "call.h"
#include "codec/json.h"

enum { KEPT = 100000 };

struct entry {
	const char *method, *path, *query;
	int status;
	int64_t at_ms, begun_ms; /* wall and monotonic clock */
	int64_t ms;
};

struct request_log {
	int64_t first, last; /* kept ones; first above last: none */
	struct entry *entries[KEPT];
};

struct request_log *
request_log_new(void *mem)
{
	struct request_log *log = mem_new(mem, struct request_log);

	log->first = 1;
	return log;
}

void
request_log_clear(struct request_log *log)
{
	for (int64_t n = log->first; n <= log->last; n++) {
		mem_free(log->entries[n % KEPT]);
		log->entries[n % KEPT] = NULL;
	}
	log->first = log->last + 1;
}

int64_t
request_log_begin(struct request_log *log, const struct call *call)
{
	struct entry **place = &log->entries[++log->last % KEPT];
	struct entry *entry = mem_new(log, struct entry);

	if (log->last - log->first >= KEPT)
		log->first++;
	mem_free(*place);
	*place = entry;
	entry->method = mem_strdup(entry, call->method);
	entry->path = mem_strdup(entry, call->path);
	entry->query = mem_strdup(entry, call->raw_query);
	entry->at_ms = time_now_ms();
	entry->begun_ms = time_monotonic_ms();
	return log->last;
}

void
request_log_end(struct request_log *log, int64_t n, int status)
{
	if (n < log->first || n > log->last)
		return;

	struct entry *entry = log->entries[n % KEPT];

	entry->status = status;
	entry->ms = time_monotonic_ms() - entry->begun_ms;
}

struct json_object *
request_log_view(struct request_log *log, void *mem, int64_t since)
{
	struct json_object *root = json_new_object(mem);
	struct json_object *requests = json_put_array(root, "requests");
	int64_t first = since >= log->first ? since + 1 : log->first;

	for (int64_t n = first; n <= log->last; n++) {
		const struct entry *entry = log->entries[n % KEPT];
		struct json_object *row = json_add_object(requests);

		json_put_i64(row, "n", n);
		json_put_str(row, "method", entry->method);
		json_put_str(row, "path", entry->path);
		if (entry->query[0] != '\0')
			json_put_str(row, "query", entry->query);
		json_put_i64(row, "status", entry->status);
		json_put_i64(row, "at_ms", entry->at_ms);
		json_put_i64(row, "ms", entry->ms);
	}
	json_put_i64(root, "last", log->last);
	return root;
}

bool
request_log_newest(const struct request_log *log, int64_t skip, struct request_note *note_r)
{
	int64_t n = log->last - skip;

	if (n < log->first)
		return false;

	const struct entry *entry = log->entries[n % KEPT];

	*note_r = (struct request_note){
		.n = n,
		.at_ms = entry->at_ms,
		.ms = entry->ms,
		.method = entry->method,
		.path = entry->path,
		.status = entry->status,
	};
	return true;
}
