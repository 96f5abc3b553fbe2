/* SPDX-License-Identifier: MIT */
/* The trace of a turn as a list for people.  What nobody has worded is shown by its stable name. */
#include "ui/thread.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/turn.h"
#include "ui/words.h"

enum { WORTH_TELLING_MS = 500, LONG_TURN_MS = 100 };

/* The part of detail before (or, behind, after) its last blank: "gpt-x rate", "auto 80". */
static const char *
detail_part(void *mem, const char *detail, bool behind)
{
	const char *blank = strrchr(detail, ' ');

	if (blank == NULL)
		return behind ? detail : "";
	return behind ? blank + 1 : mem_strndup(mem, detail, (size_t)(blank - detail));
}

/* Most specific first: the check with its result and detail, the last word of the detail, the check
   with its result; the slot takes what the words do not say. */
static const char *
line_words(struct request *req, const char *check, const char *result, const char *detail)
{
	const char *group = mem_printf(req->mem, "%s_%s", check, result);
	const char *last = detail_part(req->mem, detail, true);
	const char *first = detail_part(req->mem, detail, false);
	const char *exact = mem_printf(req->mem, "%s_%s", group, last), *text;

	text = words_find(req, "Trace", exact);
	if (text != NULL)
		return words_fill(req->mem, text, first);
	text = words_find(req, "Trace", group);
	if (text == NULL)
		return mem_printf(req->mem, "%s: %s %s", check, result, detail);
	if (str_equal(check, "mode")) /* "auto 80": how sure it was is the news */
		return words_fill(req->mem, text, last);
	return words_fill(req->mem, text, str_or(words_find(req, "Detail", detail), detail));
}

static void
view_line(struct request *req, struct tmpl_node *node, struct json_object *line)
{
	const char *result = json_opt_str(line, "result", "pass");
	const char *detail = json_opt_str(line, "detail", "");
	int64_t ms = json_opt_i64(line, "ms", 0);

	tmpl_set(node, "Result", result);
	tmpl_set(node, "Text", line_words(req, json_opt_str(line, "check", ""), result, detail));
	if (ms >= WORTH_TELLING_MS)
		tmpl_set(node, "Took", words_seconds(req, ms));
}

static const char *
headline(struct request *req, const struct turn *turn)
{
	const char *text = words_of(req, "Turn", str_or(turn->result, "running"));
	const char *reason = str_or(words_find(req, "Need", turn->reason), turn->reason);

	if (turn->reason[0] == '\0' || str_equal(turn->reason, turn->result))
		return text;
	return mem_printf(req->mem, "%s: %s", text, reason);
}

void
view_turn(struct request *req, struct tmpl_node *node, const struct turn *turn)
{
	struct json_object *lines;
	struct err err;

	tmpl_set_int(node, "TurnId", turn->id);
	tmpl_set(node, "Headline", headline(req, turn));
	if (turn->finished_at - turn->started_at >= LONG_TURN_MS)
		tmpl_set(node, "Took", words_seconds(req, turn->finished_at - turn->started_at));
	if (!json_parse(req->mem, turn->trace, strlen(turn->trace), &lines, &err))
		return; /* without lines the headline still stands */
	for (size_t i = 0; i < json_array_len(lines); i++)
		view_line(req, tmpl_row(node, "Lines"), json_array_at(lines, i));
}
