/* SPDX-License-Identifier: MIT */
#include "ui/talk.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/secret.h"

static const char *
place(struct request *req)
{
	return mem_printf(req->mem, "talk:%lld", (long long)req->user->id);
}

void
talk_add(struct talk *talk, const char *by, const char *text)
{
	if (talk->count < TALK_LINES)
		talk->lines[talk->count++] = (struct talk_line){ by, text };
}

size_t
talk_turns(const struct talk *talk)
{
	size_t turns = 0;

	for (size_t i = 0; i < talk->count; i++)
		turns += str_equal(talk->lines[i].by, "buyer");
	return turns;
}

void
talk_open(struct request *req, const char *sealed, struct talk *talk_r, bool *whole_r)
{
	struct json_object *lines;
	struct err ignored; /* a page left open too long, at worst */
	char *text;

	*talk_r = (struct talk){ .count = 0 };
	*whole_r = str_is_empty(sealed);
	if (*whole_r || !secret_open(req->mem, &req->app->key, place(req), sealed, &text, &ignored)
	    || !json_parse(req->mem, text, strlen(text), &lines, &ignored))
		return;
	*whole_r = true;
	for (size_t i = 0; i < json_array_len(lines); i++) {
		struct json_object *line = json_array_at(lines, i);

		talk_add(talk_r, json_opt_str(line, "by", ""), json_opt_str(line, "text", ""));
	}
}

char *
talk_seal(struct request *req, const struct talk *talk)
{
	struct json_object *lines = json_new_array(req->mem);

	for (size_t i = 0; i < talk->count; i++) {
		struct json_object *line = json_add_object(lines);

		json_put_str(line, "by", talk->lines[i].by);
		json_put_str(line, "text", talk->lines[i].text);
	}
	return secret_seal(req->mem, &req->app->key, place(req), json_format(req->mem, lines));
}
