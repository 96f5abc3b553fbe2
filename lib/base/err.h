/* SPDX-License-Identifier: MIT */
/*
 * The one way a function says why it failed.  A function that can fail returns bool and fills a
 * struct err on the caller's stack; nothing has to be freed.  The code is for the program (it
 * chooses the HTTP status, or whether a job is tried again), the text is for the log and never for
 * a visitor.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE,
	ERR_INVALID,    /* the input is wrong; the same input will fail again */
	ERR_DENIED,     /* not signed in, not allowed, or a credential was refused */
	ERR_NOT_FOUND,
	ERR_CONFLICT,   /* a unique key is taken, or somebody else changed the row first */
	ERR_LIMITED,    /* asked to slow down; see the call for how long */
	ERR_UPSTREAM,   /* a foreign service failed and certainly did nothing */
	ERR_UNCERTAIN,  /* a write may or may not have happened: do not repeat it blindly */
	ERR_BUSY,       /* not now, and nothing was done: try again */
	ERR_INTERNAL
};

struct err {
	enum err_code code;
	char text[512]; /* UTF-8, cut at the end if too long */
};

/* Fills err and returns false, so that a function can end with `return err_set(...)`. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text and returns false.  The code stays. */
bool err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, where compilers and analysers see what they return. */
#define err_set(...) (err_set(__VA_ARGS__), false)
#define err_prefix(...) (err_prefix(__VA_ARGS__), false)

/* "invalid", "not_found", ...: a stable word for logs. */
const char *err_code_name(enum err_code code);

#endif
