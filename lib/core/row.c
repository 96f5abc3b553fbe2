/* SPDX-License-Identifier: MIT */
#include "core/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "core/digits.h"

enum { INCREASING_MIN = 4 }; /* a row of sizes has at least so many */

/* --- dates and times */

static int
value_of(const struct digits *group)
{
	return group->len <= 9 ? (int)strtol(group->text, NULL, 10) : -1;
}

static bool
is_within(const struct digits *group, size_t max_len, int min, int max)
{
	int value = value_of(group);

	return group->len <= max_len && value >= min && value <= max;
}

static bool
is_year(const struct digits *group, bool short_year)
{
	return (group->len == 4 && is_within(group, 4, 1900, 2099)) ||
		(short_year && group->len == 2);
}

/* 12.05.2025, 12.05.25, 2025-05-12 at the start of groups, with nothing chained to it. */
static bool
is_date(const struct digits *groups, size_t count)
{
	int32_t sign = count >= 3 ? groups[1].sign : 0;

	if ((sign != '.' && sign != '/' && sign != '-') || groups[2].sign != sign ||
	    groups[0].sign == sign || (count > 3 && groups[3].sign == sign))
		return false;
	if (is_year(&groups[0], false))
		return is_within(&groups[1], 2, 1, 12) && is_within(&groups[2], 2, 1, 31);
	return is_within(&groups[0], 2, 1, 31) && is_within(&groups[1], 2, 1, 12) &&
		is_year(&groups[2], sign == '.');
}

/* How many groups from the first one tell the hour: 14:30, 14:30:05; 0 when it is no time. */
static size_t
time_length(const struct digits *groups, size_t count)
{
	size_t length = 1;

	if (groups[0].sign == ':' || !is_within(&groups[0], 2, 0, 24))
		return 0;
	while (length < count && groups[length].sign == ':') {
		if (groups[length].len != 2 || !is_within(&groups[length], 2, 0, 59))
			return 0;
		length++;
	}
	return length == 2 || length == 3 ? length : 0;
}

/* 9.00-18.30 */
static bool
is_hours(const struct digits *groups, size_t count)
{
	if (count < 4 || groups[0].sign == '.' || groups[2].sign != '-' ||
	    (count > 4 && groups[4].sign == '.'))
		return false;
	for (int i = 0; i < 4; i += 2)
		if (!is_within(&groups[i], 2, 0, 24) || groups[i + 1].sign != '.' ||
		    groups[i + 1].len != 2 || !is_within(&groups[i + 1], 2, 0, 59))
			return false;
	return true;
}

size_t
row_calendar_length(const struct digits *groups, size_t count)
{
	if (is_date(groups, count))
		return 3;
	return is_hours(groups, count) ? 4 : time_length(groups, count);
}

/* --- rows of other numbers */

/* A number as people group it: "15 000", "7,5". */
struct number {
	double value;
	size_t digits, groups;
	bool thousands; /* grouped by three, or 4..6 digits in a row */
	bool round;     /* ends as prices do */
};

static bool
joins_thousands(const struct digits *first, const struct digits *next)
{
	return first->len <= 3 && next->len == 3 && first->text[0] != '0' &&
		(next->sign == ' ' || next->sign == '.' || next->sign == '\'');
}

static bool
joins_fraction(const struct digits *groups, size_t count)
{
	return count >= 2 && (groups[1].sign == '.' || groups[1].sign == ',') &&
		groups[1].len <= 2 && (count < 3 || groups[2].sign != groups[1].sign);
}

static struct number
read_number(const struct digits *groups, size_t count)
{
	struct number number = { 0, groups[0].len, 1, false, false };
	const struct digits *last = groups;

	number.value = strtod(groups[0].text, NULL);
	number.thousands = groups[0].len >= 4 && groups[0].len <= 6 && groups[0].text[0] != '0';
	while (number.groups < count && joins_thousands(groups, &groups[number.groups])) {
		last = &groups[number.groups++];
		number.value = number.value * 1000 + value_of(last);
		number.digits += 3;
		number.thousands = true;
	}
	if (number.groups == 1 && joins_fraction(groups, count)) {
		number.groups = 2;
		number.value += value_of(&groups[1]) / (groups[1].len == 1 ? 10.0 : 100.0);
	}
	number.round = strchr("059", last->text[last->len - 1]) != NULL;
	return number;
}

bool
row_is_prices(const struct row *row)
{
	size_t numbers = 0;

	for (size_t i = 0; i < row->count; numbers++) {
		struct number number = read_number(&row->groups[i], row->count - i);
		const struct digits *last = &row->groups[i + number.groups - 1];

		if (!number.thousands || number.digits > 9 || (!number.round && !last->measured))
			return false;
		if (i > 0 && row->groups[i].sign == ' ')
			return false;
		if (row->count == number.groups && !last->measured &&
		    !str_has_suffix(last->text, "00"))
			return false;
		i += number.groups;
	}
	return numbers > 0;
}

bool
row_is_increasing(const struct row *row)
{
	double before = 0;
	size_t numbers = 0;

	for (size_t i = 0; i < row->count; numbers++) {
		struct number number = read_number(&row->groups[i], row->count - i);

		if (numbers > 0 && (number.value <= before || number.value > 2 * before))
			return false;
		before = number.value;
		i += number.groups;
	}
	return numbers >= INCREASING_MIN;
}
