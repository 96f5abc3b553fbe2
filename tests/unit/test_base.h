/* SPDX-License-Identifier: MIT */
/* The suites of layer base; test_base.c runs them in one program. */
#ifndef TESTS_TEST_BASE_H
#define TESTS_TEST_BASE_H

#include "fixture.h"

Suite *buf_suite(void);
Suite *conf_suite(void);
Suite *err_suite(void);
Suite *log_suite(void);
Suite *mem_suite(void);
Suite *num_suite(void);
Suite *plural_suite(void);
Suite *str_suite(void);
Suite *time_suite(void);
Suite *utf8_suite(void);

#endif
