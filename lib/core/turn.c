/* SPDX-License-Identifier: MIT */
#include "core/turn.h"

#include <string.h>

#include "base/crash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/stem.h"
#include "core/intake.h"
#include "core/ownership.h"
#include "core/split.h"
#include "core/trace.h"
#include "io/db_pool.h"
#include "remote/llm.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"

enum { HISTORY = 30, CANDIDATES = 60, MAX_STEMS = 60, STEMS_READ = 2000,
	WORDS_MAX = 16384 }; /* bytes */

struct turn_job {
	struct work *work;
	struct turn_view *view;
	struct trace *trace;
	struct turn_outcome outcome;
	struct enrichment *enrichment; /* to be stored; NULL: none */
	struct call_note *notes;       /* of calls that are to be stored with the outcome */
};

const char *
turn_result_name(enum turn_result result)
{
	static const char *const names[] = {
		[TURN_REPLY] = "reply", [TURN_DRAFT] = "draft", [TURN_HANDOFF] = "handoff",
		[TURN_AWAY] = "away",   [TURN_SILENT] = "silent",
	};

	return names[result];
}

static bool
is_unanswered(const struct turn_view *view, const struct message *message)
{
	return str_equal(message->author, "buyer") && view->chat->waiting_since != 0 &&
		message->created_at >= view->chat->waiting_since && message->id > view->answered_id;
}

static bool
is_ours(const struct message *message)
{
	return !str_equal(message->author, "buyer") && !str_equal(message->author, "avito");
}

/* Does anything unanswered stand before words of ours?  Then some of what stands there may be answered
   all the same. */
static bool
is_mixed(const struct turn_view *view)
{
	bool waits = false;

	for (size_t i = 0; i < view->message_count; i++) {
		if (waits && is_ours(&view->messages[i]))
			return true;
		waits = waits || is_unanswered(view, &view->messages[i]);
	}
	return false;
}

/* Words that were told late may be older than our last ones, which did not know them. */
static void
move_unanswered_last(void *mem, struct turn_view *view)
{
	struct message *sorted = mem_array(mem, struct message, view->message_count + 1);
	size_t count = 0;

	for (int unanswered = 0; unanswered < 2; unanswered++)
		for (size_t i = 0; i < view->message_count; i++)
			if (is_unanswered(view, &view->messages[i]) == (unanswered == 1))
				sorted[count++] = view->messages[i];
	view->messages = sorted;
}

/* Text, or its two ends where it is very long: people greet, tell, and ask at last. */
static const char *
both_ends(void *mem, const char *text)
{
	const size_t end_len = WORDS_MAX / 2 - 8; /* the gap has its place, too */
	size_t len = strlen(text);

	if (len <= WORDS_MAX)
		return text;
	return mem_printf(mem, "%.*s\n…\n%s", (int)utf8_border(text, end_len), text,
		text + utf8_border(text, len - end_len));
}

/* Puts an older message before words, if it has a place. */
static const char *
put_before(void *mem, struct turn_view *view, const struct message *message, const char *words)
{
	if (!str_equal(message->author, "buyer") || message->deleted)
		return words;
	if (message->text[0] == '\0') {
		view->unreadable = view->unreadable != NULL ? view->unreadable : message->type;
		return words;
	}
	if (words[0] == '\0')
		return both_ends(mem, message->text);
	if (strlen(message->text) + 1 + strlen(words) > WORDS_MAX)
		return words;
	return mem_printf(mem, "%s\n%s", message->text, words);
}

/* The burst: what the buyer wrote since anybody of ours did; at least the words the turn is about,
   which may stand before ours when both were written within one second.  Of too many words the
   newest count. */
void
turn_read_burst(void *mem, struct turn_view *view)
{
	size_t first = view->message_count;

	while (first > 0 && !is_ours(&view->messages[first - 1]))
		first--;
	view->words = "";
	for (size_t i = view->message_count; i-- > 0;)
		if (i >= first || view->messages[i].id == view->chat->last_buyer_id)
			view->words = put_before(mem, view, &view->messages[i], view->words);
}

/* The stems to look for, the newest of very many words. */
static const char *
newest_stems(void *mem, const char *words)
{
	size_t count, first;
	char **stems = stem_words(mem, words, STEMS_READ, &count);
	const char *joined = "";

	first = count > MAX_STEMS ? count - MAX_STEMS : 0;
	for (size_t i = first; i < count; i++)
		joined = mem_printf(mem, "%s%s%s", joined, i > first ? " " : "", stems[i]);
	return joined;
}

bool
turn_read_facts(struct db *db, void *mem, struct turn_view *view, struct err *err)
{
	return fact_candidates(db, mem, view->project->id, view->chat->listing_id,
		newest_stems(mem, view->words), CANDIDATES, &view->facts, &view->fact_count, err);
}

bool
turn_read_project(struct db *db, void *mem, struct turn_view *view, struct err *err)
{
	return project_find(db, mem, view->account->project_id, &view->project, err) &&
		project_hours(db, mem, view->project->id, &view->spans, &view->span_count, err) &&
		holiday_list(db, mem, view->project->id, &view->holidays, &view->holiday_count, err) &&
		provider_list(db, mem, view->project->id, &view->providers, &view->provider_count, err);
}

static bool
read_people(struct db *db, void *mem, struct turn_view *view, struct err *err)
{
	const struct chat *chat = view->chat;

	return (chat->listing_id == 0 ||
		listing_find(db, mem, chat->listing_id, &view->listing, err)) &&
		(chat->buyer_id == 0 || buyer_find(db, mem, chat->buyer_id, &view->buyer, err)) &&
		account_find(db, mem, chat->account_id, &view->account, err) &&
		turn_read_project(db, mem, view, err);
}

static bool
read_view(struct db *db, void *arg, struct err *err)
{
	struct turn_job *job = arg;
	void *mem = job->work->mem;
	struct turn_view *view = mem_new(mem, struct turn_view);

	job->view = view;
	if (job->enrichment != NULL && !enrich_store(db, job->enrichment, err))
		return false;
	if (!chat_find(db, mem, job->work->job->chat_id, &view->chat, err))
		return false;
	if (view->chat->last_buyer_id == 0)
		return true;
	/* The turn first: an answer that is in doubt no more by the next statement is a message by then. */
	if (!read_people(db, mem, view, err) ||
	    !turn_ensure(db, mem, view->chat->id, view->chat->last_buyer_id, &view->turn, err) ||
	    !message_list(db, mem, view->chat->id, 0, 0, HISTORY, &view->messages,
		&view->message_count, err))
		return false;
	if (is_mixed(view) && !turn_last_answered(db, view->chat->id, &view->answered_id, err))
		return false;
	move_unanswered_last(mem, view);
	turn_read_burst(mem, view);
	return turn_read_facts(db, mem, view, err);
}

/* A turn that ended stays ended; one that was merely silent may find things changed. */
static bool
is_settled(const struct turn *turn)
{
	return turn->result[0] != '\0' && !str_equal(turn->result, "silent") &&
		!str_equal(turn->result, "superseded");
}

/* How long a text is of use to the buyer, who has waited for a while already. */
static int64_t
time_left(const struct turn_view *view)
{
	int64_t age = time_now_ms() - turn_asked_at(view), max = view->project->reply_max_age_ms;

	return age <= 0 ? max : age < max ? max - age : 0;
}

static bool
put_texts(struct db *db, const struct turn_job *job, const char *kind, const char *text,
	struct err *err)
{
	const struct turn_view *view = job->view;
	void *mem = job->work->mem;
	struct outbox_new reply = {
		.account_id = view->account->id,
		.chat_id = view->chat->id,
		.turn_id = view->turn->id,
		.kind = kind,
		.nonce = turn_nonce(mem, view->turn, kind),
		.lifetime_ms = time_left(view),
	};
	char **parts;
	size_t count;

	split_text(mem, text, SPLIT_MAX_CHARS, &parts, &count);
	return outbox_insert(db, &reply, parts, count, err) && chat_put_send(db, view->chat, err);
}

static bool
commit_handoff(struct db *db, const struct turn_job *job, struct chat *chat, struct err *err)
{
	const char *text = job->outcome.text;

	if (text != NULL && !put_texts(db, job, "handoff", text, err))
		return false;
	if (!draft_make_stale(db, chat->id, err))
		return false;
	chat_hand_off(chat, job->outcome.reason);
	return true;
}

/* Puts into effect what was decided, on the locked chat. */
static bool
commit_outcome(struct db *db, struct turn_job *job, struct chat *chat, struct err *err)
{
	const struct turn_outcome *outcome = &job->outcome;

	switch (outcome->result) {
	case TURN_REPLY:
		return put_texts(db, job, "reply", outcome->text, err);
	case TURN_DRAFT:
		chat_need_person(chat, "draft");
		return draft_insert(db, chat->id, job->view->turn->id, outcome->text,
			outcome->confidence, err);
	case TURN_HANDOFF:
		return commit_handoff(db, job, chat, err);
	case TURN_AWAY:
		chat->away_at = time_now_ms();
		return put_texts(db, job, "away", outcome->text, err);
	case TURN_SILENT:
		return outcome->again_ms == 0 || chat_put_turn(db, chat, outcome->again_ms, err);
	}
	return true;
}

/* The second and last look before something is written: is its owner the same, are the words it
   answers still the newest, and has nobody answered any of them?  What was decided for an older state
   is dropped. */
static bool
overtaken(const struct turn_view *view, const struct chat *chat, int64_t now)
{
	return chat->last_buyer_id != view->chat->last_buyer_id ||
		(view->chat->waiting_since != 0 && chat->waiting_since != view->chat->waiting_since) ||
		chat_is_persons(chat, now) != chat_is_persons(view->chat, now);
}

/* A call of the model, for the statistics. */
struct call_note {
	const struct provider *provider;
	struct llm_answer answer;
	struct call_note *next;
};

/* A failure to write them must not cost the buyer the answer. */
static void
put_notes(struct db *db, const struct turn_job *job)
{
	struct err ignored;

	for (const struct call_note *note = job->notes; note != NULL; note = note->next)
		(void)turn_note_call(db, job->view->turn->id, note->provider, &note->answer, &ignored);
}

static bool
put_notes_alone(struct db *db, void *arg, struct err *err)
{
	(void)err; /* none is handed on */
	put_notes(db, arg);
	return true;
}

/* What was decided is no longer true.  Newer words have moved the turn already; whoever waits still,
   because a person took the chat or a pause ended meanwhile, is decided upon once more. */
static bool
supersede(struct db *db, const struct turn_job *job, const struct chat *chat, struct err *err)
{
	const struct turn_view *view = job->view;
	bool newest = chat->last_buyer_id == view->chat->last_buyer_id;
	struct trace *trace = trace_copy(job->work->mem, job->trace);

	trace_add(trace, "newer", "stop", chat_is_persons(chat, time_now_ms()) ? chat->owner_reason
		: newest ? "changed" : "buyer");
	return turn_finish(db, view->turn->id, "superseded", "newer", trace_format(trace), err) &&
		(chat->waiting_since == 0 || !newest || chat_put_turn(db, chat, 0, err));
}

static bool
commit_answer(struct db *db, struct turn_job *job, struct chat *chat, struct err *err)
{
	struct turn_view *view = job->view;
	struct turn_outcome *outcome = &job->outcome;

	if (overtaken(view, chat, time_now_ms()))
		return supersede(db, job, chat, err);
	if (chat->owner_until != 0 && !chat_is_persons(chat, time_now_ms()))
		chat_give_to_bot(chat);
	chat->burst_at = 0;
	chat->answer_at = 0;
	if (outcome->needs_person && !chat->needs_person)
		chat_need_person(chat, outcome->reason);
	CRASH_POINT("turn.committing");
	return commit_outcome(db, job, chat, err) && chat_update(db, chat, err) &&
		turn_finish(db, view->turn->id, turn_result_name(outcome->result), outcome->reason,
			trace_format(job->trace), err);
}

/* The job goes with its effects, or without its lease nothing is done.  The notes come last, since
   all turns meet at the rows of the answerers. */
static bool
commit_turn(struct db *db, void *arg, struct err *err)
{
	struct turn_job *job = arg;
	struct chat *chat;

	if (!chat_lock(db, job->work->mem, job->view->chat->id, &chat, err) ||
	    !commit_answer(db, job, chat, err) || !job_finish(db, job->work->job, err))
		return false;
	put_notes(db, job);
	return true;
}

static void
put_notes_now(struct turn_job *job)
{
	struct err ignored;

	(void)db_pool_transaction(job->work->core->pool, put_notes_alone, job, &ignored);
	job->notes = NULL;
}

/* In the order of the calls, since the last decides how an answerer stands.  That it answered is noted
   with the outcome; that it failed others must know at once. */
static void
note_call(void *arg, const struct provider *provider, const struct llm_answer *answer)
{
	struct turn_job *job = arg;
	struct call_note **end = &job->notes;

	while (*end != NULL)
		end = &(*end)->next;
	*end = mem_new(job->work->mem, struct call_note);
	**end = (struct call_note){ provider, *answer, NULL };
	if (answer->class != LLM_OK)
		put_notes_now(job);
}

static void
ask_answerers(struct turn_job *job)
{
	struct turn_means means = {
		.mem = job->work->mem,
		.http = job->work->http,
		.key = &job->work->core->key,
		.now_ms = time_now_ms(),
		.note = note_call,
		.arg = job,
	};

	turn_answer(&means, job->view, job->trace, &job->outcome);
}

/* Tokens and models may have taken their time: nothing is said to a buyer who asked too long ago. */
static void
check_age(struct turn_job *job)
{
	struct turn_outcome *outcome = &job->outcome;

	if (time_left(job->view) > 0)
		return;
	if (outcome->result == TURN_HANDOFF)
		outcome->text = NULL;
	if (outcome->result != TURN_REPLY && outcome->result != TURN_AWAY)
		return;
	trace_add(job->trace, "fresh", "stop", "old");
	*outcome = (struct turn_outcome){ .result = TURN_SILENT, .reason = "old",
		.needs_person = true };
}

/* What was asked in vain has cost as much; but if the commit may have happened, so may the notes. */
static bool
commit_failed(struct turn_job *job, const struct err *err)
{
	if (job->notes != NULL && err->code != ERR_UNCERTAIN)
		put_notes_now(job);
	return false;
}

bool
turn_run(struct work *work, struct work_end *end_r, struct err *err)
{
	struct turn_job job = { .work = work, .trace = trace_new(work->mem) };

	/* Without the listing's facts an answer is worth little; a failure only leaves them unknown. */
	if (!enrich_ask(work, &job.enrichment, end_r, err))
		return false;
	if (end_r->next != WORK_DONE)
		return true;
	if (!db_pool_transaction(work->core->pool, read_view, &job, err))
		return false;
	mem_free(job.enrichment);
	if (job.view->turn == NULL || is_settled(job.view->turn))
		return true;
	CRASH_POINT("turn.read");
	if (turn_decide(work->mem, job.view, job.trace, time_now_ms(), &job.outcome))
		ask_answerers(&job);
	if (job.outcome.result == TURN_HANDOFF)
		job.outcome.text = turn_buyer_handoff(work->mem, job.view, time_now_ms());
	CRASH_POINT("turn.answered");
	check_age(&job);
	end_r->next = WORK_SETTLED;
	if (!db_pool_transaction(work->core->pool, commit_turn, &job, err))
		return commit_failed(&job, err);
	CRASH_POINT("turn.committed");
	return true;
}
