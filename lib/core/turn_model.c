/* SPDX-License-Identifier: MIT */
/* Asking the answerers in order, and guarding what they say. */
#include "core/turn.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/secret.h"
#include "core/answer.h"
#include "core/guard.h"
#include "core/knowledge.h"
#include "core/prompt.h"
#include "core/trace.h"
#include "io/db_pool.h"
#include "remote/llm.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"
#include "store/turn.h"

enum { MAX_HITS = 8, MAX_TOKENS = 800 };

/* Everything one asking needs. */
struct asking {
	struct work *work;
	const struct turn_view *view;
	struct trace *trace;
	struct knowledge_fact *facts;
	struct knowledge_hit hits[MAX_HITS];
	size_t hit_count;
	const char *canary;
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

/* What stands in for a message without words, so that the model knows it was there. */
static const char *
message_words(const struct message *message)
{
	static const char *const types[] = { "image", "voice", "video", "file", "location", NULL };
	static const char *const words[] = {
		"[покупатель прислал фото]", "[покупатель прислал голосовое сообщение]",
		"[покупатель прислал видео]", "[покупатель прислал файл]",
		"[покупатель прислал место на карте]",
	};
	int type = str_index(types, message->type);

	if (message->text[0] != '\0' || message->deleted)
		return message->deleted ? "" : message->text;
	return type >= 0 ? words[type] : "";
}

static size_t
history(void *mem, const struct turn_view *view, struct llm_turn **turns_r)
{
	struct llm_turn *turns = mem_array(mem, struct llm_turn, view->message_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < view->message_count; i++) {
		const struct message *message = &view->messages[i];

		if (str_equal(message->author, "avito"))
			continue;
		turns[count++] = (struct llm_turn){
			str_equal(message->author, "buyer") ? LLM_USER : LLM_ASSISTANT,
			message_words(message),
		};
	}
	*turns_r = turns;
	return count;
}

static bool
is_ours(const struct message *message)
{
	return !str_equal(message->author, "buyer") && !str_equal(message->author, "avito");
}

/* Our earlier texts in this chat, newest last, NULL-terminated. */
static const char **
own_texts(void *mem, const struct turn_view *view)
{
	const char **own = mem_array(mem, const char *, view->message_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < view->message_count; i++)
		if (is_ours(&view->messages[i]) && view->messages[i].text[0] != '\0')
			own[count++] = view->messages[i].text;
	return own;
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
	const char **texts = mem_array(asking->work->mem, const char *, asking->hit_count + 2);
	size_t count = 0;

	for (size_t i = 0; i < asking->hit_count; i++)
		texts[count++] = asking->hits[i].fact->answer;
	if (listing != NULL && listing->url[0] != '\0')
		texts[count++] = listing->url;
	return texts;
}

static bool
guarded(struct asking *asking, const char *text, struct guard_breach *breach_r)
{
	void *mem = asking->work->mem;
	struct guard_input input = {
		.text = text,
		.canary = asking->canary,
		.allowed = lines(mem, asking->view->project->allowed_contacts),
		.facts = fact_texts(asking),
		.own = own_texts(mem, asking->view),
	};
	bool clean = guard_check(mem, &input, breach_r);

	trace_add(asking->trace, "guards", clean ? "pass" : "stop", clean ? "" : breach_r->name);
	return clean;
}

/* A text that passed the guards becomes a reply or a draft, as the mode says. */
static void
accept_text(struct asking *asking, const char *text, int confidence)
{
	const struct turn_view *view = asking->view;
	const char *own_mode = view->listing != NULL ? view->listing->mode : "";
	const char *mode = str_or(own_mode, view->project->mode);
	bool sure = confidence >= view->project->confidence;

	asking->outcome->text = text;
	asking->outcome->confidence = confidence;
	asking->outcome->result = str_equal(mode, "auto") || (str_equal(mode, "confident") && sure)
		? TURN_REPLY : TURN_DRAFT;
	asking->outcome->reason = asking->outcome->result == TURN_REPLY ? ""
		: str_equal(mode, "draft") ? "draft" : "unsure";
	trace_add(asking->trace, "mode", asking->outcome->result == TURN_REPLY ? "pass" : "ask",
		mem_printf(asking->work->mem, "%s %d", mode, confidence));
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
	knowledge_answer(asking->work->mem, asking->facts, view->fact_count,
		view->listing != NULL ? &listing : NULL, view->words, &answer);
	if (answer.text == NULL) {
		trace_add(asking->trace, "builtin", "stop", "no_fact");
		hand_off(asking, "no_fact");
		return;
	}
	trace_add(asking->trace, "builtin", "pass",
		mem_printf(asking->work->mem, "%lld", (long long)answer.fact_id));
	if (guarded(asking, answer.text, &breach))
		accept_text(asking, answer.text, answer.confidence);
	else
		hand_off(asking, mem_printf(asking->work->mem, "guard_%s", breach.name));
}

static char *
system_prompt(struct asking *asking)
{
	const struct turn_view *view = asking->view;
	const struct listing *listing = view->listing;
	bool known = listing != NULL && listing->seen_at != 0;
	void *mem = asking->work->mem;
	struct prompt_input input = {
		.shop = view->project->name,
		.business = view->project->business,
		.tone = view->project->tone,
		.instructions = view->project->instructions,
		.item_title = known ? listing->title : "",
		.item_price = known ? listing->price_text : "",
		.item_location = known ? listing->location : "",
		.item_url = known ? listing->url : "",
		.item_known = known,
		.item_active = known && listing_is_active(listing),
		.hits = asking->hits,
		.hit_count = asking->hit_count,
		.now_ms = time_now_ms(),
		.zone = view->project->zone,
		.mark = secret_random_hex(mem, 6),
		.canary = asking->canary,
		.greeted = own_texts(mem, view)[0] != NULL,
		.breach = asking->breach,
	};

	return prompt_system(mem, &input);
}

struct call_note {
	const struct provider *provider;
	int64_t turn_id;
	const struct llm_answer *answer;
};

static bool
note_call(struct db *db, void *arg, struct err *err)
{
	const struct call_note *note = arg;
	const struct llm_answer *answer = note->answer;
	const char *name = llm_class_name(answer->class);
	struct llm_call call = { note->turn_id, note->provider->id, note->provider->model, name,
		answer->tokens_in, answer->tokens_out, answer->elapsed_ms };

	return llm_call_insert(db, &call, err) &&
		provider_set_status(db, note->provider->id, name, str_or(answer->message, ""),
			answer->level, answer->class != LLM_OK, err);
}

static bool
ask_model(struct asking *asking, const struct provider *provider, struct llm_answer *answer_r)
{
	struct work *work = asking->work;
	struct llm_turn *turns;
	size_t count = history(work->mem, asking->view, &turns);
	char *api_key;
	struct err err;

	if (!provider_key(work->mem, &work->core->key, provider, &api_key, &err)) {
		*answer_r = (struct llm_answer){ .class = LLM_AUTH, .text = "", .message = "key",
			.tokens_in = -1, .tokens_out = -1 };
		return false;
	}

	struct llm_provider remote = { provider->dialect, provider->base_url, provider->model, api_key,
		(int)provider->timeout_ms };
	struct llm_request request = {
		.system = system_prompt(asking),
		.turns = turns,
		.count = count,
		.schema_name = answer_schema_name,
		.schema = answer_schema,
		.level = (enum llm_level)provider->ladder,
		.max_tokens = MAX_TOKENS,
		.temperature = 0.3,
	};
	struct call_note note = { provider, asking->view->turn->id, answer_r };

	llm_ask(work->http, work->mem, &remote, &request, answer_r);
	/* Statistics: a failure to write them must not cost the buyer the answer. */
	(void)db_pool_transaction(work->core->pool, note_call, &note, &err);
	trace_add(asking->trace, "model", answer_r->class == LLM_OK ? "pass" : "fail",
		mem_printf(work->mem, "%s %s", provider->model, llm_class_name(answer_r->class)));
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
	void *mem = asking->work->mem;
	struct answer *answer;
	struct err err;

	if (!answer_parse(mem, text, &answer, &err)) {
		trace_add(asking->trace, "answer", "fail", "malformed");
		return SAID_GARBAGE;
	}
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
		hand_off(asking, mem_printf(asking->work->mem, "guard_%s", breach.name));
	return true;
}

static void
rank_facts(struct asking *asking)
{
	const struct turn_view *view = asking->view;

	asking->facts = mem_array(asking->work->mem, struct knowledge_fact, view->fact_count + 1);
	for (size_t i = 0; i < view->fact_count; i++)
		asking->facts[i] = (struct knowledge_fact){ view->facts[i].id, view->facts[i].question,
			view->facts[i].answer };
	asking->hit_count = knowledge_rank(asking->work->mem, asking->facts, view->fact_count,
		view->words, asking->hits, MAX_HITS);
	trace_add(asking->trace, "facts", "pass",
		mem_printf(asking->work->mem, "%zu", asking->hit_count));
}

void
turn_answer(struct work *work, const struct turn_view *view, struct trace *trace,
	struct turn_outcome *outcome_r)
{
	struct asking asking = {
		.work = work,
		.view = view,
		.trace = trace,
		.canary = secret_random_hex(work->mem, 5),
		.outcome = outcome_r,
	};

	rank_facts(&asking);
	for (size_t i = 0; i < view->provider_count; i++) {
		const struct provider *provider = &view->providers[i];

		if (str_equal(provider->dialect, "builtin")) {
			answer_builtin(&asking);
			return;
		}
		if (provider->open)
			trace_add(trace, "model", "fail", mem_printf(work->mem, "%s resting", provider->model));
		else if (answer_model(&asking, provider))
			return;
	}
	hand_off(&asking, view->provider_count == 0 ? "no_answerer" : "model_down");
}
