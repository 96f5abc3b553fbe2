/* SPDX-License-Identifier: MIT */
#include "avito_stub.h"

#include "io/http.h"

struct avito avito;

static void
set_up(void)
{
	http_global_init();
	avito = (struct avito){
		.http = http_new(fixture_mem),
		.token = "tok-1",
		.user_id = 141906442,
		.timeout_ms = 120000,
	};
}

static void
tear_down(void)
{
	stub_stop();
}

TCase *
avito_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}
