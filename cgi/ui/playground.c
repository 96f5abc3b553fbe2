/* SPDX-License-Identifier: MIT */
/* Trying the assistant: somebody writes as a buyer and sees the reply and the reasons.  Nothing is
   sent and nothing is kept; see core/rehearse.h. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/rehearse.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/project.h"
#include "ui/assistant.h"
#include "ui/talk.h"
#include "ui/trial.h"
#include "ui/view_rehearsal.h"

enum { WORDS_MAX = 1000 }; /* of a buyer's message */

const char *const try_moments[] = { "now", "open", "closed", NULL };

struct try {
	struct project *project;
	struct listing *listing; /* NULL: none */
	struct talk talk;
	const char *words;       /* to be shown in the field again; "" once they were asked */
	bool as_on;
};

static bool
begin(struct request *req, struct try *try, struct err *err)
{
	return assistant_begin(req, "try", &try->project, err)
		&& assistant_find_listing(req, try->project, param_i64(req, "listing"), &try->listing,
			err)
		&& assistant_view_listings(req, try->project, param_i64(req, "listing"), err);
}

static bool
show(struct request *req, const struct try *try, struct err *err)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	tmpl_set(form, "words", try->words);
	tmpl_set(form, "when", req->method == POST ? param_text(req, "when") : "now");
	tmpl_set_flag(form, "as_on", try->as_on);
	if (try->talk.count > 0)
		tmpl_set(form, "talk", talk_seal(req, &try->talk));
	view_talk(req, tmpl_child(page_root(req), "Try"), &try->talk);
	return page_render(req, "try.cs", err);
}

bool
try_show(struct request *req, struct err *err)
{
	struct try try = { .words = param_text(req, "words"), .as_on = true };

	return begin(req, &try, err) && show(req, &try, err);
}

/* The key of the words for what is wrong, or NULL. */
static const char *
check(struct request *req, const struct try *try, bool whole)
{
	if (!whole)
		return "try_stale";
	if (str_trim(req->mem, try->words)[0] == '\0')
		return "empty";
	if (utf8_length(try->words) > WORDS_MAX)
		return "try_long";
	return talk_turns(&try->talk) >= TALK_TURNS ? "try_full" : NULL;
}

/* What a rehearsal sees of the talk: who wrote what, without the bot's silences. */
static size_t
lines_of(struct request *req, const struct talk *talk, struct rehearse_line **lines_r,
	bool *away_r)
{
	struct rehearse_line *lines = mem_array(req->mem, struct rehearse_line, talk->count + 1);
	size_t count = 0;

	*away_r = false;
	for (size_t i = 0; i < talk->count; i++) {
		bool buyer = str_equal(talk->lines[i].by, "buyer");

		*away_r = *away_r || str_equal(talk->lines[i].by, "away");
		if (buyer || talk->lines[i].text[0] != '\0')
			lines[count++] = (struct rehearse_line){ buyer, talk->lines[i].text };
	}
	*lines_r = lines;
	return count;
}

static bool
play(struct request *req, struct try *try, struct rehearsal **rehearsal_r, struct err *err)
{
	struct rehearse_input input = { .project_id = try->project->id, .listing = try->listing,
		.when = (enum rehearse_when)str_index(try_moments, param_text(req, "when")),
		.as_on = try->as_on, .timeout_ms = TRIAL_MS };
	struct rehearse_line *lines;

	talk_add(&try->talk, "buyer", try->words);
	input.count = lines_of(req, &try->talk, &lines, &input.away_was_sent);
	input.lines = lines;
	return rehearse(req->db, req->app->http, &req->app->key, req->mem, &input, rehearsal_r, err);
}

static bool
run(struct request *req, struct try *try, struct err *err)
{
	struct rehearsal *rehearsal;
	int64_t trial;
	bool begun, played;

	if (!trial_begin(req, &trial, &begun, err))
		return false;
	if (!begun) {
		page_error(req, "words", "try_busy");
		req->out->status = 409;
		return show(req, try, err);
	}
	played = play(req, try, &rehearsal, err);
	trial_end(req, trial);
	if (!played)
		return false;
	talk_add(&try->talk, turn_result_name(rehearsal->outcome.result),
		str_or(rehearsal->outcome.text, ""));
	try->words = "";
	view_rehearsal(req, tmpl_child(page_root(req), "Try"), rehearsal);
	return show(req, try, err);
}

bool
try_run(struct request *req, struct err *err)
{
	struct try try = { .words = param_text(req, "words"), .as_on = param_bool(req, "as_on") };
	const char *wrong;
	bool whole;

	if (!begin(req, &try, err))
		return false;
	talk_open(req, param_text(req, "talk"), &try.talk, &whole);
	wrong = check(req, &try, whole);
	if (wrong == NULL)
		return run(req, &try, err);
	page_error(req, "words", wrong);
	req->out->status = 422;
	return show(req, &try, err);
}
