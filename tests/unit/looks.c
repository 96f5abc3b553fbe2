/* SPDX-License-Identifier: MIT */
#include "looks.h"

#include <string.h>

#include "base/mem.h"
#include "base/time.h"
#include "core/sync.h"
#include "io/http.h"
#include "store/account.h"
#include "store/job.h"
#include "stub_http.h"

enum { STEPS_MAX = 16 };

int64_t looks_now_s;

static struct core core;
static struct job job;
static struct work work;
static struct stub_step steps[STEPS_MAX];
static int step_count;

static void
set_up(void)
{
	core_open(&core);
	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	job = (struct job){ .account_id = core_account->id };
	work = (struct work){ .core = &core, .mem = fixture_mem, .http = http_new(fixture_mem),
		.job = &job };
	looks_now_s = time_now_ms() / 1000;
	step_count = 0;
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE account SET connected_at = %lld,"
		" synced_at = %lld", (long long)(looks_now_s - 10 * HOUR_S) * 1000,
		(long long)(looks_now_s - LOOKED_S) * 1000));
}

TCase *
looks_case(Suite *suite, const char *name)
{
	TCase *tcase = core_db_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, stub_stop);
	tcase_set_timeout(tcase, 120);
	return tcase;
}

static const char *
created(const char *key, int64_t ago_s)
{
	return ago_s < 0 ? "" : mem_printf(fixture_mem, ",`%s`:%lld", key,
		(long long)(looks_now_s - ago_s));
}

const char *
said_by(int64_t author_id, const char *id, int64_t ago_s)
{
	return mem_printf(fixture_mem, "{`id`:`%s`,`author_id`:%lld,`type`:`text`%s,"
		"`content`:{`text`:`Почём?`}}", id, (long long)author_id, created("created", ago_s));
}

const char *
said(const char *id, int64_t ago_s)
{
	return said_by(BUYER_USER, id, ago_s);
}

const char *
chat_with(const char *id, const char *last_id, int64_t ago_s)
{
	return mem_printf(fixture_mem, "{`id`:`%s`%s,`last_message`:%s}", id,
		created("updated", ago_s), said(last_id, ago_s));
}

const char *
chat(const char *last_id, int64_t ago_s)
{
	return chat_with("c", last_id, ago_s);
}

const char *
joined(const char *first, const char *second)
{
	return mem_printf(fixture_mem, "%s,%s", first, second);
}

void
answer(int status, const char *body, const char *headers)
{
	ck_assert_int_lt(step_count, STEPS_MAX);
	steps[step_count++] = (struct stub_step){ status, body, headers, STUB_KEEP };
}

void
answer_list(const char *name, const char *items, bool more)
{
	answer(200, mem_printf(fixture_mem, "{`%s`:[%s],`meta`:{`has_more`:%s}}", name, items,
		more ? "true" : "false"), NULL);
}

void
answer_chats(const char *last_id, int64_t ago_s)
{
	answer_list("chats", "", false);
	answer_list("chats", chat(last_id, ago_s), false);
}

void
answer_anew(void)
{
	step_count = 0;
}

struct work_end
look(void)
{
	struct work_end end;

	stub_stop();
	stub_start(steps, step_count);
	core.avito_api_base = core.avito_auth_base = stub_url();
	MUST(sync_run(&work, &end, &fixture_err));
	core_reload();
	return end;
}

bool
is_known(const char *id)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM message WHERE avito_id = '%s'", id)) == 1;
}

bool
is_asked(int request, const char *query)
{
	return strstr(stub_request(request)->path, query) != NULL;
}

bool
is_looked(const char *id)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM chat WHERE avito_chat_id = 'c' AND looked_id = '%s'", id)) == 1;
}

void
looked_before(const char *id)
{
	(void)core_chat("c");
	schema_do(core_db, mem_printf(fixture_mem, "UPDATE chat SET looked_id = '%s'", id));
}
