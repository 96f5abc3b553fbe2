/* SPDX-License-Identifier: MIT */
/* Is an address one of the open internet?  For requests whose URL came from outside. */
#ifndef IO_ADDRESS_H
#define IO_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* False for loopback, private, link-local, shared, documentation, multicast and reserved addresses
   of IPv4 and IPv6, for IPv4 inside IPv6, and for any other family. */
bool address_is_public(const struct sockaddr *address);

#endif
