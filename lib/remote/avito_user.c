/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "remote/avito_call.h"

enum { MAX_NAME = 200 };

static const struct avito_method self = { AVITO_READ, "GET", "/core/v1/accounts/self" };

bool
avito_self(struct avito *avito, void *mem, struct avito_self *self_r, struct err *err)
{
	struct json_object *value;
	int64_t id;

	if (!avito_call(avito, mem, &(struct avito_call){ .method = &self }, &value, err))
		return false;
	id = json_opt_i64(value, "id", 0);
	if (id <= 0)
		return avito_unusable(avito, &self, "no id", err);
	*self_r = (struct avito_self){ id,
		utf8_shorten(mem, json_opt_str(value, "name", ""), MAX_NAME) };
	return true;
}
