/* SPDX-License-Identifier: MIT */
/* Numbers in words: Russian, English, and Russian units in Latin letters. */
#ifndef CORE_NUMERAL_H
#define CORE_NUMERAL_H

#include <stddef.h>

/* The value of the longest numeral that text, folded, begins with, and its length in bytes; 0
   when there is none.  A multiplier (100 of "hundred", 1000) has times_r set to it and value 0. */
size_t numeral_prefix(const char *text, int *value_r, int *times_r);

#endif
