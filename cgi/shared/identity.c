/* SPDX-License-Identifier: MIT */
#include "shared/identity.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/accept.h"
#include "codec/url.h"

bool
identity_load(struct request *req, struct err *err)
{
	const char *cookie = request_cookie(req);
	struct session *session;

	if (cookie == NULL)
		return true;
	if (!session_find(req->db, req->mem, cookie, &session, err))
		return err->code == ERR_NOT_FOUND;
	req->session = session;
	req->user = &session->user;
	return session_touch(req->db, session, err);
}

void
identity_choose_lang(struct request *req)
{
	const char *accept = fcgi_request_header(req->in, "Accept-Language");
	const char *remembered;

	if (req->user != NULL) {
		req->lang = req->user->lang;
		return;
	}
	remembered = request_remembered(req, "lang");
	req->lang = remembered != NULL && str_index(user_langs, remembered) >= 0 ? remembered :
		accept_language(accept, user_langs);
}

const char *
identity_theme(const struct request *req)
{
	const char *remembered;

	if (req->user != NULL)
		return req->user->theme;
	remembered = request_remembered(req, "theme");
	return remembered != NULL && str_index(user_themes, remembered) >= 0 ? remembered : "system";
}

/* Is origin ("https://shop.example:8443") the host this request was sent to, or PUBLIC_URL? */
static bool
is_own_origin(const struct request *req, const char *origin)
{
	const char *host = fcgi_request_header(req->in, "Host");
	const char *name = strstr(origin, "://");
	const char *public_url = req->app->public_url;
	size_t len = strlen(origin);

	if (name == NULL)
		return false;
	if (host != NULL && str_equal_nocase(name + 3, host))
		return true;
	return strncasecmp(public_url, origin, len) == 0
		&& (public_url[len] == '\0' || public_url[len] == '/');
}

bool
identity_check_origin(struct request *req, struct err *err)
{
	const char *site = fcgi_request_header(req->in, "Sec-Fetch-Site");
	const char *origin = fcgi_request_header(req->in, "Origin");

	if (site != NULL && !str_equal(site, "same-origin") && !str_equal(site, "none"))
		return request_refuse(req, ERR_DENIED, "origin",
			"this request was sent by another site", err);
	if (origin != NULL && !is_own_origin(req, origin))
		return request_refuse(req, ERR_DENIED, "origin",
			"this request was sent by another site", err);
	return true;
}

bool
identity_check_csrf(struct request *req, const char *token, struct err *err)
{
	if (token == NULL)
		token = fcgi_request_header(req->in, "X-CSRF-Token");
	if (token != NULL && req->session != NULL && str_equal_secret(token, req->session->csrf))
		return true;
	return request_refuse(req, ERR_DENIED, "csrf", "the CSRF token is missing or stale", err);
}

bool
identity_is_local_path(const char *path)
{
	if (path[0] != '/' || path[1] == '/')
		return false;
	for (; *path != '\0'; path++)
		if (*path <= ' ' || *path > '~' || *path == '\\')
			return false;
	return true;
}

char *
identity_login_path(const struct request *req)
{
	const char *path = req->in->path;

	if (req->method != GET)
		return mem_strdup(req->mem, "/ui/login");
	if (!str_is_empty(req->in->query))
		path = mem_printf(req->mem, "%s?%s", path, req->in->query);
	if (strlen(path) > IDENTITY_NEXT_MAX || !identity_is_local_path(path))
		return mem_strdup(req->mem, "/ui/login");
	return mem_printf(req->mem, "/ui/login?next=%s", url_encode(req->mem, path));
}
