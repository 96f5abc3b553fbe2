/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Letters are cut by "%.20s", which counts bytes, and at the end: what is left of one is dropped
   there, elsewhere each byte becomes a question mark. */
static void
mend(char *text)
{
	const char *p = text, *end = text + strlen(text);
	char *last = text;

	while (p < end) {
		char *start = text + (p - text);

		if (utf8_decode(&p, end) == 0xFFFD && p - start == 1)
			*start = '?';
		else
			last = text + (p - text);
	}
	*last = '\0';
}

bool
(err_set)(struct err *err, enum err_code code, const char *format, ...)
{
	va_list args;

	err->code = code;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args); /* what does not fit is cut off */
	mend(err->text);
	va_end(args);
	return false;
}

bool
(err_prefix)(struct err *err, const char *format, ...)
{
	char prefix[128], text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(prefix, sizeof(prefix), format, args);
	mend(prefix);
	va_end(args);
	memcpy(text, err->text, sizeof(text));
	return err_set(err, err->code, "%s: %s", prefix, text);
}

const char *
err_code_name(enum err_code code)
{
	static const char *const names[] = {
		[ERR_NONE] = "none",         [ERR_INVALID] = "invalid",
		[ERR_DENIED] = "denied",     [ERR_NOT_FOUND] = "not_found",
		[ERR_CONFLICT] = "conflict", [ERR_LIMITED] = "limited",
		[ERR_UPSTREAM] = "upstream", [ERR_UNCERTAIN] = "uncertain",
		[ERR_BUSY] = "busy",         [ERR_INTERNAL] = "internal",
	};

	return names[code];
}
