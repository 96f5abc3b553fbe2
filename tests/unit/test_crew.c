/* SPDX-License-Identifier: MIT */
/* The worker's threads where the system gives fewer than were asked for. */
#include "shared/crew.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "core/work.h"
#include "store/account.h"
#include "store/job.h"
#include "test_core_db.h"

enum { THREADS = 4, EVENTS = 6 };

static struct core core;
static int left = INT_MAX; /* so many more the system gives */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
	void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
	void *arg);

int
__wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
	void *arg)
{
	return left-- > 0 ? __real_pthread_create(thread, attr, start, arg) : EAGAIN;
}

static void
set_up(void)
{
	core_open(&core);
	core.avito_api_base = core.avito_auth_base = "http://127.0.0.1:1"; /* nobody is there */
	MUST(crew_open(&fixture_err));
}

static bool
run(void)
{
	const struct crew_options options = { .core = &core, .worker_id = "w", .mode = "cron",
		.threads = THREADS, .nudge_fd = -1, .until = CREW_DRAINED, .stop_ms = 60000 };

	return crew_run(fixture_mem, &options, &fixture_err);
}

/* A buyer's first words in a chat of their own. */
static void
put_event(int number)
{
	const char *id = mem_printf(fixture_mem, "m%d", number);
	const char *payload = mem_printf(fixture_mem, "{\"payload\":{\"value\":{\"id\":\"%s\","
		"\"chat_id\":\"c%d\",\"user_id\":%d,\"author_id\":%d,\"type\":\"text\","
		"\"content\":{\"text\":\"Hi\"}}}}", id, number, SHOP_USER, BUYER_USER);
	const struct job_event event = { core_account->id, id, payload, strlen(payload) };

	MUST(job_put_events(core_db, fixture_mem, &event, 1, &fixture_err));
}

/* How often the log tells of event. */
static int
told(const char *file, const char *event)
{
	FILE *stream = fopen(file, "r");
	char line[4096];
	int count = 0;

	ck_assert_ptr_nonnull(stream);
	while (fgets(line, sizeof(line), stream) != NULL)
		count += strstr(line, event) != NULL;
	ck_assert_int_eq(fclose(stream), 0);
	return count;
}

/* No job ends before all that were claimed with it are handed over: until then the dispatcher has the
   pool's one connection.  So each wants a thread of its own. */
START_TEST(the_threads_there_are_do_the_work_of_all)
{
	const char *file = fixture_file("", 0);

	for (int i = 0; i < EVENTS; i++)
		put_event(i);
	left = _i;
	MUST(log_open("test", "WARNING", file, &fixture_err));
	MUST(run());
	MUST(log_open("test", "CRITICAL", NULL, &fixture_err));
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM message"), EVENTS);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE kind = 'event'"), 0);
	ck_assert_int_eq(told(file, "worker.too_few_threads"), THREADS - _i);
	ck_assert_int_eq(told(file, "job.released"), _i < THREADS);
}
END_TEST

START_TEST(a_crew_without_any_thread_does_not_start)
{
	put_event(0);
	left = 0;
	MUST_FAIL(run(), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "cannot start thread"));
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM job WHERE kind = 'event'"
		" AND state = 0"), 1);
}
END_TEST

Suite *
crew_suite(void)
{
	Suite *suite = suite_create("crew");
	TCase *tcase = core_db_case(suite, "crew_run");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, the_threads_there_are_do_the_work_of_all, 1, THREADS + 1);
	tcase_add_test(tcase, a_crew_without_any_thread_does_not_start);
	return suite;
}
