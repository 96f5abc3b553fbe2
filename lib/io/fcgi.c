/* SPDX-License-Identifier: MIT */
#include "io/fcgi.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/url.h"
#include "io/prefork.h"
#include "io/unix_socket.h"

enum {
	BACKLOG = 512,
	REQUEST_POOL = 32 * 1024,
	MAX_HEADERS = 16 * 1024,
	MAX_ANSWER = 64 * 1024 * 1024,
	CHUNK = 16 * 1024,
	TAKE_OVER_MS = 2000, /* a family whose parent was killed ends by itself in that time */
	LAST_CALL_MS = 5000, /* for requests that wait when the end has come */
};

struct server {
	const struct fcgi_options *options;
	const struct fcgi_handlers *handlers;
	void *app;
	void *mem;
	struct unix_socket socket;
	int signals;
	FCGX_Request fcgx;
};

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

static const char *
new_id(void *mem)
{
	uint64_t number = 0;

	(void)!getrandom(&number, sizeof(number), 0); /* 8 bytes never come in part */
	return mem_printf(mem, "%016" PRIx64, number);
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

static bool
read_params(struct fcgi_request *request, struct err *err)
{
	void *mem = request->mem;

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

/* 0, or the status to refuse the request with. */
static int
read_body(struct fcgi_request *request, size_t max)
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
	/* What is left of it libfcgi takes when it closes, so that the web server can finish. */
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

static void
fail(struct fcgi_response *response, int status, const char *text)
{
	response->status = status;
	response->type = "text/plain; charset=utf-8";
	buf_reset(response->headers);
	buf_reset(response->body);
	buf_puts(response->body, text);
}

static bool
has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

static void
write_response(const struct fcgi_request *request, struct fcgi_response *response)
{
	const FCGX_Request *fcgx = request->private;
	struct buf *head = buf_new(request->mem, MAX_HEADERS + 1024);
	int len;

	if (buf_failed(response->headers) || buf_failed(response->body))
		fail(response, 500, "The answer is too long.\n");
	len = (int)buf_len(response->body);
	buf_printf(head, "Status: %d\r\n", response->status);
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

static void
answer(struct server *server, struct fcgi_request *request)
{
	struct fcgi_response response = { .status = 200, .type = "text/html; charset=utf-8" };
	struct err ignored;
	int refused;

	response.headers = buf_new(request->mem, MAX_HEADERS);
	response.body = buf_new(request->mem, MAX_ANSWER);
	if (!read_params(request, &ignored))
		refused = 400;
	else
		refused = read_body(request, server->options->max_body);
	if (refused == 413)
		fail(&response, 413, "The request is too long.\n");
	else if (refused != 0)
		fail(&response, 400, "The request is broken.\n");
	else
		server->handlers->handle(server->app, request, &response);
	write_response(request, &response);
}

/* One request, if there is one; another process may have been faster. */
static bool
serve_one(struct server *server)
{
	struct fcgi_request request = { .private = &server->fcgx };
	int status = FCGX_Accept_r(&server->fcgx);

	if (status < 0) {
		if (status != -EAGAIN && status != -EINTR)
			time_sleep_ms(10); /* out of descriptors, perhaps */
		return false;
	}
	request.mem = mem_pool(server->mem, REQUEST_POOL);
	request.id = new_id(request.mem);
	log_set_id(request.id);
	answer(server, &request);
	/* A web server that keeps connections would tie this process to itself. */
	server->fcgx.keepConnection = 0;
	FCGX_Finish_r(&server->fcgx);
	if (server->handlers->after != NULL)
		server->handlers->after(server->app);
	log_set_id(NULL);
	mem_free(request.mem);
	return true;
}

/* --- processes */

/* Until told to stop; then what already waits is still served. */
static void
serve(struct server *server)
{
	struct pollfd fds[2] = {
		{ server->signals, POLLIN, 0 },
		{ server->socket.fd, POLLIN, 0 },
	};
	int64_t end_ms = 0;

	for (int served = 0; server->options->max_requests == 0 ||
	     served < server->options->max_requests;) {
		if (poll(fds, 2, end_ms == 0 ? -1 : 0) < 0)
			continue; /* EINTR */
		if (fds[0].revents != 0 && end_ms == 0) {
			unix_socket_unlink(&server->socket);
			end_ms = time_monotonic_ms() + LAST_CALL_MS;
			continue;
		}
		if (end_ms != 0 && (fds[1].revents == 0 || time_monotonic_ms() >= end_ms))
			return;
		if (fds[1].revents != 0)
			served += serve_one(server);
	}
}

static bool
run(struct server *server, struct err *err)
{
	const struct fcgi_handlers *handlers = server->handlers;

	server->signals = prefork_stop_signals();
	if (FCGX_InitRequest(&server->fcgx, server->socket.fd, 0) != 0)
		return err_set(err, ERR_INTERNAL, "fcgi: cannot start");
	if (handlers->start != NULL && !handlers->start(server->app, err))
		return false;
	serve(server);
	FCGX_Free(&server->fcgx, 1);
	return true;
}

static bool
use_descriptor_0(struct server *server, struct err *err)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 || !listening)
		return err_set(err, ERR_INVALID, "fcgi: no socket to listen on: neither a path, "
			"nor one from a web server as descriptor 0");
	server->socket.fd = 0;
	return fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) == 0 ||
		err_set(err, ERR_INTERNAL, "fcgi: descriptor 0: %s", strerror(errno));
}

static bool
use_path(struct server *server, struct err *err)
{
	int64_t end_ms = time_monotonic_ms() + TAKE_OVER_MS;

	while (!unix_socket_bind(server->options->listen, SOCK_STREAM, &server->socket, err)) {
		if (time_monotonic_ms() >= end_ms)
			return err_prefix(err, "fcgi");
		time_sleep_ms(50);
	}
	return listen(server->socket.fd, BACKLOG) == 0 ||
		err_set(err, ERR_INTERNAL, "fcgi: %s: %s", server->options->listen,
			strerror(errno));
}

static bool
serve_family(struct server *server, struct err *err)
{
	int processes = server->options->processes > 0 ? server->options->processes : 1;

	if (!use_path(server, err))
		return false;
	if (prefork(processes))
		return run(server, err);
	unix_socket_unlink(&server->socket);
	return true;
}

bool
fcgi_serve(const struct fcgi_options *options, const struct fcgi_handlers *handlers, void *app,
	struct err *err)
{
	struct server server = { .options = options, .handlers = handlers, .app = app };
	bool done;

	assert(options->max_body > 0);
	(void)signal(SIGPIPE, SIG_IGN); /* a gone client shows in what writing returns */
	if (FCGX_Init() != 0)
		return err_set(err, ERR_INTERNAL, "fcgi: cannot start");
	server.mem = mem_context(NULL, "fcgi");
	if (options->listen != NULL)
		done = serve_family(&server, err);
	else
		done = use_descriptor_0(&server, err) && run(&server, err);
	mem_free(server.mem);
	return done;
}
