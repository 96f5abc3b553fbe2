/* SPDX-License-Identifier: MIT */
#include "test_io.h"

#include <stdio.h>
#include <stdlib.h>

#include "mariadb.h"

enum { EXIT_SKIP = 77 };

/* Those that need no database come first. */
static Suite *(*suites[])(void) = {
	address_suite, fcgi_suite, fcgi_0_suite, fcgi_nginx_suite, fcgi_threads_suite, http_suite,
	http_folder_suite, http_proxy_suite, nudge_suite, tmpl_suite,
	db_suite, db_run_suite, db_transaction_suite, db_lost_suite, db_pool_suite, db_clock_suite, NULL,
};
enum { FIRST_DB_SUITE = 10 };

int
main(void)
{
	bool has_mariadb = mariadb_start();
	int status;

	if (!has_mariadb)
		suites[FIRST_DB_SUITE] = NULL;
	status = fixture_run(suites);
	if (has_mariadb) {
		mariadb_stop();
	} else if (status == EXIT_SUCCESS) {
		(void)fprintf(stderr, "no mariadbd: the database was not tested\n");
		status = EXIT_SKIP;
	}
	return status;
}
