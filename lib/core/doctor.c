/* SPDX-License-Identifier: MIT */
#include "core/doctor.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/url.h"
#include "core/connect.h"
#include "io/db_pool.h"
#include "remote/avito.h"
#include "remote/reach.h"
#include "store/account.h"
#include "store/check.h"

enum { PROOF_LEN = 16 };

void
doctor_note(struct work *work, int64_t account_id, const char *name, const char *cause)
{
	struct db *db = db_pool_take(work->core->pool);
	struct err err;

	(void)account_check_set(db, account_id, name, cause, &err); /* news for the owner, no more */
	db_pool_give(work->core->pool, db);
}

static const char *
network_cause(const struct avito *avito)
{
	switch (avito->last.outcome) {
	case AVITO_UNREACHABLE:
	case AVITO_LOST:
		return reach_cause(avito->http);
	case AVITO_SERVER:
		return "server";
	case AVITO_BLOCKED:
		return "blocked";
	case AVITO_RATE:
		return "rate";
	case AVITO_REJECTED:
	case AVITO_NOT_FOUND:
		return "rejected";
	default:
		return "";
	}
}

void
doctor_note_call(struct work *work, int64_t account_id, const struct avito *avito, bool messages)
{
	enum avito_outcome outcome = avito->last.outcome;
	const char *network = network_cause(avito);

	doctor_note(work, account_id, "network", network);
	if (network[0] != '\0')
		return;
	if (outcome == AVITO_TOKEN)
		doctor_note(work, account_id, "keys", "expired");
	else
		doctor_note(work, account_id, "keys", "");
	if (outcome == AVITO_TARIFF || outcome == AVITO_FORBIDDEN)
		doctor_note(work, account_id, "access",
			outcome == AVITO_TARIFF ? "tariff" : "forbidden");
	else if (messages && outcome == AVITO_OK)
		doctor_note(work, account_id, "access", "");
}

/* --- the address */

static bool
is_private_v4(const char *host)
{
	static const char *const begins[] = { "0.", "10.", "127.", "169.254.", "192.168." };

	if (host[strspn(host, "0123456789.")] != '\0')
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_has_prefix(host, begins[i]))
			return true;
	/* 172.16.0.0/12 */
	return str_has_prefix(host, "172.1") ? host[5] >= '6' && host[5] <= '9' && host[6] == '.'
		: str_has_prefix(host, "172.2") ? host[5] >= '0' && host[5] <= '9' && host[6] == '.'
		: str_has_prefix(host, "172.30.") || str_has_prefix(host, "172.31.");
}

static bool
is_private_v6(const char *host)
{
	return strchr(host, ':') != NULL && (str_equal(host, "::1") || str_equal(host, "::")
		|| str_has_prefix(host, "fc") || str_has_prefix(host, "fd")
		|| str_has_prefix(host, "fe8") || str_has_prefix(host, "fe9")
		|| str_has_prefix(host, "fea") || str_has_prefix(host, "feb"));
}

/* Names that only this machine or this house knows. */
static bool
is_private_name(const char *host)
{
	static const char *const ends[] = { ".localhost", ".local", ".lan", ".internal", ".home.arpa" };
	size_t len = strlen(host);

	if (strchr(host, '.') == NULL && strchr(host, ':') == NULL)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len > strlen(ends[i]) && str_equal(host + len - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

static bool
is_private(const char *host)
{
	return is_private_v4(host) || is_private_v6(host) || is_private_name(host);
}

const char *
doctor_judge_address(void *mem, const char *public_url, const char *api_base)
{
	struct url *own, *avito;
	struct err err;

	if (public_url == NULL || !url_parse(mem, public_url, &own, &err))
		return "missing";
	if (url_parse(mem, api_base, &avito, &err) && is_private(avito->host))
		return "";
	if (is_private(own->host))
		return "private";
	return str_equal(own->scheme, "https") ? "" : "http";
}

char *
doctor_proof(void *mem, const char *webhook_token)
{
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(webhook_token, hash);
	return mem_strndup(mem, secret_hex(mem, hash, sizeof(hash)), PROOF_LEN);
}

bool
doctor_check_address(struct work *work, const struct account *account)
{
	const char *cause = doctor_judge_address(work->mem, work->core->public_url,
		work->core->avito_api_base);
	bool asked = cause[0] == '\0';

	if (asked)
		cause = reach_ourselves(work->http, work->mem,
			connect_webhook_url(work->mem, work->core->public_url, account),
			doctor_proof(work->mem, account->webhook_token));
	doctor_note(work, account->id, "address", cause);
	return !asked || cause[0] == '\0';
}
