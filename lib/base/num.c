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

/* Moves behind the blanks that stand between two digits. */
static const char *
skip_grouping(const char *text)
{
	const char *p = text;

	for (;;) {
		if (*p == ' ')
			p++;
		else if (strncmp(p, "\u00a0", 2) == 0)
			p += 2;
		else
			return is_digit(*p) ? p : text;
	}
}

/* The digits at *text, which moves behind them, into digits_r of the given size. */
static bool
take_digits(const char **text, bool grouped, char *digits_r, size_t size)
{
	size_t len = 0;

	while (is_digit(**text)) {
		if (len + 1 == size)
			return false;
		digits_r[len++] = *(*text)++;
		if (grouped)
			*text = skip_grouping(*text);
	}
	digits_r[len] = '\0';
	return len > 0;
}

bool
num_parse_kop(const char *text, int64_t *kop_r, struct err *err)
{
	char roubles[17], fraction[3] = "";
	const char *p = text;
	int64_t whole, cents = 0;

	bool valid = take_digits(&p, true, roubles, sizeof(roubles));

	if (valid && (*p == '.' || *p == ',')) {
		p++;
		valid = take_digits(&p, false, fraction, sizeof(fraction));
	}
	if (!valid || *p != '\0')
		return err_set(err, ERR_INVALID, "\"%.40s\" is not an amount of money", text);
	if (!num_parse_i64(roubles, &whole, err))
		return false;
	if (fraction[0] != '\0' && !num_parse_i64(fraction, &cents, err))
		return false;
	*kop_r = whole * 100 + (fraction[0] != '\0' && fraction[1] == '\0' ? cents * 10 : cents);
	return true;
}
