/* SPDX-License-Identifier: MIT */
/* The dot and the at of addresses in letters or brackets: "точка", "(dot)", "собака", "[at]". */
#ifndef CORE_SPELLED_H
#define CORE_SPELLED_H

#include <stdbool.h>
#include <stddef.h>

struct token;
struct tokens;

/* A full stop, or one of the signs that look like it. */
bool spelled_is_dot(const struct token *token);

/* How many tokens from index on are a dot in letters or brackets; 0 for none. */
size_t spelled_dot(const struct tokens *tokens, size_t index);

/* The same, or the sign itself. */
size_t spelled_any_dot(const struct tokens *tokens, size_t index);

/* How many tokens from index on are an at in letters or brackets; 0 for none, and for "@". */
size_t spelled_at(const struct tokens *tokens, size_t index);

/* "собака" and the like. */
bool spelled_is_at(const struct token *token);

/* "mail", "яндекс": hosts that are named without their domain. */
bool spelled_is_mail_host(const struct token *token);

/* Is word a name, a dot in letters and one of the domains: "магазинточкару"? */
bool spelled_in_one_word(const char *word, const char *const domains[]);

#endif
