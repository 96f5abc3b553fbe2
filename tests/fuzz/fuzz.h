/* SPDX-License-Identifier: MIT */
/*
 * A target of libFuzzer: one file that defines fuzz_one, which gives an input to parsers of foreign
 * bytes and says what must hold of what comes out.  It runs millions of times in one process, so it
 * keeps nothing.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

/* mem: freed behind the call.  data: len bytes and not one more. */
void fuzz_one(void *mem, const char *data, size_t len);

/* What must hold; tells the place and ends the process, so that libFuzzer keeps the input. */
#define FUZZ_MUST(condition) \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
void fuzz_fail(const char *file, int line, const char *condition) __attribute__((noreturn));

/* What is left of an input. */
struct fuzz_input {
	const char *data;
	size_t len;
};

/* The bytes up to the next line end (or to the end) as valid text; the input moves behind it. */
char *fuzz_line(void *mem, struct fuzz_input *input);

/* The bytes up to a line that has nothing but "==" (or to the end) as they are, in a copy of exactly
   their length. */
struct fuzz_input fuzz_part(void *mem, struct fuzz_input *input);

/* len bytes as valid text without NUL. */
char *fuzz_text(void *mem, const char *data, size_t len);

/* text, which must be valid. */
const char *fuzz_valid(const char *text);

/* Bytes that hang under mem, what talloc itself needs for each piece among them. */
size_t fuzz_size(const void *mem);

#endif
