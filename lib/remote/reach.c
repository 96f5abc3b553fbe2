/* SPDX-License-Identifier: MIT */
#include "remote/reach.h"

#include "base/str.h"
#include "codec/json.h"
#include "io/http.h"

enum { TIMEOUT_MS = 5000 };

const char *
reach_cause(const struct http *http)
{
	switch (http_failure(http)) {
	case HTTP_FAILED_DNS:
		return "dns";
	case HTTP_FAILED_CONNECT:
		return "refused";
	case HTTP_FAILED_TLS:
		return "tls";
	case HTTP_FAILED_TIMEOUT:
		return "timeout";
	case HTTP_FAILED_OTHERWISE:
		break;
	}
	return "cut";
}

static bool
is_proof(void *mem, const struct http_answer *answer, const char *proof)
{
	struct json_object *value;
	struct err err;

	return answer->status == 200 && json_parse(mem, answer->body, answer->len, &value, &err)
		&& str_equal(json_opt_str(value, "prilavok", ""), proof);
}

const char *
reach_ourselves(struct http *http, void *mem, const char *url, const char *proof)
{
	struct http_request request = { .method = "GET", .url = url, .timeout_ms = TIMEOUT_MS,
		.fresh = true };
	struct http_answer *answer;
	struct err err;

	if (!http_do(http, mem, &request, &answer, &err))
		return reach_cause(http);
	if (answer->status >= 500)
		return "server";
	return is_proof(mem, answer, proof) ? "" : "stranger";
}
