/* SPDX-License-Identifier: MIT */
#include "ui/date_text.h"

#include "base/mem.h"

/* 1 to max digits; 0 when there are none. */
static int64_t
take_number(const char **at, int max)
{
	int64_t number = 0;

	for (int i = 0; i < max && **at >= '0' && **at <= '9'; i++, (*at)++)
		number = number * 10 + (**at - '0');
	return number;
}

static bool
take_separator(const char **at)
{
	if (**at != '.' && **at != '/')
		return false;
	(*at)++;
	return true;
}

static void
skip_blanks(const char **at)
{
	while (**at == ' ')
		(*at)++;
}

/* Year 0, each year: every date that some year has. */
static int64_t
days_in_month(int64_t month, int64_t year)
{
	static const int64_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0; /* between 2000 and 2099 */

	return month == 2 && !leap ? 28 : days[month - 1];
}

bool
date_text_parse(const char *text, int64_t *day_r, struct err *err)
{
	int64_t day, month, year = 0;
	bool fine;

	skip_blanks(&text);
	day = take_number(&text, 2);
	fine = take_separator(&text);
	month = take_number(&text, 2);
	if (take_separator(&text)) {
		year = take_number(&text, 4);
		fine = fine && year >= 2000 && year <= 2099;
	}
	skip_blanks(&text);
	if (!fine || *text != '\0' || month < 1 || month > 12 || day < 1
	    || day > days_in_month(month, year))
		return err_set(err, ERR_INVALID, "not a date");
	*day_r = year * 10000 + month * 100 + day;
	return true;
}

char *
date_text_format(void *mem, int64_t day)
{
	char *text = mem_printf(mem, "%02d.%02d", (int)(day % 100), (int)(day / 100 % 100));

	return day < 10000 ? text : mem_printf(mem, "%s.%d", text, (int)(day / 10000));
}
