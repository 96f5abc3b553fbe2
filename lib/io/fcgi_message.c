/* SPDX-License-Identifier: MIT */
#include "io/fcgi_message.h"

#include <fcgiapp.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/url.h"

enum { CHUNK = 16 * 1024 };

/* --- requests */

static const char *
param(const struct fcgi_request *request, const char *name)
{
	const FCGX_Request *fcgx = request->private;

	return str_or(FCGX_GetParam(name, fcgx->envp), "");
}

const char *
fcgi_request_header(const struct fcgi_request *request, const char *name)
{
	const FCGX_Request *fcgx = request->private;
	char variable[96] = "REDIRECT_HTTP_";
	const size_t redirect = sizeof("REDIRECT_") - 1;
	size_t len = strlen(variable);
	const char *value;

	for (; *name != '\0' && len + 1 < sizeof(variable); name++)
		variable[len++] = *name == '-' ? '_' :
			*name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name;
	if (*name != '\0')
		return NULL;
	variable[len] = '\0';
	value = FCGX_GetParam(variable + redirect, fcgx->envp);
	/* What Apache makes of Authorization when .htaccess has rewritten the path. */
	return value != NULL ? value : FCGX_GetParam(variable, fcgx->envp);
}

/* The path of REQUEST_URI, which no rewriting has touched; it may be absolute ("http://host/x"). */
static bool
read_path(struct fcgi_request *request, struct err *err)
{
	const char *uri = param(request, "REQUEST_URI"), *host = strstr(uri, "://");
	char *path;

	if (uri[0] == '\0') {
		request->path = mem_printf(request->mem, "%s%s", param(request, "SCRIPT_NAME"),
			param(request, "PATH_INFO"));
		return request->path[0] == '/' || err_set(err, ERR_INVALID, "no path");
	}
	if (uri[0] != '/')
		uri = host != NULL ? host + 3 + strcspn(host + 3, "/") : "";
	if (!url_decode(request->mem, uri, strcspn(uri, "?#"), false, &path, err))
		return false;
	request->path = path;
	return path[0] == '/' || err_set(err, ERR_INVALID, "no path");
}

bool
fcgi_read_params(struct fcgi_request *request, struct err *err)
{
	void *mem = request->mem;

	request->path = request->body = "";
	request->method = mem_strdup(mem, param(request, "REQUEST_METHOD"));
	request->query = mem_strdup(mem, param(request, "QUERY_STRING"));
	request->content_type = mem_strdup(mem, param(request, "CONTENT_TYPE"));
	request->remote_addr = mem_strdup(mem, param(request, "REMOTE_ADDR"));
	request->https = str_equal_nocase(param(request, "HTTPS"), "on") ||
		str_equal_nocase(param(request, "REQUEST_SCHEME"), "https");
	if (request->method[0] == '\0')
		return err_set(err, ERR_INVALID, "no method");
	return read_path(request, err);
}

int
fcgi_read_body(struct fcgi_request *request, size_t max)
{
	const FCGX_Request *fcgx = request->private;
	const char *announced = param(request, "CONTENT_LENGTH");
	struct buf *body = buf_new(request->mem, max);
	char chunk[CHUNK];
	struct err ignored;
	int64_t want = -1;
	int got;

	if (announced[0] != '\0' && !num_parse_range(announced, 0, INT64_MAX, &want, &ignored))
		return 400;
	while (!buf_failed(body) && want <= (int64_t)max &&
	       (got = FCGX_GetStr(chunk, sizeof(chunk), fcgx->in)) > 0)
		buf_write(body, chunk, (size_t)got);
	if (buf_failed(body) || want > (int64_t)max)
		return 413;
	request->body = buf_data(body);
	request->body_len = buf_len(body);
	return want == -1 || (size_t)want == request->body_len ? 0 : 400;
}

/* --- responses */

static bool
is_line(const char *text)
{
	return strpbrk(text, "\r\n") == NULL;
}

void
fcgi_header(struct fcgi_response *response, const char *name, const char *value)
{
	if (name[0] != '\0' && strpbrk(name, ":\r\n ") == NULL && is_line(value))
		buf_printf(response->headers, "%s: %s\r\n", name, value);
}

void
fcgi_fail(struct fcgi_response *response, int status, const char *text)
{
	response->status = status;
	response->type = "text/plain; charset=utf-8";
	buf_reset(response->headers);
	buf_reset(response->body);
	fcgi_header(response, "X-Content-Type-Options", "nosniff");
	fcgi_header(response, "Cache-Control", "no-store");
	buf_puts(response->body, text);
}

/* The words of RFC 9110 for what our programs answer: not every web server puts them in. */
static const char *
reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return status < 400 ? "OK" : "Error";
}

static bool
has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

void
fcgi_write_response(const struct fcgi_request *request, struct fcgi_response *response)
{
	const FCGX_Request *fcgx = request->private;
	struct buf *head = buf_new(request->mem, FCGI_MAX_HEADERS + 1024);
	int len;

	if (buf_failed(response->headers) || buf_failed(response->body))
		fcgi_fail(response, 500, "The answer is too long.\n");
	len = (int)buf_len(response->body);
	buf_printf(head, "Status: %d %s\r\n", response->status, reason_of(response->status));
	if (has_body(response->status)) {
		if (!str_is_empty(response->type) && is_line(response->type))
			buf_printf(head, "Content-Type: %s\r\n", response->type);
		buf_printf(head, "Content-Length: %d\r\n", len);
	}
	buf_printf(head, "X-Request-Id: %s\r\n%s\r\n", request->id, buf_data(response->headers));

	/* A client that has gone is no failure of ours. */
	(void)FCGX_PutStr(buf_data(head), (int)buf_len(head), fcgx->out);
	if (has_body(response->status) && !str_equal(request->method, "HEAD"))
		(void)FCGX_PutStr(buf_data(response->body), len, fcgx->out);
}
