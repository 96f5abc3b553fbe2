/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "codec/json.h"
#include "codec/url.h"
#include "remote/avito_call.h"

/* Avito says 24 hours; these are for an answer that says nothing, or more than can be. */
enum { DEFAULT_LIFE_S = 3600, MAX_LIFE_S = 366 * 24 * 3600 };

static const struct avito_method grant = { AVITO_GRANT, "POST", "/token" };

/* Something that can stand in a header. */
static bool
is_token(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return text[0] != '\0';
}

bool
avito_token(struct avito *avito, void *mem, const char *client_id, const char *client_secret,
	struct avito_token *token_r, struct err *err)
{
	struct avito_call call = { .method = &grant };
	struct json_object *value;
	const char *access;
	int64_t life_s;

	call.body = mem_printf(mem, "grant_type=client_credentials&client_id=%s&client_secret=%s",
		url_encode(mem, client_id), url_encode(mem, client_secret));
	if (!avito_call(avito, mem, &call, &value, err))
		return false;
	access = json_opt_str(value, "access_token", "");
	if (!is_token(access))
		return avito_unusable(avito, &grant, "no access token", err);
	life_s = json_opt_i64(value, "expires_in", 0);
	if (life_s <= 0)
		life_s = DEFAULT_LIFE_S;
	*token_r = (struct avito_token){ mem_strdup(mem, access),
		life_s < MAX_LIFE_S ? life_s : MAX_LIFE_S };
	return true;
}
