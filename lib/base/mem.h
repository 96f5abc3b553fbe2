/* SPDX-License-Identifier: MIT */
/*
 * Memory belongs to a talloc context and dies with it: a request, a job, one turn of a loop.
 * Every function here ends the process when memory runs out (the queue makes that harmless), so
 * none returns NULL and no caller checks.  Contexts are never shared between threads.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <talloc.h>

/* Says so on standard error and ends the process; also for libraries that had no memory. */
void mem_exhausted(void) __attribute__((noreturn));

/* A zeroed object or array of type, under ctx. */
#define mem_new(ctx, type) ((type *)mem_zeroed((ctx), sizeof(type), 1, #type))
#define mem_array(ctx, type, count) ((type *)mem_zeroed((ctx), sizeof(type), (count), #type))

/* An empty context under parent, to be freed as a whole.  parent NULL makes a root: only main(),
   a thread's first function and tests do that. */
void *mem_context(void *parent, const char *name);

/* Like mem_context, with size bytes set aside at once for the objects under it. */
void *mem_pool(void *parent, size_t size);

/* Frees ctx and all under it; NULL is fine. */
void mem_free(void *ctx);

void *mem_zeroed(void *ctx, size_t size, size_t count, const char *name);

/* Grows or shrinks an array made by mem_array; new members are not zeroed. */
#define mem_resize(ctx, array, type, count) \
	((type *)mem_realloc((ctx), (array), sizeof(type), (count), #type))
void *mem_realloc(void *ctx, void *old, size_t size, size_t count, const char *name);

/* A copy of text; NULL stays NULL. */
char *mem_strdup(void *ctx, const char *text);

/* A NUL-terminated copy of len bytes. */
char *mem_strndup(void *ctx, const char *text, size_t len);

void *mem_dup(void *ctx, const void *data, size_t len);

char *mem_printf(void *ctx, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
