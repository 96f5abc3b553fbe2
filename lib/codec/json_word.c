/* SPDX-License-Identifier: MIT */
#include "codec/json_word.h"

#include <stdbool.h>
#include <string.h>

/* The bytes between two pointers; "at" moves while they are read. */
struct scan {
	const char *at, *end;
};

static bool
scan_one_of(struct scan *scan, const char *set)
{
	if (scan->at == scan->end || *scan->at == '\0' || strchr(set, *scan->at) == NULL)
		return false;
	scan->at++;
	return true;
}

static size_t
scan_digits(struct scan *scan)
{
	size_t count = 0;

	while (scan_one_of(scan, "0123456789"))
		count++;
	return count;
}

static bool
scan_number(struct scan *scan)
{
	(void)scan_one_of(scan, "-"); /* optional */
	if (!scan_one_of(scan, "0") && scan_digits(scan) == 0)
		return false;
	if (scan_one_of(scan, ".") && scan_digits(scan) == 0)
		return false;
	if (!scan_one_of(scan, "eE"))
		return true;
	(void)scan_one_of(scan, "+-"); /* optional */
	return scan_digits(scan) > 0;
}

/* What follows a backslash.  \u0000 is well-formed, but our strings end at NUL. */
static bool
scan_escape(struct scan *scan)
{
	const char *digits = scan->at + 1;

	if (scan_one_of(scan, "\"\\/bfnrt"))
		return true;
	if (!scan_one_of(scan, "u"))
		return false;
	for (int i = 0; i < 4; i++)
		if (!scan_one_of(scan, "0123456789abcdefABCDEF"))
			return false;
	return memcmp(digits, "0000", 4) != 0;
}

/* The rest of a string behind its opening quote. */
static bool
scan_string(struct scan *scan)
{
	while (scan->at < scan->end && (unsigned char)*scan->at >= 0x20) {
		char c = *scan->at++;

		if (c == '"')
			return true;
		if (c == '\\' && !scan_escape(scan))
			return false;
	}
	return false;
}

static bool
scan_word(struct scan *scan)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(scan->end - scan->at) >= len && memcmp(scan->at, words[i], len) == 0) {
			scan->at += len;
			return true;
		}
	}
	return false;
}

/* A string, or a word or number that ends where it should. */
static bool
scan_scalar(struct scan *scan)
{
	if (scan_one_of(scan, "\""))
		return scan_string(scan);
	return (scan_word(scan) || scan_number(scan)) &&
		(scan->at == scan->end || strchr(" \t\r\n]},", *scan->at) != NULL);
}

const char *
json_find_bad_word(const char *text, size_t len)
{
	struct scan scan = { text, text + len };
	bool comma = false; /* the last word was one */

	while (scan.at < scan.end) {
		if (scan_one_of(&scan, " \t\r\n"))
			continue;
		if (comma && (*scan.at == ']' || *scan.at == '}'))
			return scan.at;
		comma = *scan.at == ',';
		if (!scan_one_of(&scan, "{}[]:,") && !scan_scalar(&scan))
			return scan.at;
	}
	return NULL;
}
