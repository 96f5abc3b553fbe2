/* SPDX-License-Identifier: MIT */
/* Word stems by Snowball (Russian and English), for finding facts. */
#ifndef CODEC_STEM_H
#define CODEC_STEM_H

#include <stddef.h>

/* The stems of the words of text, folded, without stop words, each once, joined by blanks.  Words
   are runs of letters and digits; one-letter words are left out.  At most max_words. */
char *stem_text(void *mem, const char *text, size_t max_words);

/* The same as a NULL-terminated array. */
char **stem_words(void *mem, const char *text, size_t max_words, size_t *count_r);

#endif
