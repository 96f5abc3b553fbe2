/* SPDX-License-Identifier: MIT */
/* The suites of layer codec; test_codec.c runs them in one program. */
#ifndef TESTS_TEST_CODEC_H
#define TESTS_TEST_CODEC_H

#include "fixture.h"

Suite *accept_suite(void);
Suite *cookie_suite(void);
Suite *form_suite(void);
Suite *json_suite(void);
Suite *json_cases_suite(void);
Suite *multipart_suite(void);
Suite *secret_suite(void);
Suite *sheet_suite(void);
Suite *stem_suite(void);
Suite *url_suite(void);

#endif
