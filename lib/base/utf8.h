/* SPDX-License-Identifier: MIT */
/*
 * Text of people.  Strings inside the program are valid UTF-8 without NUL; these functions check
 * that at the edge and count, cut and fold inside.  "Characters" are code points (Avito counts
 * those: messenger.json, maxLength), cutting never splits what a reader sees as one letter.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* len bytes of valid UTF-8 without NUL, overlong forms and surrogates. */
bool utf8_is_valid(const char *text, size_t len);

/* A valid copy: every bad byte (and NUL) becomes U+FFFD. */
char *utf8_repair(void *mem, const char *text, size_t len);

/* The code point at *text, which moves behind it and must be before end.  A bad byte (and NUL) gives
   U+FFFD and is one step. */
int32_t utf8_decode(const char **text, const char *end);

/* Number of code points in valid text. */
size_t utf8_length(const char *text);

/* Bytes of the longest prefix of text with at most max_chars code points that ends on a grapheme
   border.  A single grapheme longer than that is cut between its code points. */
size_t utf8_cut(const char *text, size_t max_chars);

/* The last border between code points at or before this byte of valid text. */
size_t utf8_border(const char *text, size_t at);

/* A copy cut to max_chars, with U+2026 as its last character if something was cut off. */
char *utf8_shorten(void *mem, const char *text, size_t max_chars);

/* A copy for comparing: NFKC, case-folded, without invisible characters (soft hyphens, zero-width
   joiners), "ё" as "е". */
char *utf8_fold(void *mem, const char *text);

/* A copy for telling whether two messages are the same words: NFC, runs of white space (any kind)
   as one blank, no blanks at the ends.  Avito may change white space in what it stores.
   Here and in utf8_fold marks past the 30th on one letter are dropped. */
char *utf8_normalise(void *mem, const char *text);

/* The code point at *text, which moves behind it; 0 at the end.  Valid text only. */
int32_t utf8_next(const char **text);

/* Letters, marks and digits of any script: what a word is made of. */
bool utf8_is_word(int32_t codepoint);

/* The next word at *text, of len_r bytes; *text moves behind it.  NULL at the end.  Valid text
   only. */
const char *utf8_next_word(const char **text, size_t *len_r);
bool utf8_is_cyrillic(int32_t codepoint);
bool utf8_is_latin(int32_t codepoint);

/* White space of any kind, line ends and no-break blanks among it. */
bool utf8_is_space(int32_t codepoint);

/* What combines with the letter before it: accents, strokes, the frame of a keycap. */
bool utf8_is_mark(int32_t codepoint);

/* The value 0..9 of a decimal digit of any script, else -1. */
int utf8_digit(int32_t codepoint);

#endif
