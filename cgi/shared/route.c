/* SPDX-License-Identifier: MIT */
#include "shared/route.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

static const char *const method_names[] = {
	[METHOD_OTHER] = "OTHER", [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH",
	[DELETE] = "DELETE", NULL
};

enum method
method_parse(const char *word)
{
	int index = str_index(method_names, str_equal(word, "HEAD") ? "GET" : word);

	return index < 0 ? METHOD_OTHER : (enum method)index;
}

const char *
method_name(enum method method)
{
	return method_names[method];
}

/* "{id}/..." and "42/..." under the pattern's and the path's cursor. */
static bool
match_name(void *mem, const char *pattern, size_t pattern_len, const char *path, size_t path_len,
	struct route_match *match)
{
	if (path_len == 0)
		return false;
	assert(match->count < ROUTE_NAMES_MAX);
	match->names[match->count] = mem_strndup(mem, pattern + 1, pattern_len - 2);
	match->values[match->count] = mem_strndup(mem, path, path_len);
	match->count++;
	return true;
}

static bool
match_path(void *mem, const char *pattern, const char *path, struct route_match *match)
{
	match->count = 0;
	while (*pattern == '/' && *path == '/') {
		size_t pattern_len = strcspn(++pattern, "/");
		size_t path_len = strcspn(++path, "/");

		if (*pattern == '{') {
			if (!match_name(mem, pattern, pattern_len, path, path_len, match))
				return false;
		} else if (pattern_len != path_len || memcmp(pattern, path, path_len) != 0) {
			return false;
		}
		pattern += pattern_len;
		path += path_len;
	}
	return *pattern == '\0' && *path == '\0';
}

/* Two patterns may both fit a path.  No name of a method is a part of another's. */
static bool
allows(const char *allow, const char *method)
{
	return strstr(allow, method) != NULL;
}

bool
route_find(void *mem, const struct route *routes, size_t count, enum method method,
	const char *path, struct route_match *match_r, struct err *err)
{
	struct buf *allow = buf_new(mem, 256);

	for (size_t i = 0; i < count; i++) {
		if (!match_path(mem, routes[i].pattern, path, match_r))
			continue;
		match_r->route = &routes[i];
		if (routes[i].method == method)
			return true;
		if (!allows(buf_data(allow), method_name(routes[i].method)))
			buf_printf(allow, "%s%s%s", buf_len(allow) > 0 ? ", " : "",
				method_name(routes[i].method), routes[i].method == GET ? ", HEAD" : "");
	}
	match_r->allow = buf_data(allow);
	if (buf_len(allow) > 0)
		return err_set(err, ERR_INVALID, "this path does not know the method");
	match_r->route = NULL;
	return err_set(err, ERR_NOT_FOUND, "no route has this path");
}

static void
check_pattern(const struct route *route)
{
	const char *at = route->pattern;

	assert(*at == '/');
	while ((at = strchr(at, '{')) != NULL) {
		char name[64];
		size_t len = strcspn(++at, "}");
		int index;

		assert(at[-2] == '/' && at[len] == '}' && len < sizeof(name));
		memcpy(name, at, len);
		name[len] = '\0';
		index = param_index(route->params, name);
		assert(index >= 0 && route->params[index].required);
	}
}

void
route_check_table(const struct route *routes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert(routes[i].handler != NULL && routes[i].method != METHOD_OTHER);
		check_pattern(&routes[i]);
	}
}
