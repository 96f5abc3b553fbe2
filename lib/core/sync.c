/* SPDX-License-Identifier: MIT */
#include "core/sync.h"

#include "base/mem.h"
#include "base/str.h"
#include "core/doctor.h"
#include "core/intake.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/project.h"

enum {
	PAGE = 100,         /* Avito: messenger.json, getChatsV2, limit */
	MAX_OFFSET = 1000,  /* ... and offset */
	LOOK_BACK = 50,     /* messages of a chat with news */
	RETRY_MS = 15000
};

struct syncing {
	struct work *work;
	struct avito avito;
	struct account *account;
	struct project *project;
	const struct avito_chat *found;   /* the chat at hand */
	const struct avito_message *message;
	bool known;                       /* its last message is in our table */
	int64_t seen;                     /* chats of the page at hand */
	const char *cause;                /* of the end; "": none */
};

/* What was written before the account was connected is history: kept, never acted upon.  Avito's
   clock has whole seconds. */
static enum intake_source
source_of(const struct syncing *s, const struct avito_message *message)
{
	int64_t latest = message->created_s * 1000 + 999 + avito_clock_ahead_ms();

	return latest < s->account->connected_at ? INTAKE_HISTORY : INTAKE_SYNC;
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
look_for_last(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;
	struct message *message;

	s->known = message_find(db, s->work->mem, s->account->id, s->found->last.id, &message, err);
	return s->known || err->code == ERR_NOT_FOUND;
}

static bool
take_message(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;
	struct intake_message in = {
		.account = s->account,
		.project = s->project,
		.source = source_of(s, s->message),
		.avito_chat_id = s->found->id,
		.chat_kind = s->found->item.id != 0 ? "u2i" : "u2u",
		.item_id = s->found->item.id,
		.message = s->message,
	};
	bool is_new;

	return intake_store(db, s->work->mem, &in, &is_new, err);
}

/* Messages we missed, oldest first, so that their effects come in order. */
static bool
take_news(struct syncing *s, struct err *err)
{
	struct avito_messages messages;

	if (!avito_get_messages(&s->avito, s->work->mem, s->found->id, LOOK_BACK, 0, &messages, err))
		return false;
	for (size_t i = messages.count; i-- > 0;) {
		/* cppcheck-suppress autoVariables ; the array is of the job, not of this function */
		s->message = &messages.messages[i];
		if (!with_db(s, take_message, err))
			return false;
	}
	return true;
}

/* One chat.  Of an old one only the last message is kept; the rest comes when somebody writes. */
static bool
take_chat(struct syncing *s, struct err *err)
{
	if (!s->found->has_last || !with_db(s, look_for_last, err))
		return !s->found->has_last;
	if (s->known)
		return true;
	if (source_of(s, &s->found->last) == INTAKE_SYNC)
		return take_news(s, err);
	s->message = &s->found->last;
	return with_db(s, take_message, err);
}

/* A refused token, a spent rate, a network or a database that is away concern every chat. */
static bool
stops_all(const struct syncing *s, const struct err *failure)
{
	return s->avito.last.outcome == AVITO_TOKEN || s->avito.last.outcome == AVITO_RATE ||
		failure->code == ERR_BUSY || failure->code == ERR_UNCERTAIN;
}

static bool
write_page(struct db *db, void *arg, struct err *err)
{
	struct syncing *s = arg;

	return account_sync_page(db, s->account->id, s->seen, err);
}

static bool
take_page(struct syncing *s, const struct avito_chats_query *query, struct avito_chats *chats_r,
	struct err *err)
{
	if (!avito_get_chats(&s->avito, s->work->mem, query, chats_r, err))
		return false;
	for (size_t i = 0; i < chats_r->count; i++) {
		struct err failure = { ERR_NONE, "" };

		s->found = &chats_r->chats[i];
		/* One chat that cannot be read must not stop the others. */
		if (!take_chat(s, &failure) && stops_all(s, &failure))
			return err_set(err, failure.code, "%s", failure.text);
	}
	s->seen = (int64_t)chats_r->count;
	return with_db(s, write_page, err);
}

static bool
take_chats(struct syncing *s, struct err *err)
{
	struct avito_chats_query query = {
		.unread_only = s->account->synced_at != 0,
		.chat_types = "u2i,u2u",
		.limit = PAGE,
	};
	struct avito_chats chats = { .has_more = true };

	for (; query.offset <= MAX_OFFSET; query.offset += PAGE) {
		if (!take_page(s, &query, &chats, err))
			return false;
		if (!chats.has_more)
			break;
	}
	return true;
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

	return account_sync_end(db, s->account->id, s->cause, err);
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

/* The look did not come to its end: it says why, and when the next one is. */
static bool
note_failure(struct syncing *s, int64_t generation, struct work_end *end_r, struct err *err)
{
	int64_t id = s->account->id, wait_ms = s->avito.last.retry_after_ms;
	struct err ignored;

	s->cause = cause_of(&s->avito);
	(void)with_db(s, write_end, &ignored); /* the failure itself is what counts */
	doctor_note_call(s->work, id, &s->avito, false);
	if (s->avito.last.outcome == AVITO_TOKEN)
		return work_token_refused(s->work, id, generation, end_r, err);
	work_note_account(s->work, id, &s->avito);
	end_r->delay_ms = wait_ms > RETRY_MS ? wait_ms : RETRY_MS;
	return true;
}

bool
sync_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct syncing s = { .work = work, .cause = "" };
	int64_t generation;
	bool await;

	*end_r = (struct work_end){ WORK_LATER, work->core->sync_every_ms };
	if (!with_db(&s, read_account, err))
		return err->code == ERR_NOT_FOUND ? (end_r->next = WORK_DONE, true) : false;
	if (s.account->deleted_at != 0) {
		end_r->next = WORK_DONE;
		return true;
	}
	if (!s.account->enabled || s.account->connected_at == 0 || s.account->avito_user_id == 0)
		return true;
	if (!work_avito(work, s.account->id, &s.avito, &generation, &await, err))
		return false;
	if (await) {
		*end_r = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
		return true;
	}
	if (!with_db(&s, write_begin, err))
		return false;
	if (!take_chats(&s, err))
		return note_failure(&s, generation, end_r, err);
	doctor_note_call(work, s.account->id, &s.avito, true);
	return with_db(&s, write_end, err);
}
