/* SPDX-License-Identifier: MIT */
/* Beside a thread: the listing, the buyer, their other chats, and numbers for support. */
#include "ui/thread.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/url.h"
#include "core/search.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"
#include "ui/view_picture.h"
#include "ui/words.h"

static char *
number(struct request *req, int64_t value)
{
	return mem_printf(req->mem, "%lld", (long long)value);
}

static void
view_listing(struct request *req, struct tmpl_node *node, const struct listing *listing)
{
	tmpl_set(node, "Title", str_or(listing->title, words_with(req, "Chat.ListingNumber",
		number(req, listing->avito_item_id))));
	tmpl_set(node, "Price", listing->price_text);
	tmpl_set(node, "Location", listing->location);
	tmpl_set_int(node, "AvitoId", listing->avito_item_id);
	tmpl_set_flag(node, "HasPicture", view_is_picture(req, listing->image_url));
	if (url_is_web(listing->url))
		tmpl_set(node, "Url", listing->url);
	if (listing->seen_at != 0 && listing->status_id != 0)
		tmpl_set(node, "Status", page_text(req, listing_is_active(listing)
			? "Chat.OnSale" : "Chat.NotOnSale"));
}

static void
view_buyer(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	const struct message_sum *sum = thread->sum;
	struct tmpl_node *node = tmpl_child(root, "Buyer");

	if (sum->first_at != 0)
		tmpl_set(node, "Since", words_moment(req, sum->first_at, thread->project->zone));
	tmpl_set(node, "Count", words_up_to(req, sum->count, MESSAGE_COUNT_MAX));
	for (size_t i = 0; i < thread->phone_count; i++) {
		const char *key = thread->phones[i].phone;
		struct tmpl_node *row = tmpl_row(root, "Phones");

		tmpl_set(row, "Text", search_phone_format(req->mem, key));
		tmpl_set(row, "Call", mem_printf(req->mem, "tel:%s%s", strlen(key) == 10 ? "+7" : "+",
			key));
	}
}

static void
view_others(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	for (size_t i = 0; i < thread->other_count; i++) {
		const struct chat_other *other = &thread->others[i];
		struct tmpl_node *row = tmpl_row(root, "Others");

		tmpl_set_int(row, "Id", other->id);
		tmpl_set(row, "Title", str_or(other->listing_title, page_text(req, "Chat.NoListing")));
		if (!str_equal(other->account_name, thread->account->name))
			tmpl_set(row, "Account", other->account_name);
		if (other->last_message_at != 0)
			tmpl_set(row, "When", words_moment(req, other->last_message_at,
				thread->project->zone));
	}
}

void
view_side(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	tmpl_set(root, "AvitoChatId", thread->chat->avito_chat_id);
	tmpl_set(root, "Account", thread->account->name);
	tmpl_set_int(root, "AccountId", thread->account->id);
	if (thread->buyer != NULL)
		tmpl_set_int(root, "BuyerAvitoId", thread->buyer->avito_user_id);
	if (thread->listing != NULL)
		view_listing(req, tmpl_child(root, "Listing"), thread->listing);
	view_buyer(req, root, thread);
	view_others(req, root, thread);
}
