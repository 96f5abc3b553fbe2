/* SPDX-License-Identifier: MIT */
/* Every component on one page, for whoever changes the looks. */
#include "ui/ui.h"

#include "shared/page.h"

bool
styleguide_show(struct request *req, struct err *err)
{
	return page_render(req, "styleguide.cs", err);
}
