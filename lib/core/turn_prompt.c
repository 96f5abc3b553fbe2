/* SPDX-License-Identifier: MIT */
#include "core/turn_prompt.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/secret.h"
#include "remote/llm.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/project.h"

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

size_t
turn_prompt_history(void *mem, const struct turn_view *view, struct llm_turn **turns_r)
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

const char **
turn_own_texts(void *mem, const struct turn_view *view)
{
	const char **own = mem_array(mem, const char *, view->message_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < view->message_count; i++)
		if (is_ours(&view->messages[i]) && view->messages[i].text[0] != '\0')
			own[count++] = view->messages[i].text;
	return own;
}

void
turn_prompt_begin(void *mem, const struct turn_view *view, int64_t now_ms,
	struct turn_prompt *prompt_r)
{
	struct turn_prompt prompt = { .view = view, .now_ms = now_ms,
		.facts = mem_array(mem, struct knowledge_fact, view->fact_count + 1),
		.canary = secret_random_hex(mem, 5) };

	for (size_t i = 0; i < view->fact_count; i++)
		prompt.facts[i] = (struct knowledge_fact){ view->facts[i].id, view->facts[i].question,
			view->facts[i].answer };
	prompt.hit_count = knowledge_rank(mem, prompt.facts, view->fact_count, view->words,
		prompt.hits, TURN_HITS);
	*prompt_r = prompt;
}

void
turn_prompt_input(void *mem, const struct turn_prompt *prompt, const char *breach,
	struct prompt_input *input_r)
{
	const struct project *project = prompt->view->project;
	const struct listing *listing = prompt->view->listing;
	bool known = listing != NULL && listing->seen_at != 0;

	*input_r = (struct prompt_input){
		.shop = project->name,
		.business = project->business,
		.tone = project->tone,
		.instructions = project->instructions,
		.item_title = known ? listing->title : "",
		.item_price = known ? listing->price_text : "",
		.item_location = known ? listing->location : "",
		.item_url = known ? listing->url : "",
		.item_known = known,
		.item_active = known && listing_is_active(listing),
		.hits = prompt->hits,
		.hit_count = prompt->hit_count,
		.now_ms = prompt->now_ms,
		.zone = project->zone,
		.mark = secret_random_hex(mem, 6),
		.canary = prompt->canary,
		.greeted = turn_own_texts(mem, prompt->view)[0] != NULL,
		.breach = breach,
	};
}
