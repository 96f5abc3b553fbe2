/* SPDX-License-Identifier: MIT */
/* The suites of what the FastCGI programs share, and of the dashboard's pages. */
#ifndef TESTS_TEST_WEB_H
#define TESTS_TEST_WEB_H

#include "fixture.h"

Suite *dispatch_suite(void);
Suite *dispatch_identity_suite(void);
Suite *gate_suite(void);
Suite *date_text_suite(void);
Suite *hours_text_suite(void);
Suite *identity_suite(void);
Suite *param_suite(void);
Suite *route_suite(void);
Suite *sign_in_suite(void);
Suite *wording_suite(void);

#endif
