/* SPDX-License-Identifier: MIT */
/* A try of the assistant for people; templates/try.cs. */
#ifndef UI_VIEW_REHEARSAL_H
#define UI_VIEW_REHEARSAL_H

#include "shared/request.h"

struct rehearsal;
struct talk;
struct tmpl_node;

/* Rows of Lines: Class, Text, Note, Newest; Full when nothing more can be said. */
void view_talk(struct request *req, struct tmpl_node *node, const struct talk *talk);

/* What happened to the newest words: Result, Verdict, Reason, Text, Nothing, After, Moment, WasOff,
   Refused, Took, Why (view_turn), rows of Facts (Id Question Answer Used) and Calls (Model Status
   Fine Words), and Prompt (view_prompt). */
void view_rehearsal(struct request *req, struct tmpl_node *node,
	const struct rehearsal *rehearsal);

#endif
