/* SPDX-License-Identifier: MIT */
#include "test_core_db.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/time.h"
#include "core/ownership.h"
#include "core/work.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "mariadb.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/job.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"

enum { EXIT_SKIP = 77 };

struct db *core_db;
struct secret_key core_key;
struct project *core_project;
struct account *core_account;

static Suite *(*const plain_suites[])(void) = { connect_suite, doctor_suite, turn_decide_suite,
	worker_id_suite, NULL };
static Suite *(*const db_suites[])(void) = { adopt_suite, clerk_suite, crew_suite, crew_job_suite,
	enrich_suite, health_suite, intake_suite, intake_effect_suite, owner_suite, ownership_suite,
	search_suite, sending_suite, sending_faults_suite, setup_suite, sync_suite,
	sync_faults_suite, token_suite, turn_run_suite, NULL };

void
core_reload(void)
{
	MUST(project_find(core_db, fixture_mem, core_project->id, &core_project, &fixture_err));
	MUST(account_find(core_db, fixture_mem, core_account->id, &core_account, &fixture_err));
}

static void
make_shop(void)
{
	core_project = mem_new(fixture_mem, struct project);
	core_account = mem_new(fixture_mem, struct account);
	MUST(project_insert(core_db, "Shop", "away", "handoff", &core_project->id, &fixture_err));
	MUST(account_insert(core_db, &core_key, core_project->id, "", "client", "secret",
		&core_account->id, &fixture_err));
	schema_set_clock(core_db, CORE_NOW - HOUR_MS);
	MUST(account_set_identity(core_db, core_account->id, SHOP_USER, "Shop", &fixture_err));
	schema_set_clock(core_db, CORE_NOW);
	core_reload();
}

static void
set_up(void)
{
	static const char hex[] =
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

	MUST(secret_key_parse(hex, &core_key, &fixture_err));
	time_set_ms(CORE_NOW);
	core_db = schema_open();
	make_shop();
}

static void
tear_down(void)
{
	time_set_ms(0);
}

TCase *
core_db_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

/* --- rows */

struct wanted {
	const char *name;
	struct chat *chat;
};

static bool
lock_work(struct db *db, void *arg, struct err *err)
{
	struct wanted *wanted = arg;

	return chat_lock_avito(db, fixture_mem, core_account->id, wanted->name, "u2i", &wanted->chat,
		err);
}

struct chat *
core_chat(const char *avito_chat_id)
{
	struct wanted wanted = { avito_chat_id, NULL };

	MUST(db_transaction(core_db, lock_work, &wanted, &fixture_err));
	return wanted.chat;
}

struct chat *
core_chat_again(const struct chat *chat)
{
	struct chat *again;

	MUST(chat_find(core_db, fixture_mem, chat->id, &again, &fixture_err));
	return again;
}

int64_t
core_sending(const struct chat *chat, const char *kind, const char *text, const char *state)
{
	static int number;
	bool persons = str_equal(kind, "person");
	struct outbox_new reply = { .account_id = chat->account_id, .chat_id = chat->id,
		.user_id = persons ? 7 : 0, .kind = kind, .lifetime_ms = HOUR_MS,
		.nonce = mem_printf(fixture_mem, "test:%d", ++number) };
	char *parts[] = { mem_strdup(fixture_mem, text) };
	struct turn *turn;
	int64_t id;

	MUST(turn_ensure(core_db, fixture_mem, chat->id, chat->last_buyer_id, &turn, &fixture_err));
	if (!persons)
		reply.turn_id = turn->id;
	MUST(outbox_insert(core_db, &reply, parts, 1, &fixture_err));
	id = schema_number(core_db, "SELECT MAX(id) FROM outbox");
	if (!str_equal(state, "ready"))
		MUST(outbox_begin(core_db, id, &fixture_err));
	if (str_equal(state, "unknown"))
		MUST(outbox_unknown(core_db, id, 3000, "lost", &fixture_err));
	return id;
}

int64_t
core_outbox_count(const char *state)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM outbox WHERE state = '%s'", state));
}

void
core_open(struct core *core_r)
{
	const struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };

	time_set_ms(0);
	schema_set_clock(core_db, 0);
	*core_r = (struct core){ .key = core_key };
	MUST(db_pool_open(fixture_mem, &options, 1, &core_r->pool, &fixture_err));
}

struct job *
core_claim_send(const struct chat *chat)
{
	struct job *job;
	size_t count;

	MUST(chat_put_send(core_db, chat, &fixture_err));
	MUST(job_claim(core_db, fixture_mem, "w", 1, &job, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	return job;
}

int64_t
core_job_at(const char *kind)
{
	int64_t at;

	MUST(db_number(core_db, "SELECT IFNULL(MIN(run_at), -1) FROM job WHERE kind = ?"
		" AND state = 0", DB_ARGS(db_text(kind)), &at, &fixture_err));
	return at;
}

int
main(void)
{
	int status;

	secret_init();
	http_global_init();
	status = fixture_run(plain_suites);
	if (!mariadb_start()) {
		(void)fprintf(stderr, "no mariadbd: the rules on the database were not tested\n");
		return status == EXIT_SUCCESS ? EXIT_SKIP : status;
	}
	schema_make();
	if (fixture_run(db_suites) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	mariadb_stop();
	return status;
}
