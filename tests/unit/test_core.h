/* SPDX-License-Identifier: MIT */
/* The suites of layer core; test_core.c runs them in one program. */
#ifndef TESTS_TEST_CORE_H
#define TESTS_TEST_CORE_H

#include "core/guard.h"
#include "fixture.h"

/* What the guards say: the name is "clean" when nothing is wrong. */
struct guard_breach guard_look(const struct guard_input *input);

Suite *answer_suite(void);
Suite *contact_suite(void);
Suite *day_suite(void);
Suite *greeting_suite(void);
Suite *guard_suite(void);
Suite *guard_contacts_suite(void);
Suite *guard_random_suite(void);
Suite *trace_suite(void);
Suite *hours_suite(void);
Suite *knowledge_suite(void);
Suite *markup_suite(void);
Suite *prompt_suite(void);
Suite *quiet_suite(void);
Suite *split_suite(void);
Suite *words_suite(void);

#endif
