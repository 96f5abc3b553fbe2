/* SPDX-License-Identifier: MIT */
#include "base/num.h"

#include <string.h>

#include "base/str.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
num_parse_i64(const char *text, int64_t *number_r, struct err *err)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	int64_t number = 0;

	if (!is_digit(digits[0]))
		return err_set(err, ERR_INVALID, "\"%.40s\" is not a whole number", text);
	for (const char *p = digits; *p != '\0'; p++) {
		int digit = digits == text ? *p - '0' : '0' - *p;

		if (!is_digit(*p))
			return err_set(err, ERR_INVALID, "\"%.40s\" is not a whole number", text);
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return err_set(err, ERR_INVALID, "\"%.40s\" is too large", text);
	}
	*number_r = number;
	return true;
}

bool
num_parse_range(const char *text, int64_t min, int64_t max, int64_t *number_r, struct err *err)
{
	int64_t number;

	if (!num_parse_i64(text, &number, err))
		return false;
	if (number < min || number > max)
		return err_set(err, ERR_INVALID, "%lld is not within %lld..%lld", (long long)number,
			(long long)min, (long long)max);
	*number_r = number;
	return true;
}

bool
num_parse_bool(const char *text, bool *value_r, struct err *err)
{
	static const char *const yes[] = { "1", "true", "yes", "on" };
	static const char *const no[] = { "0", "false", "no", "off" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (str_equal_nocase(text, yes[i]) || str_equal_nocase(text, no[i])) {
			*value_r = str_equal_nocase(text, yes[i]);
			return true;
		}
	}
	return err_set(err, ERR_INVALID, "\"%.40s\" is neither yes nor no", text);
}
