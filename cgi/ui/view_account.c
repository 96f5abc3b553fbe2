/* SPDX-License-Identifier: MIT */
#include "ui/view_account.h"

#include "base/mem.h"
#include "base/str.h"
#include "io/tmpl.h"
#include "shared/page.h"
#include "store/account.h"
#include "store/check.h"
#include "ui/words.h"

/* A finding: the name of its words, and how bad it is. */
struct finding {
	const char *name;
	const char *level; /* ok wait bad off */
	int64_t at;
};

static struct finding
judge_status(struct request *req, const struct account *account)
{
	struct finding finding = { account->status, "bad", account->status_at };

	if (!account->enabled)
		return (struct finding){ "off", "off", 0 };
	if (str_equal(account->status, "ok") || str_equal(account->status, "new"))
		finding.level = str_equal(account->status, "ok") ? "ok" : "wait";
	else if (words_find(req, "Account.Status", account->status_text) != NULL)
		finding.name = account->status_text; /* the cause says more */
	return finding;
}

static struct finding
judge_webhook(const struct account *account)
{
	struct finding finding = { account->webhook_state, "bad", account->webhook_at };

	if (!account->enabled)
		return (struct finding){ "off", "off", 0 };
	if (account->webhook_at == 0)
		return (struct finding){ "unknown", "wait", 0 };
	if (str_equal(account->webhook_state, "ours"))
		finding.level = "ok";
	return finding;
}

static void
view_finding(struct request *req, struct tmpl_node *node, const char *group,
	const struct finding *finding)
{
	const char *advice = mem_printf(req->mem, "%s.Do", group);

	tmpl_set(node, "Text", words_of(req, group, finding->name));
	tmpl_set(node, "Do", words_find(req, advice, finding->name));
	tmpl_set(node, "Level", finding->level);
	if (finding->at != 0 && !str_equal(finding->level, "wait"))
		tmpl_set(node, "When", words_ago(req, finding->at));
}

static void
set_ago(struct request *req, struct tmpl_node *node, const char *name, int64_t at_ms)
{
	if (at_ms != 0)
		tmpl_set(node, name, words_ago(req, at_ms));
}

void
view_account(struct request *req, struct tmpl_node *node, const struct account *account)
{
	struct finding status = judge_status(req, account), webhook = judge_webhook(account);

	tmpl_set_int(node, "Id", account->id);
	tmpl_set(node, "Name", str_or(account->name, account->client_id));
	tmpl_set(node, "ClientId", account->client_id);
	if (account->avito_user_id != 0)
		tmpl_set_int(node, "AvitoId", account->avito_user_id);
	tmpl_set_flag(node, "Enabled", account->enabled);
	view_finding(req, tmpl_child(node, "Status"), "Account.Status", &status);
	view_finding(req, tmpl_child(node, "Webhook"), "Account.Webhook", &webhook);
	set_ago(req, node, "Seen", account->webhook_seen_at);
	set_ago(req, node, "Connected", account->connected_at);
}

bool
view_account_is_bad(struct request *req, const struct account *account)
{
	return str_equal(judge_status(req, account).level, "bad")
		|| str_equal(judge_webhook(account).level, "bad");
}

void
view_account_trouble(struct request *req, struct tmpl_node *node, const struct account *account)
{
	struct finding status = judge_status(req, account), webhook = judge_webhook(account);
	bool broken = str_equal(status.level, "bad");
	struct tmpl_node *row;

	/* Without access nothing can be said about the webhook. */
	if (!broken && !str_equal(webhook.level, "bad"))
		return;
	row = tmpl_row(node, "Troubles");
	tmpl_set_int(row, "Id", account->id);
	tmpl_set(row, "Name", str_or(account->name, account->client_id));
	view_finding(req, row, broken ? "Account.Status" : "Account.Webhook",
		broken ? &status : &webhook);
}

/* --- the doctor */

static const struct {
	const char *name, *words, *title;
} doctor_lines[] = {
	{ "network", "Doctor.Network", "Doctor.Network.Title" },
	{ "keys", "Doctor.Keys", "Doctor.Keys.Title" },
	{ "access", "Doctor.Access", "Doctor.Access.Title" },
	{ "address", "Doctor.Address", "Doctor.Address.Title" },
};

static const struct account_check *
find_check(const struct account_check *checks, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(checks[i].name, name))
			return &checks[i];
	return NULL;
}

/* An expired access is renewed by itself: nothing for a person to do yet, and nothing that new keys
   would change while Avito cannot be reached; nor would they when it was refused before. */
static struct finding
judge_check(const struct account *account, const struct account_check *check, bool can_reach)
{
	struct finding finding = { "unknown", "wait", 0 };

	if (!account->enabled)
		return (struct finding){ "off", "off", 0 };
	if (check == NULL)
		return finding;
	if (str_equal(account->status, "new") && check->checked_at < account->status_at) {
		finding.name = "asked";
		return finding;
	}
	finding.name = str_or(check->cause, "ok");
	if (!can_reach && (str_equal(finding.name, "expired") ||
	    str_equal(finding.name, "refused_at_once")))
		finding.name = "expired_for_now";
	finding.level = check->cause[0] == '\0' ? "ok"
		: str_has_prefix(finding.name, "expired") ? "wait" : "bad";
	finding.at = check->checked_at;
	return finding;
}

/* Whether it is bad and says what to do. */
static bool
view_check(struct request *req, struct tmpl_node *row, const char *words,
	const struct finding *finding)
{
	const char *text = words_find(req, words, finding->name);
	const char *advice = words_find(req, mem_printf(req->mem, "%s.Do", words), finding->name);

	tmpl_set(row, "Level", finding->level);
	tmpl_set(row, "Text", text != NULL ? text : words_of(req, "Doctor.Any", finding->name));
	tmpl_set(row, "Do", advice);
	if (finding->at != 0)
		tmpl_set(row, "When", words_ago(req, finding->at));
	return advice != NULL && str_equal(finding->level, "bad");
}

void
view_account_checks(struct request *req, struct tmpl_node *node, const struct account *account,
	const struct account_check *checks, size_t count)
{
	const struct account_check *network = find_check(checks, count, "network");
	bool can_reach = network == NULL || network->cause[0] == '\0', advised = false;

	for (size_t i = 0; i < sizeof(doctor_lines) / sizeof(doctor_lines[0]); i++) {
		struct finding finding = judge_check(account,
			find_check(checks, count, doctor_lines[i].name), can_reach);
		struct tmpl_node *row = tmpl_row(node, "Checks");

		tmpl_set(row, "Title", page_text(req, doctor_lines[i].title));
		if (view_check(req, row, doctor_lines[i].words, &finding))
			advised = true;
	}
	tmpl_set_flag(node, "Advised", advised);
}

/* --- looks at the chats */

void
view_account_sync(struct request *req, struct tmpl_node *node, const struct account *account)
{
	struct tmpl_node *sync = tmpl_child(node, "Sync");
	bool running = account->sync_began_at > account->sync_ended_at;

	if (account->sync_began_at == 0)
		return;
	tmpl_set_flag(sync, "Running", running);
	tmpl_set_flag(sync, "First", account->synced_at == 0);
	tmpl_set_int(sync, "Chats", account->sync_chats);
	tmpl_set_int(sync, "Pages", account->sync_pages);
	tmpl_set_flag(sync, "Gap", account->sync_gap_at != 0);
	tmpl_set(sync, "Began", words_ago(req, account->sync_began_at));
	if (!running)
		tmpl_set(sync, "Ended", words_ago(req, account->sync_ended_at));
	if (!running && account->sync_error[0] != '\0')
		tmpl_set(sync, "Error", words_of(req, "Sync", account->sync_error));
}
