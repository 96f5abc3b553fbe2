/* SPDX-License-Identifier: MIT */
#include "core/intake.h"

#include <string.h>

#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "core/contact.h"
#include "core/ownership.h"
#include "core/quiet.h"
#include "core/search.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/counter.h"
#include "store/job.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"

/* Live events may carry a clock a little behind ours; what a look finds has whole seconds. */
enum { LIVE_SLACK_MS = 120000, LOOK_SLACK_MS = 1000 };

/* Widths of the table's columns. */
enum { MAX_MESSAGE_ID = 64, MAX_CHAT_ID = 100, MAX_TYPE = 16 };

/* A new message on its way into the tables. */
struct arrival {
	const struct intake_message *in;
	struct chat *chat;      /* locked */
	struct message message;
	struct outbox *own;     /* our row that it is, NULL when it is not ours */
	bool newest;            /* of its chat */
	bool at_once;           /* its turn is due now */
};

/* Our row that became this message at Avito: by id, else by the same words among those whose answer
   is still out (an echo may come before the send call returns).  NULL when it is not ours. */
static bool
find_own(struct db *db, void *mem, const struct chat *chat, const struct avito_message *message,
	struct outbox **row_r, struct err *err)
{
	struct outbox *rows;
	size_t count;

	*row_r = NULL;
	if (outbox_find_by_avito(db, mem, chat->account_id, message->id, row_r, err))
		return true;
	if (err->code != ERR_NOT_FOUND || !outbox_unlinked(db, mem, chat->id, &rows, &count, err))
		return false;

	const char *words = utf8_normalise(mem, message->text);

	for (size_t i = 0; i < count && *row_r == NULL; i++)
		if (outbox_matches(&rows[i], words, intake_time(message), mem))
			*row_r = &rows[i];
	return *row_r == NULL || outbox_sent(db, (*row_r)->id, message->id, err);
}

/* Fills in whose message it is. */
static bool
tell_author(struct db *db, void *mem, struct arrival *arrival, struct err *err)
{
	const struct avito_message *m = arrival->in->message;
	struct message *message = &arrival->message;
	struct outbox *own;

	if (m->author_id == 0 || m->author_id == 1 || str_equal(m->type, "system")) {
		message->author = "avito";
		return true;
	}
	if (m->author_id != arrival->in->account->avito_user_id) {
		message->author = "buyer";
		return true;
	}
	if (!find_own(db, mem, arrival->chat, m, &own, err))
		return false;
	arrival->own = own;
	message->author = own == NULL ? "colleague" : str_equal(own->kind, "person") ? "person" : "bot";
	if (own != NULL) {
		message->outbox_id = own->id;
		message->user_id = own->user_id;
	}
	return true;
}

/* A message that is known already: only a deletion is news. */
static bool
note_deletion(struct db *db, void *mem, const struct intake_message *in, const struct chat *chat,
	bool *known_r, struct err *err)
{
	struct message *old;

	*known_r = message_find(db, mem, in->account->id, in->message->id, &old, err);
	if (!*known_r)
		return err->code == ERR_NOT_FOUND;
	if (!str_equal(in->message->type, "deleted") || old->deleted)
		return true;
	return message_set_deleted(db, old->id, err) && chat_update(db, chat, err);
}

int64_t
intake_latest_ms(int64_t at_s)
{
	return at_s * 1000 + 999 + avito_clock_ahead_ms();
}

enum intake_source
intake_source_of(const struct account *account, const struct avito_message *message)
{
	return intake_latest_ms(message->created_s) < account->connected_at ? INTAKE_HISTORY
		: INTAKE_SYNC;
}

int64_t
intake_time(const struct avito_message *message)
{
	int64_t now = time_now_ms(), at = message->created_s * 1000 + avito_clock_ahead_ms();

	return message->created_s > 0 && at <= now + LIVE_SLACK_MS ? at : now;
}

static bool
is_fresh(const struct intake_message *in, int64_t created_at)
{
	int64_t slack = in->source == INTAKE_WEBHOOK ? LIVE_SLACK_MS : LOOK_SLACK_MS;
	int64_t since = in->account->connected_at - slack;

	return created_at >= since &&
		created_at >= time_now_ms() - in->project->reply_max_age_ms;
}

/* Moves the turn to the end of the quiet time. */
static bool
await_quiet(struct db *db, struct arrival *arrival, struct err *err)
{
	const struct project *project = arrival->in->project;
	struct quiet quiet = { project->quiet_ms, project->quiet_max_ms };
	struct chat *chat = arrival->chat;
	int64_t now = time_now_ms();

	if (chat->burst_at == 0)
		chat->burst_at = now;
	chat->answer_at = quiet_answer_at(&quiet, arrival->message.text, chat->burst_at, now);
	arrival->at_once = chat->answer_at <= now;
	return chat_put_turn(db, chat, chat->answer_at - now, err) && draft_overtaken(db, chat, err);
}

/* The buyer wrote: somebody waits.  The turn is about the words that came in last: told late, they
   may be older than others, and nobody has seen them all the same. */
static bool
buyer_wrote(struct db *db, struct arrival *arrival, struct err *err)
{
	const struct message *message = &arrival->message;
	bool fresh = is_fresh(arrival->in, message->created_at), answered = false;
	struct chat *chat = arrival->chat;

	if (str_equal(message->type, "deleted"))
		return true;
	if (str_equal(message->type, "call")) {
		chat_need_person(chat, "call");
		return true;
	}
	if (!arrival->newest && !message_is_answered(db, chat->id, message->created_at, &answered,
		err))
		return false;
	if (answered) {
		/* The person who wrote since may not have seen these words. */
		chat_need_person(chat, "old");
		return true;
	}
	if (chat->dead) { /* who writes is there, and has not blocked us */
		chat->dead = false;
		chat->enriched_at = 0;
	}
	if (fresh || arrival->newest || chat->last_buyer_id == 0)
		chat->last_buyer_id = message->id;
	if (chat->waiting_since == 0 || (fresh && message->created_at < chat->waiting_since))
		chat->waiting_since = message->created_at;
	if (!fresh) {
		chat_need_person(chat, "old");
		return true;
	}
	return await_quiet(db, arrival, err);
}

static bool
apply(struct db *db, struct arrival *arrival, struct err *err)
{
	const struct message *message = &arrival->message;
	struct chat *chat = arrival->chat;

	arrival->newest = message->created_at >= chat->last_message_at;
	if (arrival->newest) {
		chat->last_message_id = message->id;
		chat->last_message_at = message->created_at;
	}
	if (str_equal(message->author, "colleague"))
		return colleague_wrote(db, arrival->in->project, chat, message->created_at,
			arrival->in->account->connected_at, err);
	if (str_equal(message->author, "buyer"))
		return arrival->in->source == INTAKE_HISTORY || buyer_wrote(db, arrival, err);
	return arrival->own == NULL || chat_was_sent(db, chat, arrival->own, err);
}

static bool
connect_rows(struct db *db, const struct intake_message *in, struct chat *chat, struct err *err)
{
	int64_t author = in->message->author_id;

	if (in->item_id != 0 && chat->listing_id == 0 &&
	    !listing_ensure(db, in->account->id, in->item_id, &chat->listing_id, err))
		return false;
	if (chat->buyer_id != 0 || author <= 1 || author == in->account->avito_user_id)
		return true;
	return buyer_ensure(db, in->account->id, author, "", &chat->buyer_id, err);
}

/* Phones the buyer wrote, so that the chat is found by them. */
static bool
note_phones(struct db *db, void *mem, const struct message *message, struct err *err)
{
	struct contact *numbers;
	size_t count;

	if (!str_equal(message->author, "buyer") || message->text[0] == '\0')
		return true;
	count = contact_numbers(mem, message->text, &numbers);
	for (size_t i = 0; i < count; i++) {
		struct chat_phone phone = { message->chat_id, message->id,
			search_phone_key(mem, numbers[i].plain) };

		if (numbers[i].kind == CONTACT_PHONE && phone.phone != NULL
		    && !chat_phone_put(db, &phone, err))
			return false;
	}
	return true;
}

/* Foreign names are kept within what the table holds; ids cannot be cut. */
static bool
check_names(const struct intake_message *in, struct err *err)
{
	if (in->avito_chat_id[0] == '\0' || strlen(in->avito_chat_id) > MAX_CHAT_ID)
		return err_set(err, ERR_INVALID, "the message has no usable chat id");
	if (strlen(in->message->id) > MAX_MESSAGE_ID)
		return err_set(err, ERR_INVALID, "the message id is too long");
	return true;
}

static const char *
known_kind(const char *kind)
{
	static const char *const kinds[] = { "u2i", "u2u", "a2u", NULL };

	return str_index(kinds, kind) >= 0 ? kind : "u2i";
}

bool
intake_store(struct db *db, void *mem, const struct intake_message *in, const char **author_r,
	struct err *err)
{
	const struct avito_message *m = in->message;
	struct chat *chat;
	bool known;

	*author_r = NULL;
	if (!check_names(in, err) || !chat_lock_avito(db, mem, in->account->id, in->avito_chat_id,
		known_kind(in->chat_kind), &chat, err) ||
	    !note_deletion(db, mem, in, chat, &known, err))
		return false;
	if (known)
		return true;

	struct arrival arrival = { .in = in, .chat = chat, .message = {
		.account_id = in->account->id,
		.chat_id = chat->id,
		.avito_id = m->id,
		.author_id = m->author_id,
		.type = mem_strndup(mem, m->type, strnlen(m->type, MAX_TYPE)),
		.text = m->text,
		.content = m->content,
		.deleted = str_equal(m->type, "deleted"),
		.created_at = intake_time(m),
	} };

	if (!connect_rows(db, in, chat, err) || !tell_author(db, mem, &arrival, err) ||
	    !message_insert(db, &arrival.message, &arrival.message.id, err) ||
	    !note_phones(db, mem, &arrival.message, err) ||
	    !apply(db, &arrival, err) || !chat_update(db, chat, err))
		return false;
	*author_r = arrival.message.author;
	/* A turn that is due asks Avito about its chat by itself. */
	return chat->enriched_at != 0 || arrival.at_once || in->source == INTAKE_HISTORY ||
		chat_put_enrich(db, chat, err);
}

/* --- the job "event" */

struct event {
	struct work *work;
	struct json_object *value; /* payload.value */
	const char *ignored;       /* why nothing was done, for the counters; NULL otherwise */
};

static bool
store_event(struct db *db, struct event *event, struct err *err)
{
	void *mem = event->work->mem;
	struct account *account;
	struct project *project;
	struct avito_message message;
	const char *author;

	event->ignored = NULL;
	if (!account_find(db, mem, event->work->job->account_id, &account, err) ||
	    !project_find(db, mem, account->project_id, &project, err))
		return false;
	if (account->avito_user_id == 0)
		account->avito_user_id = json_opt_i64(event->value, "user_id", 0);
	if (json_opt_i64(event->value, "user_id", 0) != account->avito_user_id) {
		event->ignored = "event.foreign";
		return counter_bump(db, event->ignored, 1, err);
	}
	if (!avito_message_parse(mem, event->value, account->avito_user_id, &message, err))
		return false;

	struct intake_message in = {
		.account = account,
		.project = project,
		.source = INTAKE_WEBHOOK,
		.avito_chat_id = json_opt_str(event->value, "chat_id", ""),
		.chat_kind = json_opt_str(event->value, "chat_type", "u2i"),
		.item_id = json_opt_i64(event->value, "item_id", 0),
		.message = &message,
	};

	if (!intake_store(db, mem, &in, &author, err))
		return false;
	CRASH_POINT("event.storing");
	return account_set_webhook_seen(db, account->id, err);
}

/* The event is gone with the commit that has its effects. */
static bool
take_event(struct db *db, void *arg, struct err *err)
{
	struct event *event = arg;

	return store_event(db, event, err) && job_finish(db, event->work->job, err);
}

bool
intake_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct event event = { .work = work };
	struct json_object *root;

	if (!json_parse_object(work->mem, (const char *)work->job->payload.data,
		work->job->payload.len, &root, err))
		return false;
	event.value = json_opt_object(json_opt_object(root, "payload"), "value");
	if (event.value == NULL)
		return err_set(err, ERR_INVALID, "the event has no payload.value");
	end_r->next = WORK_SETTLED;
	if (!db_pool_transaction(work->core->pool, take_event, &event, err))
		return false;
	CRASH_POINT("event.stored");
	return true;
}
