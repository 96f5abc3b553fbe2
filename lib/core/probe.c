/* SPDX-License-Identifier: MIT */
#include "core/probe.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "core/answer.h"
#include "core/prompt.h"
#include "core/turn.h"
#include "io/db.h"
#include "remote/llm.h"
#include "remote/llm_models.h"
#include "store/project.h"

enum { MAX_TOKENS = 300, NEAR_MAX = 5, NOT_FOUND = 404 };

struct probe {
	struct http *http;
	void *mem;
	const struct provider *provider;
	struct llm_provider remote;
	struct llm_answer answer;
	const char *result;
	const char *near[NEAR_MAX];
	size_t near_count;
};

static void
ask(struct probe *probe)
{
	static const struct llm_turn question = { LLM_USER, "Здравствуйте! Вы на связи?" };
	static const struct prompt_input shop = { .shop = "", .business = "general", .tone = "brief",
		.instructions = "", .zone = "UTC", .mark = "----", .canary = "" };
	struct llm_request request = { .system = prompt_system(probe->mem, &shop),
		.turns = &question, .count = 1, .schema_name = answer_schema_name,
		.schema = answer_schema, .level = LLM_SCHEMA, .max_tokens = MAX_TOKENS,
		.temperature = 0.3 };

	llm_ask(probe->http, probe->mem, &probe->remote, &request, &probe->answer);
}

/* The model is not there: which one is?  A server that has no list either is none of models. */
static void
look_for_models(struct probe *probe)
{
	const char **names;
	size_t count;
	struct err ignored;

	if (llm_models(probe->http, probe->mem, &probe->remote, &names, &count, &ignored))
		probe->near_count = llm_models_near(probe->mem, probe->remote.model, names, count,
			probe->near, NEAR_MAX);
	else if (probe->answer.status == NOT_FOUND)
		probe->result = "not_json";
}

static void
judge(struct probe *probe)
{
	struct answer *answer;
	struct err ignored;

	probe->result = llm_answer_name(&probe->answer);
	if (probe->answer.class == LLM_RETIRED && probe->answer.cause == LLM_CAUSE_NONE)
		look_for_models(probe);
	if (probe->answer.class == LLM_OK
	    && (!answer_parse(probe->mem, probe->answer.text, &answer, &ignored)
		|| !answer->structured))
		probe->result = "odd";
}

static const char *
report(struct probe *probe)
{
	struct json_object *root = json_new_object(probe->mem);
	struct json_object *near = json_put_array(root, "near");
	const struct llm_answer *answer = &probe->answer;

	json_put_str(root, "result", probe->result);
	json_put_str(root, "text", str_or(answer->message, ""));
	json_put_i64(root, "ms", answer->elapsed_ms);
	json_put_i64(root, "tokens_in", answer->tokens_in);
	json_put_i64(root, "tokens_out", answer->tokens_out);
	json_put_i64(root, "level", answer->level);
	for (size_t i = 0; i < probe->near_count; i++)
		json_add_str(near, probe->near[i]);
	return json_format(probe->mem, root);
}

static bool
write_down(struct db *db, void *arg, struct err *err)
{
	struct probe *probe = arg;

	return turn_note_call(db, 0, probe->provider, &probe->answer, err) &&
		provider_set_checked(db, probe->provider->id, report(probe), err);
}

bool
probe_answerer(struct db *db, struct http *http, const struct secret_key *key, void *mem,
	const struct provider *provider, int timeout_ms, struct err *err)
{
	struct probe probe = { .http = http, .mem = mem, .provider = provider };
	char *api_key;

	if (!provider_key(mem, key, provider, &api_key, err))
		return false;
	probe.remote = (struct llm_provider){ provider->dialect, provider->base_url, provider->model,
		api_key, provider->timeout_ms < timeout_ms ? (int)provider->timeout_ms : timeout_ms };
	ask(&probe);
	judge(&probe);
	return db_transaction(db, write_down, &probe, err);
}
