/* SPDX-License-Identifier: MIT */
#include "store/throttle.h"

#include <pthread.h>
#include <string.h>

#include "mariadb.h"
#include "test_store.h"

enum { GUESSES = 200, GUESSERS = 8 };

#define NOW INT64_C(1800000000000)

/* --- throttle_pause_s */

static const struct {
	int64_t failures, max_s, pause_s;
} pauses[] = {
	{ 0, 900, 0 }, { 2, 900, 0 }, { 3, 900, 1 }, { 4, 900, 2 }, { 5, 900, 4 }, { 12, 900, 512 },
	{ 13, 900, 900 }, { 1000000, 900, 900 }, { 8, 30, 30 }, { INT64_MAX, 30, 30 },
};

START_TEST(the_pause_doubles_up_to_its_limit)
{
	ck_assert_int_eq(throttle_pause_s(pauses[_i].failures, pauses[_i].max_s),
		pauses[_i].pause_s);
}
END_TEST

/* --- throttle_begin */

static bool
guess(const char *login, const char *addr, int64_t *wait_ms)
{
	if (throttle_begin(store_db, fixture_mem, &(struct throttle_try){ login, addr, NULL }, wait_ms,
		&fixture_err))
		return true;
	ck_assert_str_eq(err_code_name(fixture_err.code), "limited");
	ck_assert_int_gt(*wait_ms, 0);
	return false;
}

static int
guess_often(const char *login, const char *addr, int times)
{
	int64_t wait_ms;
	int passed = 0;

	for (int i = 0; i < times; i++)
		passed += guess(login, addr, &wait_ms);
	return passed;
}

/* The clock stands: how long a machine takes for its guesses lets nobody pass. */
static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

/* As if so much time had gone by. */
static void
let_pass(int64_t ms)
{
	MUST(db_exec(store_db, "UPDATE login_throttle SET next_at = next_at - ?,"
		" updated_at = updated_at - ?", DB_ARGS(db_i64(ms), db_i64(ms)), NULL, &fixture_err));
}

START_TEST(two_hundred_guesses_are_three_tries)
{
	ck_assert_int_eq(guess_often("admin", "192.0.2.1", GUESSES), THROTTLE_FREE);
}
END_TEST

/* And then whoever sits behind the same address is in within half a minute: all guests of a network
   have one, and behind a proxy that tells none everybody has. */
START_TEST(an_hour_of_guessing_is_two_tries_a_minute_and_locks_nobody_out)
{
	int passed = guess_often("admin", "192.0.2.1", GUESSES);
	int64_t wait_ms;

	for (int second = 0; second < 3600; second += 2) {
		let_pass(2000);
		passed += guess_often("admin", "192.0.2.1", 1);
	}
	ck_assert_int_ge(passed, 100);
	ck_assert_int_le(passed, 130);
	ck_assert(!guess("admin", "192.0.2.1", &wait_ms));
	ck_assert_int_le(wait_ms, THROTTLE_MAX_S * 1000);
	let_pass(THROTTLE_MAX_S * 1000);
	ck_assert(guess("admin", "192.0.2.1", &wait_ms));
}
END_TEST

struct guesser {
	pthread_t thread;
	struct db *db;
	void *mem;
	int passed;
};

static void *
guess_in_thread(void *arg)
{
	struct guesser *guesser = arg;
	struct err err;
	int64_t wait_ms;

	for (int i = 0; i < GUESSES / GUESSERS; i++)
		guesser->passed += throttle_begin(guesser->db, guesser->mem,
			&(struct throttle_try){ "admin", "192.0.2.1", NULL }, &wait_ms, &err);
	return NULL;
}

START_TEST(guesses_at_once_do_not_slip_through)
{
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };
	struct guesser guessers[GUESSERS] = { 0 };
	int passed = 0;

	for (int i = 0; i < GUESSERS; i++) {
		guessers[i].mem = mem_context(fixture_mem, "guesser");
		MUST(db_open(guessers[i].mem, &options, &guessers[i].db, &fixture_err));
		schema_set_clock(guessers[i].db, NOW);
	}
	for (int i = 0; i < GUESSERS; i++)
		ck_assert_int_eq(pthread_create(&guessers[i].thread, NULL, guess_in_thread,
			&guessers[i]), 0);
	for (int i = 0; i < GUESSERS; i++) {
		ck_assert_int_eq(pthread_join(guessers[i].thread, NULL), 0);
		passed += guessers[i].passed;
	}
	ck_assert_int_ge(passed, THROTTLE_FREE);
	ck_assert_int_le(passed, THROTTLE_FREE + 2);
}
END_TEST

START_TEST(many_logins_from_one_address_are_slowed)
{
	int64_t wait_ms;
	int passed = 0;

	for (int i = 0; i < GUESSES; i++)
		passed += guess(mem_printf(fixture_mem, "user%d", i), "192.0.2.1", &wait_ms);
	ck_assert_int_eq(passed, THROTTLE_FREE);
}
END_TEST

START_TEST(one_login_from_many_addresses_is_slowed)
{
	int64_t wait_ms;
	int passed = 0;

	for (int i = 0; i < GUESSES; i++)
		passed += guess("admin", mem_printf(fixture_mem, "192.0.2.%d", i), &wait_ms);
	ck_assert_int_eq(passed, THROTTLE_FREE);
}
END_TEST

START_TEST(the_owner_gets_in_from_elsewhere_within_half_a_minute)
{
	int64_t wait_ms;

	for (int i = 0; i < 60; i++) {
		(void)guess("admin", "192.0.2.1", &wait_ms);
		let_pass(60000);
	}
	(void)guess("admin", "192.0.2.1", &wait_ms);
	let_pass(THROTTLE_MAX_S * 1000);
	ck_assert(guess("admin", "198.51.100.7", &wait_ms));
}
END_TEST

/* From the very address that guessed for a minute, too. */
START_TEST(a_minute_of_guessing_is_few_tries_and_half_a_minute_of_waiting)
{
	int64_t wait_ms;
	int passed = 0;

	for (int second = 0; second < 60; second++) {
		passed += guess_often("admin", "192.0.2.1", 10);
		let_pass(1000);
	}
	ck_assert_int_le(passed, 10);
	let_pass(THROTTLE_MAX_S * 1000);
	ck_assert(guess("admin", "192.0.2.1", &wait_ms));
}
END_TEST

START_TEST(many_logins_from_many_addresses_are_fewer_than_twenty_tries_a_minute)
{
	int64_t wait_ms;
	int passed = 0, who = 0;

	for (int second = 0; second <= 60; second++) {
		for (int i = 0; i < 20; i++, who++)
			passed += guess(mem_printf(fixture_mem, "user%d", who),
				mem_printf(fixture_mem, "10.0.%d.%d", who / 256, who % 256), &wait_ms);
		let_pass(1000);
	}
	ck_assert_int_ge(passed, THROTTLE_ALL_FREE);
	ck_assert_int_lt(passed, 20);
	let_pass(60000);
	ck_assert_int_eq(guess_often("quiet", "192.0.2.9", 2), 2);
}
END_TEST

START_TEST(a_known_browser_does_not_wait_for_strangers)
{
	const struct throttle_try known = { "admin", "192.0.2.1", "a word" };
	int64_t wait_ms;
	int passed = 0;

	(void)guess_often("admin", "192.0.2.1", GUESSES);
	MUST(throttle_begin(store_db, fixture_mem, &known, &wait_ms, &fixture_err));
	MUST(throttle_succeed(store_db, fixture_mem, &known, &fixture_err));
	ck_assert(!guess("admin", "192.0.2.1", &wait_ms));
	for (int i = 0; i < GUESSES; i++)
		passed += throttle_begin(store_db, fixture_mem, &known, &wait_ms, &fixture_err);
	ck_assert_int_eq(passed, THROTTLE_FREE);
}
END_TEST

START_TEST(ipv6_addresses_count_by_their_network)
{
	ck_assert_int_eq(guess_often("a", "2001:db8:1:2::1", 2), 2);
	ck_assert_int_eq(guess_often("b", "2001:db8:1:2:ffff::9", 2), 1);
	ck_assert_int_eq(guess_often("c", "2001:db8:1:3::1", 1), 1);
	ck_assert_int_eq(guess_often("d", "192.0.2.1", 2), 2);
	ck_assert_int_eq(guess_often("e", "::ffff:192.0.2.1", 2), 1);
}
END_TEST

START_TEST(any_text_is_a_login_or_an_address)
{
	char *text = mem_array(fixture_mem, char, 5001);
	int64_t wait_ms;

	memset(text, 'x', 5000);
	ck_assert(guess(text, text, &wait_ms));
	ck_assert(guess("", "", &wait_ms));
}
END_TEST

START_TEST(a_day_forgets)
{
	ck_assert_int_eq(guess_often("admin", "192.0.2.1", GUESSES), THROTTLE_FREE);
	let_pass((int64_t)24 * 60 * 60 * 1000 + 60000);
	ck_assert_int_eq(guess_often("admin", "192.0.2.1", GUESSES), THROTTLE_FREE);
}
END_TEST

/* --- throttle_succeed */

START_TEST(the_right_password_clears_the_login)
{
	ck_assert_int_eq(guess_often("admin", "192.0.2.1", 3), 3);
	MUST(throttle_succeed(store_db, fixture_mem, &(struct throttle_try){ "admin", "192.0.2.1", NULL },
		&fixture_err));
	ck_assert_int_eq(guess_often("admin", "192.0.2.2", GUESSES), THROTTLE_FREE);
}
END_TEST

START_TEST(an_own_account_does_not_clear_the_address)
{
	int64_t wait_ms, failures;

	for (int i = 0; i < 10; i++) {
		let_pass(900000);
		ck_assert(guess("victim", "192.0.2.1", &wait_ms));
		let_pass(900000);
		ck_assert(guess("own", "192.0.2.1", &wait_ms));
		MUST(throttle_succeed(store_db, fixture_mem,
			&(struct throttle_try){ "own", "192.0.2.1", NULL }, &fixture_err));
	}
	MUST(db_number(store_db, "SELECT failures FROM login_throttle WHERE bucket LIKE 'addr:%'",
		DB_NONE, &failures, &fixture_err));
	ck_assert_int_eq(failures, 10);
	ck_assert(!guess("victim", "192.0.2.1", &wait_ms));
}
END_TEST

START_TEST(purging_keeps_what_is_fresh)
{
	int64_t count;

	ck_assert_int_eq(guess_often("old", "192.0.2.1", 1), 1);
	let_pass((int64_t)25 * 60 * 60 * 1000);
	ck_assert_int_eq(guess_often("new", "192.0.2.2", 1), 1);
	MUST(throttle_purge(store_db, &fixture_err));
	MUST(db_number(store_db, "SELECT COUNT(*) FROM login_throttle", DB_NONE, &count,
		&fixture_err));
	ck_assert_int_eq(count, 3);
}
END_TEST

Suite *
throttle_suite(void)
{
	Suite *suite = suite_create("throttle");
	TCase *tcase = fixture_case(suite, "throttle_pause_s");

	tcase_add_loop_test(tcase, the_pause_doubles_up_to_its_limit, 0, COUNT(pauses));
	tcase = store_case(suite, "throttle_begin");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, two_hundred_guesses_are_three_tries);
	tcase_add_test(tcase, an_hour_of_guessing_is_two_tries_a_minute_and_locks_nobody_out);
	tcase_add_test(tcase, guesses_at_once_do_not_slip_through);
	tcase_add_test(tcase, many_logins_from_one_address_are_slowed);
	tcase_add_test(tcase, one_login_from_many_addresses_is_slowed);
	tcase_add_test(tcase, the_owner_gets_in_from_elsewhere_within_half_a_minute);
	tcase_add_test(tcase, a_minute_of_guessing_is_few_tries_and_half_a_minute_of_waiting);
	tcase_add_test(tcase, many_logins_from_many_addresses_are_fewer_than_twenty_tries_a_minute);
	tcase_add_test(tcase, a_known_browser_does_not_wait_for_strangers);
	tcase_add_test(tcase, ipv6_addresses_count_by_their_network);
	tcase_add_test(tcase, any_text_is_a_login_or_an_address);
	tcase_add_test(tcase, a_day_forgets);
	tcase = store_case(suite, "throttle_succeed");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, the_right_password_clears_the_login);
	tcase_add_test(tcase, an_own_account_does_not_clear_the_address);
	tcase_add_test(tcase, purging_keeps_what_is_fresh);
	return suite;
}
