/* SPDX-License-Identifier: MIT */
#include "test_base.h"

int
main(void)
{
	static Suite *(*const suites[])(void) = {
		err_suite, mem_suite, buf_suite, str_suite, num_suite, plural_suite, utf8_suite, time_suite,
		log_suite, conf_suite, NULL
	};

	return fixture_run(suites);
}
