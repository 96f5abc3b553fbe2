/* SPDX-License-Identifier: MIT */
/* Putting, claiming and ending jobs. */
#include "store/job.h"

#include <string.h>

#include "jobs.h"

typedef bool put_fn(struct db *db, const struct job_new *job, struct err *err);

static put_fn *const putting[] = { job_put, job_put_sooner };

static void
put_event(const char *name, const char *payload)
{
	struct job_event event = { 7, name, payload, strlen(payload) };

	MUST(job_put_events(store_db, fixture_mem, &event, 1, &fixture_err));
}

/* --- job_put_events */

START_TEST(an_event_is_stored_once)
{
	struct job *job;

	put_event("1:m:text", "first");
	put_event("1:m:text", "second");
	put_event("1:m:deleted", "another");
	ck_assert_int_eq(jobs_count(), 2);
	ck_assert_uint_eq(jobs_claim("w", 1, &job), 1);
	ck_assert_str_eq(job->kind, "event");
	ck_assert_str_eq(job->name, "1:m:text");
	ck_assert_int_eq(job->account_id, 7);
	ck_assert_int_eq(job->chat_id, 0);
	ck_assert_mem_eq(job->payload.data, "first", 6);
}
END_TEST

START_TEST(an_event_that_runs_does_not_run_again)
{
	struct job *job;

	put_event("e", "x");
	job = jobs_claim_one("w");
	put_event("e", "x");
	MUST(job_finish(store_db, job, &fixture_err));
	ck_assert_int_eq(jobs_count(), 0);
}
END_TEST

START_TEST(a_payload_comes_back_byte_for_byte)
{
	static const char bytes[] = "{\0\xff\xd0'\"\\\n}";
	struct job *job;

	struct job_event event = { 1, "e", bytes, sizeof(bytes) };

	MUST(job_put_events(store_db, fixture_mem, &event, 1, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_uint_eq(job->payload.len, sizeof(bytes));
	ck_assert_mem_eq(job->payload.data, bytes, sizeof(bytes));
}
END_TEST

START_TEST(events_come_together_and_each_once)
{
	struct job_event events[64];
	char *payload = mem_array(fixture_mem, char, 65536);
	struct job *jobs;

	put_event("event 5", "x");
	memset(payload, 'x', 65536);
	for (size_t i = 0; i < 64; i++)
		events[i] = (struct job_event){ 7, mem_printf(fixture_mem, "event %zu", i % 40), payload,
			1024 * i + 1024 };
	MUST(job_put_events(store_db, fixture_mem, events, 64, &fixture_err));
	ck_assert_int_eq(jobs_count(), 40);
	ck_assert_uint_eq(jobs_claim("w", 100, &jobs), 40);
	for (size_t i = 0; i < 40; i++) {
		size_t number;

		ck_assert_int_eq(sscanf(jobs[i].name, "event %zu", &number), 1);
		ck_assert_uint_eq(jobs[i].payload.len, number == 5 ? 1 : 1024 * number + 1024);
	}
}
END_TEST

START_TEST(of_events_with_a_bad_one_none_is_stored)
{
	char *name = mem_array(fixture_mem, char, 300);
	struct job_event events[] = { { 7, "one", "x", 1 }, { 7, name, "x", 1 }, { 7, "two", "x", 1 } };

	memset(name, 'x', 299);
	MUST_FAIL(job_put_events(store_db, fixture_mem, events, 3, &fixture_err), ERR_INTERNAL);
	ck_assert_int_eq(jobs_count(), 0);
	events[1].name = "three";
	MUST(job_put_events(store_db, fixture_mem, events, 3, &fixture_err));
	ck_assert_int_eq(jobs_count(), 3);
}
END_TEST

/* --- job_put */

START_TEST(a_job_is_claimed_with_all_it_was_put_with)
{
	struct job_new new = { .kind = "turn", .name = "12", .account_id = 3, .chat_id = 12,
		.payload = "{}", .payload_len = 2 };
	struct job *job;

	MUST(job_put(store_db, &new, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_str_eq(job->kind, "turn");
	ck_assert_str_eq(job->name, "12");
	ck_assert_int_eq(job->account_id, 3);
	ck_assert_int_eq(job->chat_id, 12);
	ck_assert_mem_eq(job->payload.data, "{}", 3);
	ck_assert_uint_eq(job->payload.len, 2);
	ck_assert_int_eq(job->attempt, 1);
	ck_assert_int_eq(job->starts, 1);
	ck_assert_int_eq(job->failures, 0);
	ck_assert_int_eq(job->created_at, JOBS_NOW);
}
END_TEST

START_TEST(a_job_waits_for_its_time)
{
	struct job *job;

	jobs_put("a", 0, 5000);
	job = jobs_due_at(JOBS_NOW + 5000);
	ck_assert_ptr_null(job->payload.data);
}
END_TEST

static const struct {
	put_fn *put;
	int64_t before, again, due;
} moves[] = {
	{ job_put, 5000, 20000, 20000 },
	{ job_put, 20000, 5000, 5000 },
	{ job_put_sooner, 5000, 20000, 5000 },
	{ job_put_sooner, 20000, 5000, 5000 },
};

START_TEST(putting_again_moves_what_waits)
{
	struct job_new job = { .kind = "turn", .name = "a", .delay_ms = moves[_i].before };

	MUST(moves[_i].put(store_db, &job, &fixture_err));
	job.delay_ms = moves[_i].again;
	MUST(moves[_i].put(store_db, &job, &fixture_err));
	ck_assert_int_eq(jobs_count(), 1);
	(void)jobs_due_at(JOBS_NOW + moves[_i].due);
}
END_TEST

START_TEST(the_newest_payload_counts)
{
	struct job_new new = { .kind = "k", .name = "a", .payload = "old", .payload_len = 3 };
	struct job *job;

	MUST(putting[_i](store_db, &new, &fixture_err));
	new.payload = "new";
	MUST(putting[_i](store_db, &new, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_mem_eq(job->payload.data, "new", 4);
}
END_TEST

START_TEST(names_are_unique_within_a_kind_only)
{
	struct job_new job = { .kind = "turn", .name = "1" };
	struct job *jobs;

	MUST(job_put(store_db, &job, &fixture_err));
	job.kind = "send";
	MUST(job_put(store_db, &job, &fixture_err));
	ck_assert_uint_eq(jobs_claim("w", 10, &jobs), 2);
}
END_TEST

START_TEST(a_job_put_while_it_runs_runs_once_more)
{
	struct job_new new = { .kind = "turn", .name = "5", .chat_id = 5 };
	struct job *job;

	MUST(job_put(store_db, &new, &fixture_err));
	job = jobs_claim_one("w");
	for (int i = 0; i < 3; i++)
		MUST(putting[_i](store_db, &new, &fixture_err));
	jobs_none_at(JOBS_NOW);
	MUST(job_finish(store_db, job, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->attempt, 2);
	ck_assert_int_eq(job->starts, 1);
	MUST(job_finish(store_db, job, &fixture_err));
	ck_assert_int_eq(jobs_count(), 0);
}
END_TEST

START_TEST(a_running_job_put_for_later_runs_again_then)
{
	struct job *job;

	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	jobs_put("a", 0, 20000);
	MUST(job_finish(store_db, job, &fixture_err));
	(void)jobs_due_at(JOBS_NOW + 20000);
}
END_TEST

START_TEST(a_parked_job_is_revived_by_putting_it)
{
	struct job_new new = { .kind = "send", .name = "a" };
	struct job *job;

	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	MUST(job_later(store_db, job, 0, "broken", &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->failures, 1);
	MUST(job_park(store_db, job, "broken", &fixture_err));
	jobs_none_at(JOBS_NOW + 1000000);
	MUST(putting[_i](store_db, &new, &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->starts, 1);
	ck_assert_int_eq(job->failures, 0);
}
END_TEST

START_TEST(a_parked_event_is_not_revived_by_its_repetition)
{
	put_event("e", "x");
	MUST(job_park(store_db, jobs_claim_one("w"), "rubbish", &fixture_err));
	put_event("e", "x");
	ck_assert_int_eq(jobs_count(), 1);
	jobs_none_at(JOBS_NOW + 1000000);
}
END_TEST

/* --- job_claim */

START_TEST(the_oldest_are_claimed_first_and_no_more_than_asked_for)
{
	struct job *jobs;

	jobs_put("late", 0, 3000);
	jobs_put("first", 0, 1000);
	jobs_put("second", 0, 2000);
	jobs_put("future", 0, 90000);
	schema_set_clock(store_db, JOBS_NOW + 10000);
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 2);
	ck_assert_str_eq(jobs[0].name, "first");
	ck_assert_str_eq(jobs[1].name, "second");
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 1);
	ck_assert_str_eq(jobs[0].name, "late");
	ck_assert_uint_eq(jobs_claim("w", 2, &jobs), 0);
}
END_TEST

START_TEST(one_job_of_a_chat_is_claimed_at_a_time)
{
	struct job *jobs;

	jobs_put("chat 5, first", 5, 0);
	jobs_put("chat 5, second", 5, 1000);
	jobs_put("chat 6", 6, 2000);
	jobs_put("no chat", 0, 3000);
	jobs_put("no chat either", 0, 4000);
	schema_set_clock(store_db, JOBS_NOW + 10000);
	ck_assert_uint_eq(jobs_claim("w", 10, &jobs), 4);
	ck_assert_str_eq(jobs[0].name, "chat 5, first");
	ck_assert_str_eq(jobs[1].name, "chat 6");
	ck_assert_str_eq(jobs[2].name, "no chat");
	ck_assert_str_eq(jobs[3].name, "no chat either");
	jobs_none_at(JOBS_NOW + 10000);
}
END_TEST

START_TEST(a_busy_chat_does_not_hold_up_the_others)
{
	struct job *job;

	jobs_put("chat 5, runs", 5, 0);
	(void)jobs_claim_one("w");
	jobs_put("chat 5, waits", 5, 0);
	jobs_put("chat 6", 6, 1000);
	schema_set_clock(store_db, JOBS_NOW + 1000);
	ck_assert_uint_eq(jobs_claim("w", 1, &job), 1);
	ck_assert_str_eq(job->name, "chat 6");
}
END_TEST

static bool
finish(const struct job *job)
{
	return job_finish(store_db, job, &fixture_err);
}

static bool
later(const struct job *job)
{
	return job_later(store_db, job, 500000, NULL, &fixture_err);
}

static bool
await(const struct job *job)
{
	return job_await_token(store_db, job, 500000, &fixture_err);
}

static bool
park(const struct job *job)
{
	return job_park(store_db, job, "", &fixture_err);
}

static bool
release(const struct job *job)
{
	int64_t count;

	(void)job;
	schema_do(store_db, "UPDATE job SET run_at = run_at + 500000 WHERE state = 0");
	return job_release_worker(store_db, "w", &count, &fixture_err);
}

static bool (*const ends[])(const struct job *job) = { finish, later, await, park, release };

START_TEST(the_next_of_a_chat_is_claimed_when_the_first_has_ended)
{
	struct job *job;

	jobs_put("first", 5, 0);
	jobs_put("second", 5, 0);
	job = jobs_claim_one("w");
	ck_assert_str_eq(job->name, "first");
	jobs_none_at(JOBS_NOW);
	MUST(ends[_i](job));
	job = jobs_claim_one("w");
	ck_assert_str_eq(job->name, ends[_i] == release ? "first" : "second");
}
END_TEST

/* --- job_later */

START_TEST(later_comes_after_its_pause_and_counts_failures_in_a_row)
{
	struct job *job;

	jobs_put("a", 0, 0);
	MUST(job_later(store_db, jobs_claim_one("w"), 5000, "broken", &fixture_err));
	job = jobs_due_at(JOBS_NOW + 5000);
	ck_assert_int_eq(job->failures, 1);
	ck_assert_int_eq(job->starts, 1);
	MUST(job_later(store_db, job, 0, "again", &fixture_err));
	job = jobs_claim_one("w");
	ck_assert_int_eq(job->failures, 2);
	MUST(job_later(store_db, job, 0, NULL, &fixture_err));
	ck_assert_int_eq(jobs_claim_one("w")->failures, 0);
}
END_TEST

START_TEST(a_job_that_was_asked_for_meanwhile_does_not_sit_out_its_pause)
{
	struct job *job;

	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	jobs_put("a", 0, 3000);
	MUST(job_later(store_db, job, 60000, "broken", &fixture_err));
	(void)jobs_due_at(JOBS_NOW + 3000);
}
END_TEST

START_TEST(a_long_error_is_cut)
{
	char *text = mem_array(fixture_mem, char, 2 * 400 + 1);
	struct job *job;

	for (int i = 0; i < 400; i++)
		memcpy(text + 2 * i, "ж", 2);
	jobs_put("a", 0, 0);
	job = jobs_claim_one("w");
	MUST(_i == 0 ? job_later(store_db, job, 0, text, &fixture_err)
		: job_park(store_db, job, text, &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT CHAR_LENGTH(error) FROM job"), 300);
}
END_TEST

Suite *
job_suite(void)
{
	Suite *suite = suite_create("job");
	TCase *tcase = jobs_case(suite, "job_put_events");

	tcase_add_test(tcase, an_event_is_stored_once);
	tcase_add_test(tcase, an_event_that_runs_does_not_run_again);
	tcase_add_test(tcase, a_payload_comes_back_byte_for_byte);
	tcase_add_test(tcase, events_come_together_and_each_once);
	tcase_add_test(tcase, of_events_with_a_bad_one_none_is_stored);
	tcase = jobs_case(suite, "job_put");
	tcase_add_test(tcase, a_job_is_claimed_with_all_it_was_put_with);
	tcase_add_test(tcase, a_job_waits_for_its_time);
	tcase_add_loop_test(tcase, putting_again_moves_what_waits, 0, COUNT(moves));
	tcase_add_loop_test(tcase, the_newest_payload_counts, 0, COUNT(putting));
	tcase_add_test(tcase, names_are_unique_within_a_kind_only);
	tcase_add_loop_test(tcase, a_job_put_while_it_runs_runs_once_more, 0, COUNT(putting));
	tcase_add_test(tcase, a_running_job_put_for_later_runs_again_then);
	tcase_add_loop_test(tcase, a_parked_job_is_revived_by_putting_it, 0, COUNT(putting));
	tcase_add_test(tcase, a_parked_event_is_not_revived_by_its_repetition);
	tcase = jobs_case(suite, "job_claim");
	tcase_add_test(tcase, the_oldest_are_claimed_first_and_no_more_than_asked_for);
	tcase_add_test(tcase, one_job_of_a_chat_is_claimed_at_a_time);
	tcase_add_test(tcase, a_busy_chat_does_not_hold_up_the_others);
	tcase_add_loop_test(tcase, the_next_of_a_chat_is_claimed_when_the_first_has_ended, 0,
		COUNT(ends));
	tcase = jobs_case(suite, "job_later");
	tcase_add_test(tcase, later_comes_after_its_pause_and_counts_failures_in_a_row);
	tcase_add_test(tcase, a_job_that_was_asked_for_meanwhile_does_not_sit_out_its_pause);
	tcase_add_loop_test(tcase, a_long_error_is_cut, 0, 2);
	return suite;
}
