/* SPDX-License-Identifier: MIT */
/* What a process of the dashboard keeps: where the worker listens. */
#include "ui/ui.h"

#include "core/setup.h"
#include "io/nudge.h"

bool
ui_start(struct app *app, struct err *err)
{
	(void)err; /* nothing here can fail */
	app->data = nudge_new(app, setup_nudge_path(app, app->conf));
	return true;
}

void
ui_nudge(const struct request *req)
{
	nudge_send(req->app->data);
}
