/* SPDX-License-Identifier: MIT */
#include "remote/redact.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
	MAX_CHARS = 300,
	MAX_CHARS_IN = 4000, /* looked at before */
	MAX_BYTES = 64 * 1024,
	MIN_SECRET = 6,  /* less is a word that stands in for a key: "none" */
	SECRET_RUN = 16, /* letters and digits in a row; names of models and errors have fewer */
	NUMBER_RUN = 7,  /* a limit of tokens is shorter */
	PHONE_DIGITS = 10
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What keys and tokens are made of. */
static bool
is_word(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '*';
}

/* A long run of letters and digits mixed: no word of a language. */
static bool
has_random_run(const char *word, size_t len)
{
	size_t run = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		run = is_alnum(word[i]) ? run + 1 : 0;
		digits = run == 0 ? 0 : digits + is_digit(word[i]);
		if (run >= SECRET_RUN && digits > 0)
			return true;
	}
	return false;
}

/* The length of the word at text when it is a key or a token, else 0. */
static size_t
key_len(const char *text)
{
	static const char *const marks[] = { "sk-", "sk_", "pk-", "pplx-", "AIza", "gsk_", "org-",
		"proj_", "eyJ" };
	size_t len = 0;

	while (is_word(text[len]))
		len++;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_has_prefix(text, marks[i]) && len >= strlen(marks[i]) + 4)
			return len;
	return has_random_run(text, len) ? len : 0;
}

/* The length of the number at text, in groups or not, when it may be a telephone's, else 0. */
static size_t
phone_len(const char *text)
{
	size_t len = 0, digits = 0, groups = 0;

	for (size_t i = 0; is_digit(text[i]) || is_one_of(text[i], " ()-"); i++) {
		if (!is_digit(text[i]))
			continue;
		groups += digits == 0 || i > len;
		digits++;
		len = i + 1;
	}
	return digits >= PHONE_DIGITS || (groups == 1 && digits >= NUMBER_RUN) ? len : 0;
}

/* How many bytes at text have to be blotted out.  A word and a number are looked at from their
   first byte only; before is the byte in front of text. */
static size_t
blot_len(const char *text, char before, const char *secret)
{
	size_t len = 0;

	if (secret != NULL && strlen(secret) >= MIN_SECRET && str_has_prefix(text, secret))
		return strlen(secret);
	if (is_digit(*text) && !is_digit(before))
		len = phone_len(text);
	if (len == 0 && !is_word(before))
		len = key_len(text);
	return len;
}

char *
redact(void *mem, const char *text, const char *secret)
{
	char *start = utf8_shorten(mem, str_or(text, ""), MAX_CHARS_IN), before = ' ', *result;
	struct buf *buf = buf_new(start, MAX_BYTES);

	for (const char *at = start; *at != '\0';) {
		size_t len = blot_len(at, before, secret);

		if (len > 0)
			buf_puts(buf, "***");
		else
			buf_putc(buf, (unsigned char)*at < ' ' ? ' ' : *at);
		at += len > 0 ? len : 1;
		before = at[-1];
	}
	result = str_trim(start, buf_data(buf));
	result = utf8_shorten(mem, result, MAX_CHARS);
	mem_free(start);
	return result;
}
