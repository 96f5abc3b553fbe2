/* SPDX-License-Identifier: MIT */
/* The part of the control interface that sets the scene: accounts, listings, old chats. */
#ifndef SIM_SHOP_H
#define SIM_SHOP_H

#include "call.h"

extern const struct route shop_routes[];

#endif
