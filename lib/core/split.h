/* SPDX-License-Identifier: MIT */
/* Long texts as several messages.  Pure. */
#ifndef CORE_SPLIT_H
#define CORE_SPLIT_H

#include <stddef.h>

enum { SPLIT_MAX_CHARS = 1000 }; /* Avito: messenger.json, postSendMessage, maxLength */

/* Parts of at most max_chars code points, trimmed, never empty; cut at paragraph, else sentence
   borders of the second half, else word borders, else between letters.  The array is under mem. */
void split_text(void *mem, const char *text, size_t max_chars, char ***parts_r, size_t *count_r);

#endif
