/* SPDX-License-Identifier: MIT */
/* The time zones one can choose: Russia's with their cities from west to east, then all others. */
#ifndef UI_ZONES_H
#define UI_ZONES_H

#include "shared/request.h"

/* Zones.Russia and Zones.Other (Name Text On), Zones.Now and Zones.Pattern: the clock on the
   chosen zone's wall in words.  A chosen one that is unknown stands among the others. */
void zones_view(struct request *req, const char *chosen);

#endif
