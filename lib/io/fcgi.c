/* SPDX-License-Identifier: MIT */
#include "io/fcgi.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "io/fcgi_message.h"
#include "io/prefork.h"
#include "io/unix_socket.h"

enum {
	REQUEST_POOL = 32 * 1024,
	TAKE_OVER_MS = 5000, /* a family whose parent was killed leaves its socket in that time */
	LAST_CALL_MS = 5000, /* for requests that wait when the end has come */
	ON_ITS_WAY_MS = 250, /* a request that a web server has taken in comes to us in that time, */
	IN_QUEUE_MS = 1200,  /* or, where programs are busy: mod_fcgid looks a second later again */
	LOOK_EVERY = 16,     /* so often a busy program looks whether it is to stop */
	SILENCE_MS = 2000,   /* of a connection on which nothing has come */
	STALL_S = 30,        /* of one on which something has; web servers give up sooner */
	THREAD_STACK = 256 * 1024
};

struct server {
	const struct fcgi_options *options;
	const struct fcgi_handlers *handlers;
	void *app;
	struct unix_socket socket;
	bool borrowed; /* the socket is descriptor 0, and whoever gave it may go on connecting */
	pid_t parent; /* 0: no family */
	int signals;
	_Atomic int served;
	pthread_mutex_t door; /* of what follows: one thread at a time waits for a connection */
	bool closed;
	int64_t end_ms;       /* 0: not told to stop yet */
	int64_t calm_ms;      /* what a borrowed socket is kept open for at least */
	unsigned visits;
};

/* One thread. */
struct lane {
	struct server *server;
	void *mem;
	pthread_t thread;
	FCGX_Request fcgx;
};

/* --- one request */

static const char *
new_id(void *mem)
{
	uint64_t number = 0;

	(void)!getrandom(&number, sizeof(number), 0); /* 8 bytes never come in part */
	return mem_printf(mem, "%016" PRIx64, number);
}

static void
refuse(const struct server *server, struct fcgi_request *request, struct fcgi_response *response,
	int status)
{
	response->status = status;
	if (server->handlers->refuse != NULL)
		server->handlers->refuse(server->app, request, response);
	else
		fcgi_fail(response, status, status == 413 ? "The request is too long.\n"
			: "The request is broken.\n");
}

static void
answer(const struct server *server, struct fcgi_request *request)
{
	struct fcgi_response response = { .status = 200, .type = "text/html; charset=utf-8" };
	struct err ignored;
	int refused = 400;

	response.headers = buf_new(request->mem, FCGI_MAX_HEADERS);
	response.body = buf_new(request->mem, FCGI_MAX_ANSWER);
	if (fcgi_read_params(request, &ignored))
		refused = fcgi_read_body(request, server->options->max_body);
	if (refused != 0) {
		(void)FCGX_Attach(request->private); /* these two only set a flag */
		refuse(server, request, &response, refused);
	} else {
		server->handlers->handle(server->app, request, &response);
	}
	fcgi_write_response(request, &response);
}

/* --- connections */

/* Also when a thread hits the limit the others end: the process is to be replaced.  Not so on a
   borrowed socket: mod_fcgid counts itself, and spawn-fcgi replaces nobody. */
static bool
is_closed(struct server *server)
{
	int max = server->options->max_requests;

	if (max != 0 && !server->borrowed && server->served >= max)
		server->closed = true;
	return server->closed;
}

static void
stay_for(struct server *server, int64_t ms)
{
	int64_t until_ms = time_monotonic_ms() + ms;

	if (server->borrowed && server->calm_ms < until_ms)
		server->calm_ms = until_ms;
}

static void
begin_end(struct server *server)
{
	/* The parent has done so, unless it is this process alone that ends. */
	if (server->parent != 0 && getppid() != server->parent)
		unix_socket_unlink(&server->socket);
	server->end_ms = time_monotonic_ms() + LAST_CALL_MS;
	stay_for(server, ON_ITS_WAY_MS);
}

/* Before all else is torn down, which takes its time: a web server that cannot connect asks another
   program, while one that waits here would be cut off. */
static void
leave_borrowed(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, 0) != 0)
		return; /* then it is closed with the process */
	(void)close(fd); /* never written to */
}

static void
end_when_calm(struct server *server, bool calm)
{
	int64_t now_ms = time_monotonic_ms();

	if (server->closed)
		return; /* another thread came first */
	server->closed = now_ms >= server->end_ms || (calm && now_ms >= server->calm_ms);
	if (server->closed && server->borrowed)
		leave_borrowed();
}

/* -1: for ever. */
static int
patience_ms(const struct server *server)
{
	int64_t rest_ms = server->calm_ms - time_monotonic_ms();

	if (server->end_ms == 0)
		return -1;
	return rest_ms > 0 ? (int)rest_ms : 0;
}

/* Looks whether it is time to stop.  Then what waits on the socket is still taken, for a while. */
static void
look_around(struct server *server, bool idle)
{
	struct pollfd fds[2] = {
		{ server->end_ms == 0 ? server->signals : -1, POLLIN, 0 },
		{ server->socket.fd, POLLIN, 0 },
	};

	if (poll(fds, 2, idle ? patience_ms(server) : 0) < 0)
		return; /* EINTR */
	if (fds[0].revents != 0)
		begin_end(server);
	else if (server->end_ms != 0)
		end_when_calm(server, fds[1].revents == 0);
}

/* -1 when there is none just now; another process may have been faster. */
static int
accept_connection(struct server *server)
{
	/* cppcheck-suppress nullPointer ; whose address it is, nobody asks */
	int fd = accept4(server->socket.fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		time_sleep_ms(10); /* out of descriptors, perhaps */
	return fd;
}

/* The next connection for this thread, or -1 at the end.  One request wakes one thread. */
static int
take_connection(struct server *server)
{
	int fd = -1;

	(void)pthread_mutex_lock(&server->door); /* a plain mutex used rightly does not fail */
	if (server->visits++ % LOOK_EVERY == 0)
		look_around(server, false);
	while (!is_closed(server) && (fd = accept_connection(server)) < 0)
		look_around(server, true);
	if (fd >= 0)
		stay_for(server, IN_QUEUE_MS);
	(void)pthread_mutex_unlock(&server->door);
	return fd;
}

/* False when nobody says anything on this connection.  A body may come slowly, but not stop. */
static bool
has_spoken(int fd)
{
	struct pollfd readable = { fd, POLLIN, 0 };
	struct timeval stall = { STALL_S, 0 };

	if (poll(&readable, 1, SILENCE_MS) <= 0)
		return false;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof(stall)); /* fails only for */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof(stall)); /* no socket */
	return true;
}

/* Reads a request's head.  libfcgi accepts a connection only when it has none, and would close the
   one it is given here first, were it not told that it keeps it. */
static bool
begin_request(struct lane *lane, int fd)
{
	lane->fcgx.ipcFd = fd;
	lane->fcgx.keepConnection = 1;
	if (FCGX_Accept_r(&lane->fcgx) < 0)
		return false;
	/* Of an attached connection libfcgi takes what is left of a body when it closes, and waits for
	   the web server to close, too.  Only a body that was not read needs that. */
	(void)FCGX_Detach(&lane->fcgx);
	return true;
}

static void
serve_connection(struct lane *lane, int fd)
{
	struct server *server = lane->server;
	struct fcgi_request request = { .private = &lane->fcgx };

	if (!has_spoken(fd)) {
		(void)close(fd); /* nothing was written to it */
		return;
	}
	if (!begin_request(lane, fd))
		return;
	server->served++;
	request.mem = mem_pool(lane->mem, REQUEST_POOL);
	request.id = new_id(request.mem);
	log_set_id(request.id);
	answer(server, &request);
	/* A web server that keeps connections would tie this thread to itself. */
	lane->fcgx.keepConnection = 0;
	FCGX_Finish_r(&lane->fcgx);
	if (server->handlers->after != NULL)
		server->handlers->after(server->app);
	log_set_id(NULL);
	mem_free(request.mem);
}

/* --- threads */

static void *
serve(void *arg)
{
	struct lane *lane = arg;
	int fd;

	while ((fd = take_connection(lane->server)) >= 0)
		serve_connection(lane, fd);
	return NULL;
}

static bool
open_lane(struct server *server, struct lane *lane, struct err *err)
{
	lane->server = server;
	/* A root of its own: talloc knows no locks. */
	lane->mem = mem_context(NULL, "fcgi thread");
	return FCGX_InitRequest(&lane->fcgx, server->socket.fd, 0) == 0 ||
		err_set(err, ERR_INTERNAL, "fcgi: cannot start");
}

static void
close_lane(struct lane *lane)
{
	FCGX_Free(&lane->fcgx, 1);
	mem_free(lane->mem);
}

/* Serves on lanes 1 to count - 1, each with a thread; how many there are. */
static int
start_threads(struct lane *lanes, int count)
{
	pthread_attr_t attr;
	int started = 1;

	(void)pthread_attr_init(&attr); /* neither can fail with these numbers */
	(void)pthread_attr_setstacksize(&attr, THREAD_STACK);
	while (started < count &&
	       pthread_create(&lanes[started].thread, &attr, serve, &lanes[started]) == 0)
		started++;
	(void)pthread_attr_destroy(&attr);
	return started;
}

/* Fewer threads than wanted are better than none. */
static void
serve_on(struct lane *lanes, int count)
{
	int started = start_threads(lanes, count);

	if (started < count)
		log_event(LOG_WARNING, "process.threads", log_int("wanted", count),
			log_int("started", started));
	(void)serve(&lanes[0]);
	for (int i = 1; i < started; i++)
		(void)pthread_join(lanes[i].thread, NULL); /* started, and joined once */
}

static bool
run(struct server *server, struct err *err)
{
	int count = server->options->threads > 0 ? server->options->threads : 1, open = 0;
	void *mem = mem_context(NULL, "fcgi");
	struct lane *lanes = mem_array(mem, struct lane, (size_t)count);
	bool good = true;

	server->signals = prefork_stop_signals();
	(void)pthread_mutex_init(&server->door, NULL); /* cannot fail with these attributes */
	while (good && open < count)
		good = open_lane(server, &lanes[open++], err);
	good = good && (server->handlers->start == NULL || server->handlers->start(server->app, err));
	if (good)
		serve_on(lanes, count);
	while (open > 0)
		close_lane(&lanes[--open]);
	(void)pthread_mutex_destroy(&server->door); /* nobody waits any more */
	mem_free(mem);
	return good;
}

/* --- sockets */

static bool
use_descriptor_0(struct server *server, struct err *err)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 || !listening)
		return err_set(err, ERR_INVALID, "fcgi: no socket to listen on: neither a path, "
			"nor one from a web server as descriptor 0");
	server->socket.fd = 0;
	server->borrowed = true;
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
	return true;
}

/* No more requests come, and those that wait are still served. */
static void
close_to_new(void *socket)
{
	unix_socket_unlink(socket);
}

static bool
serve_family(struct server *server, struct err *err)
{
	int processes = server->options->processes > 0 ? server->options->processes : 1;

	if (!use_path(server, err))
		return false;
	server->parent = getpid();
	if (prefork(processes, close_to_new, &server->socket))
		return run(server, err);
	return true;
}

bool
fcgi_serve(const struct fcgi_options *options, const struct fcgi_handlers *handlers, void *app,
	struct err *err)
{
	struct server server = { .options = options, .handlers = handlers, .app = app };

	assert(options->max_body > 0);
	(void)signal(SIGPIPE, SIG_IGN); /* a gone client shows in what writing returns */
	if (FCGX_Init() != 0)
		return err_set(err, ERR_INTERNAL, "fcgi: cannot start");
	if (options->listen != NULL)
		return serve_family(&server, err);
	return use_descriptor_0(&server, err) && run(&server, err);
}
