/* SPDX-License-Identifier: MIT */
/* A FastCGI family behind a real nginx.  Without nginx the suite is empty. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "fcgi_echo.h"
#include "io/http.h"
#include "test_io.h"

extern char **environ;

static const char config[] =
	"daemon off;\nmaster_process off;\npid %s/nginx.pid;\nerror_log %s/nginx.log;\n"
	"events { worker_connections 1024; }\n"
	"http {\n"
	"access_log off;\nclient_max_body_size 20m;\n"
	"client_body_temp_path %s/body;\nfastcgi_temp_path %s/fastcgi;\n"
	"proxy_temp_path %s/proxy;\nuwsgi_temp_path %s/uwsgi;\nscgi_temp_path %s/scgi;\n"
	"server {\n"
	"listen 127.0.0.1:%d reuseport;\n"
	"fastcgi_param REQUEST_METHOD $request_method;\n"
	"fastcgi_param REQUEST_URI $request_uri;\n"
	"fastcgi_param QUERY_STRING $query_string;\n"
	"fastcgi_param CONTENT_TYPE $content_type;\n"
	"fastcgi_param CONTENT_LENGTH $content_length;\n"
	"fastcgi_param REMOTE_ADDR $remote_addr;\n"
	"fastcgi_param REQUEST_SCHEME $scheme;\n"
	"location / { fastcgi_pass unix:%s/socket; }\n"
	"location /echo/kept { fastcgi_pass kept; fastcgi_keep_conn on; }\n"
	"}\n"
	"upstream kept { server unix:%s/socket; keepalive 4; }\n"
	"}\n";

static pid_t nginx;
static int port, port_fd;
static struct http *http;
static struct http_answer *answer;

/* Bound, though nobody listens there, the port goes to no other program; nginx shares it. */
static void
take_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int on = 1;

	port_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(setsockopt(port_fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), 0);
	ck_assert_int_eq(bind(port_fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(getsockname(port_fd, (struct sockaddr *)&address, &len), 0);
	port = ntohs(address.sin_port);
}

static bool
ask(const char *method, const char *path, const char *body, size_t len)
{
	struct http_request request = { .method = method, .body = body, .body_len = len,
		.url = mem_printf(fixture_mem, "http://127.0.0.1:%d%s", port, path),
		.max_answer = 10000000 };

	return http_do(http, fixture_mem, &request, &answer, &fixture_err);
}

static void
set_up(void)
{
	const char *dir, *path;

	echo_set_up();
	dir = echo_dir();
	take_port();
	path = mem_printf(fixture_mem, "%s/nginx.conf", dir);
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(fprintf(file, config, dir, dir, dir, dir, dir, dir, dir, port, dir, dir),
		0);
	ck_assert_int_eq(fclose(file), 0);

	char *argv[] = { mem_strdup(fixture_mem, "nginx"), mem_strdup(fixture_mem, "-c"),
		mem_strdup(fixture_mem, path), mem_strdup(fixture_mem, "-e"),
		mem_strdup(fixture_mem, "stderr"), NULL };

	ck_assert_int_eq(posix_spawnp(&nginx, "nginx", NULL, NULL, argv, environ), 0);
	http_global_init();
	http = http_new(fixture_mem);
	while (!ask("GET", "/", NULL, 0)) {
		ck_assert_int_eq(waitpid(nginx, NULL, WNOHANG), 0);
		time_sleep_ms(10);
	}
}

static void
tear_down(void)
{
	static const char *const left[] = { "body", "fastcgi", "proxy", "uwsgi", "scgi" };

	(void)kill(nginx, SIGTERM);
	(void)waitpid(nginx, NULL, 0);
	(void)close(port_fd);
	for (int i = 0; i < COUNT(left); i++)
		(void)rmdir(mem_printf(fixture_mem, "%s/%s", echo_dir(), left[i]));
	(void)unlink(mem_printf(fixture_mem, "%s/nginx.conf", echo_dir()));
	(void)unlink(mem_printf(fixture_mem, "%s/nginx.log", echo_dir()));
	(void)unlink(mem_printf(fixture_mem, "%s/nginx.pid", echo_dir()));
	echo_tear_down();
}

START_TEST(requests_and_answers_pass_through)
{
	(void)echo_start(2, 0);
	MUST(ask("POST", "/echo/%D1%87?q=1", "body", 4));
	ck_assert_int_eq(answer->status, 200);
	ck_assert_str_eq(answer->content_type, "text/plain");
	ck_assert_ptr_nonnull(strstr(answer->body, "method=POST\npath=/echo/ч\nquery=q=1\n"));
	ck_assert_ptr_nonnull(strstr(answer->body, "\naddress=127.0.0.1\nhttps=0\n"));
	ck_assert_ptr_nonnull(strstr(answer->body, "\nlen=4\nbody"));
	MUST(ask("GET", "/evil", NULL, 0));
	ck_assert_int_eq(answer->status, 303);
	MUST(ask("GET", "/none", NULL, 0));
	ck_assert_int_eq(answer->status, 204);
	MUST(ask("HEAD", "/big", NULL, 0));
	ck_assert_int_eq(answer->status, 200);
	MUST(ask("GET", "/big", NULL, 0));
	ck_assert_int_eq(answer->len, 5000000);
}
END_TEST

START_TEST(a_body_that_is_too_long_gets_413)
{
	size_t len = (size_t[]){ ECHO_MAX_BODY + 1, 1000000, 15000000 }[_i];
	char *body = mem_array(fixture_mem, char, len);

	(void)echo_start(1, 0);
	for (int i = 0; i < 3; i++) {
		MUST(ask("POST", "/echo", body, len));
		ck_assert_int_eq(answer->status, 413);
	}
	MUST(ask("POST", "/echo", body, ECHO_MAX_BODY));
	ck_assert_int_eq(answer->status, 200);
}
END_TEST

START_TEST(a_server_that_keeps_connections_ties_nobody)
{
	pid_t pid = echo_start(1, 0);
	int64_t start_ms = time_monotonic_ms();

	for (int i = 0; i < 60; i++) {
		MUST(ask("GET", i % 2 == 0 ? "/echo/kept" : "/echo", NULL, 0));
		ck_assert_int_eq(answer->status, 200);
	}
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	ck_assert_int_lt(time_monotonic_ms() - start_ms, 50000); /* and not 2 s for each */
}
END_TEST

struct client {
	pthread_t thread;
	void *mem;
	struct http *http;
	int status;
};

static void *
run_client(void *arg)
{
	struct client *client = arg;
	struct http_request request = { .method = "GET",
		.url = mem_printf(client->mem, "http://127.0.0.1:%d/nap", port) };
	struct http_answer *own;
	struct err err;

	if (http_do(client->http, client->mem, &request, &own, &err))
		client->status = own->status;
	return NULL;
}

/* Connections to the program's socket, those that wait to be accepted too. */
static int
count_connections(void)
{
	FILE *file = fopen("/proc/net/unix", "r");
	char line[300];
	int count = -1; /* the one that listens */

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, echo_socket()) != NULL;
	(void)fclose(file);
	return count;
}

START_TEST(the_end_loses_no_request_that_waits)
{
	static struct client clients[120];
	pid_t pid = echo_start(4, 0);

	for (int i = 0; i < COUNT(clients); i++) {
		clients[i].mem = mem_context(fixture_mem, "client");
		clients[i].http = http_new(clients[i].mem);
	}
	echo_counts->held = 1;
	for (int i = 0; i < COUNT(clients); i++)
		ck_assert_int_eq(pthread_create(&clients[i].thread, NULL, run_client, &clients[i]),
			0);
	while (count_connections() < COUNT(clients))
		time_sleep_ms(10);
	ck_assert_int_eq(echo_counts->after, 0);
	__atomic_store_n(&echo_counts->held, 0, __ATOMIC_SEQ_CST);
	ck_assert_int_eq(echo_end(pid, SIGTERM), 0);
	for (int i = 0; i < COUNT(clients); i++) {
		(void)pthread_join(clients[i].thread, NULL);
		ck_assert_int_eq(clients[i].status, 200);
	}
	ck_assert_int_eq(echo_counts->handled, COUNT(clients));
}
END_TEST

static bool
has_nginx(void)
{
	static const char *const paths[] = {
		"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx",
	};

	for (int i = 0; i < COUNT(paths); i++)
		if (access(paths[i], X_OK) == 0)
			return true;
	return false;
}

Suite *
fcgi_nginx_suite(void)
{
	Suite *suite = suite_create("fcgi_nginx");
	TCase *tcase = fixture_case(suite, "nginx");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	if (!has_nginx())
		return suite;
	tcase_add_test(tcase, requests_and_answers_pass_through);
	tcase_add_loop_test(tcase, a_body_that_is_too_long_gets_413, 0, 3);
	tcase_add_test(tcase, a_server_that_keeps_connections_ties_nobody);
	tcase_add_test(tcase, the_end_loses_no_request_that_waits);
	return suite;
}
