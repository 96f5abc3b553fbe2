/* SPDX-License-Identifier: MIT */
/*
 * A folded text as words and signs, for rules that look for names in people's writing.  A word is
 * letters, digits and '_'; white space is no token, but line ends are.
 */
#ifndef CORE_TOKENS_H
#define CORE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct token {
	const char *start, *end; /* in the text */
	const char *word;        /* NULL: a sign */
	int32_t sign;            /* 0 for a word */
	bool apart;              /* white space stands before it */
	bool latin;              /* a word with Latin letters and no Cyrillic ones */
};

struct tokens {
	const char *text;
	struct token *list;
	size_t count;
};

/* text must outlive the tokens.  A Latin word with some Cyrillic letters that look Latin ("mе") is
   given in Latin letters. */
struct tokens tokens_read(void *mem, const char *text);

/* The token at index, or one behind the end that is neither word nor sign. */
const struct token *tokens_at(const struct tokens *tokens, size_t index);

/* Is the token one of the words of a NULL-terminated list?  One of the ASCII signs? */
bool token_is_word(const struct token *token, const char *const list[]);
bool token_is_sign(const struct token *token, const char *signs);

/* The word in Latin letters if all its Cyrillic ones look like some ("сом"), else NULL. */
char *tokens_as_latin(void *mem, const char *word);

/* A copy of text in which words that are spelled letter by letter ("s o b a k a", "т-о-ч-к-а") are
   words again; dots, slashes and the like stay between them. */
char *tokens_join_letters(void *mem, const char *text);

#endif
