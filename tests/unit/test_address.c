/* SPDX-License-Identifier: MIT */
#include "io/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "test_io.h"

static const struct {
	const char *text;
	bool is_public;
} rows[] = {
	{ "87.245.204.32", true }, { "1.1.1.1", true }, { "11.0.0.1", true }, { "172.15.255.255", true },
	{ "172.32.0.1", true }, { "100.63.255.255", true }, { "223.255.255.255", true },
	{ "0.0.0.0", false }, { "10.1.2.3", false }, { "100.64.0.1", false }, { "127.0.0.1", false },
	{ "127.255.0.1", false }, { "169.254.169.254", false }, { "172.16.0.1", false },
	{ "172.31.255.255", false }, { "192.168.1.1", false }, { "192.0.2.1", false },
	{ "198.19.0.1", false }, { "203.0.113.9", false }, { "224.0.0.1", false },
	{ "255.255.255.255", false },
	{ "2a00:1148::1", true }, { "2001:4860:4860::8888", true },
	{ "::", false }, { "::1", false }, { "::ffff:127.0.0.1", false }, { "::ffff:8.8.8.8", false },
	{ "fe80::1", false }, { "fc00::1", false }, { "fd12::1", false }, { "ff02::1", false },
	{ "64:ff9b::7f00:1", false }, { "2001::1", false }, { "2001:db8::1", false },
	{ "2002:7f00:1::1", false },
};

START_TEST(only_addresses_of_the_internet_are_public)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const void *address = &v6;

	if (inet_pton(AF_INET, rows[_i].text, &v4.sin_addr) == 1)
		address = &v4;
	else
		ck_assert_int_eq(inet_pton(AF_INET6, rows[_i].text, &v6.sin6_addr), 1);
	ck_assert_msg(address_is_public(address) == rows[_i].is_public, "%s", rows[_i].text);
}
END_TEST

START_TEST(other_families_are_not)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };

	ck_assert(!address_is_public((const struct sockaddr *)&local));
}
END_TEST

Suite *
address_suite(void)
{
	Suite *suite = suite_create("address");
	TCase *tcase = fixture_case(suite, "is_public");

	tcase_add_loop_test(tcase, only_addresses_of_the_internet_are_public, 0, COUNT(rows));
	tcase_add_test(tcase, other_families_are_not);
	return suite;
}
