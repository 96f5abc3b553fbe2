/* SPDX-License-Identifier: MIT */
/*
 * Which form of a word goes with a number: the categories of Unicode CLDR, for the languages we
 * speak.  Russian: one 1, 21; few 2, 24; many 0, 5, 11; other 1,5.  English: one 1; other the rest.
 */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

/* "one", "few", "many" or "other".  number is written as it is shown: digits, perhaps with a sign in
   front and a fraction behind "." or ","; what is no number is "other".  A language that is not
   "ru" is taken for English. */
const char *plural_form(const char *lang, const char *number);

#endif
