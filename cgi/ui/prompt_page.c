/* SPDX-License-Identifier: MIT */
/* The system prompt exactly as a model would get it now, for a listing and words of one's choice. */
#include "ui/ui.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/secret.h"
#include "codec/stem.h"
#include "core/knowledge.h"
#include "core/prompt.h"
#include "shared/page.h"
#include "store/chat.h"
#include "ui/assistant.h"

enum { CANDIDATES = 60, STEMS = 60, HITS = 8 }; /* as in core/turn.c */

struct preview {
	const struct project *project;
	const struct listing *listing; /* NULL: the chat is about none */
	const char *words;
	struct knowledge_hit hits[HITS];
	size_t hit_count;
};

static bool
rank(struct request *req, struct preview *preview, struct err *err)
{
	const char *stems = stem_text(req->mem, preview->words, STEMS);
	struct knowledge_fact *known;
	struct fact *facts;
	size_t count;

	if (!fact_candidates(req->db, req->mem, preview->project->id,
		preview->listing != NULL ? preview->listing->id : 0, stems, CANDIDATES, &facts, &count,
		err))
		return false;
	known = mem_array(req->mem, struct knowledge_fact, count + 1);
	for (size_t i = 0; i < count; i++)
		known[i] = (struct knowledge_fact){ facts[i].id, facts[i].question, facts[i].answer };
	preview->hit_count = knowledge_rank(req->mem, known, count, preview->words, preview->hits,
		HITS);
	return true;
}

static char *
prompt_of(struct request *req, const struct preview *preview)
{
	const struct project *project = preview->project;
	const struct listing *listing = preview->listing;
	struct prompt_input input = {
		.shop = project->name,
		.business = project->business,
		.tone = project->tone,
		.instructions = project->instructions,
		.item_title = listing != NULL ? listing->title : "",
		.item_price = listing != NULL ? listing->price_text : "",
		.item_location = listing != NULL ? listing->location : "",
		.item_url = listing != NULL ? listing->url : "",
		.item_known = listing != NULL,
		.item_active = listing != NULL && listing_is_active(listing),
		.hits = preview->hits,
		.hit_count = preview->hit_count,
		.now_ms = time_now_ms(),
		.zone = project->zone,
		.mark = secret_random_hex(req->mem, 6),
		.canary = secret_random_hex(req->mem, 5),
	};

	return prompt_system(req->mem, &input);
}

bool
prompt_show(struct request *req, struct err *err)
{
	struct preview preview = { .words = str_or(param_text(req, "words"), "") };
	struct project *project;
	struct listing *listing;

	if (!assistant_begin(req, "prompt", &project, err)
	    || !assistant_find_listing(req, project, param_i64(req, "listing"), &listing, err)
	    || !assistant_view_listings(req, project, param_i64(req, "listing"), err))
		return false;
	preview.project = project;
	preview.listing = listing != NULL && listing->seen_at != 0 ? listing : NULL;
	if (!rank(req, &preview, err))
		return false;
	tmpl_set(page_root(req), "Form.words", preview.words);
	tmpl_set(page_root(req), "Prompt", prompt_of(req, &preview));
	return page_render(req, "prompt.cs", err);
}
