/* SPDX-License-Identifier: MIT */
#include "token.h"

#include <string.h>

#include "avito.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/url.h"
#include "fault.h"
#include "page.h"
#include "sim.h"
#include "state.h"

enum { MAX_PAIRS = 50 };

static const char default_scope[] = "messenger:read,messenger:write";

/* The gateway's own shape, or 401 of the common one if so switched. */
static bool
refuse_token(struct sim *sim, struct call *call, const char *message)
{
	if (sim->faults->avito.expired_status == 401) {
		avito_refuse(call, 401, "Unauthorized");
		return false;
	}

	struct json_object *root = json_new_object(call->mem);
	struct json_object *result = json_put_object(root, "result");

	json_put_str(result, "message", message);
	json_put_bool(result, "status", false);
	call_json(call, (int)sim->faults->avito.expired_status, root);
	return false;
}

bool
token_check(struct sim *sim, struct call *call)
{
	static const char scheme[] = "Bearer ";

	if (call->authorization == NULL || !str_has_prefix(call->authorization, scheme)) {
		avito_refuse(call, 401, "Unauthorized");
		return false;
	}

	const struct token *token = state_token(sim->state, call->authorization + strlen(scheme));

	if (token == NULL)
		return refuse_token(sim, call, "invalid access token");
	if (token->expires_ms <= time_now_ms())
		return refuse_token(sim, call, "access token expired");
	call->account = token->account;
	call->account->last_seen_ms = time_now_ms();
	return true;
}

static void
refuse_grant(struct call *call, int status, const char *error, const char *description)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_str(root, "error", error);
	json_put_str(root, "error_description", description);
	call_json(call, status, root);
}

static void
answer_token(struct sim *sim, struct call *call, struct account *account, const char *scope)
{
	int64_t ttl_s = sim->faults->avito.token_ttl_s;
	struct token *token = state_add_token(sim->state, account, ttl_s);
	struct json_object *root = json_new_object(call->mem);

	json_put_str(root, "access_token", token->access);
	json_put_i64(root, "expires_in", ttl_s);
	if (scope != NULL) {
		token->refresh = state_random_id(token, 60);
		token->scope = mem_strdup(token, scope);
		json_put_str(root, "refresh_token", token->refresh);
		json_put_str(root, "scope", token->scope);
	}
	json_put_str(root, "token_type", "Bearer");
	call_json(call, 200, root);
}

/* An authorization code works once. */
static void
take_code(struct sim *sim, struct call *call, const char *code)
{
	struct grant *grant;

	LIST_FOREACH(grant, &sim->state->grants, next)
		if (str_equal(grant->code, code))
			break;
	if (grant == NULL) {
		refuse_grant(call, 400, "invalid_grant", "the code is unknown or used");
		return;
	}
	LIST_REMOVE(grant, next);
	answer_token(sim, call, grant->account, grant->scope);
	mem_free(grant);
}

/* A refresh token works once; the access token it came with lives on till it expires. */
static void
take_refresh(struct sim *sim, struct call *call, const char *refresh)
{
	struct token *token;

	TAILQ_FOREACH(token, &sim->state->tokens, next)
		if (token->refresh != NULL && str_equal(token->refresh, refresh))
			break;
	if (token == NULL) {
		refuse_grant(call, 400, "invalid_grant", "the refresh token is unknown or used");
		return;
	}
	token->refresh = NULL;
	answer_token(sim, call, token->account, token->scope);
}

void
token_issue(struct sim *sim, struct call *call)
{
	struct form *form;
	struct err err;

	if (!form_parse(call->mem, call->body, call->body_len, MAX_PAIRS, &form, &err)) {
		refuse_grant(call, 400, "invalid_request", err.text);
		return;
	}

	const char *grant = str_or(form_get(form, "grant_type"), "");
	struct account *client = state_client(sim->state, str_or(form_get(form, "client_id"), ""));

	if (client == NULL || !str_equal(client->client_secret, form_get(form, "client_secret")))
		refuse_grant(call, 401, "invalid_client", "client_id or client_secret is wrong");
	else if (str_equal(grant, "client_credentials"))
		answer_token(sim, call, client, NULL);
	else if (str_equal(grant, "authorization_code"))
		take_code(sim, call, str_or(form_get(form, "code"), ""));
	else if (str_equal(grant, "refresh_token"))
		take_refresh(sim, call, str_or(form_get(form, "refresh_token"), ""));
	else
		refuse_grant(call, 400, "unsupported_grant_type", "grant_type is not known");
}

/* Where the browser goes back to: what is registered with the application, else what it asks. */
static const char *
redirect_uri(const struct account *client, const struct form *form)
{
	return str_or(client->redirect_uri, str_or(form_get(form, "redirect_uri"), ""));
}

static struct account *
find_client(struct sim *sim, struct call *call, const struct form *form)
{
	struct account *client = state_client(sim->state, str_or(form_get(form, "client_id"), ""));

	if (client == NULL || redirect_uri(client, form)[0] == '\0') {
		call_text(call, 400, "text/plain; charset=utf-8",
			"Приложение с таким client_id не зарегистрировано или не имеет адреса возврата.\n");
		return NULL;
	}
	return client;
}

void
token_ask_consent(struct sim *sim, struct call *call)
{
	const struct account *client = find_client(sim, call, call->query);

	if (client == NULL)
		return;
	page_consent(sim, call, &(struct consent){
		.client_id = client->client_id,
		.client_name = client->name,
		.scope = str_or(call_query(call, "scope"), default_scope),
		.state = str_or(call_query(call, "state"), ""),
		.redirect_uri = redirect_uri(client, call->query),
	});
}

static const char *
add_grant(struct sim *sim, struct account *account, const char *scope)
{
	struct grant *grant = mem_new(sim->state, struct grant);

	grant->code = state_random_id(grant, 40);
	grant->scope = mem_strdup(grant, scope);
	grant->account = account;
	LIST_INSERT_HEAD(&sim->state->grants, grant, next);
	return grant->code;
}

void
token_take_consent(struct sim *sim, struct call *call)
{
	struct form *form;
	struct err err;
	int64_t user_id;

	if (!form_parse(call->mem, call->body, call->body_len, MAX_PAIRS, &form, &err)) {
		call_invalid(call, &err);
		return;
	}

	const struct account *client = find_client(sim, call, form);

	if (client == NULL)
		return;

	const char *address = redirect_uri(client, form);
	const char *joint = strchr(address, '?') == NULL ? "?" : "&";
	const char *state = url_encode(call->mem, str_or(form_get(form, "state"), ""));
	struct account *account = NULL;

	if (num_parse_i64(str_or(form_get(form, "account"), ""), &user_id, &err))
		account = state_account(sim->state, user_id);
	if (account == NULL || !str_equal(form_get(form, "answer"), "allow"))
		call_redirect(call, mem_printf(call->mem, "%s%serror=access_denied&state=%s",
			address, joint, state));
	else
		call_redirect(call, mem_printf(call->mem, "%s%scode=%s&state=%s", address, joint,
			add_grant(sim, account, str_or(form_get(form, "scope"), default_scope)),
			state));
}
