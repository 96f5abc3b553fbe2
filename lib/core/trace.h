/* SPDX-License-Identifier: MIT */
/*
 * Why a turn ended as it did: a JSON list of {"check", "result", "detail", "ms"} that the inbox words
 * for people.  check and result are stable names; detail is a number, a name or a short piece.
 * At most 100 KB: of a longer one the middle is missing, where a line "trace", "ask", "cut" says so.
 */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

struct trace;

struct trace *trace_new(void *mem);

/* One that begins like the other and goes on by itself. */
struct trace *trace_copy(void *mem, const struct trace *trace);

/* result: pass, stop, ask (goes on, worth telling) or fail.  ms is the time since the last line. */
void trace_add(struct trace *trace, const char *check, const char *result, const char *detail);

char *trace_format(struct trace *trace);

#endif
