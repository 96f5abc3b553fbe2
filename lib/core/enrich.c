/* SPDX-License-Identifier: MIT */
/* Who and what a chat is about, and what was said before we came; declared in core/intake.h. */
#include "core/intake.h"

#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/project.h"

enum { HISTORY = 30, TOKEN_WAIT_MS = 30000 };

struct enrichment {
	struct work *work;
	int64_t chat_id;
	struct chat *chat;
	struct avito_chat found;
	struct avito_messages history;
	bool has_history;
};

static bool
read_chat(struct db *db, void *arg, struct err *err)
{
	struct enrichment *e = arg;

	return chat_find(db, e->work->mem, e->chat_id, &e->chat, err);
}

/* Messages older than the first one we know; newer ones come by their own events, with their
   effects. */
static bool
store_history(struct db *db, struct enrichment *e, const struct account *account,
	const struct project *project, struct err *err)
{
	void *mem = e->work->mem;
	int64_t oldest_at;
	bool is_new;

	if (!e->has_history || !message_first_at(db, e->chat_id, &oldest_at, err))
		return !e->has_history;
	for (size_t i = e->history.count; i-- > 0;) {
		struct intake_message in = {
			.account = account,
			.project = project,
			.source = INTAKE_HISTORY,
			.avito_chat_id = e->chat->avito_chat_id,
			.chat_kind = e->chat->kind,
			.message = &e->history.messages[i],
		};

		if (oldest_at != 0 && intake_time(in.message) >= oldest_at)
			continue;
		if (!intake_store(db, mem, &in, &is_new, err))
			return false;
	}
	return true;
}

static bool
store_item(struct db *db, struct enrichment *e, struct chat *chat, struct err *err)
{
	const struct avito_item *item = &e->found.item;

	if (item->id == 0)
		return true;
	if (!listing_ensure(db, chat->account_id, item->id, &chat->listing_id, err))
		return false;

	struct listing listing = {
		.id = chat->listing_id,
		.title = item->title,
		.price_text = item->price_text,
		.status_id = item->status_id,
		.url = item->url,
		.image_url = item->image_url,
		.location = item->location,
	};

	return listing_update(db, &listing, err);
}

static bool
store_enrichment(struct db *db, void *arg, struct err *err)
{
	struct enrichment *e = arg;
	void *mem = e->work->mem;
	struct account *account;
	struct project *project;
	struct chat *chat;

	if (!chat_lock(db, mem, e->chat_id, &chat, err) ||
	    !account_find(db, mem, chat->account_id, &account, err) ||
	    !project_find(db, mem, account->project_id, &project, err))
		return false;
	if (!store_history(db, e, account, project, err) ||
	    !chat_lock(db, mem, e->chat_id, &chat, err) || !store_item(db, e, chat, err))
		return false;
	if (e->found.buyer_id != 0 && !buyer_ensure(db, chat->account_id, e->found.buyer_id,
		str_or(e->found.buyer_name, ""), &chat->buyer_id, err))
		return false;
	chat->enriched_at = time_now_ms();
	return chat_update(db, chat, err);
}

/* Asks Avito.  A chat it does not know (404) is not asked about again; whether it is really gone
   shows when something is sent to it. */
static bool
fetch(struct enrichment *e, struct avito *avito, struct err *err)
{
	void *mem = e->work->mem;
	struct err history_err;

	if (!avito_get_chat(avito, mem, e->chat->avito_chat_id, &e->found, err)) {
		e->found = (struct avito_chat){ .id = NULL };
		return avito->last.outcome == AVITO_NOT_FOUND;
	}
	/* Without earlier messages the chat can still be answered. */
	e->has_history = avito_get_messages(avito, mem, e->chat->avito_chat_id, HISTORY, 0,
		&e->history, &history_err);
	return true;
}

bool
enrich_chat(struct work *work, int64_t chat_id, struct work_end *end_r, struct err *err)
{
	struct enrichment e = { .work = work, .chat_id = chat_id };
	struct avito avito;
	int64_t generation;
	bool await;

	end_r->next = WORK_DONE;
	if (!db_pool_transaction(work->core->pool, read_chat, &e, err))
		return false;
	if (e.chat->enriched_at != 0)
		return true;
	if (!work_avito(work, e.chat->account_id, &avito, &generation, &await, err))
		return false;
	if (await) {
		/* A buyer must not wait for names: without a token the turn goes on and says so. */
		if (e.chat->waiting_since == 0 || time_now_ms() - e.chat->waiting_since < TOKEN_WAIT_MS)
			*end_r = (struct work_end){ WORK_AWAIT_TOKEN, TOKEN_WAIT_MS };
		return true;
	}
	if (avito.user_id == 0) /* nobody knows yet who we are there */
		return true;
	if (fetch(&e, &avito, err)) {
		CRASH_POINT("enrich.fetched");
		return db_pool_transaction(work->core->pool, store_enrichment, &e, err);
	}
	if (avito.last.outcome == AVITO_TOKEN)
		return work_token_refused(work, e.chat->account_id, generation, end_r, err);
	work_note_account(work, e.chat->account_id, &avito);
	return true;
}

bool
enrich_run(struct work *work, struct work_end *end_r, struct err *err)
{
	return enrich_chat(work, work->job->chat_id, end_r, err);
}
