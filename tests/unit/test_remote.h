/* SPDX-License-Identifier: MIT */
/* The suites of layer remote; test_remote.c runs them in one program. */
#ifndef TESTS_TEST_REMOTE_H
#define TESTS_TEST_REMOTE_H

#include "fixture.h"

/* JSON as it is, out of JSON with ` in place of ". */
char *json(const char *text);

Suite *avito_suite(void);
Suite *avito_message_suite(void);
Suite *avito_method_suite(void);
Suite *llm_suite(void);
Suite *llm_openai_suite(void);
Suite *picture_suite(void);
Suite *redact_suite(void);

#endif
