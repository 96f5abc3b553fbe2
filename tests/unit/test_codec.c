/* SPDX-License-Identifier: MIT */
#include "test_codec.h"

int
main(void)
{
	static Suite *(*const suites[])(void) = {
		url_suite, form_suite, multipart_suite, json_suite, json_cases_suite, cookie_suite,
		secret_suite, sheet_suite, stem_suite, accept_suite, NULL
	};

	return fixture_run(suites);
}
