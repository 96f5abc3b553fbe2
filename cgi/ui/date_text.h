/* SPDX-License-Identifier: MIT */
/*
 * Dates as people write them: "31.12" is each year's, "31.12.2026" that one.  As numbers they are
 * those of core/hours.h: 1231 and 20261231.  Pure.
 */
#ifndef UI_DATE_TEXT_H
#define UI_DATE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* ERR_INVALID when there is no such date; years are 2000 to 2099. */
bool date_text_parse(const char *text, int64_t *day_r, struct err *err);

char *date_text_format(void *mem, int64_t day);

#endif
