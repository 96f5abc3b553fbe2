/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/json.h"

/* In bytes.  A byte of a detail is at most six in JSON, so each line has its place in the end. */
enum { DETAIL_MAX = 4000, BEGIN_MAX = 60000, END_MAX = 30000 };

/* Text, since a turn may wait a minute for a model with its trace: objects take ten times as much. */
struct trace {
	struct buf *begin;
	struct buf *end; /* the last lines, once the beginning is full */
	bool cut;        /* some are missing between the two */
	int64_t last_ms;
};

struct trace *
trace_new(void *mem)
{
	struct trace *trace = mem_new(mem, struct trace);

	trace->begin = buf_new(trace, BEGIN_MAX);
	trace->end = buf_new(trace, END_MAX);
	trace->last_ms = time_monotonic_ms();
	return trace;
}

struct trace *
trace_copy(void *mem, const struct trace *trace)
{
	struct trace *copy = trace_new(mem);

	buf_puts(copy->begin, buf_data(trace->begin));
	buf_puts(copy->end, buf_data(trace->end));
	copy->cut = trace->cut;
	copy->last_ms = trace->last_ms;
	return copy;
}

/* Detail as far as it has a place, cut between two letters. */
static const char *
shorten(void *mem, const char *detail)
{
	if (strnlen(detail, DETAIL_MAX + 1) <= DETAIL_MAX)
		return detail;
	return mem_printf(mem, "%.*s…", (int)utf8_border(detail, DETAIL_MAX), detail);
}

static bool
has_place(const struct buf *lines, const char *line, size_t max)
{
	return buf_len(lines) + strlen(line) + 1 <= max;
}

/* What is too much goes out of the middle: how a turn began and why it ended is what people ask. */
static void
put_line(struct trace *trace, const char *line)
{
	struct buf *lines = trace->begin;

	if (buf_len(trace->end) > 0 || !has_place(lines, line, BEGIN_MAX)) {
		lines = trace->end;
		if (!has_place(lines, line, END_MAX)) {
			buf_reset(lines);
			trace->cut = true;
		}
	}
	buf_printf(lines, "%s%s", buf_len(lines) > 0 ? "," : "", line);
}

static const char *
format_line(void *mem, const char *check, const char *result, const char *detail, int64_t ms)
{
	struct json_object *line = json_new_object(mem);

	json_put_str(line, "check", check);
	json_put_str(line, "result", result);
	json_put_str(line, "detail", shorten(mem, detail));
	json_put_i64(line, "ms", ms);
	return json_format(mem, line);
}

void
trace_add(struct trace *trace, const char *check, const char *result, const char *detail)
{
	int64_t now = time_monotonic_ms();
	void *mem = mem_context(trace, "line");

	put_line(trace, format_line(mem, check, result, detail, now - trace->last_ms));
	mem_free(mem);
	trace->last_ms = now;
}

char *
trace_format(struct trace *trace)
{
	const char *cut = trace->cut ? format_line(trace, "trace", "ask", "cut", 0) : "";

	return mem_printf(trace, "[%s%s%s%s%s]", buf_data(trace->begin), trace->cut ? "," : "", cut,
		buf_len(trace->end) > 0 ? "," : "", buf_data(trace->end));
}
