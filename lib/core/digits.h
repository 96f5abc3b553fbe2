/* SPDX-License-Identifier: MIT */
/*
 * Groups of digits in people's writing: digits of any script, circled and framed ones, letters that
 * look like digits among them ("89l6", "8 9OO"), numbers in words ("девятьсот шестнадцать", "nine
 * one six").  What a row of groups means (a phone, a price, a date) is for others to say.
 */
#ifndef CORE_DIGITS_H
#define CORE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands between a group and the one before it. */
enum {
	GAP_WORDS = 1, /* words or a unit: another number begins (the first group, too) */
	GAP_LIST = 2,  /* a comma, semicolon or line end */
	GAP_CROSS = 4, /* a sign of multiplication */
	GAP_COLON = 8
};

struct digits {
	const char *start, *end; /* in the text, with a leading plus */
	const char *text;        /* '0'..'9' */
	size_t len;              /* of text */
	unsigned gap;            /* GAP_* bits */
	int32_t sign;            /* the gap, when it is a single character; any dash is '-' */
	size_t words;            /* in the gap, not counting "и", "тире", "потом" and the like */
	bool plus;               /* "+" or "плюс" stands before it */
	bool measured;           /* a unit, a currency or a percent sign follows */
	bool called;             /* "телефон", "звоните" and the like stand before it */
};

/* The groups of a folded text (utf8_fold), in order, as an array under mem. */
size_t digits_scan(void *mem, const char *folded, struct digits **list_r);

#endif
