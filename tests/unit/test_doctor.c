/* SPDX-License-Identifier: MIT */
#include "core/doctor.h"

#include <string.h>

#include "test_core_db.h"

#define AVITO "https://api.avito.ru"
#define SIMULATOR "http://127.0.0.1:28080"

static const struct {
	const char *public_url, *api_base, *cause;
} addresses[] = {
	{ NULL, AVITO, "missing" },
	{ "", AVITO, "missing" },
	{ NULL, SIMULATOR, "missing" },
	{ "https://shop.example", AVITO, "" },
	{ "https://shop.example:8443/desk", AVITO, "" },
	{ "https://203.0.113.5", AVITO, "" },
	{ "https://[2001:db8::1]", AVITO, "" },
	{ "http://shop.example", AVITO, "http" },
	{ "http://203.0.113.5:8080", AVITO, "http" },
	{ "https://localhost", AVITO, "private" },
	{ "http://127.0.0.1:8080", AVITO, "private" },
	{ "https://10.0.0.7", AVITO, "private" },
	{ "https://192.168.1.20", AVITO, "private" },
	{ "https://169.254.1.1", AVITO, "private" },
	{ "https://172.15.0.1", AVITO, "" },
	{ "https://172.16.0.1", AVITO, "private" },
	{ "https://172.19.0.1", AVITO, "private" },
	{ "https://172.29.0.1", AVITO, "private" },
	{ "https://172.31.255.1", AVITO, "private" },
	{ "https://172.32.0.1", AVITO, "" },
	{ "https://172.160.0.1", AVITO, "" },
	{ "https://[::1]", AVITO, "private" },
	{ "https://[fd00::5]", AVITO, "private" },
	{ "https://[fe80::5]", AVITO, "private" },
	{ "https://server.local", AVITO, "private" },
	{ "https://shop.lan", AVITO, "private" },
	{ "https://server", AVITO, "private" },
	{ "https://fcshop.example", AVITO, "" },
	{ "https://10.shop.example", AVITO, "" },
	/* A simulator on this machine reaches what Avito cannot. */
	{ "http://127.0.0.1:8080", SIMULATOR, "" },
	{ "http://shop.lan", SIMULATOR, "" },
};

START_TEST(an_address_is_judged_as_avito_would_see_it)
{
	ck_assert_str_eq(doctor_judge_address(fixture_mem, addresses[_i].public_url,
		addresses[_i].api_base), addresses[_i].cause);
}
END_TEST

START_TEST(the_proof_tells_tokens_apart_and_gives_none_away)
{
	const char *proof = doctor_proof(fixture_mem, "0123");

	ck_assert_uint_eq(strlen(proof), 16);
	ck_assert_str_eq(doctor_proof(fixture_mem, "0123"), proof);
	ck_assert_str_ne(doctor_proof(fixture_mem, "0124"), proof);
	ck_assert_ptr_null(strstr(proof, "0123"));
}
END_TEST

Suite *
doctor_suite(void)
{
	Suite *suite = suite_create("doctor");
	TCase *tcase = fixture_case(suite, "doctor_judge_address");

	tcase_add_loop_test(tcase, an_address_is_judged_as_avito_would_see_it, 0,
		COUNT(addresses));
	tcase = fixture_case(suite, "doctor_proof");
	tcase_add_test(tcase, the_proof_tells_tokens_apart_and_gives_none_away);
	return suite;
}
