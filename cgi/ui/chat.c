/* SPDX-License-Identifier: MIT */
/* One chat: reading it, and what a person does there. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/desk.h"
#include "core/ownership.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/composer.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/search.h"
#include "store/turn.h"
#include "ui/inbox.h"
#include "ui/thread.h"

enum { MESSAGES = 60, TURNS = 500, CLOCK_SLACK_MS = 60000, HOUR_MS = 3600000 };

/* --- finding */

/* By Avito's id, which other programs know; what is not here leads to all chats. */
bool
chat_find_page(struct request *req, struct err *err)
{
	const char *avito_id = param_text(req, "avito");
	struct chat *chat;

	if (avito_id == NULL)
		return page_redirect(req, "/ui/chats?tab=all");
	if (chat_find_avito(req->db, req->mem, avito_id, &chat, err))
		return page_redirect(req, mem_printf(req->mem, "/ui/chats/%lld?tab=all",
			(long long)chat->id));
	return err->code == ERR_NOT_FOUND && page_redirect(req, "/ui/chats?tab=all");
}

/* --- reading */

/* One word for the whole page: the list beside the chat, the chat, and the minutes both tell. */
static bool
read_version(struct request *req, struct inbox *inbox, struct thread *thread, struct err *err)
{
	struct chat_versions *words;

	if (!chat_versions(req->db, req->mem, param_i64(req, "id"), &words, err))
		return false;
	thread->now_ms = time_now_ms();
	inbox->version = inbox_version(req, words->list);
	thread->version = mem_printf(req->mem, "%s-%s", words->chat, inbox->version);
	return true;
}

/* A chat of an account that was removed can still be read; else it is one of those the page has. */
static bool
read_account(struct request *req, struct thread *t, struct err *err)
{
	struct account *accounts;
	size_t count;

	if (!ui_accounts(req, &accounts, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (accounts[i].id == t->chat->account_id) {
			t->account = &accounts[i];
			return true;
		}
	return account_find(req->db, req->mem, t->chat->account_id, &t->account, err);
}

static bool
read_people(struct request *req, struct thread *t, struct err *err)
{
	struct db *db = req->db;
	void *mem = req->mem;

	return chat_find(db, mem, param_i64(req, "id"), &t->chat, err)
		&& read_account(req, t, err)
		&& project_find(db, mem, t->account->project_id, &t->project, err)
		&& (t->chat->listing_id == 0
			|| listing_find(db, mem, t->chat->listing_id, &t->listing, err))
		&& (t->chat->buyer_id == 0
			|| buyer_find(db, mem, t->chat->buyer_id, &t->buyer, err));
}

/* One message more than is shown tells whether there are earlier ones. */
static bool
read_messages(struct request *req, struct thread *t, int64_t before_at, int64_t before_id,
	struct err *err)
{
	if (!message_list(req->db, req->mem, t->chat->id, before_at, before_id, MESSAGES + 1,
		&t->messages, &t->message_count, err))
		return false;
	t->is_live = before_at == 0;
	t->has_earlier = t->message_count > MESSAGES;
	if (t->has_earlier) {
		t->messages++;
		t->message_count--;
	}
	return true;
}

static int64_t
with_slack(int64_t first_at)
{
	return first_at > 0 ? first_at - CLOCK_SLACK_MS : 0;
}

static int64_t
shown_since(const struct thread *t)
{
	return with_slack(t->message_count > 0 ? t->messages[0].created_at : 0);
}

/* What failed before the messages that are shown stands on an earlier page. */
static void
drop_earlier(struct thread *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->outbox_count; i++)
		if (!outbox_is_settled(&t->outbox[i]) || t->outbox[i].created_at >= shown_since(t))
			t->outbox[kept++] = t->outbox[i];
	t->outbox_count = kept;
}

/* What is on its way is read before the messages: what is sent between the two is found twice, and
   shown once.  The other way round it would be found in neither. */
static bool
read_words(struct request *req, struct thread *t, int64_t before_at, int64_t before_id,
	struct err *err)
{
	if (!outbox_visible(req->db, req->mem, t->chat->id, before_at, &t->outbox, &t->outbox_count,
		err) || !read_messages(req, t, before_at, before_id, err))
		return false;
	drop_earlier(t);
	return true;
}

/* Has one of us a part in what is shown? */
static bool
names_users(const struct thread *t)
{
	bool named = t->chat->owner_user_id != 0;

	for (size_t i = 0; i < t->message_count; i++)
		named = named || t->messages[i].user_id != 0;
	for (size_t i = 0; i < t->outbox_count; i++)
		named = named || t->outbox[i].user_id != 0;
	return named;
}

static bool
read_users(struct request *req, struct thread *t, struct err *err)
{
	return !names_users(t) || user_list(req->db, req->mem, &t->users, &t->user_count, err);
}

static bool
read_turns(struct request *req, struct thread *t, struct err *err)
{
	struct db *db = req->db;
	int64_t since = shown_since(t);

	if (!turn_list(db, req->mem, t->chat->id, since, TURNS, &t->turns, &t->turn_count, err)
	    || !outbox_turns(db, req->mem, t->chat->id, since, &t->sent, &t->sent_count, err))
		return false;
	return (draft_find_open(db, req->mem, t->chat->id, &t->draft, err)
			|| err->code == ERR_NOT_FOUND)
		&& composer_find(db, req->mem, req->user->id, t->chat->id, &t->kept, err);
}

enum { PHONES = 5, OTHERS = 6 };

static bool
read_side(struct request *req, struct thread *t, struct err *err)
{
	struct db *db = req->db;

	return message_sum_buyer(db, req->mem, t->chat->id, &t->sum, err)
		&& (t->buyer == NULL
			|| (chat_phone_list(db, req->mem, t->buyer->id, PHONES, &t->phones,
				&t->phone_count, err)
			    && chat_list_others(db, req->mem, t->buyer->avito_user_id, t->chat->id,
				OTHERS, &t->others, &t->other_count, err)));
}

static bool
read_thread(struct request *req, int64_t before_at, int64_t before_id, struct thread *thread,
	struct err *err)
{
	return read_people(req, thread, err)
		&& read_words(req, thread, before_at, before_id, err)
		&& read_users(req, thread, err)
		&& read_turns(req, thread, err)
		&& read_side(req, thread, err);
}

/* Opened by its own address a chat stands among all. */
static void
begin(struct request *req, struct inbox *inbox_r)
{
	inbox_begin(req, CHAT_TAB_ALL, inbox_r);
	inbox_r->open_id = param_i64(req, "id");
	tmpl_set(page_root(req), "Thread.Link", inbox_r->link);
	tmpl_set(page_root(req), "Thread.More", inbox_r->more);
}

static bool
read_page(struct request *req, int64_t before_at, int64_t before_id, struct inbox *inbox,
	struct thread *thread, struct err *err)
{
	return read_thread(req, before_at, before_id, thread, err)
		&& inbox_read(req, 0, 0, inbox, err);
}

bool
chat_show(struct request *req, struct err *err)
{
	struct thread thread = { .version = NULL };
	struct inbox inbox;

	begin(req, &inbox);
	if (!read_version(req, &inbox, &thread, err)
	    || !read_page(req, param_i64(req, "before_at"), param_i64(req, "before_id"), &inbox,
		&thread, err))
		return false;
	inbox_view(req, &inbox);
	view_thread(req, &thread);
	return page_render(req, "chat.cs", err);
}

bool
chat_about(struct request *req, struct err *err)
{
	struct thread thread = { .version = NULL, .now_ms = time_now_ms() };
	struct inbox inbox;

	begin(req, &inbox);
	if (!read_thread(req, 0, 0, &thread, err))
		return false;
	view_thread(req, &thread);
	return page_render(req, "chat_about.cs", err);
}

/* What of the page may have changed since the version known; NULL: since whenever. */
static bool
show_news(struct request *req, const char *known, struct err *err)
{
	struct thread thread = { .version = NULL };
	struct inbox inbox;

	begin(req, &inbox);
	if (!read_version(req, &inbox, &thread, err))
		return false;
	if (known != NULL && str_equal(thread.version, known)) {
		req->out->status = 204;
		return true;
	}
	if (!read_page(req, 0, 0, &inbox, &thread, err))
		return false;
	inbox_view(req, &inbox);
	view_thread(req, &thread);
	return page_render(req, "chat_news.cs", err);
}

bool
chat_news(struct request *req, struct err *err)
{
	return show_news(req, param_text(req, "after"), err);
}

/* --- acting */

static struct desk
desk_of(const struct request *req)
{
	return (struct desk){ req->db, param_i64(req, "id"), req->user->id };
}

/* Back to the chat, which shows the result; a failure leads back there, too.  A script that stays on
   the page is given the result itself. */
static bool
finish(struct request *req, bool done, const char *conflict, struct err *err)
{
	struct inbox inbox;
	const char *path;
	bool shown;

	inbox_begin(req, CHAT_TAB_ALL, &inbox);
	path = mem_printf(req->mem, "/ui/chats/%lld%s", (long long)param_i64(req, "id"), inbox.link);

	if (done) {
		shown = request_is_partial(req) ? show_news(req, NULL, err)
			: page_redirect(req, path);
		ui_nudge(req); /* not before: a reply might leave while the chat is being read */
		return shown;
	}
	if (err->code == ERR_CONFLICT)
		req->problem = conflict;
	if (err->code != ERR_NOT_FOUND)
		tmpl_set(page_root(req), "Error.Back", path);
	return false;
}

/* Answered without words, and told to nobody: a page that is open elsewhere has words of its own. */
bool
chat_keep(struct request *req, struct err *err)
{
	req->out->status = 204;
	return composer_keep(req->db, req->user->id, param_i64(req, "id"), param_text(req, "nonce"),
		param_has(req, "text") ? param_text(req, "text") : "", err);
}

bool
chat_reply(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);
	bool kept = false;
	bool done = desk_reply(&desk, param_text(req, "nonce"), param_text(req, "text"), &kept, err);

	if (!done && err->code == ERR_INVALID)
		req->problem = "reply_empty";
	if (kept)
		done = err_set(err, ERR_CONFLICT, "other words were sent under this nonce");
	return finish(req, done, kept ? "reply_kept" : "conflict", err);
}

const char *const chat_pauses[] = { "hour", "morning", "good", NULL };

bool
chat_take_over(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	static const int64_t pauses[] = { HOUR_MS, PAUSE_TILL_MORNING, PAUSE_FOR_GOOD };
	int chosen = param_has(req, "for") ? str_index(chat_pauses, param_text(req, "for")) : 2;

	return finish(req, desk_take_over(&desk, pauses[chosen], err), "conflict", err);
}

bool
chat_give_back(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_hand_back(&desk, err), "conflict", err);
}

bool
chat_answer_now(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_answer_now(&desk, err), "nothing_due", err);
}

bool
chat_dismiss(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_dismiss(&desk, err), "conflict", err);
}

/* Words that were not changed are sent as the draft they are. */
static bool
send_draft(struct request *req, const struct desk *desk, struct err *err)
{
	const char *text = param_text(req, "text");
	struct draft *draft;

	if (!draft_find_open(req->db, req->mem, desk->chat_id, &draft, err))
		return err->code == ERR_NOT_FOUND ? err_set(err, ERR_CONFLICT, "no open draft") : false;
	if (str_equal(text, draft->text))
		text = NULL;
	return desk_draft_send(desk, param_i64(req, "draft"), text, err);
}

bool
chat_draft_send(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);
	bool done = send_draft(req, &desk, err);

	if (!done && err->code == ERR_INVALID)
		req->problem = "reply_empty";
	return finish(req, done, "draft_gone", err);
}

bool
chat_draft_drop(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_draft_drop(&desk, param_i64(req, "draft"), err), "draft_gone", err);
}

bool
chat_unsent_again(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_unsent_again(&desk, param_i64(req, "unsent"), err), "unsent_gone", err);
}

bool
chat_unsent_drop(struct request *req, struct err *err)
{
	struct desk desk = desk_of(req);

	return finish(req, desk_unsent_drop(&desk, param_i64(req, "unsent"), err), "unsent_gone", err);
}
