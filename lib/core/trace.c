/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#include "base/mem.h"
#include "base/time.h"
#include "codec/json.h"

struct trace {
	struct json_object *lines;
	int64_t last_ms;
};

struct trace *
trace_new(void *mem)
{
	struct trace *trace = mem_new(mem, struct trace);

	trace->lines = json_new_array(trace);
	trace->last_ms = time_monotonic_ms();
	return trace;
}

void
trace_add(struct trace *trace, const char *check, const char *result, const char *detail)
{
	int64_t now = time_monotonic_ms();
	struct json_object *line = json_add_object(trace->lines);

	json_put_str(line, "check", check);
	json_put_str(line, "result", result);
	json_put_str(line, "detail", detail);
	json_put_i64(line, "ms", now - trace->last_ms);
	trace->last_ms = now;
}

char *
trace_format(struct trace *trace)
{
	return json_format(trace, trace->lines);
}
