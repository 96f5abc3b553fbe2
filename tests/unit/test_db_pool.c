/* SPDX-License-Identifier: MIT */
#include "io/db_pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/time.h"
#include "mariadb.h"
#include "test_io.h"

enum { THREADS = 16, CONNECTIONS = 4, ROUNDS = 25 };

static struct db_pool *pool;

static void
set_up(void)
{
	struct db_options options = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };

	MUST(db_pool_open(fixture_mem, &options, CONNECTIONS, &pool, &fixture_err));
}

static _Atomic int held, most_held, failures;
static _Atomic bool given;

static void
note_held(int now)
{
	int most = atomic_load(&most_held);

	while (now > most && !atomic_compare_exchange_weak(&most_held, &most, now))
		;
}

static bool
add_one(struct db *db, void *arg, struct err *err_out)
{
	(void)arg;
	return db_exec(db, "UPDATE counter SET value = value + 1 WHERE id = 1", DB_NONE, NULL,
		err_out);
}

static void *
work(void *arg)
{
	struct err failure;
	int64_t number;

	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		struct db *db = db_pool_take(pool);

		note_held(atomic_fetch_add(&held, 1) + 1);
		while (i == 0 && atomic_load(&most_held) < CONNECTIONS)
			time_sleep_ms(1); /* until all are taken at once */
		if (!db_number(db, "SELECT ?", DB_ARGS(db_i64(i)), &number, &failure) ||
		    number != i)
			atomic_fetch_add(&failures, 1);
		atomic_fetch_sub(&held, 1);
		db_pool_give(pool, db);
		if (!db_pool_transaction(pool, add_one, NULL, &failure))
			atomic_fetch_add(&failures, 1);
	}
	return NULL;
}

START_TEST(many_threads_share_a_few_connections)
{
	pthread_t threads[THREADS];
	struct db *db = db_pool_take(pool);
	int64_t value;

	MUST(db_exec_plain(db, "CREATE OR REPLACE TABLE counter "
		"(id INT PRIMARY KEY, value INT) ENGINE=InnoDB", &fixture_err));
	MUST(db_exec_plain(db, "INSERT INTO counter VALUES (1, 0)", &fixture_err));
	db_pool_give(pool, db);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);

	ck_assert_int_eq(atomic_load(&failures), 0);
	ck_assert_int_eq(atomic_load(&most_held), CONNECTIONS);
	db = db_pool_take(pool);
	MUST(db_number(db, "SELECT value FROM counter WHERE id = 1", DB_NONE, &value,
		&fixture_err));
	db_pool_give(pool, db);
	ck_assert_int_eq(value, THREADS * ROUNDS);
}
END_TEST

static void *
give_later(void *arg)
{
	time_sleep_ms(100); /* enough, mostly, for the other to be waiting */
	atomic_store(&given, true);
	db_pool_give(pool, arg);
	return NULL;
}

START_TEST(taking_waits_until_one_is_free)
{
	struct db *taken[CONNECTIONS];
	pthread_t thread;

	for (int i = 0; i < CONNECTIONS; i++)
		taken[i] = db_pool_take(pool);
	ck_assert_int_eq(pthread_create(&thread, NULL, give_later, taken[0]), 0);
	ck_assert_ptr_eq(db_pool_take(pool), taken[0]);
	ck_assert(atomic_load(&given));
	(void)pthread_join(thread, NULL);
	for (int i = 0; i < CONNECTIONS; i++)
		db_pool_give(pool, taken[i]);
}
END_TEST

static bool
look(struct db *db, void *arg, struct err *err_out)
{
	return db_number(db, "SELECT @@in_transaction", DB_NONE, arg, err_out);
}

static bool
find_nothing(struct db *db, void *arg, struct err *err_out)
{
	(void)db;
	(void)arg;
	return err_set(err_out, ERR_NOT_FOUND, "nothing");
}

START_TEST(reading_borrows_a_connection_and_begins_nothing)
{
	int64_t in_transaction;

	for (int i = 0; i < 2 * CONNECTIONS; i++) {
		in_transaction = -1;
		MUST(db_pool_read(pool, look, &in_transaction, &fixture_err));
		ck_assert_int_eq(in_transaction, 0);
		MUST_FAIL(db_pool_read(pool, find_nothing, NULL, &fixture_err), ERR_NOT_FOUND);
	}
}
END_TEST

/* Of this pool; told by one that is none of it. */
static int64_t
count_connections(const int64_t ids[])
{
	struct db_options options = { .url = mariadb_url() };
	struct db *db;
	int64_t count = 0;

	MUST(db_open(fixture_mem, &options, &db, &fixture_err));
	for (int i = 0; i < CONNECTIONS; i++) {
		int64_t one;

		MUST(db_number(db, "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?",
			DB_ARGS(db_i64(ids[i])), &one, &fixture_err));
		count += one;
	}
	mem_free(db);
	return count;
}

START_TEST(what_nobody_uses_is_closed_but_for_the_last_used)
{
	struct db *taken[CONNECTIONS];
	int64_t ids[CONNECTIONS], id;

	for (int i = 0; i < CONNECTIONS; i++) {
		taken[i] = db_pool_take(pool);
		MUST(db_number(taken[i], "SELECT CONNECTION_ID()", DB_NONE, &ids[i], &fixture_err));
	}
	db_pool_shrink(pool);
	ck_assert_int_eq(count_connections(ids), CONNECTIONS);
	for (int i = 1; i < CONNECTIONS; i++)
		db_pool_give(pool, taken[i]);
	db_pool_shrink(pool);
	for (int tries = 0; count_connections(ids) > 2 && tries < 1000; tries++)
		time_sleep_ms(20); /* the server may be late to see it */
	ck_assert_int_eq(count_connections(ids), 2);
	MUST(db_number(taken[0], "SELECT CONNECTION_ID()", DB_NONE, &id, &fixture_err));
	ck_assert_int_eq(id, ids[0]);
	db_pool_give(pool, taken[0]);
	for (int i = 0; i < CONNECTIONS; i++) {
		taken[i] = db_pool_take(pool);
		MUST(db_number(taken[i], "SELECT CONNECTION_ID()", DB_NONE, &id, &fixture_err));
		ck_assert(i > 1 || id == ids[i == 0 ? 0 : CONNECTIONS - 1]);
	}
	for (int i = 0; i < CONNECTIONS; i++)
		db_pool_give(pool, taken[i]);
}
END_TEST

START_TEST(a_bad_url_makes_no_pool)
{
	struct db_options options = { .url = "http://localhost/" };
	struct db_pool *none = NULL;

	ck_assert(!db_pool_open(fixture_mem, &options, 2, &none, &fixture_err));
	ck_assert_int_eq(fixture_err.code, ERR_INVALID);
	ck_assert_ptr_null(none);
}
END_TEST

Suite *
db_pool_suite(void)
{
	Suite *suite = suite_create("db_pool");
	TCase *tcase = fixture_case(suite, "db_pool");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, many_threads_share_a_few_connections);
	tcase_add_test(tcase, taking_waits_until_one_is_free);
	tcase_add_test(tcase, reading_borrows_a_connection_and_begins_nothing);
	tcase_add_test(tcase, what_nobody_uses_is_closed_but_for_the_last_used);
	tcase_add_test(tcase, a_bad_url_makes_no_pool);
	return suite;
}
