/* SPDX-License-Identifier: MIT */
/* The inbox: who waits, what the bot is doing, and whether the accounts are connected at all. */
#include "ui/ui.h"

#include "base/str.h"
#include "shared/page.h"
#include "ui/inbox.h"

/* The version is read first: what changes in between is shown now and once more with the next. */
bool
chats_show(struct request *req, struct err *err)
{
	struct inbox inbox;

	inbox_begin(req, CHAT_TAB_NEEDS, &inbox);
	if (!inbox_read_version(req, &inbox, err)
	    || !inbox_read(req, param_i64(req, "before_at"), param_i64(req, "before_id"), &inbox, err))
		return false;
	inbox_view(req, &inbox);
	tmpl_set_flag(page_root(req), "Inbox.Live", !param_has(req, "before_at"));
	return page_render(req, "chats.cs", err);
}

bool
chats_news(struct request *req, struct err *err)
{
	struct inbox inbox;

	inbox_begin(req, CHAT_TAB_NEEDS, &inbox);
	if (!inbox_read_version(req, &inbox, err))
		return false;
	if (str_equal(inbox.version, param_text(req, "after"))) {
		req->out->status = 204;
		return true;
	}
	if (!inbox_read(req, 0, 0, &inbox, err))
		return false;
	inbox_view(req, &inbox);
	return page_render(req, "chats_news.cs", err);
}
