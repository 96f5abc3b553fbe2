/* SPDX-License-Identifier: MIT */
/* The suites of layer io; test_io.c runs them in one program. */
#ifndef TESTS_TEST_IO_H
#define TESTS_TEST_IO_H

#include "fixture.h"

Suite *address_suite(void);
Suite *db_suite(void);
Suite *db_clock_suite(void);
Suite *db_lost_suite(void);
Suite *db_pool_suite(void);
Suite *db_run_suite(void);
Suite *db_transaction_suite(void);
Suite *fcgi_suite(void);
Suite *fcgi_0_suite(void);
Suite *fcgi_nginx_suite(void);
Suite *fcgi_threads_suite(void);
Suite *http_suite(void);
Suite *http_folder_suite(void);
Suite *http_proxy_suite(void);
Suite *nudge_suite(void);
Suite *tmpl_suite(void);

#endif
