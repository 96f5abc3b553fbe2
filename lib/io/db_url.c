/* SPDX-License-Identifier: MIT */
#include "io/db_url.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/form.h"
#include "codec/url.h"

static const char scheme[] = "mysql://";

/* URLs of servers have a host; with a socket there is none to name, so localhost stands in. */
static char *
with_host(void *mem, const char *text)
{
	const char *authority = text + sizeof(scheme) - 1;
	int len = (int)strcspn(authority, "/?");

	if (len > 0 && authority[len - 1] != '@')
		return mem_strdup(mem, text);
	return mem_printf(mem, "%s%.*slocalhost%s", scheme, len, authority, authority + len);
}

static bool
read_query(void *mem, const char *query, struct db_url *url, struct err *err)
{
	struct form *form;

	if (query == NULL)
		return true;
	if (!form_parse(mem, query, strlen(query), 4, &form, err))
		return false;
	for (size_t i = 0; i < form->count; i++) {
		if (!str_equal(form->pairs[i].name, "socket"))
			return err_set(err, ERR_INVALID, "unknown parameter \"%.40s\"",
				form->pairs[i].name);
		url->socket = form->pairs[i].value;
	}
	return true;
}

static bool
read_parts(void *mem, const struct url *parts, struct db_url *url, struct err *err)
{
	int64_t port = 0;

	if (parts->port != NULL && !num_parse_range(parts->port, 1, 65535, &port, err))
		return false;
	if (parts->path[1] == '\0' || strchr(parts->path + 1, '/') != NULL)
		return err_set(err, ERR_INVALID, "the name of the database is missing");
	url->user = parts->user;
	url->password = parts->password;
	url->host = parts->host;
	url->port = (unsigned)port;
	url->name = parts->path + 1;
	return read_query(mem, parts->query, url, err);
}

bool
db_url_parse(void *mem, const char *text, struct db_url **url_r, struct err *err)
{
	struct db_url *url = mem_new(mem, struct db_url);
	struct url *parts;

	if (str_is_empty(text) || !str_has_prefix(text, scheme))
		return err_set(err, ERR_INVALID, "a database URL begins with %s", scheme);
	if (!url_parse(url, with_host(url, text), &parts, err))
		return err_set(err, ERR_INVALID, "the database URL cannot be understood");
	if (!read_parts(url, parts, url, err))
		return err_prefix(err, "database URL");
	*url_r = url;
	return true;
}
