/* SPDX-License-Identifier: MIT */
#include "core/outbox_private.h"

#include "base/crash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/intake.h"
#include "core/ownership.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"

enum {
	LOOKS = 3,                /* then a person decides, if the project says so */
	LOOKS_TO_RESEND = 4,      /* a listing may be a minute late; words said twice stay said */
	LOOK_MESSAGES = 50,
	LOOK_AGAIN_MS = 30000,    /* looks that fail become rarer in steps of this */
	LOOK_PATIENCE_MS = 600000 /* without a look that succeeds a person decides */
};

int64_t
outbox_look_ms(int64_t checks)
{
	static const int64_t looks[LOOKS_TO_RESEND] = { 3000, 15000, 45000, 75000 };

	return looks[checks < LOOKS_TO_RESEND ? checks : LOOKS_TO_RESEND - 1];
}

/* Whose a known message is was found out when it came in: another row's, or nobody's of ours. */
static bool
is_known(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct message *known;

	s->go = message_find(db, s->work->mem, s->row->account_id, s->message.id, &known, err);
	return s->go || err->code == ERR_NOT_FOUND;
}

/* Finds what the row at hand may have become.  Oldest candidate first, so that two equal texts are
   each given their own message. */
static bool
find_sent(struct sending *s, const struct avito_messages *messages, bool *found_r,
	struct err *err)
{
	void *mem = s->work->mem;

	*found_r = false;
	for (size_t i = messages->count; i-- > 0;) {
		const struct avito_message *m = &messages->messages[i];

		if (!m->outgoing || !outbox_matches(s->row, utf8_normalise(mem, m->text),
			intake_time(m), mem))
			continue;
		s->message = *m;
		if (!sending_write(s, is_known, err))
			return false;
		if (!s->go) {
			*found_r = true;
			return true;
		}
	}
	return true;
}

static bool
project_policy(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct account *account;
	struct project *project;

	if (!account_find(db, s->work->mem, s->row->account_id, &account, err) ||
	    !project_find(db, s->work->mem, account->project_id, &project, err))
		return false;
	s->go = str_equal(project->doubtful, "resend") && !s->row->resent;
	return true;
}

static bool
record_resend(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;

	return outbox_resend(db, s->row->id, "sent again after four clean looks", err);
}

static bool
record_checked(struct db *db, void *arg, struct err *err)
{
	struct sending *s = arg;
	int64_t next = outbox_look_ms(s->row->checks + 1) - (s->row->now_ms - s->row->started_at);

	return outbox_checked(db, s->row->id, next > 0 ? next : 0, err);
}

bool
sending_patience_ended(const struct outbox *row)
{
	return row->now_ms - row->started_at > LOOK_PATIENCE_MS;
}

static bool
hold(struct sending *s, struct err *err)
{
	s->state = "held";
	s->error = OUTBOX_DOUBTFUL;
	return sending_write_later(s, sending_record_closed, 0, err);
}

/* A clean look that found nothing.  After the third a person decides, or after one more it is sent
   again. */
static bool
not_found(struct sending *s, struct err *err)
{
	int64_t looks = s->row->checks + 1;

	s->go = true;
	if (looks >= LOOKS && !sending_write(s, project_policy, err))
		return false;
	if (!s->go)
		return hold(s, err);
	return sending_write_later(s, looks < LOOKS_TO_RESEND ? record_checked : record_resend, 0, err);
}

/* A failed look is not a negative one, but somebody waits for what it would have told. */
static bool
look_failed(struct sending *s, struct err *err)
{
	int64_t times = (s->row->now_ms - s->row->started_at) / LOOK_AGAIN_MS;

	if (s->avito.last.outcome == AVITO_TOKEN)
		return work_token_refused(s->work, s->row->account_id, s->token, s->end, err);
	if (s->avito.last.outcome == AVITO_NOT_FOUND) {
		s->state = "held"; /* in a chat that is gone nobody will ever find it */
		s->error = "gone";
		return sending_write_later(s, sending_record_closed, 0, err);
	}
	work_note_account(s->work, s->row->account_id, &s->avito);
	if (sending_patience_ended(s->row))
		return hold(s, err);
	sending_later(s, sending_pause(&s->avito, times));
	return true;
}

bool
sending_look_up(struct sending *s, bool *done_r, struct err *err)
{
	struct avito_messages messages;
	bool found;

	*done_r = false;
	if (s->row->check_at > s->row->now_ms) {
		sending_later(s, s->row->check_at - s->row->now_ms);
		return true;
	}
	if (!avito_get_messages(&s->avito, s->work->mem, s->chat->avito_chat_id, LOOK_MESSAGES, 0,
		&messages, err))
		return look_failed(s, err);
	if (!find_sent(s, &messages, &found, err))
		return false;
	*done_r = found;
	CRASH_POINT("send.looked");
	return found ? sending_write(s, sending_record_sent, err) : not_found(s, err);
}
