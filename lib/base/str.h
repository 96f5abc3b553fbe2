/* SPDX-License-Identifier: MIT */
/* Small questions about NUL-terminated strings.  ASCII only: letters of people are utf8.h's. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

/* Both NULL is equal; one NULL is not. */
bool str_equal(const char *a, const char *b);
bool str_equal_nocase(const char *a, const char *b);
bool str_has_prefix(const char *text, const char *prefix);
bool str_has_suffix(const char *text, const char *suffix);

/* NULL or ""; here, so that analysers see that what is not empty is no null pointer. */
static inline bool
str_is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

/* text, or fallback when text is NULL or empty. */
const char *str_or(const char *text, const char *fallback);

/* A copy without blanks, tabs and line ends at both sides. */
char *str_trim(void *mem, const char *text);

/* A copy without trailing slashes: base URLs are kept that way. */
char *str_trim_slashes(void *mem, const char *text);

/* The position of word in the NULL-terminated list words, or -1. */
int str_index(const char *const words[], const char *word);

/* The same time for every pair of equal length; lengths may show. */
bool str_equal_secret(const char *a, const char *b);

#endif
