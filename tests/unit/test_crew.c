/* SPDX-License-Identifier: MIT */
/* The worker's threads where the system gives fewer than were asked for, and where some do not end. */
#include "shared/crew.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "core/ownership.h"
#include "core/work.h"
#include "store/account.h"
#include "store/job.h"
#include "store/worker.h"
#include "test_core_db.h"

enum { THREADS = 4, EVENTS = 6, END_MS = 50000 };

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

/* Talloc would keep a list of all roots for the fixture, which threads that make some break. */
static void
set_up(void)
{
	talloc_disable_null_tracking();
	core_open(&core);
	core.avito_api_base = core.avito_auth_base = "http://127.0.0.1:1"; /* nobody is there */
	MUST(crew_open(END_MS / 1000, &fixture_err));
}

static void
tear_down(void)
{
	talloc_enable_null_tracking();
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

/* --- threads that do not end */

/* Avito takes calls and never answers.  The socket tells that there is one. */
static int
silence_avito(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, len), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	core.avito_api_base = mem_printf(fixture_mem, "http://127.0.0.1:%d", ntohs(address.sin_port));
	return fd;
}

static void
on_term(int number)
{
	(void)number;
	crew_stop();
}

/* A process that works until its time is over (for_ms, 0: none) or it is told to end, hardly waits for
   threads then, and ends.  Its status is 1 when all its threads ended before. */
static pid_t
start_run(int64_t for_ms, int64_t finish_ms)
{
	const struct crew_options options = { .core = &core, .worker_id = "w", .mode = "service",
		.threads = THREADS, .nudge_fd = -1, .until = CREW_FOREVER, .for_ms = for_ms,
		.finish_ms = finish_ms, .stop_ms = 1 };
	const struct sigaction action = { .sa_handler = on_term };
	struct sigaction before;
	pid_t pid;

	(void)sigaction(SIGTERM, &action, &before); /* these fail only for wrong numbers */
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(crew_run(fixture_mem, &options, &fixture_err) ? 1 : 2);
	(void)sigaction(SIGTERM, &before, NULL);
	return pid;
}

/* The same, which ends end_s seconds after it was told to, whatever hangs. */
static pid_t
start_worker(unsigned end_s)
{
	MUST(crew_open(end_s, &fixture_err));
	return start_run(0, 0);
}

/* A person's words to send. */
static void
put_send(void)
{
	const struct chat *chat = core_chat("c");

	MUST(token_store(core_db, &core_key, core_account->id, "tok", HOUR_MS, &fixture_err));
	(void)core_sending(chat, "person", "Hi", "ready");
	MUST(chat_put_send(core_db, chat, &fixture_err));
}

/* A worker that has asked Avito to send them. */
static pid_t
start_sender(unsigned end_s)
{
	struct pollfd called = { .fd = silence_avito(), .events = POLLIN };
	pid_t pid;

	put_send();
	pid = start_worker(end_s);
	ck_assert_int_eq(poll(&called, 1, 100000), 1);
	return pid;
}

/* It would wait twice as long for the database alone: 21 times for 5 s. */
static void
end_worker(pid_t pid)
{
	int64_t until = time_monotonic_ms() + END_MS;
	int status;
	pid_t ended;

	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && time_monotonic_ms() < until)
		time_sleep_ms(10);
	ck_assert_msg(ended == pid, "it does not end");
	ck_assert_int_eq(status, 0);
}

static int64_t
jobs_that(const char *condition)
{
	return schema_number(core_db, mem_printf(fixture_mem,
		"SELECT COUNT(*) FROM job WHERE kind = 'send' AND attempt = 1 AND %s", condition));
}

/* Whoever takes up what may have been sent looks for it. */
START_TEST(what_still_runs_at_the_end_is_given_back)
{
	pid_t pid = start_sender(END_MS / 1000);

	ck_assert_int_eq(jobs_that("state = 1 AND starts = 1"), 1);
	end_worker(pid);
	ck_assert_int_eq(jobs_that("state = 0 AND starts = 0 AND running_chat IS NULL"), 1);
	ck_assert_int_eq(core_outbox_count("sending"), 1);
}
END_TEST

static const struct {
	int64_t finish_ms; /* 0: no time of their own for those that run */
	const char *left;
} waits[] = {
	{ 0, "state = 0 AND starts = 0 AND running_chat IS NULL" },
	{ 1, "state = 0 AND starts = 1 AND running_chat IS NULL" },
};

/* Else a job that never ends would be begun again for ever. */
START_TEST(a_start_counts_when_the_job_had_all_the_time_there_is)
{
	int64_t for_ms = 500;

	(void)silence_avito();
	put_send();
	do {
		pid_t pid = start_run(for_ms, waits[_i].finish_ms);
		int status;

		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		for_ms *= 2; /* it may have been too slow to begin anything */
	} while (jobs_that("TRUE") == 0);
	ck_assert_int_eq(jobs_that(waits[_i].left), 1);
}
END_TEST

/* --- a database that does not answer at the end */

/* The server may still do what the sender has asked for, once it can. */
static bool
hold_its_job(struct db *db, void *arg, struct err *err)
{
	if (!db_exec(db, "UPDATE job SET error = 'held'", DB_NONE, NULL, err))
		return false;
	end_worker(*(pid_t *)arg);
	return true;
}

START_TEST(nobody_waits_for_the_database_at_the_end)
{
	pid_t pid = start_sender(1);

	MUST(db_transaction(core_db, hold_its_job, &pid, &fixture_err));
}
END_TEST

static bool
hold_its_row(struct db *db, void *arg, struct err *err)
{
	if (!db_exec(db, "UPDATE worker SET started_at = started_at + 1", DB_NONE, NULL, err))
		return false;
	end_worker(*(pid_t *)arg);
	return true;
}

START_TEST(nobody_waits_for_the_database_when_no_job_runs)
{
	pid_t pid = start_worker(1);

	while (schema_number(core_db, "SELECT COUNT(*) FROM worker") == 0)
		time_sleep_ms(10);
	MUST(db_transaction(core_db, hold_its_row, &pid, &fixture_err));
}
END_TEST

/* It waits for its row from the first heartbeat on. */
static bool
begin_without_its_row(struct db *db, void *arg, struct err *err)
{
	(void)arg;
	if (!worker_beat(db, "w", "service", false, err))
		return false;

	pid_t pid = start_worker(1);

	while (schema_number(db, "SELECT COUNT(*) FROM information_schema.processlist"
		" WHERE id <> CONNECTION_ID() AND info LIKE 'INSERT INTO worker%'") == 0)
		time_sleep_ms(10);
	end_worker(pid);
	return true;
}

START_TEST(nobody_waits_for_the_database_when_it_hangs_already)
{
	MUST(db_transaction(core_db, begin_without_its_row, NULL, &fixture_err));
}
END_TEST

Suite *
crew_suite(void)
{
	Suite *suite = suite_create("crew");
	TCase *tcase = core_db_case(suite, "crew_run");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, the_threads_there_are_do_the_work_of_all, 1, THREADS + 1);
	tcase_add_test(tcase, a_crew_without_any_thread_does_not_start);
	tcase_add_test(tcase, what_still_runs_at_the_end_is_given_back);
	tcase_add_loop_test(tcase, a_start_counts_when_the_job_had_all_the_time_there_is, 0,
		COUNT(waits));
	tcase_add_test(tcase, nobody_waits_for_the_database_at_the_end);
	tcase_add_test(tcase, nobody_waits_for_the_database_when_no_job_runs);
	tcase_add_test(tcase, nobody_waits_for_the_database_when_it_hangs_already);
	return suite;
}
