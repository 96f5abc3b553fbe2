/* SPDX-License-Identifier: MIT */
/* A program of few routes for the tests of the dispatcher: every handler tells what it saw. */
#ifndef TESTS_SMALL_PROGRAM_H
#define TESTS_SMALL_PROGRAM_H

#include "io/fcgi.h"

/* Set-ups: it answers in pages, or in JSON. */
void small_use_pages(void);
void small_use_json(void);

/* A word of the error of a JSON answer; "" when it has none. */
const char *small_error(const struct fcgi_response *response, const char *key);

#endif
