/* SPDX-License-Identifier: MIT */
#include "core/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "core/split.h"
#include "io/db.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/composer.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"

enum { REPLY_LIFETIME_MS = 24 * 3600 * 1000 };

struct action {
	const struct desk *desk;
	void *mem;
	const char *nonce;
	const char *text;
	int64_t draft_id;
	int64_t outbox_id;
	int64_t pause_ms;
	char **parts;
	size_t part_count;
	bool kept;
	struct chat *chat;
	struct account *account;
	struct project *project;
};

typedef bool action_fn(struct db *db, struct action *action, struct err *err);

struct run {
	struct action *action;
	action_fn *fn;
};

static bool
locked(struct db *db, void *arg, struct err *err)
{
	struct run *run = arg;
	struct action *a = run->action;

	return chat_lock(db, a->mem, a->desk->chat_id, &a->chat, err) &&
		account_find(db, a->mem, a->chat->account_id, &a->account, err) &&
		project_find(db, a->mem, a->account->project_id, &a->project, err) &&
		run->fn(db, a, err) && chat_update(db, a->chat, err);
}

/* Runs fn on the locked chat and writes the chat back. */
static bool
act(const struct desk *desk, struct action *action, action_fn *fn, struct err *err)
{
	struct run run = { action, fn };

	action->desk = desk;
	action->mem = mem_context(desk->db, "desk");

	bool done = db_transaction(desk->db, locked, &run, err);

	mem_free(action->mem);
	return done;
}

/* What is said in the name of an account that is off or gone would go out when it comes back. */
static bool
can_speak(const struct action *a, struct err *err)
{
	return (a->account->deleted_at == 0 && a->account->enabled)
		|| err_set(err, ERR_CONFLICT, "account %lld is off", (long long)a->account->id);
}

static bool
split(struct action *a, const char *text, struct err *err)
{
	split_text(a->mem, text, SPLIT_MAX_CHARS, &a->parts, &a->part_count);
	return a->part_count > 0 || err_set(err, ERR_INVALID, "the reply is empty");
}

static bool
put_parts(struct db *db, struct action *a, const char *kind, const char *nonce, int64_t turn_id,
	struct err *err)
{
	struct outbox_new row = {
		.account_id = a->chat->account_id,
		.chat_id = a->chat->id,
		.turn_id = turn_id,
		.user_id = a->desk->user_id,
		.kind = kind,
		.nonce = nonce,
		.lifetime_ms = REPLY_LIFETIME_MS,
	};

	return can_speak(a, err) && outbox_insert(db, &row, a->parts, a->part_count, err) &&
		chat_put_send(db, a->chat, err);
}

static void
nobody_waits(struct chat *chat)
{
	chat_was_answered(chat);
	chat->needs_person = false;
	chat->need_reason = "";
}

static bool
put_reply(struct db *db, struct action *a, const char *nonce, struct err *err)
{
	nobody_waits(a->chat);
	if (!chat_take(db, a->project, a->chat, "operator", a->project->takeover_ms, err) ||
	    !put_parts(db, a, "person", nonce, 0, err) ||
	    !composer_forget(db, a->desk->user_id, a->chat->id, err))
		return false;
	a->chat->owner_user_id = a->desk->user_id;
	return true;
}

static bool
says(const struct action *a, const struct outbox *rows, size_t count)
{
	bool same = count == a->part_count && rows[0].chat_id == a->chat->id;

	for (size_t i = 0; same && i < count; i++)
		same = str_equal(rows[i].text, a->parts[i]);
	return same;
}

/* Somebody who has not heard that the form was taken sends it again: the buyer may have written
   since, and these words are no answer to that.  What is in the composer by now is newer than the same
   words; other words are kept there, to be sent by another form. */
static bool
reply(struct db *db, struct action *a, struct err *err)
{
	const char *nonce = mem_printf(a->mem, "form:%.64s", a->nonce);
	struct outbox *rows;
	size_t count;

	if (!split(a, a->text, err) ||
	    !outbox_list_parts(db, a->mem, nonce, &rows, &count, err))
		return false;
	a->kept = count > 0 && !says(a, rows, count);
	if (a->kept)
		return composer_keep(db, a->desk->user_id, a->chat->id, "", a->text, err);
	return count > 0 || put_reply(db, a, nonce, err);
}

bool
desk_reply(const struct desk *desk, const char *nonce, const char *text, bool *kept_r,
	struct err *err)
{
	struct action action = { .nonce = nonce, .text = text };

	if (!act(desk, &action, reply, err))
		return false;
	*kept_r = action.kept;
	return true;
}

static bool
take_over(struct db *db, struct action *a, struct err *err)
{
	if (!chat_take(db, a->project, a->chat, "operator", a->pause_ms, err))
		return false;
	a->chat->owner_user_id = a->desk->user_id;
	return true;
}

bool
desk_take_over(const struct desk *desk, int64_t pause_ms, struct err *err)
{
	struct action action = { .pause_ms = pause_ms };

	return act(desk, &action, take_over, err);
}

static bool
hand_back(struct db *db, struct action *a, struct err *err)
{
	return chat_hand_back(db, a->chat, err);
}

bool
desk_hand_back(const struct desk *desk, struct err *err)
{
	struct action action = { .nonce = NULL };

	return act(desk, &action, hand_back, err);
}

static bool
answer_now(struct db *db, struct action *a, struct err *err)
{
	int64_t now = time_now_ms();

	if (a->chat->answer_at == 0 || chat_is_persons(a->chat, now))
		return err_set(err, ERR_CONFLICT, "nothing is due in chat %lld", (long long)a->chat->id);
	a->chat->answer_at = now;
	return chat_put_turn(db, a->chat, 0, err);
}

bool
desk_answer_now(const struct desk *desk, struct err *err)
{
	struct action action = { .nonce = NULL };

	return act(desk, &action, answer_now, err);
}

static bool
draft_send(struct db *db, struct action *a, struct err *err)
{
	struct draft *draft;

	if (!draft_find_open(db, a->mem, a->chat->id, &draft, err))
		return err->code == ERR_NOT_FOUND ? err_set(err, ERR_CONFLICT, "no open draft") : false;
	if (draft->id != a->draft_id)
		return err_set(err, ERR_CONFLICT, "draft %lld is not the open one",
			(long long)a->draft_id);

	const char *nonce = mem_printf(a->mem, "draft:%lld", (long long)draft->id);

	if (!split(a, a->text != NULL ? a->text : draft->text, err) ||
	    !draft_decide(db, a->chat->id, draft->id, "sent", a->desk->user_id, err) ||
	    !put_parts(db, a, "draft", nonce, draft->turn_id, err))
		return false;
	nobody_waits(a->chat);
	return true;
}

bool
desk_draft_send(const struct desk *desk, int64_t draft_id, const char *text, struct err *err)
{
	struct action action = { .draft_id = draft_id, .text = text };

	return act(desk, &action, draft_send, err);
}

static bool
draft_drop(struct db *db, struct action *a, struct err *err)
{
	if (!draft_decide(db, a->chat->id, a->draft_id, "dropped", a->desk->user_id, err))
		return false;
	/* The buyer still waits: dropping a draft does not answer anybody. */
	chat_need_person(a->chat, "draft_dropped");
	return true;
}

bool
desk_draft_drop(const struct desk *desk, int64_t draft_id, struct err *err)
{
	struct action action = { .draft_id = draft_id };

	return act(desk, &action, draft_drop, err);
}

static bool
dismiss(struct db *db, struct action *a, struct err *err)
{
	(void)db; /* the chat row is all there is to change */
	(void)err;
	nobody_waits(a->chat);
	return true;
}

bool
desk_dismiss(const struct desk *desk, struct err *err)
{
	struct action action = { .nonce = NULL };

	return act(desk, &action, dismiss, err);
}

/* --- what did not go out */

static bool
find_unsent(struct db *db, struct action *a, struct outbox **row_r, struct err *err)
{
	static const char *const states[] = { "held", "failed", "expired", NULL };

	if (!outbox_find(db, a->mem, a->chat->id, a->outbox_id, row_r, err))
		return false;
	return str_index(states, (*row_r)->state) >= 0 ||
		err_set(err, ERR_CONFLICT, "outbox %lld is %s", (long long)a->outbox_id,
			(*row_r)->state);
}

/* No person is needed for what goes out now, but still for whoever wrote since and has no answer. */
static void
words_go_out(struct chat *chat)
{
	static const char *const reasons[] = { "held", "failed", "expired", NULL };

	if (str_index(reasons, chat->need_reason) < 0)
		return;
	chat->need_reason = "";
	if (chat->waiting_since == 0)
		chat->needs_person = false;
}

static bool
unsent_again(struct db *db, struct action *a, struct err *err)
{
	struct chat *chat = a->chat;
	struct outbox *row;
	int64_t message_id = 0;

	if (chat->dead)
		return err_set(err, ERR_CONFLICT, "chat %lld is gone", (long long)chat->id);
	if (!can_speak(a, err) || !find_unsent(db, a, &row, err) ||
	    (row->turn_id != 0 && !turn_message(db, row->turn_id, &message_id, err)) ||
	    !outbox_again(db, row, a->desk->user_id, REPLY_LIFETIME_MS, err) ||
	    !chat_put_send(db, chat, err))
		return false;
	if (message_id != 0 && message_id == chat->last_buyer_id)
		nobody_waits(chat);
	else
		words_go_out(chat);
	return true;
}

bool
desk_unsent_again(const struct desk *desk, int64_t outbox_id, struct err *err)
{
	struct action action = { .outbox_id = outbox_id };

	return act(desk, &action, unsent_again, err);
}

static bool
unsent_drop(struct db *db, struct action *a, struct err *err)
{
	struct outbox *row;

	return find_unsent(db, a, &row, err) && outbox_close(db, row, "dropped", "person", err);
}

bool
desk_unsent_drop(const struct desk *desk, int64_t outbox_id, struct err *err)
{
	struct action action = { .outbox_id = outbox_id };

	return act(desk, &action, unsent_drop, err);
}
