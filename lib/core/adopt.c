/* SPDX-License-Identifier: MIT */
#include "core/adopt.h"

#include "base/buf.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "codec/secret.h"
#include "codec/url.h"
#include "core/work.h"
#include "io/db.h"
#include "store/account.h"
#include "store/project.h"
#include "store/setting.h"

enum { TIMEOUT_MS = 45000, FINGERPRINT_LIMIT = 65536 };

struct adoption {
	void *mem;
	const struct secret_key *key;
	const struct conf *conf;
	int64_t project_id;
	struct adopt_report report;
};

/* The hash of a group's values: what was taken last is remembered without keeping secrets twice. */
static const char *
fingerprint(const struct adoption *a, const char *const keys[])
{
	struct buf *text = buf_new(a->mem, FINGERPRINT_LIMIT);
	unsigned char hash[SECRET_HASH_LEN];

	for (int i = 0; keys[i] != NULL; i++)
		buf_printf(text, "%s=%s\n", keys[i], conf_get_or(a->conf, keys[i], ""));
	secret_hash(buf_data(text), hash);
	return secret_hex(a->mem, hash, sizeof(hash));
}

/* Whether the group is new; then it counts as taken. */
static bool
changed(struct db *db, struct adoption *a, const char *group, const char *const keys[],
	bool *changed_r, struct err *err)
{
	const char *name = mem_printf(a->mem, "adopted.%s", group);
	const char *now = fingerprint(a, keys), *before;

	if (!setting_get(db, a->mem, name, &before, err))
		return false;
	*changed_r = !str_equal(now, before);
	return !*changed_r || setting_set(db, name, now, err);
}

static bool
adopt_account(struct db *db, struct adoption *a, struct err *err)
{
	static const char *const keys[] = { "AVITO_CLIENT_ID", "AVITO_CLIENT_SECRET",
		"AVITO_API_BASE_URL", "AVITO_AUTH_BASE_URL", "PUBLIC_URL", NULL };
	const char *client_id = conf_get(a->conf, "AVITO_CLIENT_ID");
	const char *secret = conf_get(a->conf, "AVITO_CLIENT_SECRET");
	struct account *account;
	bool is_new;

	if (client_id == NULL)
		return true;
	if (secret == NULL)
		return err_set(err, ERR_INVALID, "AVITO_CLIENT_SECRET is not set");
	if (!changed(db, a, "account", keys, &is_new, err))
		return false;
	if (account_find_by_client(db, a->mem, client_id, &account, err)) {
		a->report.account_id = account->id;
		if (is_new && (!account_set_keys(db, a->key, account->id, client_id, secret, err) ||
		    !account_set_status(db, account->id, "new", "", err)))
			return false;
	} else if (err->code != ERR_NOT_FOUND) { /* NOLINT(bugprone-branch-clone): both are failures */
		return false;
	} else if (!is_new) {
		return true; /* replaced or removed since it was taken */
	} else if (!account_insert(db, a->key, a->project_id, "",
		client_id, secret, &a->report.account_id, err)) {
		return false;
	} else {
		a->report.account_new = true;
	}
	return work_start_account(db, a->report.account_id, err);
}

static bool
put_openai(struct db *db, struct adoption *a, struct err *err)
{
	struct provider_new openai = {
		.dialect = "openai",
		.base_url = conf_get_or(a->conf, "OPENAI_BASE_URL", "https://api.openai.com/v1"),
		.model = conf_get_or(a->conf, "OPENAI_MODEL", "gpt-4o-mini"),
		.api_key = conf_get_or(a->conf, "OPENAI_API_KEY", ""),
		.timeout_ms = TIMEOUT_MS,
	};
	char *base;

	if (!url_parse_base(a->mem, openai.base_url, &base, err))
		return err_prefix(err, "OPENAI_BASE_URL");
	openai.base_url = base;
	return provider_put(db, a->key, a->project_id, 0, &openai, err);
}

/* The given answerer first, the built-in one behind it, so that there is always one. */
static bool
adopt_answerers(struct db *db, struct adoption *a, struct err *err)
{
	static const char *const keys[] = { "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", NULL };
	static const struct provider_new builtin = { "builtin", "", "", "", TIMEOUT_MS };
	bool given = conf_get(a->conf, "OPENAI_API_KEY") != NULL ||
		conf_get(a->conf, "OPENAI_BASE_URL") != NULL;

	if (!changed(db, a, "answerers", keys, &a->report.answerers, err))
		return false;
	if (!a->report.answerers)
		return true;
	if (given && !put_openai(db, a, err))
		return false;
	return provider_put(db, a->key, a->project_id, given ? 1 : 0, &builtin, err) &&
		provider_cut(db, a->project_id, given ? 2 : 1, err);
}

static bool
adopt_assistant(struct db *db, struct adoption *a, struct err *err)
{
	static const char *const keys[] = { "ASSISTANT_MODE", "ASSISTANT_QUIET_SECONDS", NULL };
	static const char *const modes[] = { "off", "draft", "confident", "auto", NULL };
	const char *mode = conf_get(a->conf, "ASSISTANT_MODE");
	struct project *project;
	int64_t seconds;

	if (mode != NULL && str_index(modes, mode) < 0)
		return err_set(err, ERR_INVALID, "ASSISTANT_MODE is none of off, draft, confident, auto");
	if (!conf_get_int(a->conf, "ASSISTANT_QUIET_SECONDS", 0, 600, -1, &seconds, err) ||
	    !changed(db, a, "assistant", keys, &a->report.assistant, err))
		return false;
	if (!a->report.assistant)
		return true;
	if (!project_find(db, a->mem, a->project_id, &project, err))
		return false;
	if (mode != NULL)
		project->mode = mode;
	if (seconds >= 0)
		project->quiet_ms = seconds * 1000;
	if (project->quiet_max_ms < project->quiet_ms)
		project->quiet_max_ms = project->quiet_ms;
	return project_update(db, project, err);
}

static bool
adopt(struct db *db, void *arg, struct err *err)
{
	struct adoption *a = arg;

	a->report = (struct adopt_report){ .account_id = 0 };
	return adopt_answerers(db, a, err) && adopt_assistant(db, a, err) && adopt_account(db, a, err);
}

bool
adopt_conf(struct db *db, const struct secret_key *key, const struct conf *conf,
	int64_t project_id, struct adopt_report *report_r, struct err *err)
{
	struct adoption a = { mem_context(db, "adopt"), key, conf, project_id, { 0 } };
	bool done = db_transaction(db, adopt, &a, err);

	if (done)
		*report_r = a.report;
	mem_free(a.mem);
	return done;
}
