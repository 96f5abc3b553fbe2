/* SPDX-License-Identifier: MIT */
#include "core/rehearse.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/trace.h"
#include "io/db.h"
#include "remote/llm.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"

/* --- a chat in memory */

/* The account the chat would be in: the listing's, else the project's first; one that exists only
   here when the shop has not been connected yet. */
static bool
find_account(struct db *db, void *mem, const struct rehearse_input *input,
	struct account **account_r, struct err *err)
{
	struct account *accounts;
	size_t count;

	if (input->listing != NULL)
		return account_find(db, mem, input->listing->account_id, account_r, err);
	if (!account_list(db, mem, &accounts, &count, err))
		return false;
	*account_r = mem_new(mem, struct account);
	**account_r = (struct account){ .project_id = input->project_id, .name = "",
		.enabled = true };
	for (size_t i = count; i-- > 0;)
		if (accounts[i].project_id == input->project_id)
			*account_r = &accounts[i];
	return true;
}

/* A second lies between two messages; the newest is of now. */
static void
fill_messages(void *mem, struct turn_view *view, const struct rehearse_input *input,
	int64_t now_ms)
{
	view->messages = mem_array(mem, struct message, input->count + 1);
	view->message_count = input->count;
	for (size_t i = 0; i < input->count; i++)
		view->messages[i] = (struct message){
			.id = (int64_t)i + 1,
			.author = input->lines[i].buyer ? "buyer" : "bot",
			.type = "text",
			.text = input->lines[i].text,
			.content = "{}",
			.created_at = now_ms - (int64_t)(input->count - 1 - i) * 1000,
		};
}

/* When the first words were written that nobody answered. */
static int64_t
waiting_since(const struct turn_view *view)
{
	size_t first = view->message_count;

	while (first > 0 && str_equal(view->messages[first - 1].author, "buyer"))
		first--;
	return first < view->message_count ? view->messages[first].created_at : 0;
}

static void
fill_chat(void *mem, struct turn_view *view, const struct rehearse_input *input, int64_t now_ms)
{
	fill_messages(mem, view, input, now_ms);
	*view->chat = (struct chat){
		.account_id = view->account->id,
		.avito_chat_id = "",
		.kind = "u2i",
		.listing_id = input->listing != NULL ? input->listing->id : 0,
		.owner = "bot",
		.owner_reason = "",
		.need_reason = "",
		.last_message_id = (int64_t)input->count,
		.last_buyer_id = (int64_t)input->count,
		.waiting_since = waiting_since(view),
		.away_at = input->away_was_sent ? now_ms : 0,
	};
	turn_read_burst(mem, view);
}

/* The same shop with nothing switched off, and what was. */
static const char *
switch_on(void *mem, struct turn_view *view)
{
	const char *off = NULL;

	if (!view->account->enabled)
		off = "account_off";
	view->account->enabled = true;
	if (view->listing != NULL && str_equal(view->listing->mode, "off")) {
		off = "listing_off";
		view->listing = mem_dup(mem, view->listing, sizeof(*view->listing));
		view->listing->mode = "";
	}
	if (str_equal(view->project->mode, "off")) {
		off = "assistant_off";
		view->project->mode = "auto";
	}
	return off;
}

static bool
read_shop(struct db *db, void *mem, const struct rehearse_input *input,
	struct turn_view **view_r, struct err *err)
{
	struct turn_view *view = mem_new(mem, struct turn_view);

	view->chat = mem_new(mem, struct chat);
	if (!find_account(db, mem, input, &view->account, err) ||
	    !turn_read_project(db, mem, view, err))
		return false;
	if (input->listing != NULL)
		view->listing = mem_dup(mem, input->listing, sizeof(*input->listing));
	*view_r = view;
	return true;
}

bool
rehearse_view(struct db *db, void *mem, const struct rehearse_input *input,
	struct turn_view **view_r, struct err *err)
{
	if (!read_shop(db, mem, input, view_r, err))
		return false;
	fill_chat(mem, *view_r, input, time_now_ms());
	return turn_read_facts(db, mem, *view_r, err);
}

/* --- playing it */

struct play {
	struct db *db;
	struct rehearsal *rehearsal;
};

struct call_note {
	const struct provider *provider;
	const struct llm_answer *answer;
};

static bool
put_note(struct db *db, void *arg, struct err *err)
{
	const struct call_note *note = arg;

	return turn_note_call(db, 0, note->provider, note->answer, err);
}

static void
note_call(void *arg, const struct provider *provider, const struct llm_answer *answer)
{
	const struct play *running = arg;
	struct rehearsal *rehearsal = running->rehearsal;
	struct call_note note = { provider, answer };
	struct err ignored;

	/* As in a real turn: a failure to write statistics stops nothing. */
	(void)db_transaction(running->db, put_note, &note, &ignored);
	if (rehearsal->call_count < REHEARSE_CALLS)
		rehearsal->calls[rehearsal->call_count++] = (struct rehearse_call){
			provider->model, llm_answer_name(answer), answer->tokens_in,
			answer->tokens_out, answer->elapsed_ms };
}

static void
find_moment(void *mem, struct rehearsal *rehearsal, enum rehearse_when when)
{
	int64_t now_ms = time_now_ms();
	int64_t at_ms = now_ms;

	if (when != REHEARSE_NOW)
		at_ms = turn_moment(mem, rehearsal->view, when == REHEARSE_OPEN, now_ms);
	rehearsal->when_found = at_ms != 0;
	rehearsal->at_ms = at_ms != 0 ? at_ms : now_ms;
}

static void
play(struct play *play, struct http *http, const struct secret_key *key, void *mem,
	const struct rehearse_input *input)
{
	struct rehearsal *rehearsal = play->rehearsal;
	struct turn_view *view = rehearsal->view;
	struct turn_outcome *outcome = &rehearsal->outcome;
	struct trace *trace = trace_new(mem);
	struct turn_means means = { .mem = mem, .http = http, .key = key,
		.now_ms = rehearsal->at_ms, .until_ms = time_monotonic_ms() + input->timeout_ms,
		.note = note_call, .arg = play };

	if (turn_decide(mem, view, trace, rehearsal->at_ms, outcome))
		turn_answer(&means, view, trace, outcome);
	if (outcome->result == TURN_HANDOFF)
		outcome->text = turn_buyer_handoff(mem, view, rehearsal->at_ms);
	rehearsal->trace = trace_format(trace);
}

bool
rehearse(struct db *db, struct http *http, const struct secret_key *key, void *mem,
	const struct rehearse_input *input, struct rehearsal **rehearsal_r, struct err *err)
{
	int64_t began_ms = time_monotonic_ms();
	struct rehearsal *rehearsal = mem_new(mem, struct rehearsal);
	struct play playing = { db, rehearsal };

	if (!read_shop(db, mem, input, &rehearsal->view, err))
		return false;
	if (input->as_on)
		rehearsal->was_off = switch_on(mem, rehearsal->view);
	find_moment(mem, rehearsal, input->when);
	fill_chat(mem, rehearsal->view, input, rehearsal->at_ms);
	if (!turn_read_facts(db, mem, rehearsal->view, err))
		return false;
	play(&playing, http, key, mem, input);
	rehearsal->ms = time_monotonic_ms() - began_ms;
	*rehearsal_r = rehearsal;
	return true;
}
