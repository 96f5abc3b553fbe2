/* SPDX-License-Identifier: MIT */
/* codec/multipart.h.  The first line is the Content-Type, all behind it the body. */
#include "codec/multipart.h"

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

enum { PARTS = 20 };

static void
check_parts(void *mem, const char *type, const struct fuzz_input *body)
{
	struct multipart *multipart;
	struct err err;

	if (!multipart_parse(mem, type, body->data, body->len, PARTS, &multipart, &err)) {
		FUZZ_MUST(err.code == ERR_INVALID);
		fuzz_valid(err.text);
		return;
	}
	FUZZ_MUST(multipart->count <= PARTS);
	for (size_t i = 0; i < multipart->count; i++) {
		const struct multipart_part *part = &multipart->parts[i];

		fuzz_valid(part->name);
		if (part->filename != NULL)
			fuzz_valid(part->filename);
		FUZZ_MUST(part->data >= body->data &&
			part->data + part->len <= body->data + body->len);
	}
}

/* What we write as a form arrives whole, whatever bytes it has. */
static void
check_again(void *mem, const struct fuzz_input *body)
{
	static const char head[] = "--xx-border\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
	static const char tail[] = "\r\n--xx-border--\r\n";
	struct buf *buf = buf_new(mem, body->len + 200);
	struct multipart *multipart;
	struct err err;

	if (memmem(body->data, body->len, "--xx-border", 11) != NULL)
		return;
	buf_puts(buf, head);
	buf_write(buf, body->data, body->len);
	buf_puts(buf, tail);
	FUZZ_MUST(multipart_parse(mem, "multipart/form-data; boundary=xx-border", buf_data(buf),
		buf_len(buf), PARTS, &multipart, &err));
	FUZZ_MUST(multipart->count == 1 && multipart->parts[0].len == body->len);
	FUZZ_MUST(memcmp(multipart->parts[0].data, body->data, body->len) == 0);
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct fuzz_input input = { data, len };
	const char *type = fuzz_line(mem, &input);
	struct fuzz_input body = { mem_dup(mem, input.data, input.len), input.len };

	check_parts(mem, type, &body);
	check_again(mem, &body);
}
