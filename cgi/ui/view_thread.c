/* SPDX-License-Identifier: MIT */
/* A chat's page: the thread in order of time, what the bot is about to do, and the side panel. */
#include "ui/thread.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/secret.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"
#include "ui/view_chat.h"
#include "ui/words.h"

/* Putting the parts of a thread in order. */
struct weave {
	struct request *req;
	const struct thread *thread;
	struct tmpl_node *root;
	int64_t day;         /* of the last item; -1: none yet */
	size_t outbox_next;  /* first row not yet shown */
};

/* --- items */

static struct tmpl_node *
add_item(struct weave *w)
{
	return tmpl_row(w->root, "Items");
}

static void
mark_day(struct weave *w, int64_t at_ms)
{
	const char *zone = w->thread->project->zone;
	int64_t day = words_day_number(at_ms, zone);
	struct tmpl_node *item;

	if (day == w->day)
		return;
	w->day = day;
	item = add_item(w);
	tmpl_set(item, "Kind", "day");
	tmpl_set_int(item, "Id", day);
	tmpl_set(item, "Text", words_day(w->req, at_ms, zone));
}

static const struct turn *
find_turn(const struct thread *thread, int64_t id)
{
	for (size_t i = 0; i < thread->turn_count && id != 0; i++)
		if (thread->turns[i].id == id)
			return &thread->turns[i];
	return NULL;
}

/* The turn that a message of ours came from; 0 when it did not. */
static int64_t
turn_of(const struct thread *thread, const struct message *message)
{
	for (size_t i = 0; i < thread->sent_count && message->outbox_id != 0; i++)
		if (thread->sent[i].id == message->outbox_id)
			return thread->sent[i].turn_id;
	return 0;
}

enum { WAITED_MIN_MS = 2000, WAITED_MAX_MS = 120000 };

/* How many messages of the buyer stand in a row up to the one that the turn is about, and when that
   one was written; 0 when it is not on this page. */
static int
burst_of(const struct thread *thread, const struct turn *turn, int64_t *written_at_r)
{
	int count = 0;

	for (size_t i = 0; i < thread->message_count; i++) {
		const struct message *message = &thread->messages[i];

		count = str_equal(message->author, "buyer") ? count + 1 : 0;
		*written_at_r = message->created_at;
		if (message->id == turn->message_id)
			return count;
	}
	return 0;
}

/* The quiet time that came before the turn's own steps. */
static void
view_waited(struct weave *w, struct tmpl_node *item, const struct turn *turn)
{
	struct request *req = w->req;
	int64_t written_at = 0, waited;
	int count = burst_of(w->thread, turn, &written_at);
	struct tmpl_node *line;
	const char *span;

	waited = turn->started_at - written_at;
	if (count == 0 || waited < WAITED_MIN_MS || waited > WAITED_MAX_MS)
		return;
	span = words_span(req, waited);
	line = tmpl_row(item, "Lines");
	tmpl_set(line, "Result", "pass");
	tmpl_set(line, "Text", count == 1 ? words_with(req, "Chat.Waited", span)
		: mem_printf(req->mem, "%s, %s", words_with(req, "Chat.InARow",
			mem_printf(req->mem, "%d", count)), words_with(req, "Chat.WaitedThen", span)));
}

static void
add_why(struct weave *w, const struct turn *turn)
{
	struct tmpl_node *item = add_item(w);

	tmpl_set(item, "Kind", "why");
	tmpl_set_int(item, "Id", turn->id);
	view_waited(w, item, turn);
	view_turn(w->req, item, turn);
}

/* Under a reply in several parts the reasons stand once, below the last one. */
static bool
is_last_part(const struct thread *thread, size_t index, int64_t turn_id)
{
	for (size_t i = index + 1; i < thread->message_count; i++)
		if (turn_of(thread, &thread->messages[i]) == turn_id)
			return false;
	return true;
}

/* Is there something to read of it: a message, one on its way, or the open draft? */
static bool
is_spoken(const struct thread *thread, int64_t turn_id)
{
	for (size_t i = 0; i < thread->message_count; i++)
		if (turn_of(thread, &thread->messages[i]) == turn_id)
			return true;
	for (size_t i = 0; i < thread->outbox_count; i++)
		if (thread->outbox[i].turn_id == turn_id && !outbox_is_settled(&thread->outbox[i]))
			return true;
	return thread->draft != NULL && thread->draft->turn_id == turn_id;
}

/* Turns about this message that left nothing to read: silence has its reasons, too. */
static void
add_silent_turns(struct weave *w, const struct message *message)
{
	const struct thread *thread = w->thread;

	for (size_t i = 0; i < thread->turn_count; i++) {
		const struct turn *turn = &thread->turns[i];

		if (turn->message_id == message->id && turn->finished_at != 0
		    && !is_spoken(thread, turn->id))
			add_why(w, turn);
	}
}

static bool
is_message(const struct thread *thread, const struct outbox *row)
{
	for (size_t i = 0; i < thread->message_count; i++)
		if (thread->messages[i].outbox_id == row->id)
			return true;
	return false;
}

/* What was not sent stands where it was written; what is on its way stands at the end. */
static void
add_outbox(struct weave *w, int64_t before_ms, bool only_settled)
{
	const struct thread *thread = w->thread;

	for (; w->outbox_next < thread->outbox_count; w->outbox_next++) {
		const struct outbox *row = &thread->outbox[w->outbox_next];

		if (only_settled && (!outbox_is_settled(row) || row->created_at >= before_ms))
			return;
		if (is_message(thread, row))
			continue; /* sent while the page was read */
		mark_day(w, row->created_at);
		view_outbox(w->req, add_item(w), thread, row);
	}
}

static void
add_message(struct weave *w, size_t index)
{
	const struct thread *thread = w->thread;
	const struct message *message = &thread->messages[index];
	int64_t turn_id = turn_of(thread, message);
	const struct turn *turn = find_turn(thread, turn_id);

	add_outbox(w, message->created_at, true);
	mark_day(w, message->created_at);
	view_message(w->req, add_item(w), thread, message);
	if (turn != NULL && is_last_part(thread, index, turn_id))
		add_why(w, turn);
	add_silent_turns(w, message);
}

static void
view_items(struct weave *w)
{
	const struct thread *thread = w->thread;

	for (size_t i = 0; i < thread->message_count; i++)
		add_message(w, i);
	if (thread->is_live)
		add_outbox(w, 0, false);
	if (thread->has_earlier) {
		tmpl_set_int(w->root, "Earlier.At", thread->messages[0].created_at);
		tmpl_set_int(w->root, "Earlier.Id", thread->messages[0].id);
	}
}

/* --- who has the chat, and what happens next */

static void
view_persons(struct request *req, struct tmpl_node *state, const struct thread *thread)
{
	const struct chat *chat = thread->chat;

	tmpl_set_flag(state, "CanHandBack", true);
	if (chat->owner_until == 0) {
		const char *text = words_find(req, "Chat.Owner", chat->owner_reason);

		tmpl_set(state, "Text", str_or(text, page_text(req, "Chat.Owner.person")));
		return;
	}
	tmpl_set(state, "Text", words_with(req, "Chat.Paused",
		words_left(req, chat->owner_until - thread->now_ms)));
	tmpl_set_flag(state, "CanTake", true);
}

static void
view_bots(struct request *req, struct tmpl_node *state, const struct thread *thread)
{
	const struct chat *chat = thread->chat;
	int64_t left = chat->answer_at - thread->now_ms;

	tmpl_set_flag(state, "CanTake", true);
	if (str_equal(thread->project->mode, "off")) {
		tmpl_set(state, "Text", page_text(req, "Chat.AssistantOff"));
		return;
	}
	tmpl_set(state, "Text", page_text(req, chat->answer_at == 0 ? "Chat.BotIdle"
		: "Chat.BotThinks"));
	if (chat->answer_at == 0)
		return;
	view_countdown(req, state, "Chat.BotIn", left);
	tmpl_set_flag(state, "CanAnswerNow", left > 0);
}

/* What the buyer was told when the bot handed the chat over; NULL: nothing, or it is long past. */
static const char *
handoff_text(const struct thread *thread)
{
	for (size_t i = thread->message_count; i > 0; i--) {
		const struct message *message = &thread->messages[i - 1];
		const struct turn *turn = find_turn(thread, turn_of(thread, message));

		if (str_equal(message->author, "buyer"))
			continue;
		return turn != NULL && str_equal(turn->result, "handoff") ? message->text : NULL;
	}
	return NULL;
}

static void
view_need_banner(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	const struct chat *chat = thread->chat;
	bool stopped = str_equal(chat->owner, "human") && str_equal(chat->owner_reason, "handoff");
	const char *told = stopped ? handoff_text(thread) : NULL;

	if (!chat->needs_person)
		return;
	if (chat->need_reason[0] == '\0')
		tmpl_set(root, "Need", view_need(req, ""));
	else
		tmpl_set(root, "Need", words_with(req, stopped ? "Chat.Stopped" : "Chats.NeedFor",
			view_need(req, chat->need_reason)));
	if (told != NULL)
		tmpl_set(root, "Told", words_with(req, "Chat.Told", told));
}

/* Why nobody can write here; NULL: one can. */
static const char *
closed_by(const struct thread *thread)
{
	if (thread->chat->dead)
		return "Chat.Gone";
	if (thread->account->deleted_at != 0)
		return "Chat.Deleted";
	return thread->account->enabled ? NULL : "Chat.AccountOff";
}

static void
view_state(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	struct tmpl_node *state = tmpl_child(root, "State");
	const struct chat *chat = thread->chat;
	const char *closed = closed_by(thread);

	if (closed != NULL) {
		tmpl_set(state, "Text", page_text(req, closed));
		tmpl_set_flag(root, "IsDead", true);
	} else if (view_is_persons(chat->owner, chat->owner_until, thread->now_ms)) {
		view_persons(req, state, thread);
	} else {
		view_bots(req, state, thread);
	}
	view_need_banner(req, root, thread);
}

static void
view_draft(struct request *req, struct tmpl_node *root, const struct thread *thread)
{
	const struct draft *draft = thread->draft;
	struct tmpl_node *node = tmpl_child(root, "Draft");
	const struct turn *turn;

	if (draft == NULL)
		return;
	turn = find_turn(thread, draft->turn_id);
	tmpl_set_int(node, "Id", draft->id);
	tmpl_set(node, "Text", draft->text);
	tmpl_set(node, "Confidence", words_with(req, "Chat.Confidence",
		mem_printf(req->mem, "%lld", (long long)draft->confidence)));
	if (turn != NULL)
		view_turn(req, tmpl_child(node, "Why"), turn);
}

void
view_thread(struct request *req, const struct thread *thread)
{
	const struct chat *chat = thread->chat;
	struct tmpl_node *root = tmpl_child(page_root(req), "Thread");
	struct weave weave = { .req = req, .thread = thread, .root = root, .day = -1 };
	struct chat_badges badges = { chat->owner, chat->owner_until, chat->needs_person,
		chat->need_reason, 0, chat->dead, thread->draft != NULL,
		view_login(thread, chat->owner_user_id) };

	tmpl_set_int(root, "Id", chat->id);
	tmpl_set(root, "Name", thread->buyer != NULL && thread->buyer->name[0] != '\0'
		? thread->buyer->name : page_text(req, "Chats.Buyer"));
	tmpl_set(root, "Version", thread->version);
	tmpl_set(root, "Nonce", secret_random_hex(req->mem, 16));
	tmpl_set(root, "Kept", thread->kept);
	tmpl_set_flag(root, "Live", thread->is_live);
	view_chat_badges(req, root, &badges);
	view_items(&weave);
	view_side(req, root, thread);
	view_state(req, root, thread);
	if (thread->is_live)
		view_draft(req, root, thread);
}
