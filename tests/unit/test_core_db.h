/* SPDX-License-Identifier: MIT */
/*
 * The suites of layer core that need more than the pure rules, and what they share: a shop in the
 * database.  Its clock and ours stand at CORE_NOW, a Friday, 11:00 in Moscow.
 */
#ifndef TESTS_TEST_CORE_DB_H
#define TESTS_TEST_CORE_DB_H

#include "codec/secret.h"
#include "fixture.h"
#include "io/db.h"
#include "schema.h"

#define CORE_NOW INT64_C(1800000000000)

enum { HOUR_MS = 3600000, SHOP_USER = 100, BUYER_USER = 555 };

struct account;
struct chat;
struct core;
struct job;
struct project;

/* The connection of the running test, the key of its secrets, and its shop. */
extern struct db *core_db;
extern struct secret_key core_key;
extern struct project *core_project;
extern struct account *core_account;

/* A case whose tests begin with one project and one account that has been connected for an hour. */
TCase *core_db_case(Suite *suite, const char *name);

/* Reads the shop anew. */
void core_reload(void);

/* The chat with Avito's id, made if absent. */
struct chat *core_chat(const char *avito_chat_id);
struct chat *core_chat_again(const struct chat *chat);

/* A row of the outbox, begun unless state is "ready", brought to this state; its id. */
int64_t core_sending(const struct chat *chat, const char *kind, const char *text,
	const char *state);

int64_t core_outbox_count(const char *state);

/* What the jobs of the shop share, with a connection of their own; both clocks run from now on. */
void core_open(struct core *core_r);

/* The chat's job "send", put and claimed. */
struct job *core_claim_send(const struct chat *chat);

/* When the waiting job of this kind is due; -1 when there is none. */
int64_t core_job_at(const char *kind);

Suite *adopt_suite(void);
Suite *clerk_suite(void);
Suite *connect_suite(void);
Suite *crew_suite(void);
Suite *crew_job_suite(void);
Suite *doctor_suite(void);
Suite *enrich_suite(void);
Suite *health_suite(void);
Suite *intake_suite(void);
Suite *intake_effect_suite(void);
Suite *owner_suite(void);
Suite *ownership_suite(void);
Suite *search_suite(void);
Suite *sending_suite(void);
Suite *sending_faults_suite(void);
Suite *setup_suite(void);
Suite *sync_suite(void);
Suite *sync_faults_suite(void);
Suite *token_suite(void);
Suite *turn_decide_suite(void);
Suite *turn_run_suite(void);
Suite *worker_id_suite(void);

#endif
