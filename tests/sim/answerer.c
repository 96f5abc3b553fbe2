/* SPDX-License-Identifier: MIT */
#include "answerer.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "prompt_facts.h"

enum { MAX_REPLY = 4000 };

static const char *const price_words[] = { "цен", "стоит", "стоимост", "почем", "price", NULL };
static const char *const sale_words[] = { "прода", "актуал", "наличи", "available", NULL };
static const char *const greetings[] = { "здравствуйте", "добр", "привет", "hello", NULL };
static const char *const thanks[] = { "спасибо", "благодар", "thank", NULL };

/* What is known, and what has been said so far. */
struct reply {
	void *mem;
	const struct prompt_facts *facts;
	const char *title, *price; /* NULL when not known */
	bool removed;              /* the listing is no more */
	bool open;                 /* something was asked that is not known */
	struct buf *text;
	struct json_object *used;  /* ids of facts */
};

/* The value of the fact with this label, or NULL. */
static const char *
find_label(const struct prompt_facts *facts, const char *const *labels)
{
	for (size_t i = 0; i < facts->count; i++)
		if (str_index(labels, facts->facts[i].label) >= 0)
			return facts->facts[i].value;
	return NULL;
}

static bool
is_removed(const struct prompt_facts *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		if (str_has_prefix(facts->facts[i].label, "Объявление снято"))
			return true;
	return false;
}

/* All system text, and whether the shop has spoken before. */
static const char *
read_prompt(void *mem, struct json_object *messages, bool *greeted_r)
{
	struct buf *prompt = buf_new(mem, 1 << 20);

	*greeted_r = false;
	for (size_t i = 0; i < json_array_len(messages); i++) {
		struct json_object *message = json_array_at(messages, i);
		const char *role = json_opt_str(message, "role", "");

		if (str_equal(role, "assistant"))
			*greeted_r = true;
		if (!str_equal(role, "system") && !str_equal(role, "developer"))
			continue;
		buf_puts(prompt, json_opt_str(message, "content", ""));
		buf_putc(prompt, '\n');
	}
	return buf_data(prompt);
}

/* One more sentence, with a full stop if it has none. */
static void
say(struct reply *reply, const char *sentence)
{
	size_t len = strlen(sentence);

	if (buf_len(reply->text) > 0)
		buf_putc(reply->text, ' ');
	buf_puts(reply->text, sentence);
	if (len > 0 && strchr(".!?", sentence[len - 1]) == NULL)
		buf_putc(reply->text, '.');
}

/* What the listing itself answers: is it for sale, and for how much. */
static bool
say_listing(struct reply *reply, const char *asked)
{
	bool sale = reply->title != NULL && prompt_has_word(reply->mem, asked, sale_words);
	bool price = reply->price != NULL && prompt_has_word(reply->mem, asked, price_words);

	if (reply->removed || (!sale && !price))
		return false;
	if (sale && reply->price != NULL)
		say(reply, mem_printf(reply->mem, "Да, «%s» в продаже, цена %s", reply->title,
			reply->price));
	else if (sale)
		say(reply, mem_printf(reply->mem, "Да, «%s» в продаже", reply->title));
	else
		say(reply, mem_printf(reply->mem, "Цена %s", reply->price));
	return true;
}

/* The fact that shares most words with what is asked; lines without a label and links are none. */
static bool
say_fact(struct reply *reply, const char *asked)
{
	const struct prompt_fact *best = NULL;
	size_t best_score = 0;

	for (size_t i = 0; i < reply->facts->count; i++) {
		const struct prompt_fact *fact = &reply->facts->facts[i];
		size_t score = prompt_fact_score(reply->mem, fact,
			str_or(reply->title, ""), asked);

		if (fact->label[0] == '\0' || fact->value == reply->title ||
		    fact->value == reply->price || str_has_prefix(fact->value, "http") ||
		    score <= best_score)
			continue;
		best = fact;
		best_score = score;
	}
	if (best == NULL)
		return false;
	if (strstr(buf_data(reply->text), best->value) == NULL)
		say(reply, best->value);
	if (best->id != 0)
		json_add_i64(reply->used, best->id);
	return true;
}

/* Every sentence by itself, so that two questions get two answers. */
static void
answer_sentences(struct reply *reply, const char *words)
{
	while (*words != '\0') {
		size_t len = strcspn(words, ".?!\n");
		const char *asked = mem_strndup(reply->mem, words, len);

		if (!say_fact(reply, asked) && !say_listing(reply, asked) &&
		    prompt_is_telling(reply->mem, asked))
			reply->open = true;
		words += len + (words[len] != '\0');
	}
}

static void
hand_over(struct reply *reply, struct json_object *fields)
{
	say(reply, "Уточню у продавца и вернусь к вам с ответом.");
	json_put_bool(fields, "handoff", true);
	json_put_str(fields, "handoff_reason", reply->removed ? "Объявление снято с публикации" :
		"В описании нет ответа на этот вопрос");
	json_put_i64(fields, "confidence", 20);
}

struct json_object *
answerer_reply(void *mem, struct json_object *messages, const char *words)
{
	static const char *const title_labels[] = { "Объявление", "Название", "Товар", NULL };
	static const char *const price_labels[] = { "Цена", NULL };
	struct json_object *fields = json_new_object(mem);
	struct reply reply = { .mem = mem, .text = buf_new(mem, MAX_REPLY) };
	bool greeted;
	size_t before;

	reply.facts = prompt_facts_find(mem, read_prompt(mem, messages, &greeted));
	reply.title = find_label(reply.facts, title_labels);
	reply.price = find_label(reply.facts, price_labels);
	reply.removed = is_removed(reply.facts);
	reply.used = json_new_array(mem);
	if (!greeted)
		say(&reply, "Здравствуйте!");
	before = buf_len(reply.text);
	answer_sentences(&reply, words);
	if (reply.open || reply.removed)
		hand_over(&reply, fields); /* NOLINT(bugprone-branch-clone): first resort and last */
	else if (buf_len(reply.text) == before && prompt_has_word(mem, words, thanks))
		say(&reply, "Пожалуйста! Будут вопросы — пишите.");
	else if (buf_len(reply.text) == before && prompt_has_word(mem, words, greetings))
		say(&reply, "Чем могу помочь?");
	else if (buf_len(reply.text) == before)
		hand_over(&reply, fields);
	json_put_str(fields, "reply", buf_data(reply.text));
	json_put_str(fields, "intent", "question");
	json_put_value(fields, "facts_used", reply.used);
	return fields;
}
