/* SPDX-License-Identifier: MIT */
/* A shop's special days as a list, for the pages that show it. */
#ifndef UI_HOLIDAYS_H
#define UI_HOLIDAYS_H

#include "shared/request.h"

struct project;

/* Holidays(Id Dates Hours Name Yearly) in the order of a calendar. */
bool holidays_view(struct request *req, const struct project *project, struct err *err);

#endif
