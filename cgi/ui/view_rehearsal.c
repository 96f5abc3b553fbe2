/* SPDX-License-Identifier: MIT */
#include "ui/view_rehearsal.h"

#include <assert.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "core/rehearse.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/project.h"
#include "store/turn.h"
#include "ui/talk.h"
#include "ui/thread.h"
#include "ui/view_prompt.h"
#include "ui/words.h"

/* --- the talk */

void
view_talk(struct request *req, struct tmpl_node *node, const struct talk *talk)
{
	for (size_t i = 0; i < talk->count; i++) {
		const struct talk_line *line = &talk->lines[i];
		struct tmpl_node *row = tmpl_row(node, "Lines");
		bool buyer = str_equal(line->by, "buyer");

		tmpl_set(row, "Class", buyer ? "buyer" : "bot");
		tmpl_set(row, "Text", line->text);
		/* An answer is one line, so the newest words of the buyer are the last but one. */
		tmpl_set_flag(row, "Newest", buyer && i + 2 >= talk->count);
		if (!buyer)
			tmpl_set(row, "Note", words_of(req, "Try.Line", line->by));
	}
	tmpl_set_flag(node, "Full", talk_turns(talk) >= TALK_TURNS);
}

/* --- the verdict */

static void
view_moment(struct request *req, struct tmpl_node *node, const struct rehearsal *rehearsal)
{
	const char *zone = rehearsal->view->project->zone;
	int64_t at_ms = rehearsal->at_ms;

	if (!rehearsal->when_found)
		tmpl_set(node, "Moment", page_text(req, "Try.NoMoment"));
	else if (at_ms > time_now_ms() + 1000)
		tmpl_set(node, "Moment", words_with(req, "Try.Moment", mem_printf(req->mem, "%s, %s",
			words_day(req, at_ms, zone), words_clock(req, at_ms, zone))));
}

static void
view_verdict(struct request *req, struct tmpl_node *node, const struct rehearsal *rehearsal)
{
	const struct turn_outcome *outcome = &rehearsal->outcome;
	const char *name = turn_result_name(outcome->result);
	const char *reason = outcome->reason;

	tmpl_set(node, "Result", name);
	tmpl_set(node, "Verdict", words_of(req, "Try.Result", name));
	if (reason[0] != '\0' && !str_equal(reason, name))
		tmpl_set(node, "Reason", str_or(words_find(req, "Need", reason), reason));
	tmpl_set(node, "Text", outcome->text);
	tmpl_set_flag(node, "Nothing", outcome->result == TURN_HANDOFF && outcome->text == NULL);
	tmpl_set_flag(node, "After", outcome->result == TURN_HANDOFF);
	tmpl_set(node, "Refused", outcome->refused);
	if (rehearsal->was_off != NULL)
		tmpl_set(node, "WasOff", words_of(req, "Try.WasOff", rehearsal->was_off));
	view_moment(req, node, rehearsal);
}

/* --- what it took */

static const struct fact *
find_fact(const struct turn_view *view, int64_t id)
{
	size_t i = 0;

	while (i < view->fact_count && view->facts[i].id != id)
		i++;
	assert(i < view->fact_count); /* only what the view holds is offered */
	return &view->facts[i];
}

static bool
is_used(const struct turn_outcome *outcome, int64_t id)
{
	for (size_t i = 0; i < outcome->used_count; i++)
		if (outcome->used[i] == id)
			return true;
	return false;
}

static void
view_facts(struct tmpl_node *node, const struct rehearsal *rehearsal)
{
	const struct turn_outcome *outcome = &rehearsal->outcome;

	for (size_t i = 0; i < outcome->offered_count; i++) {
		const struct fact *fact = find_fact(rehearsal->view, outcome->offered[i]);
		struct tmpl_node *row = tmpl_row(node, "Facts");

		tmpl_set_int(row, "Id", fact->id);
		tmpl_set(row, "Question", fact->question);
		tmpl_set(row, "Answer", fact->answer);
		tmpl_set_flag(row, "Used", is_used(outcome, fact->id));
	}
}

static const char *
number(struct request *req, int64_t value)
{
	return mem_printf(req->mem, "%lld", (long long)value);
}

/* "0,8 с · 812 токенов на входе, 46 на выходе" */
static const char *
call_words(struct request *req, const struct rehearse_call *call)
{
	const char *took = words_seconds(req, call->ms);

	if (call->tokens_in < 0 || call->tokens_out < 0)
		return mem_printf(req->mem, "%s · %s", took, page_text(req, "Try.NoTokens"));
	return mem_printf(req->mem, "%s · %s, %s", took,
		words_number(req, "Try.TokensIn", call->tokens_in),
		words_with(req, "Try.TokensOut", number(req, call->tokens_out)));
}

static void
view_calls(struct request *req, struct tmpl_node *node, const struct rehearsal *rehearsal)
{
	for (size_t i = 0; i < rehearsal->call_count; i++) {
		const struct rehearse_call *call = &rehearsal->calls[i];
		struct tmpl_node *row = tmpl_row(node, "Calls");

		tmpl_set(row, "Model", call->model);
		tmpl_set(row, "Status", words_of(req, "Answerer.Status", call->result));
		tmpl_set_flag(row, "Fine", str_equal(call->result, "ok"));
		tmpl_set(row, "Words", call_words(req, call));
	}
}

void
view_rehearsal(struct request *req, struct tmpl_node *node, const struct rehearsal *rehearsal)
{
	struct turn turn = { .result = turn_result_name(rehearsal->outcome.result),
		.reason = rehearsal->outcome.reason, .trace = rehearsal->trace };

	view_verdict(req, node, rehearsal);
	view_turn(req, tmpl_child(node, "Why"), &turn);
	view_facts(node, rehearsal);
	view_calls(req, node, rehearsal);
	tmpl_set(node, "Took", words_seconds(req, rehearsal->ms));
	view_prompt(req, tmpl_child(node, "Prompt"), rehearsal->view, rehearsal->at_ms);
}
