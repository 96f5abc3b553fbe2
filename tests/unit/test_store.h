/* SPDX-License-Identifier: MIT */
/* The suites of layer store, and what their tests share: a database with the whole schema. */
#ifndef TESTS_TEST_STORE_H
#define TESTS_TEST_STORE_H

#include "codec/secret.h"
#include "fixture.h"
#include "io/db.h"
#include "schema.h"

/* The connection of the running test. */
extern struct db *store_db;

/* What its secrets are sealed with. */
extern struct secret_key store_key;

/* A case whose tests begin with empty tables and running clocks. */
TCase *store_case(Suite *suite, const char *name);

Suite *account_suite(void);
Suite *chat_suite(void);
Suite *chat_list_suite(void);
Suite *fact_suite(void);
Suite *job_suite(void);
Suite *job_lease_suite(void);
Suite *job_queue_suite(void);
Suite *job_race_suite(void);
Suite *message_suite(void);
Suite *migrate_suite(void);
Suite *outbox_suite(void);
Suite *overview_suite(void);
Suite *project_suite(void);
Suite *provider_suite(void);
Suite *session_suite(void);
Suite *setting_suite(void);
Suite *store_faults_suite(void);
Suite *throttle_suite(void);
Suite *turn_suite(void);
Suite *user_suite(void);
Suite *worker_suite(void);

#endif
