/* SPDX-License-Identifier: MIT */
#include "codec/accept.h"

#include "test_codec.h"

static const char *const known[] = { "ru", "en", NULL };

static const struct {
	const char *header, *language;
} wishes[] = {
	{ NULL, "ru" },
	{ "", "ru" },
	{ "en", "en" },
	{ "EN", "en" },
	{ "en-GB,en;q=0.9", "en" },
	{ "ru-RU,ru;q=0.9,en;q=0.8", "ru" },
	{ "de-DE,de;q=0.9,en;q=0.8,ru;q=0.7", "en" },
	{ "de, ru;q=0.3, en;q=0.25", "ru" },
	{ "en;q=0.5,ru;q=0.5", "en" },
	{ "en;q=0,ru;q=0.001", "ru" },
	{ "en;q=0", "ru" },
	{ "de", "ru" },
	{ "*", "ru" },
	{ "*;q=0.1,en;q=0.5", "en" },
	{ "enm", "ru" },
	{ "  en ; q=1.0 , ru;q=0.9", "en" },
	{ ",,,;;q=,en", "en" },
	{ "en;level=1", "ru" },
	{ "q=1,-,;", "ru" },
	{ "en;", "en" },
};

START_TEST(the_language_wanted_most_is_chosen)
{
	ck_assert_str_eq(accept_language(wishes[_i].header, known), wishes[_i].language);
}
END_TEST

Suite *
accept_suite(void)
{
	Suite *suite = suite_create("accept");
	TCase *language = fixture_case(suite, "accept_language");

	tcase_add_loop_test(language, the_language_wanted_most_is_chosen, 0, COUNT(wishes));
	return suite;
}
