/* SPDX-License-Identifier: MIT */
#include "core/outbox_private.h"

#include "base/crash.h"
#include "base/str.h"
#include "base/time.h"
#include "core/intake.h"
#include "core/ownership.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/turn.h"

enum {
	RETRY_MS = 5000,        /* after a failed look, or when nothing reached Avito */
	RETRY_MAX_MS = 60000,
	BEGIN_MS = 20000,       /* a POST begins within that time of its last look, or not at all */
	ACCOUNT_PAUSE_MS = 15000, /* between looks whether the account is connected */
	RATE_PAUSE_MS = 10000,  /* 429 without Retry-After */
	RATE_PAUSE_MAX_MS = 300000,
	READ_TRIES = 3
};

enum send_verdict
outbox_judge(bool ok, const struct err *err, const struct avito *avito)
{
	if (ok)
		return SEND_SENT;
	/* What cannot even be asked for, or was refused, is so however often it is tried. */
	if (err->code == ERR_INVALID)
		return SEND_FAILED;
	switch (avito->last.outcome) {
	case AVITO_TOKEN:
		return SEND_TOKEN;
	case AVITO_NOT_FOUND:
		return SEND_GONE;
	case AVITO_RATE:
	case AVITO_BLOCKED:
	case AVITO_UNREACHABLE:
		return SEND_AGAIN;
	case AVITO_FORBIDDEN:
	case AVITO_TARIFF:
	case AVITO_REJECTED:
		return SEND_FAILED;
	default:
		return SEND_UNKNOWN;
	}
}

/* --- before the POST */

static bool
is_persons_word(const struct outbox *row)
{
	return str_equal(row->kind, "person") || str_equal(row->kind, "draft");
}

/* May this row still go out, now that the chat is locked?  A person's words always; the bot's only
   while the bot owns the chat and they answer the newest words; the sentence of a hand-off unless a
   person wrote since.  Later parts of a reply follow their first. */
static bool
still_wanted(struct db *db, const struct outbox *row, const struct chat *chat, const char **why_r,
	struct err *err)
{
	bool persons = chat_is_persons(chat, time_now_ms());
	int64_t message_id;

	*why_r = NULL;
	if (is_persons_word(row))
		return true;
	if (str_equal(row->kind, "handoff")) {
		if (!str_equal(chat->owner_reason, "handoff"))
			*why_r = "person";
		return true;
	}
	if (persons) {
		*why_r = str_or(chat->owner_reason, "person");
		return true;
	}
	if (row->part > 0)
		return true;
	if (!turn_message(db, row->turn_id, &message_id, err))
		return false;
	if (message_id != chat->last_buyer_id || chat->waiting_since == 0)
		*why_r = "newer";
	return true;
}

/* The row ends unsaid, and a person is told; unless it turned out meanwhile that it was said, or that
   it may have been.  What was sent before and has not been found may have been said at its first try,
   whatever became of the second. */
static bool
close_unsaid(struct db *db, struct sending *s, struct chat *chat, struct err *err)
{
	if (s->row->resent && !str_equal(s->error, "gone")) {
		s->state = "held";
		s->error = OUTBOX_DOUBTFUL;
	}
	if (!outbox_close(db, s->row, s->state, s->error, err))
		return err->code == ERR_CONFLICT;
	chat_need_person(chat, s->state);
	if (str_equal(s->error, "gone"))
		chat->dead = true;
	return chat_update(db, chat, err);
}

static bool
drop(struct db *db, struct sending *s, struct chat *chat, const char *why, struct err *err)
{
	if (s->row->resent)
		return close_unsaid(db, s, chat, err);
	if (!outbox_close(db, s->row, "dropped", why, err))
		return err->code == ERR_CONFLICT;
	return chat_decide_anew(db, chat, err);
}

/* Nothing goes out in the name of an account that is off.  What a person wrote, and the rest of what
   was begun, is shown as unsent. */
static bool
refuse_off(struct db *db, struct sending *s, struct chat *chat, struct err *err)
{
	if (!is_persons_word(s->row) && s->row->part == 0)
		return drop(db, s, chat, "account_off", err);
	s->state = "failed";
	s->error = "the account is off";
	return close_unsaid(db, s, chat, err);
}

/* The last look (design 2.3), and the durable "about to send": account, lease, owner, nothing newer,
   not too late. */
static bool
before_send(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	void *mem = s->work->mem;
	struct account *account;
	struct chat *chat;
	const char *why;

	s->go = false;
	s->pause_ms = 0;
	s->error = "";
	if (!chat_lock(db, mem, s->row->chat_id, &chat, err) ||
	    !job_assert_mine(db, s->work->job, err) ||
	    !account_find(db, mem, chat->account_id, &account, err) ||
	    !still_wanted(db, s->row, chat, &why, err))
		return false;
	if (!account->enabled)
		return refuse_off(db, s, chat, err);
	if (why != NULL)
		return drop(db, s, chat, why, err);
	if (s->row->now_ms > s->row->expires_at) {
		s->state = "expired";
		s->error = s->row->error;
		return close_unsaid(db, s, chat, err);
	}
	/* Other news of the chat must not shorten a pause that Avito asked for. */
	if (s->row->check_at > s->row->now_ms) {
		s->pause_ms = s->row->check_at - s->row->now_ms;
		return true;
	}
	s->go = outbox_begin(db, s->row->id, err);
	CRASH_POINT("send.beginning");
	/* Its first part was dropped or refused, or its echo came late: there is nothing to send. */
	return s->go || err->code == ERR_CONFLICT;
}

/* --- after it */

bool
sending_record_sent(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	void *mem = s->work->mem;
	struct chat *chat;
	struct message *known;

	/* Avito's own answer tells more than equal words. */
	if (!chat_lock(db, mem, s->row->chat_id, &chat, err) ||
	    !outbox_unlink(db, chat->account_id, s->message.id, s->row->id, err) ||
	    !outbox_sent(db, s->row->id, s->message.id, err) ||
	    (s->token->refusals > 0 && !token_served(db, chat->account_id, err)))
		return false;
	if (message_find(db, mem, chat->account_id, s->message.id, &known, err))
		return true;
	if (err->code != ERR_NOT_FOUND)
		return false;

	struct message message = {
		.account_id = chat->account_id,
		.chat_id = chat->id,
		.avito_id = s->message.id,
		.author = str_equal(s->row->kind, "person") ? "person" : "bot",
		.author_id = s->avito.user_id,
		.user_id = s->row->user_id,
		.type = "text",
		.text = s->row->text,
		.content = s->message.content,
		.outbox_id = s->row->id,
		.created_at = intake_time(&s->message),
	};

	if (!message_insert(db, &message, &message.id, err))
		return false;
	if (message.created_at >= chat->last_message_at) {
		chat->last_message_id = message.id;
		chat->last_message_at = message.created_at;
	}
	CRASH_POINT("send.recording");
	return chat_was_sent(db, chat, s->row, err) && chat_update(db, chat, err);
}

bool
sending_record_closed(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct chat *chat;

	return chat_lock(db, s->work->mem, s->row->chat_id, &chat, err) &&
		close_unsaid(db, s, chat, err);
}

static bool
record_unknown(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;

	return outbox_unknown(db, s->row->id, outbox_look_ms(0), s->error, err);
}

/* Only with the lease: whoever has it now may have begun another POST of this row. */
static bool
record_ready(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct chat *chat;

	return chat_lock(db, s->work->mem, s->row->chat_id, &chat, err) &&
		job_assert_mine(db, s->work->job, err) &&
		outbox_ready(db, s->row->id, s->pause_ms, s->error, err);
}

bool
sending_write(struct sending *s, db_work *record, struct err *err)
{
	return db_pool_transaction(s->work->core->pool, record, s, err);
}

void
sending_later(struct sending *s, int64_t delay_ms)
{
	*s->end = (struct work_end){ WORK_LATER, delay_ms };
}

bool
sending_write_later(struct sending *s, db_work *record, int64_t delay_ms, struct err *err)
{
	sending_later(s, delay_ms);
	return sending_write(s, record, err);
}

int64_t
sending_pause(const struct avito *avito, int64_t times)
{
	int64_t pause = RETRY_MS << (times < 4 ? times : 4);

	if (avito->last.outcome != AVITO_RATE)
		return pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS;
	if (avito->last.retry_after_ms < 0)
		return RATE_PAUSE_MS;
	return avito->last.retry_after_ms < RATE_PAUSE_MAX_MS ? avito->last.retry_after_ms
		: RATE_PAUSE_MAX_MS;
}

/* What Avito's answer makes of the row at hand. */
static bool
note_answer(struct sending *s, enum send_verdict verdict, bool *done_r, struct err *err)
{
	*done_r = verdict == SEND_SENT || verdict == SEND_FAILED || verdict == SEND_GONE;
	switch (verdict) {
	case SEND_SENT:
		if (!sending_write(s, sending_record_sent, err))
			return false;
		CRASH_POINT("send.recorded");
		return true;
	case SEND_AGAIN:
		work_note_account(s->work, s->row->account_id, &s->avito);
		s->pause_ms = sending_pause(&s->avito, s->row->attempts);
		return sending_write_later(s, record_ready, s->pause_ms, err);
	case SEND_TOKEN:
		return sending_write(s, record_ready, err) &&
			work_token_refused(s->work, s->row->account_id, s->token, s->end, err);
	case SEND_FAILED:
		work_note_account(s->work, s->row->account_id, &s->avito);
		s->state = "failed";
		return sending_write(s, sending_record_closed, err);
	case SEND_GONE:
		s->state = "failed";
		s->error = "gone";
		return sending_write(s, sending_record_closed, err);
	default: /* SEND_UNKNOWN */
		return sending_write_later(s, record_unknown, outbox_look_ms(0), err);
	}
}

/* Sends the ready row at hand.  done_r: this row needs nothing more, go on with the next. */
static bool
send_row(struct sending *s, bool *done_r, struct err *err)
{
	struct err failure = { ERR_NONE, "" };
	int64_t began = time_monotonic_ms();

	if (!sending_write(s, before_send, err))
		return false;
	*done_r = !s->go && s->pause_ms == 0;
	if (!s->go) {
		if (!*done_r)
			sending_later(s, s->pause_ms);
		return true;
	}
	if (time_monotonic_ms() - began > BEGIN_MS) {
		/* This process was stopped meanwhile; what the last look said is no longer true. */
		s->error = "stopped before the POST";
		return sending_write_later(s, record_ready, 0, err);
	}
	s->row->state = "sending"; /* by now */
	CRASH_POINT("send.begun");

	bool ok = avito_send_text(&s->avito, s->work->mem, s->chat->avito_chat_id, s->row->text,
		&s->message, &failure);

	CRASH_POINT("send.posted");
	s->error = failure.text;
	return note_answer(s, outbox_judge(ok, &failure, &s->avito), done_r, err);
}

/* --- the job */

struct open_rows {
	struct work *work;
	struct chat *chat;
	struct outbox *rows;
	size_t count;
};

static bool
read_open(struct db *db, void *arg, struct err *err)
{
	struct open_rows *open = arg;
	void *mem = open->work->mem;

	return chat_find(db, mem, open->work->job->chat_id, &open->chat, err) &&
		outbox_open(db, mem, open->work->job->chat_id, &open->rows, &open->count, err);
}

/* A row found in `sending` was left by a worker that died there: only one job of a chat runs. */
static bool
handle_row(struct sending *s, bool *done_r, struct err *err)
{
	*done_r = false;
	if (str_equal(s->row->state, "ready"))
		return send_row(s, done_r, err);
	if (str_equal(s->row->state, "unknown"))
		return sending_look_up(s, done_r, err);
	s->error = "the sender died";
	return sending_write_later(s, record_unknown, outbox_look_ms(0), err);
}

static bool
read_last_sent(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;

	return chat_find(db, s->work->mem, s->chat->id, &s->chat, err) &&
		outbox_last_sent(db, s->chat->id, &s->last_sent_at, err);
}

static bool
record_read(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct chat *chat;

	if (!chat_lock(db, s->work->mem, s->chat->id, &chat, err))
		return false;
	chat->read_at = s->last_sent_at;
	return chat_update(db, chat, err);
}

/* An answered chat is marked read.  Worth a few tries and no more, no part of the rate, and no token:
   one that sends well may be refused for this alone. */
static bool
mark_read(struct sending *s, struct err *err)
{
	struct err failure;

	if (!db_pool_read(s->work->core->pool, read_last_sent, s, err))
		return false;
	if (s->last_sent_at <= s->chat->read_at || s->chat->dead)
		return true;
	if (avito_read_chat(&s->avito, s->work->mem, s->chat->avito_chat_id, &failure)) {
		CRASH_POINT("read.marked");
		return sending_write(s, record_read, err);
	}
	return s->avito.last.outcome == AVITO_RATE || s->avito.last.outcome == AVITO_REJECTED ||
		s->work->job->failures >= READ_TRIES ||
		err_set(err, ERR_UPSTREAM, "mark read: %s", failure.text);
}

/* Before the account is connected, or without a token, nothing goes out or is looked up, but what is
   too late by now must reach a person all the same. */
static bool
await_account(struct sending *s, const struct open_rows *open, struct err *err)
{
	for (size_t i = 0; i < open->count; i++) {
		s->row = &open->rows[i];

		bool ready = str_equal(s->row->state, "ready");

		s->state = ready ? "expired" : "held";
		s->error = "the account is not connected";
		if ((ready ? s->row->now_ms > s->row->expires_at : sending_patience_ended(s->row)) &&
		    !sending_write(s, sending_record_closed, err))
			return false;
	}
	if (s->token != NULL)
		sending_later(s, ACCOUNT_PAUSE_MS);
	else
		*s->end = (struct work_end){ WORK_AWAIT_TOKEN, WORK_TOKEN_PATIENCE_MS };
	return true;
}

bool
outbox_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct open_rows open = { .work = work };
	struct sending s = { .work = work, .end = end_r };
	bool done = true;

	end_r->next = WORK_DONE;
	if (!db_pool_read(work->core->pool, read_open, &open, err))
		return false;
	s.chat = open.chat;
	if (!work_avito(work, open.chat->account_id, &s.avito, &s.token, err))
		return false;
	if (s.token == NULL || s.avito.user_id == 0)
		return await_account(&s, &open, err);
	for (size_t i = 0; i < open.count && done; i++) {
		s.row = &open.rows[i];
		if (!handle_row(&s, &done, err))
			return false;
	}
	return !done || mark_read(&s, err);
}
