/* SPDX-License-Identifier: MIT */
/*
 * In place of io/http.c: the answers come out of the input.  Each begins with a line such as
 * "200", "429 3000" (milliseconds to wait), "busy" or "lost", and ends with a line "==".
 */
#include "http.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "io/http.h"

struct http {
	struct fuzz_input *input;
	enum http_failure failure;
};

/* In place of base/time.c's (by the linker): nobody waits here. */
void __wrap_time_sleep_ms(int64_t ms);

void
__wrap_time_sleep_ms(int64_t ms)
{
	FUZZ_MUST(ms >= 0 && ms <= 60000);
}

struct http *
fuzz_http(void *mem, struct fuzz_input *input)
{
	struct http *http = mem_new(mem, struct http);

	http->input = input;
	return http;
}

enum http_failure
http_failure(const struct http *http)
{
	return http->failure;
}

bool
http_do(struct http *http, void *mem, const struct http_request *request,
	struct http_answer **answer_r, struct err *err)
{
	char *head = fuzz_line(mem, http->input), *rest;
	struct fuzz_input body = fuzz_part(mem, http->input);
	struct http_answer *answer = mem_new(mem, struct http_answer);
	long status = strtol(head, &rest, 10);

	for (size_t i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		FUZZ_MUST(strpbrk(request->headers[i], "\r\n") == NULL);
	http->failure = (enum http_failure)(body.len % (HTTP_FAILED_TIMEOUT + 1));
	if (status < 100 || status > 599)
		return err_set(err, str_has_prefix(head, "lost") ? ERR_UNCERTAIN : ERR_BUSY,
			"http: %s", head);
	answer->status = (int)status;
	answer->body = mem_strndup(answer, body.data, body.len);
	answer->len = body.len;
	answer->content_type = "";
	answer->retry_after_ms = *rest == ' ' ? strtol(rest, NULL, 10) : -1;
	if (answer->retry_after_ms < 0)
		answer->retry_after_ms = -1;
	*answer_r = answer;
	return true;
}
