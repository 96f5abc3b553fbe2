/* SPDX-License-Identifier: MIT */
/*
 * The page's words: Russian or English, by the cookie the language links set, else by what the
 * browser asks for; days and times on the wall clock of the shop.
 */
#ifndef SIM_PAGE_WORDS_H
#define SIM_PAGE_WORDS_H

#include <stdint.h>

#include "base/err.h"

struct call;
struct sim;
struct tmpl;

/* "ru" or "en". */
const char *page_words_lang(const struct call *call);

/* The Set-Cookie that remembers a language; anything but "en" is Russian. */
char *page_words_cookie(void *mem, const char *lang);

/* Loads the words of lang below Lang. */
bool page_words_load(struct tmpl *tmpl, const char *lang, struct err *err);

/* A tree with the words of the caller's language, for texts outside of a page. */
bool page_words_open(struct sim *sim, const struct call *call, struct tmpl **tmpl_r,
	struct err *err);

/* Lang.<group>.<name>; NULL when there is none. */
const char *page_words_find(struct tmpl *tmpl, const char *group, const char *name);

/* "сегодня", "вчера", "12 ноября", "12 ноября 2025" */
char *page_words_day(struct tmpl *tmpl, void *mem, int64_t at_s);

/* "11:53" */
char *page_words_clock(void *mem, int64_t at_s);

/* The clock when it is today, the day otherwise. */
char *page_words_moment(struct tmpl *tmpl, void *mem, int64_t at_s);

/* Number of the day, for telling days apart. */
int64_t page_words_day_number(int64_t at_s);

#endif
