/* SPDX-License-Identifier: MIT */
/* Markdown and HTML in a text for a chat that shows them raw. */
#ifndef CORE_MARKUP_H
#define CORE_MARKUP_H

/* A piece of markup in text, copied under mem, or NULL.  Stars and dashes of plain writing
   ("90*60", "4* отель", "Москва - Тула") are none. */
const char *markup_find(void *mem, const char *text);

/* text without the markup that hides nothing: emphasis, headings, code marks, quotes, marks of
   facts ("[факт 12]"); list marks become dashes.  Links, tables and tags stay. */
char *markup_strip(void *mem, const char *text);

#endif
