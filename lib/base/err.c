/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Removes the bytes of a letter that was cut in the middle. */
static void
drop_half_letter(char *text)
{
	size_t len = strlen(text), start = len;

	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0 || ((unsigned char)text[start - 1] & 0x80) == 0)
		return;
	start--;

	unsigned char lead = (unsigned char)text[start];
	size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

	if (len - start < want)
		text[start] = '\0';
}

bool
err_set(struct err *err, enum err_code code, const char *format, ...)
{
	va_list args;

	err->code = code;
	va_start(args, format);
	if (vsnprintf(err->text, sizeof(err->text), format, args) >= (int)sizeof(err->text))
		drop_half_letter(err->text);
	va_end(args);
	return false;
}

bool
err_prefix(struct err *err, const char *format, ...)
{
	char prefix[128], text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	if (vsnprintf(prefix, sizeof(prefix), format, args) >= (int)sizeof(prefix))
		drop_half_letter(prefix);
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
