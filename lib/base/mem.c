/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crash.h"

void
mem_exhausted(void)
{
	static const char message[] = "out of memory\n";

	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	abort();
}

static void *
must(void *memory)
{
	if (memory == NULL)
		mem_exhausted();
	return memory;
}

void *
mem_context(void *parent, const char *name)
{
	CRASH_MEMORY();
	return must(talloc_named_const(parent, 0, name));
}

void *
mem_pool(void *parent, size_t size)
{
#ifdef __SANITIZE_ADDRESS__
	(void)size; /* within a pool nobody would see what is written beyond one object */
	return mem_context(parent, "pool");
#else
	return must(talloc_pool(parent, size));
#endif
}

void
mem_free(void *ctx)
{
	if (ctx != NULL)
		(void)talloc_free(ctx); /* fails only for references and refusing destructors: none */
}

void *
mem_zeroed(void *ctx, size_t size, size_t count, const char *name)
{
	assert(count <= UINT_MAX);
	return must(_talloc_zero_array(ctx, size, (unsigned)count, name));
}

void *
mem_realloc(void *ctx, void *old, size_t size, size_t count, const char *name)
{
	assert(count <= UINT_MAX);
	if (count == 0)
		count = 1; /* talloc would free it and return NULL */
	return must(_talloc_realloc_array(ctx, old, size, (unsigned)count, name));
}

char *
mem_strdup(void *ctx, const char *text)
{
	return text == NULL ? NULL : must(talloc_strdup(ctx, text));
}

char *
mem_strndup(void *ctx, const char *text, size_t len)
{
	char *copy = must(talloc_size(ctx, len + 1));

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

void *
mem_dup(void *ctx, const void *data, size_t len)
{
	void *copy = must(talloc_size(ctx, len > 0 ? len : 1));

	if (len > 0)
		memcpy(copy, data, len);
	return copy;
}

char *
mem_printf(void *ctx, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = must(talloc_vasprintf(ctx, format, args));
	va_end(args);
	return text;
}
