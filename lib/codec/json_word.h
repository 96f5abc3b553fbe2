/* SPDX-License-Identifier: MIT */
/*
 * The words of JSON, where json-c is laxer than RFC 8259: 'single quotes', NaN, Infinity, comments,
 * raw control characters in strings, 00, a comma before a closing bracket.  How else words may
 * follow each other is json-c's to say.
 */
#ifndef CODEC_JSON_WORD_H
#define CODEC_JSON_WORD_H

#include <stddef.h>

/* Where the first thing ends that is no word of JSON, or a string with \u0000; NULL when there is
   none. */
const char *json_find_bad_word(const char *text, size_t len);

#endif
