/* SPDX-License-Identifier: MIT */
/* Orders of many threads at one clerk; what the programs do with it is tested from outside. */
#include "webhook/clerk.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "mariadb.h"
#include "store/job.h"
#include "test_core_db.h"

enum { THREADS = 32 };

struct request {
	pthread_t thread;
	struct clerk *clerk;
	struct job_event event;
	bool ok;
	struct err err;
};

static struct request requests[THREADS];

static void *
store(void *arg)
{
	struct request *request = arg;

	request->ok = clerk_store(request->clerk, &request->event, &request->err);
	return NULL;
}

/* Each stores an event of its own, all at once. */
static void
store_all(struct clerk *clerk)
{
	/* Before there are threads: what tests count memory with has no locks. */
	for (int i = 0; i < THREADS; i++) {
		requests[i].clerk = clerk;
		if (requests[i].event.name == NULL)
			requests[i].event = (struct job_event){ 1, mem_printf(fixture_mem, "1:%d:text", i),
				"{}", 2 };
	}
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&requests[i].thread, NULL, store, &requests[i]), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(requests[i].thread, NULL), 0);
}

static struct clerk *
start(const char *url)
{
	struct db_options options = { .url = url, .connect_timeout_s = 60,
		.read_timeout_s = 300 };
	struct clerk *clerk;
	struct db *db;

	MUST(db_open(fixture_mem, &options, &db, &fixture_err));
	MUST(clerk_start(fixture_mem, db, NULL, &clerk, &fixture_err));
	return clerk;
}

START_TEST(everybody_is_stored)
{
	store_all(start(mariadb_url()));
	for (int i = 0; i < THREADS; i++)
		ck_assert(requests[i].ok);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE kind = 'event'"), THREADS);
}
END_TEST

START_TEST(one_that_is_refused_harms_no_other)
{
	char *name = mem_array(fixture_mem, char, 300);

	memset(name, 'x', 299);
	for (int i = 0; i < THREADS; i += 7)
		requests[i].event = (struct job_event){ 1, name, "{}", 2 };
	store_all(start(mariadb_url()));
	for (int i = 0; i < THREADS; i++) {
		ck_assert_int_eq(requests[i].ok, i % 7 != 0);
		ck_assert(requests[i].ok || requests[i].err.code == ERR_INTERNAL);
	}
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE kind = 'event'"),
		THREADS - (THREADS + 6) / 7);
}
END_TEST

START_TEST(without_a_database_everybody_is_told_so)
{
	struct clerk *clerk = start("mysql:///test?socket=/nowhere.sock");

	store_all(clerk);
	for (int i = 0; i < THREADS; i++) {
		ck_assert(!requests[i].ok);
		ck_assert_int_eq(requests[i].err.code, ERR_BUSY);
	}
}
END_TEST

START_TEST(a_clerk_is_back_when_its_database_is)
{
	struct clerk *clerk = start(mariadb_url());

	store_all(clerk);
	mariadb_kill();
	ck_assert(!clerk_store(clerk, &requests[0].event, &fixture_err));
	mariadb_restart();
	MUST(clerk_store(clerk, &requests[0].event, &fixture_err));
}
END_TEST

static bool
count_jobs(struct db *db, void *arg, struct err *err)
{
	return db_number(db, "SELECT COUNT(*) FROM job", DB_NONE, arg, err);
}

static bool
refuse(struct db *db, void *arg, struct err *err)
{
	(void)db;
	(void)arg;
	return err_set(err, ERR_NOT_FOUND, "no");
}

START_TEST(work_is_done_after_what_was_left_before)
{
	struct clerk *clerk = start(mariadb_url());
	int64_t before = -1, count = -1;

	MUST(clerk_do(clerk, count_jobs, &before, &fixture_err));
	store_all(clerk);
	MUST(clerk_do(clerk, count_jobs, &count, &fixture_err));
	ck_assert_int_eq(count, before + THREADS);
	MUST_FAIL(clerk_do(clerk, refuse, NULL, &fixture_err), ERR_NOT_FOUND);
	MUST(clerk_store(clerk, &requests[0].event, &fixture_err));
}
END_TEST

Suite *
clerk_suite(void)
{
	Suite *suite = suite_create("clerk");
	TCase *tcase = core_db_case(suite, "clerk");

	tcase_add_test(tcase, everybody_is_stored);
	tcase_add_test(tcase, one_that_is_refused_harms_no_other);
	tcase_add_test(tcase, without_a_database_everybody_is_told_so);
	tcase_add_test(tcase, a_clerk_is_back_when_its_database_is);
	tcase_add_test(tcase, work_is_done_after_what_was_left_before);
	return suite;
}
