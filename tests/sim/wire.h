/* SPDX-License-Identifier: MIT */
/* The control interface, what goes over the wire: events once more, deliveries, switches. */
#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include "call.h"

extern const struct route wire_routes[];

#endif
