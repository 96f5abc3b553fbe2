/* SPDX-License-Identifier: MIT */
#include "remote/llm_models.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "io/http.h"
#include "remote/llm_openai.h"

enum { TIMEOUT_MS = 10000, MAX_ANSWER = 4 * 1024 * 1024, NAME_MAX_CHARS = 200, ENOUGH = 40 };

/* --- asking */

static void
read_names(void *mem, struct json_object *list, const char ***names_r, size_t *count_r)
{
	size_t len = json_array_len(list), count = 0;
	const char **names = mem_array(mem, const char *, len + 1);

	for (size_t i = 0; i < len && count < LLM_MODELS_MAX; i++) {
		const char *name = json_opt_str(json_array_at(list, i), "id", "");

		if (name[0] != '\0')
			names[count++] = utf8_shorten(mem, name, NAME_MAX_CHARS);
	}
	*names_r = names;
	*count_r = count;
}

bool
llm_models(struct http *http, void *mem, const struct llm_provider *provider,
	const char ***names_r, size_t *count_r, struct err *err)
{
	const char *headers[LLM_HEADERS];
	struct http_request request = { .method = "GET", .headers = headers,
		.max_answer = MAX_ANSWER, .timeout_ms = TIMEOUT_MS };
	struct http_answer *answer;
	struct json_object *root;

	llm_openai_headers(mem, provider, headers);
	request.url = mem_printf(mem, "%s/models", str_trim_slashes(mem, provider->base_url));
	if (!http_do(http, mem, &request, &answer, err))
		return false;
	if (answer->status != 200 || !json_parse_object(mem, answer->body, answer->len, &root, err)
	    || json_opt_array(root, "data") == NULL)
		return err_set(err, ERR_UPSTREAM, "no list of models: status %d", answer->status);
	read_names(mem, json_opt_array(root, "data"), names_r, count_r);
	return true;
}

/* --- likeness */

/* Pairs of neighbouring bytes: names of models are ASCII. */
static int
pairs_in_common(const char *a, const char *b)
{
	bool taken[NAME_MAX_CHARS * 4] = { false };
	size_t len = strlen(b);
	int common = 0;

	for (; a[0] != '\0' && a[1] != '\0'; a++)
		for (size_t i = 0; i + 1 < len && i < sizeof(taken); i++)
			if (!taken[i] && a[0] == b[i] && a[1] == b[i + 1]) {
				taken[i] = true;
				common++;
				break;
			}
	return common;
}

/* 0..100 by Dice: twice the common pairs among all of them. */
static int
likeness(const char *a, const char *b)
{
	int pairs = (int)(strlen(a) + strlen(b)) - 2;

	return pairs > 0 ? 200 * pairs_in_common(a, b) / pairs : 0;
}

struct candidate {
	const char *name;
	int likeness;
};

/* Best first; the server's order between equals. */
static int
compare(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->likeness != other->likeness)
		return other->likeness - one->likeness;
	return one < other ? -1 : one > other;
}

size_t
llm_models_near(void *mem, const char *name, const char *const *names, size_t count,
	const char **near_r, size_t max)
{
	struct candidate *candidates = mem_array(mem, struct candidate, count + 1);
	const char *wanted = utf8_fold(mem, name);
	size_t near = 0;

	for (size_t i = 0; i < count; i++)
		candidates[i] = (struct candidate){ names[i], likeness(wanted,
			utf8_fold(mem, names[i])) };
	if (count > 1)
		qsort(candidates, count, sizeof(candidates[0]), compare);
	while (near < count && near < max && candidates[near].likeness >= ENOUGH) {
		near_r[near] = candidates[near].name;
		near++;
	}
	return near;
}
