/* SPDX-License-Identifier: MIT */
#include "ui/view_picture.h"

#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "codec/json.h"
#include "remote/picture.h"
#include "store/message.h"

const char *
view_picture_base(const struct request *req)
{
	if (req->app->conf == NULL) /* in unit tests */
		return "https://api.avito.ru";
	return conf_get_or(req->app->conf, "AVITO_API_BASE_URL", "https://api.avito.ru");
}

bool
view_is_picture(const struct request *req, const char *url)
{
	return url[0] != '\0' && picture_is_allowed(req->mem, view_picture_base(req), url);
}

/* Of the sizes there are, the first of this order. */
static const char *
pick(struct json_object *sizes, bool large)
{
	static const char *const orders[][4] = {
		{ "640x480", "1280x960", "140x105", "32x32" },
		{ "1280x960", "640x480", "140x105", "32x32" },
	};
	const char *url = "";

	for (size_t i = 0; i < 4 && url[0] == '\0'; i++)
		url = json_opt_str(sizes, orders[large][i], "");
	return url;
}

const char *
view_picture_url(const struct request *req, const struct message *message, bool large)
{
	struct json_object *content, *card;
	const char *url;
	struct err err;

	if (!json_parse_object(req->mem, message->content, strlen(message->content), &content, &err))
		return NULL;
	card = json_opt_object(content, message->type);
	if (str_equal(message->type, "image"))
		url = pick(json_opt_object(card, "sizes"), large);
	else if (str_equal(message->type, "item"))
		url = json_opt_str(card, "image_url", "");
	else
		return NULL;
	return view_is_picture(req, url) ? url : NULL;
}
