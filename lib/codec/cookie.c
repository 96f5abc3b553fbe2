/* SPDX-License-Identifier: MIT */
#include "codec/cookie.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* RFC 6265: printable ASCII without blank, quote, comma, semicolon and backslash. */
static bool
is_octets(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || strchr("\",;\\", text[i]) != NULL)
			return false;
	return true;
}

const char *
cookie_get(void *mem, const char *header, const char *name)
{
	size_t name_len = strlen(name);

	while (header != NULL && *header != '\0') {
		header += strspn(header, "; \t");

		size_t len = strcspn(header, ";");
		const char *next = header + len;

		while (len > 0 && strchr(" \t", header[len - 1]) != NULL)
			len--;
		if (len > name_len && header[name_len] == '=' &&
		    memcmp(header, name, name_len) == 0 &&
		    is_octets(header + name_len + 1, len - name_len - 1))
			return mem_strndup(mem, header + name_len + 1, len - name_len - 1);
		header = next;
	}
	return NULL;
}

char *
cookie_format(void *mem, const char *name, const char *value, int max_age_s, bool secure)
{
	char age[32] = "";

	assert(name[0] != '\0' && is_octets(name, strlen(name)) && strchr(name, '=') == NULL);
	assert(is_octets(value, strlen(value)));
	if (max_age_s != 0)
		(void)snprintf(age, sizeof(age), "; Max-Age=%d", max_age_s > 0 ? max_age_s : 0);
	return mem_printf(mem, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value,
		secure ? "; Secure" : "", age);
}
