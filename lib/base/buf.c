/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

struct buf {
	char *data;
	size_t len;
	size_t size;  /* allocated, with room for the NUL */
	size_t limit; /* of len */
	bool failed;
};

struct buf *
buf_new(void *mem, size_t limit)
{
	struct buf *buf = mem_new(mem, struct buf);

	buf->limit = limit;
	buf->size = 64;
	buf->data = mem_array(buf, char, buf->size);
	return buf;
}

/* Makes room for more bytes behind the text; false once the limit would be passed. */
static bool
reserve(struct buf *buf, size_t more)
{
	if (buf->failed || more > buf->limit - buf->len) {
		buf->failed = true;
		return false;
	}
	if (buf->len + more + 1 > buf->size) {
		while (buf->len + more + 1 > buf->size)
			buf->size *= 2;
		buf->data = mem_resize(buf, buf->data, char, buf->size);
	}
	return true;
}

void
buf_write(struct buf *buf, const void *data, size_t len)
{
	if (len == 0 || !reserve(buf, len))
		return;
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_write(buf, text, strlen(text));
}

void
buf_putc(struct buf *buf, char c)
{
	buf_write(buf, &c, 1);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(need >= 0);
	if (!reserve(buf, (size_t)need))
		return;
	va_start(args, format);
	(void)vsnprintf(buf->data + buf->len, (size_t)need + 1, format, args); /* it fits */
	va_end(args);
	buf->len += (size_t)need;
}

void
buf_reset(struct buf *buf)
{
	buf->failed = false;
	buf_truncate(buf, 0);
}

void
buf_truncate(struct buf *buf, size_t len)
{
	if (len < buf->len) {
		buf->len = len;
		buf->data[len] = '\0';
	}
}

bool
buf_failed(const struct buf *buf)
{
	return buf->failed;
}

const char *
buf_data(const struct buf *buf)
{
	return buf->data;
}

size_t
buf_len(const struct buf *buf)
{
	return buf->len;
}
