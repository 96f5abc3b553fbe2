/* SPDX-License-Identifier: MIT */
/*
 * Wording in the visitor's language: sentences with a value in them, spans of time, dates.  "{}" in
 * a sentence of the language file is where the value goes.
 */
#ifndef UI_WORDS_H
#define UI_WORDS_H

#include "shared/request.h"

/* text with every "{}" replaced by value. */
char *words_fill(void *mem, const char *text, const char *value);

/* The sentence Lang.<name> with value in it. */
char *words_with(struct request *req, const char *name, const char *value);

/* The sentence for so many: Lang.<name>.one, .few, .many or .other with the number in it.  A fraction
   or "499+" is given as text. */
char *words_number(struct request *req, const char *name, int64_t number);
char *words_number_text(struct request *req, const char *name, const char *number);

/* The number, or "499+" for what was counted no further than limit (500). */
char *words_up_to(struct request *req, int64_t number, int64_t limit);

/* Lang.<group>.<name>, where name may come from the database; NULL when there is none. */
const char *words_find(struct request *req, const char *group, const char *name);

/* The same, and name itself when nobody has words for it. */
const char *words_of(struct request *req, const char *group, const char *name);

/* "40 с", "4 мин", "3 ч 5 мин", "2 дн": whole units, rounded down; less than nothing is 0 s. */
char *words_span(struct request *req, int64_t ms);

/* "0,8 с", "< 0,1 с": how long something took. */
char *words_seconds(struct request *req, int64_t ms);

/* What is left until an instant, in whole minutes, rounded up. */
char *words_left(struct request *req, int64_t ms);

/* "5 мин назад", "только что" */
char *words_ago(struct request *req, int64_t at_ms);

/* "13:51" on the wall clock of zone */
char *words_clock(struct request *req, int64_t at_ms, const char *zone);

/* "сегодня", "вчера", "12 мая", "12 мая 2024" */
char *words_day(struct request *req, int64_t at_ms, const char *zone);

/* The clock when it is today, the day otherwise. */
char *words_moment(struct request *req, int64_t at_ms, const char *zone);

/* Number of the day on the wall clock of zone, for telling days apart. */
int64_t words_day_number(int64_t at_ms, const char *zone);

#endif
