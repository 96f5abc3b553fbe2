/* SPDX-License-Identifier: MIT */
#ifndef UI_HOLIDAYS_H
#define UI_HOLIDAYS_H

#include "shared/request.h"

struct project;

/* Holidays(Id Dates Hours Name) in the order of a calendar. */
bool holidays_view(struct request *req, const struct project *project, struct err *err);

#endif
