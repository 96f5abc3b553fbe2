/* SPDX-License-Identifier: MIT */
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "mariadb.h"
#include "shared/dispatch.h"
#include "shared/page.h"
#include "shared/gate.h"
#include "store/session.h"

struct app web_app;

static const char *csrf;

/* --- in place of fcgi.c */

const char *
fcgi_request_header(const struct fcgi_request *request, const char *name)
{
	const char *const *headers = request->private;
	size_t len = strlen(name);

	for (; *headers != NULL; headers++)
		if (strncasecmp(*headers, name, len) == 0 && str_has_prefix(*headers + len, ": "))
			return *headers + len + 2;
	return NULL;
}

void
fcgi_header(struct fcgi_response *response, const char *name, const char *value)
{
	ck_assert_ptr_null(strpbrk(value, "\r\n"));
	buf_printf(response->headers, "%s: %s\n", name, value);
}

/* --- requests */

const char *
web_source_dir(void)
{
	return str_or(getenv("srcdir"), ".");
}

void
web_set_files(struct app *app)
{
	char here[4096];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here))); /* the build's folder */
	app->templates = mem_printf(fixture_mem, "%s/templates", web_source_dir());
	app->assets = mem_printf(fixture_mem, "%s/web/static/assets.hdf", here);
	app->words = page_words_new(fixture_mem, app->templates);
}

struct fcgi_response *
web_send(const struct web_request *request)
{
	static const char form[] = "application/x-www-form-urlencoded";
	union {
		const char *const *in;
		void *out;
	} headers = { .in = request->headers };
	struct fcgi_request *in = mem_new(fixture_mem, struct fcgi_request);
	struct fcgi_response *out = mem_new(fixture_mem, struct fcgi_response);
	const char *body = str_or(request->body, "");

	*in = (struct fcgi_request){
		.mem = in, .id = "0123456789abcdef", .method = str_or(request->method, "GET"),
		.path = request->path, .query = str_or(request->query, ""),
		.content_type = str_or(request->type, request->body != NULL ? form : ""),
		.remote_addr = str_or(request->addr, "192.0.2.1"), .https = request->https,
		.body = body, .body_len = strlen(body), .private = headers.out,
	};
	*out = (struct fcgi_response){ .status = 200, .type = "text/html; charset=utf-8",
		.headers = buf_new(in, 10000), .body = buf_new(in, 1000000) };
	dispatch(&web_app, in, out);
	ck_assert(!buf_failed(out->body));
	return out;
}

struct fcgi_response *
web_get(const char *path, const char *cookie)
{
	return web_send(&(struct web_request){ .path = path, .headers = { cookie } });
}

struct fcgi_response *
web_post(const char *path, const char *cookie, const char *body)
{
	return web_send(&(struct web_request){ .method = "POST", .path = path, .body = body,
		.headers = { cookie } });
}

const char *
web_header(const struct fcgi_response *response, const char *name)
{
	const char *line = buf_data(response->headers);
	size_t len = strlen(name);

	for (; *line != '\0'; line += strcspn(line, "\n") + 1)
		if (strncasecmp(line, name, len) == 0 && str_has_prefix(line + len, ": "))
			return mem_strndup(fixture_mem, line + len + 2,
				strcspn(line + len + 2, "\n"));
	return NULL;
}

const char *
web_body(const struct fcgi_response *response)
{
	return buf_data(response->body);
}

const char *
web_sign_in(const char *login, const char *role)
{
	struct session *session;
	char *cookie;
	int64_t id;

	MUST(user_insert(web_app.db, login, secret_password_hash(fixture_mem, "password"), role, "ru",
		&id, &fixture_err));
	MUST(session_create(web_app.db, fixture_mem, id, &cookie, &fixture_err));
	MUST(session_find(web_app.db, fixture_mem, cookie, &session, &fixture_err));
	csrf = session->csrf;
	return mem_printf(fixture_mem, "Cookie: prilavok=%s", cookie);
}

const char *
web_csrf(void)
{
	return csrf;
}

/* --- fixture */

static void
set_up(void)
{
	static const char *const tables[] = { "login_throttle", "session", "user" };
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };

	time_set_ms(0);
	web_app = (struct app){
		.public_url = "https://shop.example/desk",
	};
	web_set_files(&web_app);
	MUST(gate_open(&web_app.gate_fd, &fixture_err));
	MUST(db_open(fixture_mem, &options, &web_app.db, &fixture_err));
	for (int i = 0; i < COUNT(tables); i++)
		MUST(db_exec_plain(web_app.db, mem_printf(fixture_mem, "TRUNCATE TABLE %s",
			tables[i]), &fixture_err));
}

static void
tear_down(void)
{
	ck_assert_int_eq(close(web_app.gate_fd), 0);
}

TCase *
web_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}
