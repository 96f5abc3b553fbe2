/* SPDX-License-Identifier: MIT */
#include "fcgi_echo.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "fixture.h"

struct echo_counts *echo_counts;

static char dir[40], socket_path[64];
static pid_t running;

/* --- the program */

static bool
start(void *app, struct err *err)
{
	(void)app;
	if (__atomic_add_fetch(&echo_counts->starts, 1, __ATOMIC_SEQ_CST) <=
	    echo_counts->failing_starts)
		return err_set(err, ERR_BUSY, "not yet");
	return true;
}

static void
describe(const struct fcgi_request *request, struct buf *out)
{
	const char *header = fcgi_request_header(request, "x-Test-header");

	buf_printf(out, "method=%s\npath=%s\nquery=%s\ntype=%s\naddress=%s\nhttps=%d\nheader=%s\n"
		"id=%s\nlen=%zu\n", request->method, request->path, request->query,
		request->content_type, request->remote_addr, request->https,
		header != NULL ? header : "(null)", request->id, request->body_len);
	buf_write(out, request->body, request->body_len);
}

static void
special(const struct fcgi_request *request, struct fcgi_response *response)
{
	if (str_equal(request->path, "/pid"))
		buf_printf(response->body, "pid=%d\n", (int)getpid());
	else if (str_equal(request->path, "/nap"))
		do
			time_sleep_ms(40);
		while (__atomic_load_n(&echo_counts->held, __ATOMIC_SEQ_CST));
	else if (str_equal(request->path, "/crash"))
		abort();
	else if (str_equal(request->path, "/none"))
		response->status = 204;
	for (int i = 0; str_equal(request->path, "/big") && i < 500000; i++)
		buf_puts(response->body, "0123456789");
	for (int i = 0; str_equal(request->path, "/headers") && i < 3000; i++)
		fcgi_header(response, "X-Many", "many");
	if (str_equal(request->path, "/evil")) {
		response->status = 303;
		response->type = "text/plain";
		fcgi_header(response, "Location", "/good?a=b:c");
		fcgi_header(response, "Location", "/bad\r\nSet-Cookie: a=b");
		fcgi_header(response, "X-A\r\nX-B", "bad");
		fcgi_header(response, "X-A: bad", "bad");
	}
}

/* A thread that was first must not take back what another has seen since. */
static void
keep_most(int at_once)
{
	int most = __atomic_load_n(&echo_counts->most, __ATOMIC_SEQ_CST);

	while (at_once > most && !__atomic_compare_exchange_n(&echo_counts->most, &most, at_once, false,
		__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		; /* most is now what another has put there */
}

static void
handle(void *app, struct fcgi_request *request, struct fcgi_response *response)
{
	(void)app;
	response->type = "text/plain";
	__atomic_add_fetch(&echo_counts->handled, 1, __ATOMIC_SEQ_CST);
	keep_most(__atomic_add_fetch(&echo_counts->at_once, 1, __ATOMIC_SEQ_CST));
	if (str_has_prefix(request->path, "/echo"))
		describe(request, response->body);
	else
		special(request, response);
	__atomic_sub_fetch(&echo_counts->at_once, 1, __ATOMIC_SEQ_CST);
}

static void
after(void *app)
{
	(void)app;
	__atomic_add_fetch(&echo_counts->after, 1, __ATOMIC_SEQ_CST);
}

static pid_t
fork_program(const struct fcgi_options *options)
{
	static const struct fcgi_handlers handlers = { .start = start, .handle = handle,
		.after = after };
	struct err err;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(fcgi_serve(options, &handlers, NULL, &err) ? 0 : 3);
	running = pid;
	return pid;
}

static void
make_address(struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address->sun_path, socket_path, strlen(socket_path) + 1);
}

static bool
answers(void)
{
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool good;

	make_address(&address);
	good = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	(void)close(fd);
	return good;
}

pid_t
echo_start_threads(int processes, int threads, int max_requests)
{
	struct fcgi_options options = { .listen = socket_path, .processes = processes,
		.threads = threads, .max_body = ECHO_MAX_BODY, .max_requests = max_requests };
	pid_t pid = fork_program(&options);

	for (int i = 0; i < 6000 && !answers(); i++)
		time_sleep_ms(10);
	return pid;
}

pid_t
echo_start(int processes, int max_requests)
{
	return echo_start_threads(processes, 0, max_requests);
}

pid_t
echo_start_on_0(int threads, int max_requests)
{
	struct fcgi_options options = { .threads = threads, .max_requests = max_requests,
		.max_body = ECHO_MAX_BODY };
	struct sockaddr_un address;
	int kept = dup(0), fd = socket(AF_UNIX, SOCK_STREAM, 0);

	make_address(&address);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(fd, 16), 0);
	ck_assert_int_eq(dup2(fd, 0), 0);
	pid_t pid = fork_program(&options);
	ck_assert_int_eq(dup2(kept, 0), 0);
	(void)close(fd);
	(void)close(kept);
	return pid;
}

int
echo_end(pid_t pid, int signal)
{
	int status = -1;

	ck_assert_int_eq(kill(pid, signal), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	running = 0;
	return status;
}

const char *
echo_socket(void)
{
	return socket_path;
}

const char *
echo_dir(void)
{
	return dir;
}

void
echo_set_up(void)
{
	memcpy(dir, "/tmp/prilavok-fcgi.XXXXXX", 26);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0755), 0);
	(void)snprintf(socket_path, sizeof(socket_path), "%s/socket", dir);
	echo_counts = mmap(NULL, sizeof(*echo_counts), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(echo_counts, MAP_FAILED);
}

void
echo_tear_down(void)
{
	if (running != 0)
		(void)echo_end(running, SIGTERM);
	(void)unlink(socket_path);
	(void)rmdir(dir);
	(void)munmap(echo_counts, sizeof(*echo_counts));
}

/* --- the client */

enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static void
put_record(struct buf *out, int type, const char *data, size_t len)
{
	buf_putc(out, 1);
	buf_putc(out, (char)type);
	buf_write(out, "\0\1", 2);
	buf_putc(out, (char)(len >> 8));
	buf_putc(out, (char)(len & 255));
	buf_write(out, "\0\0", 2);
	buf_write(out, data, len);
}

static void
put_length(struct buf *out, size_t len)
{
	if (len > 127) {
		buf_putc(out, (char)(0x80 | len >> 24));
		buf_putc(out, (char)(len >> 16 & 255));
		buf_putc(out, (char)(len >> 8 & 255));
	}
	buf_putc(out, (char)(len & 255));
}

static struct buf *
make_request(const char *const params[], const char *body, size_t len)
{
	struct buf *out = buf_new(fixture_mem, 10000000), *list = buf_new(fixture_mem, 60000);

	for (int i = 0; params[i] != NULL; i++) {
		size_t name = strcspn(params[i], "="), value = strlen(params[i]) - name - 1;

		put_length(list, name);
		put_length(list, value);
		buf_write(list, params[i], name);
		buf_write(list, params[i] + name + 1, value);
	}
	put_record(out, BEGIN, "\0\1\0\0\0\0\0\0", 8);
	put_record(out, PARAMS, buf_data(list), buf_len(list));
	put_record(out, PARAMS, "", 0);
	for (size_t i = 0; i < len; i += 32000)
		put_record(out, STDIN, body + i, len - i < 32000 ? len - i : 32000);
	put_record(out, STDIN, "", 0);
	return out;
}

/* What came on STDOUT, until the end of the request. */
static const char *
read_answer(int fd)
{
	struct buf *in = buf_new(fixture_mem, 10000000), *out = buf_new(fixture_mem, 10000000);
	static char chunk[65536];
	const unsigned char *data;
	ssize_t got;

	while ((got = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		buf_write(in, chunk, (size_t)got);
	data = (const unsigned char *)buf_data(in);
	for (size_t i = 0; i + 8 <= buf_len(in);) {
		size_t len = (size_t)data[i + 4] << 8 | data[i + 5];

		if (data[i + 1] == END)
			return buf_data(out);
		if (data[i + 1] == STDOUT)
			buf_write(out, data + i + 8, len);
		i += 8 + len + data[i + 6];
	}
	return NULL;
}

const char *
echo_ask(const char *const params[], const char *body, size_t len)
{
	struct buf *request = make_request(params, body, len);
	struct timeval patience = { 120, 0 };
	struct sockaddr_un address;
	const char *answer = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t sent = 0;
	ssize_t put = 1;

	make_address(&address);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
		for (; put > 0 && sent < buf_len(request); sent += put > 0 ? (size_t)put : 0)
			put = send(fd, buf_data(request) + sent, buf_len(request) - sent,
				MSG_NOSIGNAL);
		answer = read_answer(fd);
	}
	(void)close(fd);
	return answer;
}

const char *
echo_get(const char *path)
{
	const char *const params[] = { "REQUEST_METHOD=GET",
		mem_printf(fixture_mem, "REQUEST_URI=%s", path), NULL };

	return echo_ask(params, NULL, 0);
}
