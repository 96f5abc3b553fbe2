/* SPDX-License-Identifier: MIT */
/* What a model is told, in its parts, for people: templates/prompt_parts.cs shows it. */
#ifndef UI_VIEW_PROMPT_H
#define UI_VIEW_PROMPT_H

#include "shared/request.h"

struct tmpl_node;
struct turn_view;

/* Rows of Parts (Name, About, Text, and Size or, for an empty one, None) and Total below node. */
void view_prompt(struct request *req, struct tmpl_node *node, const struct turn_view *view,
	int64_t now_ms);

#endif
