/* SPDX-License-Identifier: MIT */
#include "asking.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "call.h"
#include "codec/json.h"
#include "model.h"
#include "sim.h"

void
asking_begin(struct sim *sim, struct asking *asking, const struct call *call)
{
	*asking = (struct asking){ .call = NULL };
	if (!str_has_suffix(call->path, "/v1/chat/completions"))
		return;
	asking->call = call;
	LIST_INSERT_HEAD(&sim->asked, asking, next);
}

void
asking_end(struct asking *asking)
{
	if (asking->call != NULL)
		LIST_REMOVE(asking, next);
}

static bool
contains(const struct call *call, void *mem, const char *text)
{
	struct json_object *request;
	struct err err;

	return json_parse_object(mem, call->body, call->body_len, &request, &err) &&
		strstr(model_last_user(json_opt_array(request, "messages")), text) != NULL;
}

bool
asking_about(const struct sim *sim, void *mem, const char *text)
{
	const struct asking *asking;

	LIST_FOREACH(asking, &sim->asked, next)
		if (contains(asking->call, mem, text))
			return true;
	return false;
}
