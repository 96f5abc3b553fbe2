/* SPDX-License-Identifier: MIT */
/* No statement of the queue, of the outbox, of tokens or of sessions that is refused is taken for
   done. */
#include "db_fail.h"
#include "jobs.h"
#include "store/account.h"
#include "store/outbox.h"
#include "store/session.h"
#include "store/user.h"

static struct job *job;
static int64_t user_id;
static const struct outbox_new reply = { .account_id = 1, .chat_id = 1, .kind = "person",
	.nonce = "n", .lifetime_ms = 1000 };
static const struct outbox row = { .id = 1, .chat_id = 1, .nonce = "n", .state = "ready" };

static bool
claims(void)
{
	struct job *claimed;
	size_t count;

	return job_claim(store_db, fixture_mem, "w", 9, &claimed, &count, &fixture_err);
}

static bool
finishes(void)
{
	return job_finish(store_db, job, &fixture_err);
}

static bool
comes_later(void)
{
	return job_later(store_db, job, 1, "why", &fixture_err);
}

static bool
awaits_a_token(void)
{
	return job_await_token(store_db, job, 1, &fixture_err);
}

static bool
hears_of_a_token(void)
{
	return job_token_came(store_db, 1, &fixture_err);
}

static bool
hears_of_a_refusal(void)
{
	int64_t refusals;

	return token_refused(store_db, 1, 1, &refusals, &fixture_err);
}

static bool
hears_of_a_service(void)
{
	return token_served(store_db, 1, &fixture_err);
}

static bool
is_parked(void)
{
	return job_park(store_db, job, "why", &fixture_err);
}

static bool
is_asserted(void)
{
	return job_assert_mine(store_db, job, &fixture_err);
}

static bool
is_released(void)
{
	int64_t count;

	return job_release_expired(store_db, &count, &fixture_err);
}

static bool
is_left_by_its_worker(void)
{
	int64_t count;

	return job_release_worker(store_db, "w", &count, &fixture_err);
}

static bool
is_given_back(void)
{
	return job_give_back(store_db, "w", &fixture_err);
}

static bool
is_renewed(void)
{
	struct job_lease lease = { job->id, job->attempt };
	int64_t strays;

	return job_renew(store_db, fixture_mem, "w", &lease, 1, &strays, &fixture_err);
}

static bool
tells_its_holders(void)
{
	const char **workers;
	size_t count;

	return job_holders(store_db, fixture_mem, &workers, &count, &fixture_err);
}

static bool
tells_the_next(void)
{
	int64_t ms;

	return job_next_due(store_db, &ms, &fixture_err);
}

static bool
is_counted(void)
{
	struct job_stats stats;

	return job_stats(store_db, &stats, &fixture_err);
}

static bool
is_listed(void)
{
	struct job_parked *jobs;
	size_t count;

	return job_list_parked(store_db, fixture_mem, 9, &jobs, &count, &fixture_err);
}

static bool
is_tried_again(void)
{
	return job_retry_parked(store_db, job->id, &fixture_err);
}

static bool
is_put(void)
{
	struct job_new new = { .kind = "send", .name = "new", .account_id = 1, .chat_id = 7 };

	return job_put(store_db, &new, &fixture_err) &&
		job_put_sooner(store_db, &new, &fixture_err);
}

static bool
text_is_put(void)
{
	char text[] = "Да";
	char *const parts[] = { text, text };

	return outbox_insert(store_db, &reply, parts, 2, &fixture_err);
}

static bool
text_begins(void)
{
	return outbox_begin(store_db, row.id, &fixture_err);
}

static bool
text_is_closed(void)
{
	return outbox_close(store_db, &row, "dropped", "why", &fixture_err);
}

static bool
session_begins(void)
{
	char *cookie;

	return session_create(store_db, fixture_mem, 1, &cookie, &fixture_err);
}

static bool
texts_are_shown(void)
{
	struct outbox *rows;
	size_t count;

	return outbox_visible(store_db, fixture_mem, 1, 0, &rows, &count, &fixture_err);
}

static bool
password_changes(void)
{
	const struct db_bytes none = { NULL, 0 };

	return session_change_password(store_db, user_id, "hash", none, &fixture_err);
}

#define RUNNING "UPDATE job SET state = 1, again = 0, worker = 'w'"

static const struct {
	bool (*done)(void);
	const char *first; /* before each run */
	int statements;
} acts[] = {
	{ claims, "UPDATE job SET state = 0, running_chat = NULL", 4 },
	{ finishes, RUNNING, 1 },
	{ finishes, "UPDATE job SET state = 1, again = 1", 2 },
	{ comes_later, RUNNING, 1 },
	{ awaits_a_token, RUNNING, 2 },
	{ hears_of_a_token, RUNNING, 1 },
	{ hears_of_a_refusal, "DO 0", 2 },
	{ hears_of_a_service, "DO 0", 1 },
	{ is_parked, RUNNING, 1 },
	{ is_asserted, RUNNING, 1 },
	{ is_released, RUNNING, 1 },
	{ is_left_by_its_worker, RUNNING, 1 },
	{ is_given_back, RUNNING, 1 },
	{ is_renewed, RUNNING, 2 },
	{ tells_its_holders, RUNNING, 1 },
	{ tells_the_next, RUNNING, 1 },
	{ is_counted, RUNNING, 1 },
	{ is_listed, RUNNING, 1 },
	{ is_tried_again, "UPDATE job SET state = 2", 1 },
	{ is_put, "DELETE FROM job WHERE name = 'new'", 2 },
	{ text_is_put, "DELETE FROM outbox", 2 },
	{ text_begins, "UPDATE outbox SET state = 'ready'", 1 },
	{ text_is_closed, "UPDATE outbox SET state = 'ready'", 2 },
	{ texts_are_shown, "DO 0", 1 },
	{ session_begins, "DELETE FROM session", 1 },
	{ password_changes, "DO 0", 2 },
};

static void
set_up(void)
{
	jobs_put("one", 1, 0);
	job = jobs_claim_one("w");
	MUST(user_insert(store_db, "katya", "x", "operator", "ru", &user_id, &fixture_err));
	MUST(text_is_put());
	schema_do(store_db, "UPDATE outbox SET id = 1 WHERE part = 0");
}

START_TEST(a_refused_statement_is_told)
{
	int nth = 1;

	schema_do(store_db, acts[_i].first);
	for (; db_refuse(nth, acts[_i].done); nth++) {
		schema_do(store_db, acts[_i].first);
		ck_assert_int_lt(nth, 20);
	}
	ck_assert_int_ge(nth - 1, acts[_i].statements);
}
END_TEST

Suite *
store_faults_suite(void)
{
	Suite *suite = suite_create("store_faults");
	TCase *tcase = jobs_case(suite, "refused");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_refused_statement_is_told, 0, COUNT(acts));
	return suite;
}
