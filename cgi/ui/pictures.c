/* SPDX-License-Identifier: MIT */
/*
 * Pictures of a chat by way of this server, instead of by allowing Avito's hosts in the policy of
 * the pages: so no page of the dashboard makes a request to another site, whose logs would learn the
 * operator's address and when they read which chat, and the policy stays 'self'.  The price is a
 * process that waits, so it waits briefly, and after a slow failure not at all for a while.
 */
#include "ui/ui.h"

#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "remote/picture.h"
#include "store/chat.h"
#include "store/message.h"
#include "ui/view_picture.h"

enum { SLOW_MS = PICTURE_TIMEOUT_MS / 2, REST_MS = 20000 };

const char *const picture_sizes[] = { "small", "large", NULL };

/* A message's picture stays what it is; the seller may give a listing another one. */
static const char for_good[] = "private, max-age=604800, immutable";
static const char for_a_day[] = "private, max-age=86400";

static bool
answer(struct request *req, const struct picture *picture, const char *cache)
{
	req->out->type = picture->type;
	req->cache = cache;
	req->policy = "default-src 'none'; sandbox";
	buf_write(req->out->body, picture->data, picture->len);
	return true;
}

static bool
serve(struct request *req, const char *url, const char *cache, struct err *err)
{
	static int64_t rests_until_ms; /* of this process, which has one request at a time */
	int64_t began_ms = time_monotonic_ms();
	struct picture picture;

	if (url == NULL)
		return err_set(err, ERR_NOT_FOUND, "no picture");
	if (began_ms < rests_until_ms)
		return err_set(err, ERR_BUSY, "pictures rest after a slow failure");
	if (picture_fetch(req->app->http, req->mem, view_picture_base(req), url, &picture, err))
		return answer(req, &picture, cache);
	if (time_monotonic_ms() - began_ms >= SLOW_MS)
		rests_until_ms = time_monotonic_ms() + REST_MS;
	return false;
}

bool
chat_picture(struct request *req, struct err *err)
{
	const char *ids = mem_printf(req->mem, "[%lld]", (long long)param_i64(req, "message"));
	bool large = param_has(req, "size") && str_equal(param_text(req, "size"), "large");
	struct message *messages;
	size_t count;

	if (!message_list_some(req->db, req->mem, ids, &messages, &count, err))
		return false;
	if (count == 0 || messages[0].chat_id != param_i64(req, "id") || messages[0].deleted)
		return err_set(err, ERR_NOT_FOUND, "no such message in this chat");
	return serve(req, view_picture_url(req, &messages[0], large), for_good, err);
}

bool
chat_listing_picture(struct request *req, struct err *err)
{
	struct listing *listing;
	struct chat *chat;

	if (!chat_find(req->db, req->mem, param_i64(req, "id"), &chat, err))
		return false;
	if (chat->listing_id == 0)
		return err_set(err, ERR_NOT_FOUND, "no listing");
	return listing_find(req->db, req->mem, chat->listing_id, &listing, err)
		&& serve(req, view_is_picture(req, listing->image_url) ? listing->image_url : NULL,
			for_a_day, err);
}
