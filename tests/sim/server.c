/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>

#include "asking.h"
#include "avito.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "call.h"
#include "codec/form.h"
#include "codec/url.h"
#include "control.h"
#include "fault.h"
#include "model.h"
#include "request_log.h"
#include "sim.h"
#include "webhook.h"

enum {
	MAX_BODY = 26 << 20,   /* an image of 24 MB and its wrapping */
	MAX_PAIRS = 1000,
	CONNECTIONS = 4096,
	IDLE_S = 60,
	STACK = 512 << 10,
	POLL_MS = 100,
	ECHO_MS = 5000         /* longest wait for an event to go out first */
};

struct server {
	struct sim *sim;
	struct MHD_Daemon *daemon;
};

/* One request of a connection while it comes in. */
struct exchange {
	struct call call;
	const char *uri; /* path and query, raw */
	struct buf *body;
	bool begun;
};

static void *
begin_exchange(void *arg, const char *uri, struct MHD_Connection *connection)
{
	void *mem = mem_pool(NULL, 16 << 10);
	struct exchange *exchange = mem_new(mem, struct exchange);

	(void)arg;
	(void)connection;
	exchange->call.mem = mem;
	exchange->uri = mem_strdup(mem, uri);
	exchange->body = buf_new(mem, MAX_BODY);
	return exchange;
}

static void
end_exchange(void *arg, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode why)
{
	struct exchange *exchange = *context;

	(void)arg;
	(void)connection;
	(void)why;
	if (exchange != NULL)
		mem_free(exchange->call.mem);
	*context = NULL;
}

/* Path and query of the raw request target.  False when they cannot be decoded. */
static bool
read_target(struct exchange *exchange)
{
	struct call *call = &exchange->call;
	size_t len = strcspn(exchange->uri, "?");
	struct form *query;
	struct err err;
	char *path;

	call->path = exchange->uri;
	call->raw_query = exchange->uri[len] == '?' ? exchange->uri + len + 1 : "";
	if (!url_decode(call->mem, exchange->uri, len, false, &path, &err) ||
	    !form_parse(call->mem, call->raw_query, strlen(call->raw_query), MAX_PAIRS, &query,
		    &err))
		return false;
	call->path = path;
	call->query = query;
	return true;
}

static void
read_head(struct exchange *exchange, struct MHD_Connection *connection, const char *method)
{
	struct call *call = &exchange->call;
	const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
		MHD_HTTP_HEADER_CONTENT_TYPE);

	exchange->begun = true;
	call->method = mem_strdup(call->mem, method);
	call->authorization = mem_strdup(call->mem, MHD_lookup_connection_value(connection,
		MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION));
	call->content_type = mem_strdup(call->mem, str_or(type, ""));
	call->cookie = mem_strdup(call->mem, MHD_lookup_connection_value(connection,
		MHD_HEADER_KIND, MHD_HTTP_HEADER_COOKIE));
	call->languages = mem_strdup(call->mem, MHD_lookup_connection_value(connection,
		MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT_LANGUAGE));
}

static bool
is_own(const struct call *call)
{
	return str_equal(call->path, "/sim") || str_has_prefix(call->path, "/sim/");
}

/* Inside the lock. */
static void
dispatch(struct sim *sim, struct call *call)
{
	if (is_own(call))
		control_serve(sim, call);
	else if (!model_serve(sim, call))
		avito_serve(sim, call);
}

/* A simulated call: written down, and subject to faults. */
static void
serve_simulated(struct sim *sim, struct call *call, struct asking *asking, int64_t *n_r)
{
	struct fault_route fault = { 0 };

	(void)pthread_mutex_lock(&sim->lock);
	*n_r = request_log_begin(sim->log, call);
	asking_begin(sim, asking, call);
	(void)faults_take(sim->faults, call, &fault); /* none leaves the struct empty */
	(void)pthread_mutex_unlock(&sim->lock);

	sim_sleep(sim, fault.delay_ms);
	if (!fault_prevents(&fault)) {
		(void)pthread_mutex_lock(&sim->lock);
		dispatch(sim, call);
		(void)pthread_mutex_unlock(&sim->lock);
	}
	fault_apply(&fault, call);
}

/* Until the client goes away, all is reset, or the simulator ends. */
static void
hang(struct sim *sim, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection,
		MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd fd = { .fd = info->connect_fd, .events = POLLRDHUP };
	bool over = false;
	unsigned resets = 0;

	for (bool first = true; !over; first = false) {
		(void)pthread_mutex_lock(&sim->lock);
		if (first)
			resets = sim->resets;
		over = sim->stopping || sim->resets != resets;
		(void)pthread_mutex_unlock(&sim->lock);
		over = over || poll(&fd, 1, POLL_MS) != 0;
	}
}

/* Waits as the call's fate has it; false when the connection is to be closed instead of
   answered. */
static bool
endure(struct sim *sim, struct call *call, struct MHD_Connection *connection)
{
	if (call->fate.event != 0)
		webhook_wait(sim->webhook, call->fate.event, ECHO_MS);
	sim_sleep(sim, call->fate.delay_ms);
	if (call->fate.hang)
		hang(sim, connection);
	return !call->fate.hang && !call->fate.cut;
}

/* Gives out the first half of a body and then breaks off. */
static ssize_t
read_half(void *arg, uint64_t position, char *into, size_t max)
{
	const struct call *call = arg;
	size_t half = call->answer_len / 2;
	size_t left = position < half ? half - (size_t)position : 0;
	size_t len = left < max ? left : max;

	if (len == 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	memcpy(into, call->answer + position, len);
	return (ssize_t)len;
}

static struct MHD_Response *
make_response(struct call *call)
{
	if (call->fate.truncate)
		return MHD_create_response_from_callback(call->answer_len, 4096, read_half, call,
			NULL);
	/* The exchange outlives the answer, so nothing is copied; the cast is for the library,
	   which does not write to it. */
	return MHD_create_response_from_buffer(call->answer_len, (void *)(uintptr_t)call->answer,
		MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
send_answer(struct call *call, struct MHD_Connection *connection)
{
	struct MHD_Response *response = make_response(call);

	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, call->answer_type);
	for (int i = 0; i < CALL_HEADERS && call->headers[i] != NULL; i++) {
		const char *colon = strchr(call->headers[i], ':');
		const char *name = mem_strndup(call->mem, call->headers[i],
			(size_t)(colon - call->headers[i]));

		(void)MHD_add_response_header(response, name, str_trim(call->mem, colon + 1));
	}

	enum MHD_Result result = MHD_queue_response(connection, (unsigned)call->status, response);

	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result
serve(struct sim *sim, struct exchange *exchange, struct MHD_Connection *connection)
{
	struct call *call = &exchange->call;
	struct asking asking = { .call = NULL };
	int64_t n = 0;

	call->body = buf_data(exchange->body);
	call->body_len = buf_len(exchange->body);
	if (!read_target(exchange)) {
		call_refuse(call, 400, "invalid", "path or query cannot be decoded");
	} else if (buf_failed(exchange->body)) {
		call_refuse(call, 413, "too_large", "the body is too large");
	} else if (is_own(call) && !str_has_prefix(call->path, "/sim/files/")) {
		(void)pthread_mutex_lock(&sim->lock);
		dispatch(sim, call);
		(void)pthread_mutex_unlock(&sim->lock);
	} else {
		serve_simulated(sim, call, &asking, &n);
	}

	bool answered = endure(sim, call, connection);

	(void)pthread_mutex_lock(&sim->lock);
	asking_end(&asking);
	request_log_end(sim->log, n, answered ? call->status : 0);
	(void)pthread_mutex_unlock(&sim->lock);
	return answered ? send_answer(call, connection) : MHD_NO;
}

static enum MHD_Result
handle(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct server *server = arg;
	struct exchange *exchange = *context;

	(void)url;
	(void)version;
	if (!exchange->begun) {
		read_head(exchange, connection, method);
		return MHD_YES;
	}
	if (*upload_size > 0) {
		buf_write(exchange->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	return serve(server->sim, exchange, connection);
}

bool
server_start(void *mem, struct sim *sim, const char *address, int64_t port,
	struct server **server_r, struct err *err)
{
	struct server *server = mem_new(mem, struct server);
	struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	if (inet_pton(AF_INET, address, &place.sin_addr) != 1)
		return err_set(err, ERR_INVALID, "%s is not an IPv4 address", address);
	server->sim = sim;
	server->daemon = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION |
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC,
		(uint16_t)port, NULL, NULL, handle, server,
		MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&place,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, end_exchange, NULL,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
		MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)1024,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK,
		MHD_OPTION_END);
	if (server->daemon == NULL)
		return err_set(err, ERR_BUSY, "cannot listen on %s port %d", address, (int)port);
	*server_r = server;
	return true;
}

void
server_stop(struct server *server)
{
	MHD_stop_daemon(server->daemon);
}
