/* SPDX-License-Identifier: MIT */
#include "test_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "mariadb.h"

enum { EXIT_SKIP = 77 };

struct db *store_db;
struct secret_key store_key;

static Suite *(*const suites[])(void) = {
	account_suite, chat_suite, chat_list_suite, fact_suite, job_suite, job_lease_suite,
	job_queue_suite, job_race_suite, message_suite, migrate_suite, outbox_suite, overview_suite, project_suite,
	provider_suite,
	session_suite, setting_suite, store_faults_suite, throttle_suite, turn_suite, user_suite, worker_suite, NULL
};

static void
set_up(void)
{
	static const char hex[] =
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

	time_set_ms(0);
	store_db = schema_open();
	MUST(secret_key_parse(hex, &store_key, &fixture_err));
}

static void
tear_down(void)
{
	time_set_ms(0);
}

TCase *
store_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

int
main(void)
{
	int status;

	secret_init();
	if (!mariadb_start()) {
		(void)fprintf(stderr, "no mariadbd: the store was not tested\n");
		return EXIT_SKIP;
	}
	schema_make();
	status = fixture_run(suites);
	mariadb_stop();
	return status;
}
