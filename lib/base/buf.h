/* SPDX-License-Identifier: MIT */
/*
 * A growing text that cannot exist without a limit.  The first failure (over the limit) sticks:
 * later writes do nothing, and the caller looks once, at the end.  The data is always
 * NUL-terminated.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* An empty buffer under mem that will hold at most limit bytes. */
struct buf *buf_new(void *mem, size_t limit);

void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_write(struct buf *buf, const void *data, size_t len);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Empties the buffer and forgets a failure. */
void buf_reset(struct buf *buf);

/* Cuts the text back to len bytes; len beyond the end does nothing. */
void buf_truncate(struct buf *buf, size_t len);

/* True when something did not fit. */
bool buf_failed(const struct buf *buf);

/* The text; it moves when the buffer grows and dies with it. */
const char *buf_data(const struct buf *buf);
size_t buf_len(const struct buf *buf);

#endif
