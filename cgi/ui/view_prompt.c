/* SPDX-License-Identifier: MIT */
#include "ui/view_prompt.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/turn_prompt.h"
#include "io/tmpl.h"
#include "remote/llm.h"
#include "shared/page.h"
#include "ui/words.h"

enum { HISTORY_MAX = 256 * 1024 };

/* What one token holds on the average, in tenths of a character; it differs between models. */
enum { CYRILLIC_TENTHS = 25, OTHER_TENTHS = 38 };

static int64_t
guess_tokens(const char *text)
{
	int64_t cyrillic = 0, others = 0;

	for (int32_t c; (c = utf8_next(&text)) != 0;)
		if (utf8_is_cyrillic(c))
			cyrillic++;
		else
			others++;
	return (cyrillic * 10 + CYRILLIC_TENTHS - 1) / CYRILLIC_TENTHS +
		(others * 10 + OTHER_TENTHS - 1) / OTHER_TENTHS;
}

static const char *
size_of(struct request *req, int64_t chars, int64_t tokens)
{
	return mem_printf(req->mem, "%s, %s", words_number(req, "Prompt.Size", chars),
		words_number(req, "Prompt.Tokens", tokens));
}

struct total {
	int64_t chars, tokens;
};

static void
view_part(struct request *req, struct tmpl_node *node, const char *name, const char *text,
	struct total *total)
{
	struct tmpl_node *row = tmpl_row(node, "Parts");
	const char *trimmed = str_trim(req->mem, text);
	int64_t chars = (int64_t)utf8_length(text), tokens = guess_tokens(text);

	tmpl_set(row, "Name", words_of(req, "Prompt.Part", name));
	tmpl_set(row, "About", words_of(req, "Prompt.PartAbout", name));
	tmpl_set(row, "Text", trimmed);
	if (trimmed[0] == '\0') {
		tmpl_set(row, "None", words_of(req, "Prompt.PartNone", name));
		return;
	}
	tmpl_set(row, "Size", size_of(req, chars, tokens));
	total->chars += chars;
	total->tokens += tokens;
}

/* Everything before the words the turn is about, a line each. */
static const char *
history_of(struct request *req, const struct turn_view *view)
{
	struct buf *text = buf_new(req->mem, HISTORY_MAX);
	struct llm_turn *turns;
	size_t count = turn_prompt_history(req->mem, view, &turns);

	while (count > 0 && turns[count - 1].role == LLM_USER)
		count--;
	for (size_t i = 0; i < count; i++)
		buf_printf(text, "%s: %s\n", page_text(req, turns[i].role == LLM_USER
			? "Prompt.Buyer" : "Prompt.Bot"), turns[i].text);
	return buf_data(text);
}

void
view_prompt(struct request *req, struct tmpl_node *node, const struct turn_view *view,
	int64_t now_ms)
{
	static const char *const names[PROMPT_PARTS] = {
		[PROMPT_SHOP] = "shop", [PROMPT_RULES] = "rules",
		[PROMPT_INSTRUCTIONS] = "instructions", [PROMPT_FACTS] = "facts",
		[PROMPT_FORM] = "form",
	};
	const char *parts[PROMPT_PARTS];
	struct total total = { 0, 0 };
	struct turn_prompt prompt;
	struct prompt_input input;

	turn_prompt_begin(req->mem, view, now_ms, &prompt);
	turn_prompt_input(req->mem, &prompt, NULL, &input);
	prompt_parts(req->mem, &input, parts);
	for (int i = 0; i < PROMPT_PARTS; i++)
		view_part(req, node, names[i], parts[i], &total);
	view_part(req, node, "history", history_of(req, view), &total);
	view_part(req, node, "question", view->words, &total);
	tmpl_set(node, "Total", size_of(req, total.chars, total.tokens));
}
