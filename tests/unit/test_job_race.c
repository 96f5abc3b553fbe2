/* SPDX-License-Identifier: MIT */
/* The queue under threads that do the same at once, each with a connection of its own. */
#include "store/job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/time.h"
#include "test_store.h"

enum { WRITERS = 16, EVENTS = 200, WORKERS = 4, CHATS = 5, JOBS_OF_CHAT = 8, ROUNDS = 150 };

static struct db *dbs[WRITERS];
static _Atomic int failures, running[CHATS], ran[CHATS][JOBS_OF_CHAT], overlaps;

/* Runs count threads; thread i gets dbs[i]. */
static void
run_threads(int count, void *(*body)(void *db))
{
	pthread_t threads[WRITERS];

	for (int i = 0; i < count; i++)
		dbs[i] = schema_open_again();
	for (int i = 0; i < count; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, body, dbs[i]), 0);
	for (int i = 0; i < count; i++)
		(void)pthread_join(threads[i], NULL);
	ck_assert_int_eq(atomic_load(&failures), 0);
}

/* Asserting belongs to the main thread. */
static bool
count_failure(bool good, const struct err *err)
{
	if (!good) {
		(void)fprintf(stderr, "in a thread: %s: %s\n", err_code_name(err->code), err->text);
		atomic_fetch_add(&failures, 1);
	}
	return good;
}

/* --- the same events from everywhere */

static _Atomic size_t writers;

/* Each writer has batches of another size, half of them the wrong way round. */
static void *
put_events(void *arg)
{
	struct db *db = arg;
	void *mem = mem_context(NULL, "thread");
	size_t writer = atomic_fetch_add(&writers, 1), most = 1 + writer % 9;
	struct err err;

	for (size_t i = 0; i < EVENTS; i += most) {
		size_t count = EVENTS - i < most ? EVENTS - i : most;
		struct job_event events[9];

		for (size_t j = 0; j < count; j++)
			events[j] = (struct job_event){ 1, mem_printf(mem, "1:message-%zu:text",
				i + (writer < WRITERS / 2 ? j : count - 1 - j)), "{}", 2 };
		if (!count_failure(job_put_events(db, mem, events, count, &err), &err))
			break;
	}
	mem_free(mem);
	return NULL;
}

START_TEST(sixteen_writers_of_the_same_events_make_each_once)
{
	run_threads(WRITERS, put_events);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM job"), EVENTS);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(DISTINCT name) FROM job"), EVENTS);
}
END_TEST

/* --- one running job of a chat */

static void
run_one(struct db *db, const struct job *job)
{
	int chat = (int)job->chat_id - 1, number = job->name[strlen(job->name) - 1] - '0';
	struct err err;

	if (atomic_fetch_add(&running[chat], 1) != 0)
		atomic_fetch_add(&overlaps, 1);
	atomic_fetch_add(&ran[chat][number], 1);
	time_sleep_ms(2);
	atomic_fetch_sub(&running[chat], 1);
	(void)count_failure(job_finish(db, job, &err), &err);
}

static void *
work_until_empty(void *arg)
{
	struct db *db = arg;
	char worker[32];
	int64_t left = 1;
	struct err err;

	(void)snprintf(worker, sizeof(worker), "%p", arg);
	while (left > 0 && atomic_load(&failures) == 0) {
		void *mem = mem_context(db, "claim");
		struct job *jobs;
		size_t count = 0;

		if (!count_failure(job_claim(db, mem, worker, 3, &jobs, &count, &err), &err))
			break;
		for (size_t i = 0; i < count; i++)
			run_one(db, &jobs[i]);
		if (!count_failure(db_number(db, "SELECT COUNT(*) FROM job", DB_NONE, &left, &err),
			&err))
			break;
		mem_free(mem);
	}
	return NULL;
}

START_TEST(workers_claim_every_job_once_and_never_two_of_a_chat)
{
	for (int i = 0; i < CHATS * JOBS_OF_CHAT; i++) {
		struct job_new job = { .kind = "send", .chat_id = i / JOBS_OF_CHAT + 1,
			.name = mem_printf(fixture_mem, "%d-%d", i / JOBS_OF_CHAT, i % JOBS_OF_CHAT) };

		MUST(job_put(store_db, &job, &fixture_err));
	}
	run_threads(WORKERS, work_until_empty);
	ck_assert_int_eq(atomic_load(&overlaps), 0);
	for (int i = 0; i < CHATS * JOBS_OF_CHAT; i++)
		ck_assert_int_eq(atomic_load(&ran[i / JOBS_OF_CHAT][i % JOBS_OF_CHAT]), 1);
}
END_TEST

/* --- a chat that another worker is claiming at this moment */

struct rival {
	struct db *db;
	pthread_t thread;
	bool commits;
	struct job *jobs;
	size_t count;
};

static void *
claim_as_rival(void *arg)
{
	struct rival *rival = arg;
	struct err err;

	(void)count_failure(job_claim(rival->db, rival->db, "rival", 10, &rival->jobs, &rival->count,
		&err), &err);
	return NULL;
}

/* Holds the first job of the chat as job_claim does, while the rival comes for the second. */
static bool
claim_slowly(struct db *db, void *arg, struct err *err)
{
	struct rival *rival = arg;

	if (!db_exec(db, "UPDATE job SET state = 1, worker = 'slow', running_chat = chat_id"
		" WHERE name = 'first'", DB_NONE, NULL, err))
		return false;
	ck_assert_int_eq(pthread_create(&rival->thread, NULL, claim_as_rival, rival), 0);
	time_sleep_ms(300);
	return rival->commits || err_set(err, ERR_INVALID, "changed its mind");
}

START_TEST(a_chat_being_claimed_by_another_is_left_alone)
{
	struct rival rival = { .db = schema_open_again(), .commits = _i == 0 };
	struct job_new first = { .kind = "turn", .name = "first", .chat_id = 5 };
	struct job_new second = { .kind = "send", .name = "second", .chat_id = 5 };
	bool done;

	MUST(job_put(store_db, &first, &fixture_err));
	MUST(job_put(store_db, &second, &fixture_err));
	done = db_transaction(store_db, claim_slowly, &rival, &fixture_err);
	ck_assert(done == rival.commits);
	(void)pthread_join(rival.thread, NULL);
	ck_assert_int_eq(atomic_load(&failures), 0);
	ck_assert_uint_eq(rival.count, rival.commits ? 0 : 1);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM job WHERE state = 1"), 1);
}
END_TEST

/* --- asked for while it ends */

static _Atomic bool asking_ended;

static void *
ask_again_and_again(void *arg)
{
	struct job_new job = { .kind = "turn", .name = "5", .chat_id = 5 };
	struct db *db = arg;
	struct err err;

	for (int i = 0; i < ROUNDS; i++)
		if (!count_failure(db_exec(db, "UPDATE counter SET value = value + 1", DB_NONE, NULL,
			&err) && job_put(db, &job, &err), &err))
			break;
	atomic_store(&asking_ended, true);
	return NULL;
}

/* What the last run saw must be all that was ever asked for. */
static int64_t
run_until_asking_ends(struct db *db)
{
	int64_t seen = 0;
	bool last_look = false;

	for (;;) {
		void *mem = mem_context(db, "claim");
		struct job *jobs;
		size_t count;

		MUST(job_claim(db, mem, "w", 1, &jobs, &count, &fixture_err));
		if (count == 1) {
			seen = schema_number(db, "SELECT value FROM counter");
			MUST(job_finish(db, jobs, &fixture_err));
		}
		mem_free(mem);
		if (count == 0 && last_look)
			return seen;
		last_look = count == 0 && atomic_load(&asking_ended);
	}
}

START_TEST(nothing_asked_for_while_a_job_ends_is_lost)
{
	struct db *db = schema_open_again();
	pthread_t thread;

	schema_do(store_db, "INSERT INTO counter VALUES ('asked', 0)");
	ck_assert_int_eq(pthread_create(&thread, NULL, ask_again_and_again, db), 0);
	ck_assert_int_eq(run_until_asking_ends(store_db), ROUNDS);
	(void)pthread_join(thread, NULL);
	ck_assert_int_eq(atomic_load(&failures), 0);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM job"), 0);
}
END_TEST

Suite *
job_race_suite(void)
{
	Suite *suite = suite_create("job_race");
	TCase *tcase = store_case(suite, "job_put_events");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, sixteen_writers_of_the_same_events_make_each_once);
	tcase = store_case(suite, "job_claim");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, workers_claim_every_job_once_and_never_two_of_a_chat);
	tcase_add_loop_test(tcase, a_chat_being_claimed_by_another_is_left_alone, 0, 2);
	tcase = store_case(suite, "job_finish");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, nothing_asked_for_while_a_job_ends_is_lost);
	return suite;
}
