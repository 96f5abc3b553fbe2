/* SPDX-License-Identifier: MIT */
/* The words of a text one by one, without memory: for rules that look at a few known words. */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { WORD_SIZE = 64 };

/* The next run of letters and digits at *text, which moves behind it; Latin and Cyrillic in lower
   case, "ё" as "е", cut to fit.  False at the end. */
bool words_next(const char **text, char word_r[WORD_SIZE]);

/* Number of words, counted up to max. */
size_t words_count(const char *text, size_t max);

/* Do both texts have the same words in the same order? */
bool words_same(const char *a, const char *b);

/* All words with one blank around each (" как языковая модель "), so that a phrase can be looked
   for with its blanks. */
char *words_line(void *mem, const char *text);

#endif
