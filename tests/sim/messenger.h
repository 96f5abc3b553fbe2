/* SPDX-License-Identifier: MIT */
/* The thirteen methods of Avito's messenger. */
#ifndef SIM_MESSENGER_H
#define SIM_MESSENGER_H

#include "call.h"

extern const struct route messenger_routes[];

#endif
