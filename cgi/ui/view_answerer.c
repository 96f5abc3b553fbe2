/* SPDX-License-Identifier: MIT */
#include "ui/view_answerer.h"

#include "base/str.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/project.h"
#include "ui/words.h"

const char *
view_answerer_line(struct request *req, struct tmpl_node *node, const struct provider *provider)
{
	const char *status = provider->open ? "resting" : str_or(provider->status, "unasked");
	bool builtin = str_equal(provider->dialect, "builtin");
	const char *text = words_of(req, "Answerer.Status", status);
	const char *level = builtin || str_equal(status, "ok") ? "ok"
		: str_equal(status, "unasked") ? "wait" : "bad";

	tmpl_set(node, "Name", builtin ? page_text(req, "Answerer.builtin") : provider->model);
	tmpl_set(node, "Text", builtin ? page_text(req, "Overview.Builtin") : text);
	tmpl_set(node, "Level", level);
	return level;
}
