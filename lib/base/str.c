/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"

bool
str_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
str_equal_nocase(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

bool
str_has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
str_has_suffix(const char *text, const char *suffix)
{
	size_t len = strlen(text), want = strlen(suffix);

	return len >= want && strcmp(text + len - want, suffix) == 0;
}

const char *
str_or(const char *text, const char *fallback)
{
	return str_is_empty(text) ? fallback : text;
}

char *
str_trim(void *mem, const char *text)
{
	text += strspn(text, " \t\r\n");

	size_t len = strlen(text);

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	return mem_strndup(mem, text, len);
}

char *
str_trim_slashes(void *mem, const char *text)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '/')
		len--;
	return mem_strndup(mem, text, len);
}

int
str_index(const char *const words[], const char *word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (str_equal(words[i], word))
			return i;
	return -1;
}

bool
str_equal_secret(const char *a, const char *b)
{
	size_t len = strlen(a);
	unsigned char difference = 0;

	if (len != strlen(b))
		return false;
	for (size_t i = 0; i < len; i++)
		difference |= (unsigned char)(a[i] ^ b[i]);
	return difference == 0;
}
