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

/* What it found is its own, so that it is gone while a turn waits for its model. */
struct enrichment {
	struct work *work;
	struct chat *chat;
	struct avito_chat found;
	struct avito_messages history;
	bool has_history;
};

static bool
read_chat(struct db *db, void *arg, struct err *err)
{
	struct enrichment *e = arg;

	return chat_find(db, e, e->work->job->chat_id, &e->chat, err);
}

static bool
is_earlier(const struct avito_message *message, int64_t oldest_at)
{
	return oldest_at == 0 || intake_time(message) < oldest_at;
}

/* The shop's own words, older than what we know: the bot said nothing yet in this chat. */
static bool
is_colleagues(const struct avito_message *message, const struct account *account,
	int64_t oldest_at)
{
	return is_earlier(message, oldest_at) && message->author_id == account->avito_user_id &&
		!str_equal(message->type, "system");
}

/* How many of the messages, the newest first, no colleague has answered at Avito. */
static size_t
count_unanswered(const struct enrichment *e, const struct account *account, int64_t oldest_at)
{
	size_t count = 0;

	while (count < e->history.count &&
	    !is_colleagues(&e->history.messages[count], account, oldest_at))
		count++;
	return count;
}

/* Messages older than the first one we know; newer ones come by their own events or a look.  Oldest
   first: a colleague's that answers some comes after them, so that here we must tell. */
static bool
store_earlier(struct db *db, struct enrichment *e, const struct account *account,
	const struct project *project, int64_t oldest_at, struct err *err)
{
	size_t unanswered = count_unanswered(e, account, oldest_at);
	const char *author;

	for (size_t i = e->history.count; i-- > 0;) {
		const struct avito_message *message = &e->history.messages[i];
		struct intake_message in = {
			.account = account,
			.project = project,
			.source = i < unanswered ? intake_source_of(account, message) : INTAKE_HISTORY,
			.avito_chat_id = e->chat->avito_chat_id,
			.chat_kind = e->chat->kind,
			.message = message,
		};

		if (is_earlier(message, oldest_at) && !intake_store(db, e, &in, &author, err))
			return false;
	}
	return true;
}

/* The buyer's words among it move the chat's turn: one that finds them itself answers them at once, and
   has nothing to do when it comes again. */
static bool
store_history(struct db *db, struct enrichment *e, struct err *err)
{
	struct account *account;
	struct project *project;
	int64_t oldest_at;

	return !e->has_history || (message_first_at(db, e->chat->id, &oldest_at, err) &&
		account_find(db, e, e->chat->account_id, &account, err) &&
		project_find(db, e, account->project_id, &project, err) &&
		store_earlier(db, e, account, project, oldest_at, err));
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

bool
enrich_store(struct db *db, struct enrichment *e, struct err *err)
{
	struct chat *chat;

	if (!chat_lock(db, e, e->chat->id, &chat, err) || !store_item(db, e, chat, err))
		return false;
	if (e->found.buyer_id != 0 && !buyer_ensure(db, chat->account_id, e->found.buyer_id,
		str_or(e->found.buyer_name, ""), &chat->buyer_id, err))
		return false;
	chat->enriched_at = time_now_ms();
	/* It reads and writes the row by itself, and need not ask for this once more. */
	return chat_update(db, chat, err) && store_history(db, e, err);
}

/* Asks Avito.  A chat it does not know (404) is not asked about again; whether it is really gone
   shows when something is sent to it. */
static bool
fetch(struct enrichment *e, struct avito *avito, struct err *err)
{
	struct err history_err;

	if (!avito_get_chat(avito, e, e->chat->avito_chat_id, &e->found, err)) {
		e->found = (struct avito_chat){ .id = NULL };
		return avito->last.outcome == AVITO_NOT_FOUND;
	}
	/* Without earlier messages the chat can still be answered. */
	e->has_history = avito_get_messages(avito, e, e->chat->avito_chat_id, HISTORY, 0,
		&e->history, &history_err);
	return true;
}

/* done_r: there is something to store. */
static bool
ask(struct enrichment *e, bool *done_r, struct work_end *end_r, struct err *err)
{
	struct work *work = e->work;
	struct avito avito;
	struct token *token;

	if (!db_pool_read(work->core->pool, read_chat, e, err))
		return false;
	if (e->chat->enriched_at != 0)
		return true;
	if (!work_avito(work, e->chat->account_id, &avito, &token, err))
		return false;
	if (token == NULL) {
		/* A buyer must not wait for names: without a token the turn goes on and says so. */
		if (e->chat->waiting_since == 0 ||
		    time_now_ms() - e->chat->waiting_since < TOKEN_WAIT_MS)
			*end_r = (struct work_end){ WORK_AWAIT_TOKEN, TOKEN_WAIT_MS };
		return true;
	}
	if (avito.user_id == 0) /* nobody knows yet who we are there */
		return true;
	*done_r = fetch(e, &avito, err);
	if (*done_r)
		return true;
	if (avito.last.outcome == AVITO_TOKEN)
		return work_token_refused(work, e->chat->account_id, token, end_r, err);
	work_note_account(work, e->chat->account_id, &avito);
	return true;
}

bool
enrich_ask(struct work *work, struct enrichment **enrichment_r, struct work_end *end_r,
	struct err *err)
{
	struct enrichment *e = mem_new(work->mem, struct enrichment);
	bool done = false;

	*enrichment_r = NULL;
	e->work = work;
	end_r->next = WORK_DONE;
	if (!ask(e, &done, end_r, err))
		return false;
	if (done) {
		CRASH_POINT("enrich.fetched");
		*enrichment_r = e;
	} else {
		mem_free(e);
	}
	return true;
}

static bool
take_enrichment(struct db *db, void *arg, struct err *err)
{
	struct enrichment *e = arg;

	return enrich_store(db, e, err) && job_finish(db, e->work->job, err);
}

bool
enrich_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct enrichment *e;

	if (!enrich_ask(work, &e, end_r, err))
		return false;
	if (e == NULL)
		return true;
	end_r->next = WORK_SETTLED;
	return db_pool_transaction(work->core->pool, take_enrichment, e, err);
}
