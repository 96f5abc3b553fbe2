/* SPDX-License-Identifier: MIT */
/* The decision chain (design 8): every step that can stop the bot before the model is asked.  One
   function per step, in the order of the table at the end; each that stops leaves a line in the trace. */
#include "core/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/hours.h"
#include "core/ownership.h"
#include "core/schedule.h"
#include "core/trace.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"
#include "store/turn.h"

enum { DOUBT_MS = 3000 }; /* as soon as the first look at it may come */

struct chain {
	void *mem;
	const struct turn_view *view;
	struct trace *trace;
	int64_t now_ms;
	struct turn_outcome *outcome;
};

typedef bool step_fn(struct chain *chain, const char *name);

static bool
pass(struct chain *chain, const char *name, const char *detail)
{
	trace_add(chain->trace, name, "pass", detail);
	return true;
}

static bool
stop(struct chain *chain, const char *name, const char *detail, enum turn_result result,
	bool needs_person)
{
	trace_add(chain->trace, name, "stop", detail);
	chain->outcome->result = result;
	chain->outcome->reason = detail;
	chain->outcome->needs_person = needs_person;
	return false;
}

int64_t
turn_asked_at(const struct turn_view *view)
{
	for (size_t i = 0; i < view->message_count; i++)
		if (view->messages[i].id == view->chat->last_buyer_id)
			return view->messages[i].created_at;
	return view->chat->waiting_since;
}

static bool
step_fresh(struct chain *chain, const char *name)
{
	const struct turn_view *view = chain->view;
	int64_t age = chain->now_ms - turn_asked_at(view);

	if (view->chat->waiting_since == 0)
		return stop(chain, name, "answered", TURN_SILENT, false);
	if (age > view->project->reply_max_age_ms)
		return stop(chain, name, "old", TURN_SILENT, true);
	return pass(chain, name, "");
}

static bool
step_account(struct chain *chain, const char *name)
{
	if (!chain->view->account->enabled)
		return stop(chain, name, "account_off", TURN_SILENT, true);
	if (chain->view->chat->dead)
		return stop(chain, name, "chat_gone", TURN_SILENT, true);
	return pass(chain, name, chain->view->account->name);
}

const char *
turn_mode(const struct turn_view *view)
{
	const char *own = view->listing != NULL ? view->listing->mode : "";

	return str_or(own, view->project->mode);
}

static bool
step_mode(struct chain *chain, const char *name)
{
	const char *mode = turn_mode(chain->view);

	if (str_equal(chain->view->project->mode, "off"))
		return stop(chain, name, "assistant_off", TURN_SILENT, true);
	if (str_equal(mode, "off"))
		return stop(chain, name, "listing_off", TURN_SILENT, true);
	return pass(chain, name, mode);
}

static bool
step_buyer(struct chain *chain, const char *name)
{
	if (chain->view->buyer != NULL && chain->view->buyer->blocked)
		return stop(chain, name, "blocked", TURN_SILENT, false);
	return pass(chain, name, "");
}

static bool
step_owner(struct chain *chain, const char *name)
{
	const struct chat *chat = chain->view->chat;

	if (!chat_is_persons(chat, chain->now_ms))
		return pass(chain, name, "");
	if (chat->owner_until > chain->now_ms)
		chain->outcome->again_ms = chat->owner_until - chain->now_ms;
	return stop(chain, name, str_or(chat->owner_reason, "person"), TURN_SILENT, true);
}

static void
hours_of(const struct turn_view *view, void *mem, struct hours *hours_r)
{
	struct schedule schedule = { view->project->zone, view->spans, view->span_count,
		view->holidays, view->holiday_count };

	schedule_hours(mem, &schedule, hours_r);
}

/* The away text goes out once for each closed stretch of time. */
static bool
away_was_sent(const struct turn_view *view, const struct hours *hours, int64_t now_ms)
{
	int64_t sent_at = view->chat->away_at;
	int64_t opened_at = sent_at == 0 ? 0 : hours_next_open(hours, sent_at);

	return sent_at != 0 && (opened_at == 0 || opened_at > now_ms);
}

static bool
step_hours(struct chain *chain, const char *name)
{
	const struct project *project = chain->view->project;
	struct hours hours;

	if (!str_equal(project->schedule, "hours"))
		return pass(chain, name, "always");
	hours_of(chain->view, chain->mem, &hours);
	if (hours_open(&hours, chain->now_ms))
		return pass(chain, name, "open");
	if (str_equal(project->off_hours, "answer"))
		return pass(chain, name, "closed_answer");
	if (str_equal(project->off_hours, "silent") || project->away_text[0] == '\0' ||
	    away_was_sent(chain->view, &hours, chain->now_ms))
		return stop(chain, name, "closed", TURN_SILENT, true);
	chain->outcome->text = project->away_text;
	return stop(chain, name, "away", TURN_AWAY, true);
}

/* Words can be answered; a voice, a picture or a file alone is for a person. */
static bool
step_type(struct chain *chain, const char *name)
{
	const struct turn_view *view = chain->view;

	if (view->words[0] != '\0')
		return pass(chain, name, "");
	if (view->unreadable == NULL) /* taken back: whether to ask what it was is for a person */
		return stop(chain, name, "nothing", TURN_SILENT, true);
	return stop(chain, name, view->unreadable, TURN_HANDOFF, true);
}

/* Who is answered while nobody knows whether he was already may be answered twice.  It costs next to
   no time: what is said now goes out behind what is in doubt.  That is looked up for ten minutes; if
   it still is in doubt some time after, something else is wrong, and the buyer does not wait for it. */
static bool
step_sent(struct chain *chain, const char *name)
{
	if (chain->view->turn == NULL || !chain->view->turn->doubtful)
		return true;
	chain->outcome->again_ms = DOUBT_MS;
	return stop(chain, name, "doubtful", TURN_SILENT, false);
}

static const struct {
	const char *name;
	step_fn *run;
} steps[] = {
	{ "fresh", step_fresh }, { "account", step_account }, { "mode", step_mode },
	{ "buyer", step_buyer }, { "owner", step_owner },     { "hours", step_hours },
	{ "type", step_type },   { "sent", step_sent },
};

bool
turn_decide(void *mem, const struct turn_view *view, struct trace *trace, int64_t now_ms,
	struct turn_outcome *outcome_r)
{
	struct chain chain = { mem, view, trace, now_ms, outcome_r };

	*outcome_r = (struct turn_outcome){ .result = TURN_SILENT, .reason = "" };
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!steps[i].run(&chain, steps[i].name))
			return false;
	return true;
}

int64_t
turn_moment(void *mem, const struct turn_view *view, bool open, int64_t now_ms)
{
	const int64_t minute_ms = 60000, until_ms = now_ms + 8 * (1440 * minute_ms);
	struct hours hours;

	if (!str_equal(view->project->schedule, "hours"))
		return open ? now_ms : 0;
	hours_of(view, mem, &hours);
	for (int64_t at_ms = now_ms; at_ms < until_ms; at_ms += minute_ms)
		if (hours_open(&hours, at_ms) == open)
			return at_ms;
	return 0;
}

char *
turn_handoff_text(void *mem, const struct turn_view *view, int64_t now_ms)
{
	static const char slot[] = "{when}";
	const char *text = view->project->handoff_text, *at = strstr(text, slot);
	const char *when = "в ближайшее время";
	struct hours hours;

	if (text[0] == '\0')
		return NULL;
	if (at == NULL)
		return mem_strdup(mem, text);
	hours_of(view, mem, &hours);
	if (str_equal(view->project->schedule, "hours") && !hours_open(&hours, now_ms)) {
		int64_t opens = hours_next_open(&hours, now_ms);

		if (opens != 0)
			when = hours_say(mem, &hours, now_ms, opens);
	}
	return mem_printf(mem, "%.*s%s%s", (int)(at - text), text, when, at + sizeof(slot) - 1);
}

char *
turn_buyer_handoff(void *mem, const struct turn_view *view, int64_t now_ms)
{
	return str_equal(turn_mode(view), "draft") ? NULL : turn_handoff_text(mem, view, now_ms);
}
