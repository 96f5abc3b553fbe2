/* SPDX-License-Identifier: MIT */
#include "base/plural.h"

#include <string.h>

#include "base/str.h"

static const char digits[] = "0123456789";

static const char *
russian(const char *whole, size_t len)
{
	int last = whole[len - 1] - '0';
	bool teen = len > 1 && whole[len - 2] == '1';

	if (last == 1 && !teen)
		return "one";
	return last >= 2 && last <= 4 && !teen ? "few" : "many";
}

const char *
plural_form(const char *lang, const char *number)
{
	const char *whole = number + (*number == '-' || *number == '+');
	size_t len = strspn(whole, digits);

	if (len == 0 || whole[len] != '\0')
		return "other";
	if (str_equal(lang, "ru"))
		return russian(whole, len);
	return len == 1 && whole[0] == '1' ? "one" : "other";
}
