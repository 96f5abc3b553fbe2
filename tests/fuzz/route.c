/* SPDX-License-Identifier: MIT */
/* cgi/shared/route.h: the path of a request, behind its method and a blank. */
#include "shared/route.h"

#include <string.h>

#include "fuzz.h"

static bool
handle(struct request *req, struct err *err)
{
	(void)req;
	(void)err;
	return true;
}

static const struct param params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("name", REQUIRED, 1, 20),
	PARAMS_END
};

static const struct route routes[] = {
	{ GET, "/", PUBLIC, handle, NULL },
	{ GET, "/ui/chats/find", PUBLIC, handle, NULL },
	{ GET, "/ui/chats/{id}", PUBLIC, handle, params },
	{ POST, "/ui/chats/{id}", PUBLIC, handle, params },
	{ POST, "/ui/chats/{id}/to/{name}", PUBLIC, handle, params },
};

void
fuzz_one(void *mem, const char *data, size_t len)
{
	const char *line = fuzz_text(mem, data, len), *path = strchr(line, ' ');
	size_t count = sizeof(routes) / sizeof(routes[0]);
	struct route_match match;
	struct err err;

	if (path == NULL)
		return;
	if (!route_find(mem, routes, count,
		method_parse(mem_strndup(mem, line, (size_t)(path - line))), path + 1, &match, &err)) {
		FUZZ_MUST((err.code == ERR_INVALID) == (match.allow[0] != '\0'));
		return;
	}
	FUZZ_MUST(match.route >= routes && match.route < routes + count);
	for (size_t i = 0; i < match.count; i++)
		FUZZ_MUST(match.values[i][0] != '\0' && strchr(match.values[i], '/') == NULL);
}
