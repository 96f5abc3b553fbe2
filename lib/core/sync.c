/* SPDX-License-Identifier: MIT */
#include "core/sync.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/doctor.h"
#include "core/intake.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/project.h"

enum {
	PAGE = 100,         /* Avito: messenger.json, getChatsV2, limit */
	MAX_OFFSET = 1000,  /* ... and offset */
	LOOK_BACK = 50,     /* messages a page of a chat with news */
	MANY_FAILURES = 3,  /* chats in a row that cannot be read: then it is not they who are at fault */
	RETRY_MS = 15000,
	SLACK_MS = 3600000  /* how far Avito's lists may be behind each other, and clocks be wrong */
};

struct syncing {
	struct work *work;
	struct avito avito;
	struct account *account;
	struct project *project;
	int64_t since_ms;                 /* chats that changed before need no look */
	void *mem;                        /* of the chat at hand */
	const struct avito_chat *found;   /* ... as the list has it */
	const char *looked_id;            /* ... and up to which message its news are known; "": none */
	const struct avito_message *message;
	enum intake_source source;        /* ... and what it counts as */
	const char *author;               /* ... and whose it is; NULL: it was known */
	int64_t seen;                     /* chats of the page at hand */
	int failures;                     /* chats in a row that were not read */
	struct avito_last failed;         /* how the last of them was not */
	bool whole;                       /* no chat that changed was left out */
	const char *cause;                /* of the end; "": none */
};

/* May the chat have news that no earlier look has met?  Always, where Avito told no time. */
static bool
is_recent(const struct syncing *s, const struct avito_chat *chat)
{
	int64_t written_s = chat->has_last ? chat->last.created_s : 0;
	int64_t changed_s = chat->updated_s > written_s ? chat->updated_s : written_s;

	return changed_s == 0 || intake_latest_ms(changed_s) >= s->since_ms;
}

static bool
with_db(struct syncing *s, db_work *step, struct err *err)
{
	return db_pool_transaction(s->work->core->pool, step, s, err);
}

static bool
read_account(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return account_find(db, s->work->mem, s->work->job->account_id, &s->account, err) &&
		project_find(db, s->work->mem, s->account->project_id, &s->project, err);
}

static bool
read_looked(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	s->looked_id = "";
	return chat_find_looked(db, s->mem, s->account->id, s->found->id, &s->looked_id, err) ||
		err->code == ERR_NOT_FOUND;
}

static bool
write_looked(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return chat_set_looked(db, s->account->id, s->found->id, s->looked_id, err);
}

static bool
take_message(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;
	struct intake_message in = {
		.account = s->account,
		.project = s->project,
		.source = s->source,
		.avito_chat_id = s->found->id,
		.chat_kind = s->found->item.id != 0 ? "u2i" : "u2u",
		.item_id = s->found->item.id,
		.message = s->message,
	};

	return intake_store(db, s->mem, &in, &s->author, err);
}

/* How many of the messages, the newest first, are to be stored: down to the one up to which the
   news are known, and whatever has its second, since Avito's clock knows nothing smaller.
   found_r: it is among them, and something older. */
static size_t
count_news(const struct syncing *s, const struct avito_messages *messages, bool *found_r)
{
	size_t count = messages->count, known = 0;

	while (known < count && !str_equal(messages->messages[known].id, s->looked_id))
		known++;
	if (known < count)
		while (messages->messages[count - 1].created_s < messages->messages[known].created_s)
			count--;
	*found_r = count < messages->count;
	return count;
}

static void
append(void *mem, struct avito_messages *messages, const struct avito_messages *more)
{
	messages->messages = mem_resize(mem, messages->messages, struct avito_message,
		messages->count + more->count);
	memcpy(messages->messages + messages->count, more->messages,
		more->count * sizeof(struct avito_message));
	messages->count += more->count;
}

/* Reads the chat's messages back to what is known or history, at most as far as Avito lists them.
   What comes meanwhile moves the others: then some are met twice, but none is missed. */
static bool
read_news(struct syncing *s, struct avito_messages *news_r, struct err *err)
{
	struct avito_messages page = { .has_more = true };
	bool found = false;

	for (int offset = 0; page.has_more && !found && offset <= MAX_OFFSET; offset += LOOK_BACK) {
		if (!avito_get_messages(&s->avito, s->mem, s->found->id, LOOK_BACK, offset, &page, err))
			return false;
		if (page.count == 0)
			continue;
		append(s->mem, news_r, &page);
		(void)count_news(s, news_r, &found);
		found = found || intake_source_of(s->account, &page.messages[page.count - 1]) ==
			INTAKE_HISTORY;
	}
	return true;
}

/* The list of chats tells a last message that the chat's own has not even after an hour, and may never
   have: then it is one of the news all the same. */
static void
add_last(struct syncing *s, struct avito_messages *news)
{
	const struct avito_message *last = &s->found->last;
	struct avito_message *all = mem_array(s->mem, struct avito_message, news->count + 1);
	size_t count = 0, next = 0;

	for (size_t i = 0; i < news->count; i++)
		if (str_equal(news->messages[i].id, last->id))
			return;
	if (intake_latest_ms(last->created_s) >= time_now_ms() - SLACK_MS)
		return;
	while (next < news->count && last->created_s != 0 &&
	    news->messages[next].created_s > last->created_s)
		all[count++] = news->messages[next++];
	all[count++] = *last;
	while (next < news->count)
		all[count++] = news->messages[next++];
	news->messages = all;
	news->count = count;
}

/* Up to which message the news are known now: the chat's last one, wherever it stands among them, so
   that the list alone tells the next look that there is nothing new.  One not listed yet is asked for
   again. */
static const char *
looked_after(const struct syncing *s, const struct avito_messages *news)
{
	for (size_t i = 0; i < news->count; i++)
		if (str_equal(news->messages[i].id, s->found->last.id))
			return s->found->last.id;
	return news->count > 0 ? news->messages[0].id : s->looked_id;
}

/* Of the news, the first count of the messages, takes either what the shop itself wrote or all else;
   and an old message may have been deleted.  Oldest first, so that their effects come in order.
   unanswered: how many, the newest first, no colleague has answered at Avito. */
static bool
take_some(struct syncing *s, const struct avito_messages *news, size_t count, bool own,
	size_t *unanswered, struct err *err)
{
	for (size_t i = news->count; i-- > 0;) {
		s->message = &news->messages[i];
		if ((s->message->author_id == s->account->avito_user_id) != own ||
		    (i >= count && !str_equal(s->message->type, "deleted")))
			continue;
		s->source = i < *unanswered ? intake_source_of(s->account, s->message) : INTAKE_HISTORY;
		if (!with_db(s, take_message, err))
			return false;
		if (str_equal(s->author, "colleague"))
			*unanswered = i;
	}
	return true;
}

/* The shop's own words come first: they tell which of the buyer's have been answered.  Whoever dies in
   between leaves those to be found again, as words below an answer: see intake.c. */
static bool
take_news(struct syncing *s, const struct avito_messages *news, struct err *err)
{
	size_t unanswered = news->count, count;
	bool found;

	count = count_news(s, news, &found);
	if (!take_some(s, news, count, true, &unanswered, err) ||
	    !take_some(s, news, count, false, &unanswered, err))
		return false;
	s->looked_id = looked_after(s, news);
	return with_db(s, write_looked, err);
}

/* One chat.  Of an old one only the last message is kept; the rest comes when somebody writes. */
static bool
take_chat(struct syncing *s, struct err *err)
{
	struct avito_message last = s->found->last;
	struct avito_messages news = { .messages = &last, .count = 1 };

	if (!s->found->has_last)
		return true;
	if (!db_pool_read(s->work->core->pool, read_looked, s, err))
		return false;
	if (str_equal(s->looked_id, last.id))
		return true;
	if (last.created_s == 0 || intake_source_of(s->account, &last) == INTAKE_SYNC) {
		news = (struct avito_messages){ .messages = NULL };
		if (!read_news(s, &news, err))
			return false;
		add_last(s, &news);
	}
	return take_news(s, &news, err);
}

/* A spent rate and a database that is away concern every chat. */
static bool
stops_all(const struct syncing *s, const struct err *failure)
{
	return s->avito.last.outcome == AVITO_RATE || (s->avito.last.outcome == AVITO_OK &&
		(failure->code == ERR_BUSY || failure->code == ERR_UNCERTAIN));
}

/* Whatever else fails may be this chat's alone, and must not keep the look from the others; but when it
   goes on, they are not asked about either. */
static bool
is_deaf(const struct syncing *s)
{
	return s->failures >= MANY_FAILURES;
}

/* From here on what was asked about one chat says nothing about the account. */
static void
note_outcome(struct syncing *s)
{
	switch (s->avito.last.outcome) {
	case AVITO_TOKEN:
	case AVITO_BLOCKED:
	case AVITO_UNREACHABLE:
	case AVITO_LOST:
		s->failures++;
		s->failed = s->avito.last;
		break;
	default: /* Avito has answered, or was not asked */
		if (s->avito.last.status != 0)
			s->failures = 0;
	}
	s->avito.last = (struct avito_last){ AVITO_OK, 0, -1 };
}

static bool
write_page(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return account_sync_page(db, s->account->id, s->seen, err);
}

/* The list has told the last words of a chat whose messages cannot be read: they are heeded. */
static void
take_last(struct syncing *s)
{
	struct err ignored; /* the chat is met again */

	if (!s->found->has_last)
		return;
	s->message = &s->found->last;
	s->source = intake_source_of(s->account, s->message);
	(void)with_db(s, take_message, &ignored);
}

static void
log_failure(const struct syncing *s, const struct err *failure)
{
	log_event(LOG_WARNING, "sync.chat_failed", log_int("account", s->account->id),
		log_str("code", err_code_name(failure->code)), log_str("error", failure->text));
}

/* The chat at hand, in memory of its own.  One that cannot be read must not stop the others.  It is
   left out, unless Avito does not know it, or has told of it for so long that only its being unread
   brings it here. */
static bool
take_listed(struct syncing *s, struct err *err)
{
	struct err failure = { ERR_NONE, "" };
	bool deaf = is_deaf(s), taken, stopped;

	s->mem = mem_context(s->work->mem, "chat");
	s->avito.last = (struct avito_last){ AVITO_OK, 0, -1 };
	taken = !deaf && take_chat(s, &failure);
	stopped = !taken && stops_all(s, &failure);
	if (stopped) {
		*err = failure;
	} else {
		if (!taken)
			take_last(s);
		if (!taken && !deaf)
			log_failure(s, &failure);
		note_outcome(s);
		s->whole = s->whole && (taken || failure.code == ERR_NOT_FOUND ||
			!is_recent(s, s->found));
	}
	mem_free(s->mem);
	return !stopped;
}

/* The list of all chats has the newest first: more_r ends with the first page that reaches back to
   what is known. */
static bool
take_page(struct syncing *s, const struct avito_chats_query *query, bool *more_r, struct err *err)
{
	struct avito_chats chats;

	if (!avito_get_chats(&s->avito, s->work->mem, query, &chats, err))
		return false;
	s->seen = 0;
	*more_r = chats.has_more;
	for (size_t i = 0; i < chats.count; i++) {
		bool recent = is_recent(s, &chats.chats[i]);

		/* cppcheck-suppress autoVariables ; the array is of the job, not of this function */
		s->found = &chats.chats[i];
		/* A recent chat that is unread is in both lists: it counts in that of all. */
		s->seen += query->unread_only ? !recent : recent;
		*more_r = chats.has_more && (recent || query->unread_only);
		if ((recent || query->unread_only) && !take_listed(s, err))
			return false;
	}
	return with_db(s, write_page, err);
}

/* A look that could not list all that changed is not whole, but for the first: what it did not reach
   is the oldest of all.  What is unread and recent is in the other list, too. */
static bool
take_list(struct syncing *s, bool unread_only, struct err *err)
{
	struct avito_chats_query query = {
		.unread_only = unread_only,
		.chat_types = "u2i,u2u",
		.limit = PAGE,
	};
	bool more = true;

	s->failures = 0; /* however broken the chats are that stay unread */
	for (; more && query.offset <= MAX_OFFSET; query.offset += PAGE)
		if (!take_page(s, &query, &more, err))
			return false;
	s->whole = s->whole && (!more || unread_only || s->account->synced_at == 0);
	return true;
}

/* What is unread, however old, and whatever has changed since looks left nothing out: it may have been
   read by us or by the seller before we were told of it.  The first look takes all. */
static bool
take_chats(struct syncing *s, struct err *err)
{
	int64_t synced_at = s->account->synced_at, now = time_now_ms();

	s->whole = true;
	s->since_ms = synced_at == 0 ? 0 : (synced_at < now ? synced_at : now) - SLACK_MS;
	return (synced_at == 0 || take_list(s, true, err)) && take_list(s, false, err);
}

static bool
write_begin(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return account_sync_begin(db, s->account->id, err);
}

static bool
write_end(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return account_sync_end(db, s->account->id, s->cause, s->whole, err);
}

static const char *
cause_of(const struct avito *avito)
{
	switch (avito->last.outcome) {
	case AVITO_OK:
		return "ours"; /* not Avito failed, but our own database */
	case AVITO_TOKEN:
		return "expired";
	case AVITO_TARIFF:
		return "tariff";
	case AVITO_FORBIDDEN:
		return "forbidden";
	case AVITO_BLOCKED:
		return "blocked";
	case AVITO_RATE:
		return "rate";
	default:
		return "network";
	}
}

/* The look did not come to its end, or Avito gave no messages: says why, and when the next one is. */
static bool
note_failure(struct syncing *s, const struct token *token, struct work_end *end_r, struct err *err)
{
	int64_t id = s->account->id, wait_ms = s->avito.last.retry_after_ms;
	struct err ignored;

	(void)with_db(s, write_end, &ignored); /* the failure itself is what counts */
	doctor_note_call(s->work, id, &s->avito, false);
	if (s->avito.last.outcome == AVITO_TOKEN)
		return work_token_refused(s->work, id, token, end_r, err);
	work_note_account(s->work, id, &s->avito);
	end_r->delay_ms = wait_ms > RETRY_MS ? wait_ms : RETRY_MS;
	return true;
}

bool
sync_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct syncing s = { .work = work, .cause = "" };
	struct token *token;

	*end_r = (struct work_end){ WORK_LATER, work->core->sync_every_ms };
	if (!with_db(&s, read_account, err))
		return err->code == ERR_NOT_FOUND ? (end_r->next = WORK_DONE, true) : false;
	if (s.account->deleted_at != 0) {
		end_r->next = WORK_DONE;
		return true;
	}
	if (!s.account->enabled || s.account->connected_at == 0 || s.account->avito_user_id == 0)
		return true;
	if (!work_avito(work, s.account->id, &s.avito, &token, err))
		return false;
	if (token == NULL) {
		*end_r = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
		return true;
	}
	if (!with_db(&s, write_begin, err))
		return false;
	if (!take_chats(&s, err)) {
		s.cause = cause_of(&s.avito);
		return note_failure(&s, token, end_r, err);
	}
	if (is_deaf(&s)) {
		s.avito.last = s.failed;
		return note_failure(&s, token, end_r, err);
	}
	doctor_note_call(work, s.account->id, &s.avito, true);
	return with_db(&s, write_end, err);
}
