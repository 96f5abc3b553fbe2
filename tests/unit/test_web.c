/* SPDX-License-Identifier: MIT */
#include "test_web.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "codec/secret.h"
#include "io/tmpl.h"
#include "mariadb.h"
#include "schema.h"
#include "web.h"

enum { EXIT_SKIP = 77 };

static Suite *(*const plain_suites[])(void) = { date_text_suite, gate_suite, hours_text_suite, identity_suite,
	param_suite, route_suite, wording_suite, NULL };
static Suite *(*const db_suites[])(void) = { dispatch_suite, dispatch_identity_suite, sign_in_suite, NULL };

int
main(void)
{
	struct err err;
	int status;

	secret_init();
	tmpl_global_init();
	(void)log_open("test", "CRITICAL", NULL, &err); /* requests log themselves */
	status = fixture_run(plain_suites);
	if (!mariadb_start()) {
		(void)fprintf(stderr, "no mariadbd: the pages were not tested\n");
		return status == EXIT_SUCCESS ? EXIT_SKIP : status;
	}
	schema_make();
	if (fixture_run(db_suites) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	mariadb_stop();
	return status;
}
