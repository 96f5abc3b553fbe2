/* SPDX-License-Identifier: MIT */
#include "core/ownership.h"

#include <stdio.h>

#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"

/* How far Avito's clock may be behind ours.  Generous: what was written before the send is known by
   then, and equal words that are not known are hardly somebody else's. */
enum { CLOCK_SLACK_MS = 120000 };

enum { NIGHT_ENDS = 5, MORNING = 9 }; /* hours on the shop's clock */

typedef bool put_fn(struct db *db, const struct job_new *job, struct err *err);

static bool
put_chat_job(struct db *db, put_fn *put, const char *kind, const struct chat *chat,
	int64_t delay_ms, struct err *err)
{
	char name[24];

	(void)snprintf(name, sizeof(name), "%lld", (long long)chat->id); /* 20 characters at most */

	struct job_new job = {
		.kind = kind,
		.name = name,
		.account_id = chat->account_id,
		.chat_id = chat->id,
		.delay_ms = delay_ms,
	};

	return put(db, &job, err);
}

bool
chat_put_turn(struct db *db, const struct chat *chat, int64_t delay_ms, struct err *err)
{
	return put_chat_job(db, job_put, "turn", chat, delay_ms > 0 ? delay_ms : 0, err);
}

bool
chat_put_send(struct db *db, const struct chat *chat, struct err *err)
{
	return put_chat_job(db, job_put_sooner, "send", chat, 0, err);
}

bool
chat_put_enrich(struct db *db, const struct chat *chat, struct err *err)
{
	return put_chat_job(db, job_put_sooner, "enrich", chat, 0, err);
}

void
chat_was_answered(struct chat *chat)
{
	chat->waiting_since = 0;
	chat->burst_at = 0;
	chat->answer_at = 0;
}

bool
chat_decide_anew(struct db *db, const struct chat *chat, struct err *err)
{
	bool reopened;

	return chat->waiting_since == 0 ||
		(turn_reopen_dropped(db, chat->id, chat->last_buyer_id, &reopened, err) &&
			(!reopened || chat_put_turn(db, chat, 0, err)));
}

bool
chat_was_sent(struct db *db, struct chat *chat, const struct outbox *row, struct err *err)
{
	int64_t message_id, since;

	if (!str_equal(row->kind, "reply") || chat->waiting_since == 0)
		return true;
	if (!turn_message(db, row->turn_id, &message_id, err) ||
	    !turn_words_since(db, row->turn_id, &since, err))
		return false;
	if (message_id == chat->last_buyer_id)
		chat_was_answered(chat);
	else if (since != 0)
		chat->waiting_since = since;
	return true;
}

void
chat_need_person(struct chat *chat, const char *reason)
{
	chat->needs_person = true;
	chat->need_reason = reason;
}

int64_t
pause_until(int64_t pause_ms, const char *zone, int64_t from_ms)
{
	struct time_civil morning = time_in_zone(from_ms, zone);

	if (pause_ms == PAUSE_FOR_GOOD)
		return 0;
	if (pause_ms != PAUSE_TILL_MORNING)
		return from_ms + pause_ms;
	morning.day += morning.hour >= NIGHT_ENDS;
	morning.hour = MORNING;
	morning.minute = morning.second = 0;
	return time_from_civil(&morning, zone);
}

/* until 0: until handed back.  Whoever took the chat for good keeps it for good. */
static void
give_to_person(struct chat *chat, const char *reason, int64_t until)
{
	if (str_equal(chat->owner, "human") && str_equal(chat->owner_reason, "operator") &&
	    chat->owner_until == 0) {
		until = 0;
		reason = "operator";
	} else {
		chat->owner_user_id = 0;
	}
	chat->owner = "human";
	chat->owner_reason = reason;
	chat->owner_until = until;
	chat->burst_at = 0;
	chat->answer_at = 0;
}

/* What the bot has ready is no longer said. */
static bool
silence_bot(struct db *db, const struct chat *chat, const char *reason, struct err *err)
{
	return outbox_drop_bot(db, chat->id, reason, err) && draft_make_stale(db, chat->id, err) &&
		chat_decide_anew(db, chat, err);
}

bool
colleague_wrote(struct db *db, const struct project *project, struct chat *chat,
	int64_t written_at, int64_t connected_at, struct err *err)
{
	int64_t until = pause_until(project->takeover_ms, project->zone, written_at);
	int64_t now = time_now_ms();
	bool is_last = written_at >= chat->last_message_at;
	/* Who wrote before we came has not taken the chat from anybody. */
	bool pauses = until == 0 ? written_at >= connected_at : until > now;

	/* Words found late may be older than the pause they would have caused, or than a longer one. */
	if (!is_last && (!pauses || chat_is_persons(chat, now)))
		return true;
	if (pauses)
		give_to_person(chat, "colleague", until);
	if (is_last) {
		chat_was_answered(chat);
		chat->needs_person = false;
		chat->need_reason = "";
	}
	return silence_bot(db, chat, "colleague", err);
}

bool
draft_overtaken(struct db *db, const struct chat *chat, struct err *err)
{
	return draft_make_stale(db, chat->id, err);
}

bool
chat_take(struct db *db, const struct project *project, struct chat *chat, const char *reason,
	int64_t pause_ms, struct err *err)
{
	give_to_person(chat, reason, pause_until(pause_ms, project->zone, time_now_ms()));
	return silence_bot(db, chat, reason, err);
}

void
chat_give_to_bot(struct chat *chat)
{
	chat->owner = "bot";
	chat->owner_reason = "";
	chat->owner_until = 0;
	chat->owner_user_id = 0;
}

void
chat_hand_off(struct chat *chat, const char *reason)
{
	chat->owner = "human";
	chat->owner_reason = "handoff";
	chat->owner_until = 0;
	chat->owner_user_id = 0;
	chat_need_person(chat, reason);
}

bool
chat_hand_back(struct db *db, struct chat *chat, struct err *err)
{
	chat_give_to_bot(chat);
	chat->needs_person = false;
	chat->need_reason = "";
	if (chat->waiting_since == 0)
		return true;
	chat->answer_at = time_now_ms();
	return turn_reopen(db, chat->id, chat->last_buyer_id, err) && chat_put_turn(db, chat, 0, err);
}

bool
chat_is_persons(const struct chat *chat, int64_t now_ms)
{
	return !str_equal(chat->owner, "bot") &&
		(chat->owner_until == 0 || chat->owner_until > now_ms);
}

bool
outbox_matches(const struct outbox *row, const char *normalised_words, int64_t created_at,
	void *mem)
{
	return created_at + 1000 + CLOCK_SLACK_MS > row->started_at &&
		str_equal(utf8_normalise(mem, row->text), normalised_words);
}
