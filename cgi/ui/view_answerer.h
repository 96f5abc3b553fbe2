/* SPDX-License-Identifier: MIT */
/* How an answerer does, in a line. */
#ifndef UI_VIEW_ANSWERER_H
#define UI_VIEW_ANSWERER_H

#include "shared/request.h"

struct provider;
struct tmpl_node;

/* Name, Text and Level (ok, wait: not asked yet, bad), which is returned, too.  The built-in one needs
   nobody and is always well. */
const char *view_answerer_line(struct request *req, struct tmpl_node *node,
	const struct provider *provider);

#endif
