/* SPDX-License-Identifier: MIT */
#include "test_remote.h"

#include <string.h>

char *
json(const char *text)
{
	char *copy = mem_strdup(fixture_mem, text);

	for (char *c = strchr(copy, '`'); c != NULL; c = strchr(c, '`'))
		*c = '"';
	return copy;
}

int
main(void)
{
	static Suite *(*const suites[])(void) = {
		avito_message_suite, avito_method_suite, avito_suite, llm_openai_suite, llm_suite,
		picture_suite, redact_suite,
		NULL
	};

	return fixture_run(suites);
}
