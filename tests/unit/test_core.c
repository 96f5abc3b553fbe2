/* SPDX-License-Identifier: MIT */
#include "test_core.h"

int
main(void)
{
	static Suite *(*const suites[])(void) = {
		words_suite, greeting_suite, quiet_suite, split_suite, hours_suite, day_suite, answer_suite,
		knowledge_suite, prompt_suite, markup_suite, guard_suite, guard_contacts_suite,
		contact_suite,
		guard_random_suite, trace_suite,
		NULL
	};

	return fixture_run(suites);
}
