/* SPDX-License-Identifier: MIT */
#include "switches.h"

#include <stddef.h>

#include "base/str.h"
#include "codec/json.h"

/* Slower than a person likes, faster than a client gives up; the rest as often seen. */
enum {
	AVITO_SLOW_MS = 4000,
	MODEL_SLOW_MS = 8000,
	WEBHOOK_LATE_MS = 15000
};

static const char retry_after_s[] = "5";

static const char *const service_words[] = { "ok", "error", "limit", "slow", NULL };
static const char *const webhook_words[] = { "ok", "lost", "late", "twice", NULL };

static const char *const avito_paths[] = { "/messenger/**", "/core/**", "/token*", NULL };
static const char *const model_paths[] = { "**/v1/chat/completions", NULL };

const struct switches switches_off = { "ok", "ok", "ok" };

static bool
read_word(const char *name, const char *const words[], const char *word, const char **word_r,
	struct err *err)
{
	int i = str_index(words, str_or(word, "ok"));

	if (i < 0)
		return err_set(err, ERR_INVALID, "%s is none of %s, %s, %s, %s", name, words[0],
			words[1], words[2], words[3]);
	*word_r = words[i];
	return true;
}

bool
switches_read(const struct switches *words, struct switches *switches_r, struct err *err)
{
	struct switches switches;

	if (!read_word("avito", service_words, words->avito, &switches.avito, err) ||
	    !read_word("model", service_words, words->model, &switches.model, err) ||
	    !read_word("webhook", webhook_words, words->webhook, &switches.webhook, err))
		return false;
	*switches_r = switches;
	return true;
}

bool
switches_are_off(const struct switches *switches)
{
	return str_equal(switches->avito, "ok") && str_equal(switches->model, "ok") &&
		str_equal(switches->webhook, "ok");
}

static void
put_routes(struct json_object *routes, const char *const paths[], const char *word, int slow_ms)
{
	for (size_t i = 0; paths[i] != NULL && !str_equal(word, "ok"); i++) {
		struct json_object *route = json_add_object(routes);

		json_put_str(route, "path", paths[i]);
		if (str_equal(word, "slow")) {
			json_put_i64(route, "delay_ms", slow_ms);
			continue;
		}
		json_put_i64(route, "status", str_equal(word, "limit") ? 429 : 500);
		if (str_equal(word, "limit"))
			json_put_str(json_put_object(route, "headers"), "Retry-After", retry_after_s);
	}
}

struct json_object *
switches_document(void *mem, const struct switches *switches)
{
	struct json_object *document = json_new_object(mem);
	struct json_object *routes = json_put_array(document, "routes");
	struct json_object *webhook = json_put_object(document, "webhook");

	put_routes(routes, avito_paths, switches->avito, AVITO_SLOW_MS);
	put_routes(routes, model_paths, switches->model, MODEL_SLOW_MS);
	if (str_equal(switches->webhook, "lost"))
		json_put_i64(webhook, "lose", 1);
	else if (str_equal(switches->webhook, "late"))
		json_put_i64(webhook, "delay_ms", WEBHOOK_LATE_MS);
	else if (str_equal(switches->webhook, "twice"))
		json_put_i64(webhook, "duplicate", 1);
	return document;
}
