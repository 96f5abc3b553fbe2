/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"
#include "codec/json.h"

enum { LINES_MAX = 100000 }; /* bytes */

/* Text, since a turn may wait a minute for a model with its trace: objects take ten times as much. */
struct trace {
	struct buf *lines;
	int64_t last_ms;
};

struct trace *
trace_new(void *mem)
{
	struct trace *trace = mem_new(mem, struct trace);

	trace->lines = buf_new(trace, LINES_MAX);
	trace->last_ms = time_monotonic_ms();
	return trace;
}

void
trace_add(struct trace *trace, const char *check, const char *result, const char *detail)
{
	int64_t now = time_monotonic_ms();
	void *mem = mem_context(trace, "line");
	struct json_object *line = json_new_object(mem);

	json_put_str(line, "check", check);
	json_put_str(line, "result", result);
	json_put_str(line, "detail", detail);
	json_put_i64(line, "ms", now - trace->last_ms);
	buf_printf(trace->lines, "%s%s", buf_len(trace->lines) > 0 ? "," : "", json_format(mem, line));
	mem_free(mem);
	trace->last_ms = now;
}

char *
trace_format(struct trace *trace)
{
	return mem_printf(trace, "[%s]", buf_failed(trace->lines) ? "" : buf_data(trace->lines));
}
