/* SPDX-License-Identifier: MIT */
/* Asking the answerers in order, and guarding what they say. */
#include "core/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/time.h"
#include "core/answer.h"
#include "core/guard.h"
#include "core/trace.h"
#include "core/turn_prompt.h"
#include "remote/llm.h"
#include "store/chat.h"
#include "store/project.h"

enum { MAX_TOKENS = 800, LEAST_MS = 1000 };

/* Everything one asking needs. */
struct asking {
	const struct turn_means *means;
	void *mem;
	const struct turn_view *view;
	struct trace *trace;
	struct turn_prompt prompt;
	const char *breach;           /* of the first try, or NULL */
	struct turn_outcome *outcome;
};

static void
hand_off(struct asking *asking, const char *reason)
{
	asking->outcome->result = TURN_HANDOFF;
	asking->outcome->reason = reason;
	asking->outcome->needs_person = true;
}

/* The lines of text, NULL-terminated. */
static const char **
lines(void *mem, const char *text)
{
	size_t max = 1;

	for (const char *p = text; *p != '\0'; p++)
		max += *p == '\n';

	const char **list = mem_array(mem, const char *, max + 1);
	size_t count = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *line = str_trim(mem, mem_strndup(mem, text, len));

		if (line[0] != '\0')
			list[count++] = line;
		text += len + (text[len] == '\n');
	}
	return list;
}

static const char **
fact_texts(struct asking *asking)
{
	const struct listing *listing = asking->view->listing;
	const char **texts = mem_array(asking->mem, const char *, asking->prompt.hit_count + 2);
	size_t count = 0;

	for (size_t i = 0; i < asking->prompt.hit_count; i++)
		texts[count++] = asking->prompt.hits[i].fact->answer;
	if (listing != NULL && listing->url[0] != '\0')
		texts[count++] = listing->url;
	return texts;
}

static bool
guarded(struct asking *asking, const char *text, struct guard_breach *breach_r)
{
	void *mem = asking->mem;
	struct guard_input input = {
		.text = text,
		.canary = asking->prompt.canary,
		.allowed = lines(mem, asking->view->project->allowed_contacts),
		.facts = fact_texts(asking),
		.own = turn_own_texts(mem, asking->view),
	};
	bool clean = guard_check(mem, &input, breach_r);

	trace_add(asking->trace, "guards", clean ? "pass" : "stop", clean ? "" : breach_r->name);
	if (!clean)
		asking->outcome->refused = text;
	return clean;
}

/* A text that passed the guards becomes a reply or a draft, as the mode says. */
static void
accept_text(struct asking *asking, const char *text, int confidence)
{
	const struct turn_view *view = asking->view;
	const char *mode = turn_mode(view);
	bool sure = confidence >= view->project->confidence;

	asking->outcome->text = text;
	asking->outcome->confidence = confidence;
	asking->outcome->result = str_equal(mode, "auto") || (str_equal(mode, "confident") && sure)
		? TURN_REPLY : TURN_DRAFT;
	asking->outcome->reason = asking->outcome->result == TURN_REPLY ? ""
		: str_equal(mode, "draft") ? "draft" : "unsure";
	trace_add(asking->trace, "mode", asking->outcome->result == TURN_REPLY ? "pass" : "ask",
		mem_printf(asking->mem, "%s %d", mode, confidence));
}

static void
note_used(struct asking *asking, int64_t fact_id)
{
	int64_t *used = mem_new(asking->mem, int64_t);

	*used = fact_id;
	asking->outcome->used = used;
	asking->outcome->used_count = fact_id != 0;
}

static void
answer_builtin(struct asking *asking)
{
	const struct turn_view *view = asking->view;
	struct knowledge_listing listing;
	struct knowledge_answer answer;
	struct guard_breach breach;

	if (view->listing != NULL)
		listing = (struct knowledge_listing){ view->listing->title, view->listing->price_text,
			listing_is_active(view->listing) };
	knowledge_answer(asking->mem, asking->prompt.facts, view->fact_count,
		view->listing != NULL ? &listing : NULL, view->words, &answer);
	if (answer.text == NULL) {
		trace_add(asking->trace, "builtin", "stop", "no_fact");
		hand_off(asking, "no_fact");
		return;
	}
	trace_add(asking->trace, "builtin", "pass",
		mem_printf(asking->mem, "%lld", (long long)answer.fact_id));
	note_used(asking, answer.fact_id);
	if (guarded(asking, answer.text, &breach))
		accept_text(asking, answer.text, answer.confidence);
	else
		hand_off(asking, mem_printf(asking->mem, "guard_%s", breach.name));
}

bool
turn_note_call(struct db *db, int64_t turn_id, const struct provider *provider,
	const struct llm_answer *answer, struct err *err)
{
	const char *name = llm_class_name(answer->class);
	struct llm_call call = { turn_id, provider->id, provider->model, name, answer->tokens_in,
		answer->tokens_out, answer->elapsed_ms };

	return llm_call_insert(db, &call, err) &&
		provider_set_status(db, provider->id, name, str_or(answer->message, ""),
			answer->level, answer->class != LLM_OK, err);
}

/* How long this answerer may be asked; less than LEAST_MS: not at all. */
static int
patience_ms(const struct turn_means *means, const struct provider *provider)
{
	int64_t rest_ms = means->until_ms - time_monotonic_ms();

	return (int)(means->until_ms != 0 && rest_ms < provider->timeout_ms ? rest_ms
									    : provider->timeout_ms);
}

static void
ask_remote(struct asking *asking, const struct provider *provider, const char *api_key,
	struct llm_answer *answer_r)
{
	const struct turn_means *means = asking->means;
	struct llm_provider remote = { provider->dialect, provider->base_url, provider->model, api_key,
		patience_ms(means, provider) };
	struct prompt_input input;
	struct llm_turn *turns;
	struct llm_request request = {
		.schema_name = answer_schema_name,
		.schema = answer_schema,
		.level = (enum llm_level)provider->ladder,
		.max_tokens = MAX_TOKENS,
		.temperature = 0.3,
	};

	turn_prompt_input(asking->mem, &asking->prompt, asking->breach, &input);
	request.system = prompt_system(asking->mem, &input);
	request.count = turn_prompt_history(asking->mem, asking->view, &turns);
	request.turns = turns;
	llm_ask(means->http, asking->mem, &remote, &request, answer_r);
	means->note(means->arg, provider, answer_r);
}

static bool
ask_model(struct asking *asking, const struct provider *provider, struct llm_answer *answer_r)
{
	char *api_key;
	struct err err;

	if (!provider_key(asking->mem, asking->means->key, provider, &api_key, &err)) {
		*answer_r = (struct llm_answer){ .class = LLM_AUTH, .text = "", .message = "key",
			.tokens_in = -1, .tokens_out = -1 };
		return false;
	}
	if (patience_ms(asking->means, provider) < LEAST_MS) {
		*answer_r = (struct llm_answer){ .class = LLM_OVERLOADED, .text = "" };
		trace_add(asking->trace, "model", "fail",
			mem_printf(asking->mem, "%s timeout", provider->model));
		return false;
	}
	ask_remote(asking, provider, api_key, answer_r);
	trace_add(asking->trace, "model", answer_r->class == LLM_OK ? "pass" : "fail",
		mem_printf(asking->mem, "%s %s", provider->model, llm_answer_name(answer_r)));
	return answer_r->class == LLM_OK;
}

/* What a provider's failure means for the turn: true to try the next answerer. */
static bool
next_may_help(enum llm_class class)
{
	return class != LLM_BLOCKED;
}

enum said { SAID_FINE, SAID_BREACH, SAID_GARBAGE, SAID_HANDOFF };

/* Reads and guards one answer of a model. */
static enum said
judge(struct asking *asking, const char *text, struct guard_breach *breach_r)
{
	void *mem = asking->mem;
	struct answer *answer;
	struct err err;

	if (!answer_parse(mem, text, &answer, &err)) {
		trace_add(asking->trace, "answer", "fail", "malformed");
		return SAID_GARBAGE;
	}
	asking->outcome->used = answer->facts;
	asking->outcome->used_count = answer->fact_count;
	if (answer->handoff) {
		trace_add(asking->trace, "answer", "stop", "model_asks_person");
		hand_off(asking, "model_asks_person");
		return SAID_HANDOFF;
	}

	const char *plain = guard_plain(mem, answer->reply);

	if (!guarded(asking, plain, breach_r))
		return SAID_BREACH;
	accept_text(asking, plain, answer->confidence);
	return SAID_FINE;
}

/* Asks one model, once more if what it says cannot be used.  False: try the next answerer. */
static bool
answer_model(struct asking *asking, const struct provider *provider)
{
	struct guard_breach breach = { "empty", "" };
	struct llm_answer answer;
	enum said said = SAID_GARBAGE;

	asking->breach = NULL;
	for (int try = 0; try < 2 && (said == SAID_GARBAGE || said == SAID_BREACH); try++) {
		if (!ask_model(asking, provider, &answer)) {
			if (next_may_help(answer.class))
				return false;
			hand_off(asking, "model_blocked");
			return true;
		}
		said = judge(asking, answer.text, &breach);
		asking->breach = said == SAID_BREACH ? breach.detail : NULL;
	}
	if (said == SAID_GARBAGE)
		hand_off(asking, "model_malformed");
	if (said == SAID_BREACH)
		hand_off(asking, mem_printf(asking->mem, "guard_%s", breach.name));
	return true;
}

enum { NAMED_FACTS = 3, NAMED_CHARS = 60 };

/* The first of them by their questions, for people; "0" when there are none. */
static const char *
facts_named(const struct asking *asking, size_t count)
{
	const char *names = count == 0 ? "0" : "";

	for (size_t i = 0; i < count && i < NAMED_FACTS; i++)
		names = mem_printf(asking->mem, "%s%s«%s»", names, i > 0 ? ", " : "",
			utf8_shorten(asking->mem, asking->prompt.hits[i].fact->question, NAMED_CHARS));
	return count > NAMED_FACTS ? mem_printf(asking->mem, "%s…", names) : names;
}

static void
choose_facts(struct asking *asking)
{
	struct turn_outcome *outcome = asking->outcome;
	size_t count = asking->prompt.hit_count;
	int64_t *offered = mem_array(asking->mem, int64_t, count + 1);

	for (size_t i = 0; i < count; i++)
		offered[i] = asking->prompt.hits[i].fact->id;
	outcome->offered = offered;
	outcome->offered_count = count;
	trace_add(asking->trace, "facts", "pass", facts_named(asking, count));
}

void
turn_answer(const struct turn_means *means, const struct turn_view *view, struct trace *trace,
	struct turn_outcome *outcome_r)
{
	struct asking asking = { .means = means, .mem = means->mem, .view = view, .trace = trace,
		.outcome = outcome_r };

	turn_prompt_begin(means->mem, view, means->now_ms, &asking.prompt);
	choose_facts(&asking);
	for (size_t i = 0; i < view->provider_count; i++) {
		const struct provider *provider = &view->providers[i];

		if (str_equal(provider->dialect, "builtin")) {
			answer_builtin(&asking);
			return;
		}
		if (provider->open)
			trace_add(trace, "model", "fail", mem_printf(means->mem, "%s resting", provider->model));
		else if (answer_model(&asking, provider))
			return;
	}
	hand_off(&asking, view->provider_count == 0 ? "no_answerer" : "model_down");
}
