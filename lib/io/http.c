/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "io/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "io/address.h"

/* Hundreds of calls wait at once, and libcurl would take 16 KB for each. */
#define RECEIVE_BUFFER 4096L

/* Ten years: what is added to a time does not overflow. */
#define MAX_RETRY_AFTER_MS INT64_C(315360000000)

struct http {
	CURL *curl;
	enum http_failure failure; /* of the last call that failed */
};

/* One call under way. */
struct exchange {
	const struct http_request *request;
	struct curl_slist *headers;
	struct buf *body;
	bool sent;           /* a byte of the request (not of a CONNECT to a proxy) left */
	bool whole;          /* the empty line behind the last header came */
	int64_t retry_ms;    /* by retry-after-ms, -1: none */
	int64_t retry_after; /* by Retry-After, in ms */
	int64_t date_ms;     /* by Date, 0: none */
	char error[CURL_ERROR_SIZE];
};

/* Of certificates only the beginning is read. */
enum { CERTIFICATE_HEAD = 16 * 1024 };

/* The folder of trusted certificates, if OpenSSL can find one there by its hash; else NULL. */
static const char *trusted;

static bool
is_certificate(const char *path)
{
	char head[CERTIFICATE_HEAD + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = fd < 0 ? -1 : read(fd, head, CERTIFICATE_HEAD);

	if (fd >= 0)
		(void)close(fd); /* was only read */
	if (len < 0)
		return false;
	head[len] = '\0';
	return strstr(head, "CERTIFICATE-----") != NULL;
}

bool
http_is_hashed(const char *folder)
{
	char pattern[4096];
	glob_t found = { .gl_pathc = 0 };
	bool hashed;

	if (snprintf(pattern, sizeof(pattern), "%s/*.0", folder) >= (int)sizeof(pattern))
		return false;
	hashed = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
	for (size_t i = 0; hashed && i < found.gl_pathc; i++)
		hashed = is_certificate(found.gl_pathv[i]);
	globfree(&found);
	return hashed;
}

/* Of a file with all of them each handle would keep a parsed copy, 0.9 MB; of the folder it keeps
   what it needed.  GnuTLS would read the whole folder too. */
static const char *
find_trusted(void)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	if (info->age < CURLVERSION_SEVENTH || info->capath == NULL || info->ssl_version == NULL
	    || strncmp(info->ssl_version, "OpenSSL", 7) != 0)
		return NULL;
	return http_is_hashed(info->capath) ? info->capath : NULL;
}

static void
init_curl(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	trusted = find_trusted();
}

void
http_global_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, init_curl); /* cannot fail */
}

static int
close_http(struct http *http)
{
	curl_easy_cleanup(http->curl);
	return 0;
}

struct http *
http_new(void *mem)
{
	struct http *http = mem_new(mem, struct http);

	http->curl = curl_easy_init();
	if (http->curl == NULL)
		mem_exhausted();
	talloc_set_destructor(http, close_http);
	return http;
}

/* --- what libcurl calls */

static size_t
take_body(char *data, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;

	buf_write(exchange->body, data, size * count);
	return buf_failed(exchange->body) ? 0 : size * count;
}

/* The only sure word on whether anything left: libcurl tells what it has written to the socket. */
static int
watch(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	static const char tunnel[] = "CONNECT ";
	struct exchange *exchange = arg;

	(void)curl;
	if (type == CURLINFO_DATA_OUT || (type == CURLINFO_HEADER_OUT &&
		    (len < sizeof(tunnel) - 1 || memcmp(data, tunnel, sizeof(tunnel) - 1) != 0)))
		exchange->sent = true;
	return 0;
}

int64_t
http_retry_after(const char *value)
{
	struct err ignored;
	int64_t wait_ms;
	time_t date;

	if (num_parse_range(value, 0, MAX_RETRY_AFTER_MS / 1000, &wait_ms, &ignored))
		return wait_ms * 1000;
	date = curl_getdate(value, NULL); /* whatever year it has fits an int64_t of seconds alone */
	if (date == -1 || date > time_now_ms() / 1000 + MAX_RETRY_AFTER_MS / 1000)
		return -1;
	wait_ms = (int64_t)date * 1000 - time_now_ms();
	return wait_ms > 0 ? wait_ms : 0;
}

static int64_t
parse_retry_after_ms(const char *value)
{
	struct err ignored;
	int64_t ms;

	return num_parse_range(value, 0, MAX_RETRY_AFTER_MS, &ms, &ignored) ? ms : -1;
}

static int64_t
parse_date(const char *value)
{
	time_t date = curl_getdate(value, NULL);

	return date > 0 ? (int64_t)date * 1000 : 0;
}

static size_t
take_header(char *data, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;
	size_t len = size * count;
	char *line = mem_strndup(exchange->body, data, len), *value = strchr(line, ':');

	if (str_has_prefix(line, "HTTP/")) { /* what came before was a 1xx */
		exchange->whole = false;
		exchange->retry_ms = -1;
		exchange->retry_after = -1;
		exchange->date_ms = 0;
	} else if (line[0] == '\r' || line[0] == '\n') {
		exchange->whole = true;
	} else if (value != NULL) {
		*value++ = '\0';
		value = str_trim(line, value);
		if (str_equal_nocase(line, "retry-after"))
			exchange->retry_after = http_retry_after(value);
		else if (str_equal_nocase(line, "retry-after-ms"))
			exchange->retry_ms = parse_retry_after_ms(value);
		else if (str_equal_nocase(line, "date"))
			exchange->date_ms = parse_date(value);
	}
	mem_free(line);
	return len;
}

/* Called with the address that the connection will go to, so no name can turn into another. */
static curl_socket_t
open_public(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)arg;
	(void)purpose;
	if (!address_is_public(&address->addr))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- the request */

static bool
check_request(const struct http_request *request, struct err *err)
{
	if (request->method[0] == '\0' ||
	    request->method[strspn(request->method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0')
		return err_set(err, ERR_INVALID, "http: \"%.20s\" is no method", request->method);
	for (size_t i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		if (strpbrk(request->headers[i], "\r\n") != NULL)
			return err_set(err, ERR_INVALID, "http: a header with a line break");
	return true;
}

static void
add_header(struct exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl_slist_append(exchange->headers, line);

	if (longer == NULL)
		mem_exhausted();
	exchange->headers = longer;
}

static void
set_headers(CURL *curl, struct exchange *exchange)
{
	const char *const *headers = exchange->request->headers;
	bool typed = false;

	for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
		typed = typed || strncasecmp(headers[i], "Content-Type:", 13) == 0;
		add_header(exchange, headers[i]);
	}
	if (!typed)
		add_header(exchange, "Content-Type:"); /* else libcurl calls every body a form */
	add_header(exchange, "Expect:");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
}

static void
set_method(CURL *curl, const struct http_request *request)
{
	static const char *const with_body[] = { "POST", "PUT", "PATCH", NULL };

	if (request->body != NULL || str_index(with_body, request->method) >= 0) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)(request->body != NULL ? request->body_len : 0));
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
			request->body != NULL ? request->body : "");
	} else if (str_equal(request->method, "HEAD")) {
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
set_connection(CURL *curl, const struct http_request *request)
{
	int connect_ms = request->connect_timeout_ms > 0 ? request->connect_timeout_ms : 5000;
	int timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : 15000;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, RECEIVE_BUFFER);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, request->fresh ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, request->fresh ? 1L : 0L);
	/* Empty texts keep libcurl from looking at http_proxy and no_proxy. */
	curl_easy_setopt(curl, CURLOPT_PROXY, str_or(request->proxy, ""));
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (request->public_only)
		curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
	if (trusted != NULL) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, (char *)NULL);
		curl_easy_setopt(curl, CURLOPT_CAPATH, trusted);
	}
}

static void
set_callbacks(CURL *curl, struct exchange *exchange)
{
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->error);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* to watch; nothing is printed */
}

/* --- the answer */

static enum http_failure
failure_of(CURLcode result)
{
	switch (result) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return HTTP_FAILED_DNS;
	case CURLE_COULDNT_CONNECT:
		return HTTP_FAILED_CONNECT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return HTTP_FAILED_TLS;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_FAILED_TIMEOUT;
	default:
		return HTTP_FAILED_OTHERWISE;
	}
}

enum http_failure
http_failure(const struct http *http)
{
	return http->failure;
}

static bool
fail(const struct exchange *exchange, CURLcode result, struct err *err)
{
	const char *text = str_or(exchange->error, curl_easy_strerror(result));
	enum err_code code = ERR_BUSY;

	if (exchange->sent)
		code = ERR_UNCERTAIN;
	else if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL ||
		 result == CURLE_BAD_FUNCTION_ARGUMENT)
		code = ERR_INVALID;
	if (buf_failed(exchange->body))
		text = "the answer is too long";
	return err_set(err, code, "http: %s", text);
}

static void
read_answer(CURL *curl, const struct exchange *exchange, struct http_answer *answer)
{
	const char *type = NULL;
	curl_off_t elapsed_us = 0;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &elapsed_us);
	answer->status = (int)status;
	answer->body = buf_data(exchange->body);
	answer->len = buf_len(exchange->body);
	answer->content_type = mem_strdup(answer, str_or(type, ""));
	answer->retry_after_ms =
		exchange->retry_ms >= 0 ? exchange->retry_ms : exchange->retry_after;
	answer->date_ms = exchange->date_ms;
	answer->elapsed_ms = elapsed_us / 1000;
}

bool
http_do(struct http *http, void *mem, const struct http_request *request,
	struct http_answer **answer_r, struct err *err)
{
	size_t limit = request->max_answer > 0 ? request->max_answer : (size_t)1 << 20;
	struct exchange exchange = { .request = request, .retry_ms = -1, .retry_after = -1 };
	struct http_answer *answer;
	CURLcode result;
	bool done;

	http->failure = HTTP_FAILED_OTHERWISE;
	if (!check_request(request, err))
		return false;
	answer = mem_new(mem, struct http_answer);
	exchange.body = buf_new(answer, limit);
	curl_easy_setopt(http->curl, CURLOPT_URL, request->url);
	curl_easy_setopt(http->curl, CURLOPT_USERAGENT, "Prilavok/" PACKAGE_VERSION);
	set_method(http->curl, request);
	set_headers(http->curl, &exchange);
	set_connection(http->curl, request);
	set_callbacks(http->curl, &exchange);

	result = curl_easy_perform(http->curl);
	if (result == CURLE_OK && !exchange.whole)
		result = CURLE_GOT_NOTHING; /* libcurl is content with half a head */
	http->failure = failure_of(result);
	done = result == CURLE_OK || fail(&exchange, result, err);
	if (done) {
		read_answer(http->curl, &exchange, answer);
		*answer_r = answer;
	} else {
		mem_free(answer);
	}
	curl_easy_reset(http->curl); /* it shall not remember the exchange; connections stay */
	curl_slist_free_all(exchange.headers);
	return done;
}
