/* SPDX-License-Identifier: MIT */
#include "codec/accept.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { ALL = 1000 };

static const char blanks[] = " \t";

/* The known language of a tag ("en-GB"), or NULL. */
static const char *
find_known(const char *tag, size_t len, const char *const known[])
{
	if (len == 1 && *tag == '*')
		return known[0];
	for (size_t i = 0; known[i] != NULL; i++)
		if (len == strlen(known[i]) && strncasecmp(tag, known[i], len) == 0)
			return known[i];
	return NULL;
}

/* Thousandths of "q=0.8"; all without one, nothing for what cannot be read. */
static int
read_weight(const char *params, size_t len)
{
	int weight = 0, digit = ALL / 10;

	if (len == 0)
		return ALL;
	if (len < 3 || strncasecmp(params, "q=", 2) != 0)
		return 0;
	if (params[2] == '1')
		return ALL;
	for (size_t i = 4; i < len && params[i] >= '0' && params[i] <= '9'; i++, digit /= 10)
		weight += digit * (params[i] - '0');
	return weight;
}

const char *
accept_language(const char *header, const char *const known[])
{
	const char *best = known[0];
	int most = 0;

	for (size_t len; header != NULL && *header != '\0'; header += len + (header[len] == ',')) {
		header += strspn(header, blanks);
		len = strcspn(header, ",");

		size_t name = strcspn(header, ",;- \t");
		size_t tag = strcspn(header, ",;");
		size_t params = tag == len ? len : tag + 1;

		params += strspn(header + params, blanks);

		const char *language = find_known(header, name, known);
		int weight = read_weight(header + params, params < len ? len - params : 0);

		if (language != NULL && weight > most) {
			most = weight;
			best = language;
		}
	}
	return best;
}
