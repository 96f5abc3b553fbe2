/* SPDX-License-Identifier: MIT */
#include "io/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* IANA's registry of special-purpose addresses; multicast and reserved ones are at the end. */
static const struct {
	uint32_t net;
	int bits;
} closed_v4[] = {
	{ 0x00000000, 8 },  /* 0.0.0.0: this host */
	{ 0x0A000000, 8 },  /* 10.0.0.0 */
	{ 0x64400000, 10 }, /* 100.64.0.0: shared by carriers */
	{ 0x7F000000, 8 },  /* 127.0.0.0 */
	{ 0xA9FE0000, 16 }, /* 169.254.0.0: link-local, metadata of clouds */
	{ 0xAC100000, 12 }, /* 172.16.0.0 */
	{ 0xC0000000, 24 }, /* 192.0.0.0 */
	{ 0xC0000200, 24 }, /* 192.0.2.0 */
	{ 0xC0586300, 24 }, /* 192.88.99.0 */
	{ 0xC0A80000, 16 }, /* 192.168.0.0 */
	{ 0xC6120000, 15 }, /* 198.18.0.0 */
	{ 0xC6336400, 24 }, /* 198.51.100.0 */
	{ 0xCB007100, 24 }, /* 203.0.113.0 */
	{ 0xE0000000, 3 },  /* 224.0.0.0 and up */
};

static bool
is_public_v4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(closed_v4) / sizeof(closed_v4[0]); i++)
		if ((address ^ closed_v4[i].net) >> (32 - closed_v4[i].bits) == 0)
			return false;
	return true;
}

/* Global unicast is 2000::/3; of it neither Teredo and its kin (2001:0000::/23), documentation
   (2001:db8::/32) nor 6to4 (2002::/16), in which an IPv4 address hides. */
static bool
is_public_v6(const unsigned char *a)
{
	if ((a[0] & 0xE0) != 0x20)
		return false;
	if (a[0] == 0x20 && a[1] == 0x01 && ((a[2] & 0xFE) == 0 || (a[2] == 0x0D && a[3] == 0xB8)))
		return false;
	return !(a[0] == 0x20 && a[1] == 0x02);
}

bool
address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return is_public_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return is_public_v6(v6.sin6_addr.s6_addr);
	}
	return false;
}
