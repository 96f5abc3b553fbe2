/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "codec/secret.h"

enum { BLOCK = 112 }; /* talloc's head of a piece, with malloc's own */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void *root;
	void *mem;

	if (root == NULL) {
		secret_init();
		root = mem_context(NULL, "fuzz");
	}
	mem = mem_context(root, "input");
	fuzz_one(mem, (const char *)data, len);
	mem_free(mem);
	FUZZ_MUST(talloc_total_blocks(root) == 1);
	return 0;
}

void
fuzz_fail(const char *file, int line, const char *condition)
{
	(void)fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
	abort();
}

char *
fuzz_line(void *mem, struct fuzz_input *input)
{
	const char *end = input->len > 0 ? memchr(input->data, '\n', input->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - input->data) : input->len;
	char *line = fuzz_text(mem, input->data, len);

	len += end != NULL;
	input->data += len;
	input->len -= len;
	return line;
}

struct fuzz_input
fuzz_part(void *mem, struct fuzz_input *input)
{
	static const char border[] = "\n==\n";
	const size_t border_len = sizeof(border) - 1;
	const char *end = memmem(input->data, input->len, border, border_len);
	size_t len = end != NULL ? (size_t)(end - input->data) : input->len;
	struct fuzz_input part = { mem_dup(mem, input->data, len), len };

	len += end != NULL ? border_len : 0;
	input->data += len;
	input->len -= len;
	return part;
}

char *
fuzz_text(void *mem, const char *data, size_t len)
{
	return utf8_repair(mem, data, len);
}

const char *
fuzz_valid(const char *text)
{
	FUZZ_MUST(text != NULL && utf8_is_valid(text, strlen(text)));
	return text;
}

size_t
fuzz_size(const void *mem)
{
	return talloc_total_size(mem) + BLOCK * talloc_total_blocks(mem);
}
