/* SPDX-License-Identifier: MIT */
/* The server's clock, by which the program goes: asked for now and then, in passing. */
#include <stdatomic.h>
#include <string.h>

#include "base/time.h"
#include "io/db.h"
#include "test_io.h"
#include "things.h"

enum { HALF_A_MINUTE_MS = 30000, HOUR_MS = 3600000 };

/* 2027-01-15 and the day after. */
static const char friday_sql[] = "SET timestamp = 1800000000", saturday_sql[] = "SET timestamp = 1800086400";
static const int64_t friday = INT64_C(1800000000000), saturday = INT64_C(1800086400000);

/* Both by the linker: --wrap=mysql_query --wrap=time_monotonic_ms in local.mk. */
static atomic_int asked; /* threads of other tests ask, too */
static bool silent;
static int64_t later_ms;

struct st_mysql;
int __real_mysql_query(struct st_mysql *mysql, const char *sql);
int __wrap_mysql_query(struct st_mysql *mysql, const char *sql);
int64_t __real_time_monotonic_ms(void);
int64_t __wrap_time_monotonic_ms(void);

int
__wrap_mysql_query(struct st_mysql *mysql, const char *sql)
{
	bool is_clock = strcmp(sql, "SELECT " DB_NOW_MS) == 0;

	asked += is_clock;
	return is_clock && silent ? 1 : __real_mysql_query(mysql, sql);
}

int64_t
__wrap_time_monotonic_ms(void)
{
	return __real_time_monotonic_ms() + later_ms;
}

/* A statement, so much after what was before; how often it has asked for the clock. */
static int
say_after(int64_t ms, const char *sql)
{
	int before = asked;

	later_ms += ms;
	MUST(db_exec_plain(db, sql, &fixture_err));
	return asked - before;
}

static bool
is_day(int64_t day_ms)
{
	int64_t now_ms = time_now_ms();

	return now_ms >= day_ms && now_ms < day_ms + HOUR_MS; /* a slow machine takes its time */
}

START_TEST(the_servers_clock_is_asked_for_twice_a_minute)
{
	(void)say_after(HALF_A_MINUTE_MS, friday_sql);
	ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, "DO 1"), 1);
	ck_assert(is_day(friday));
	ck_assert_int_eq(say_after(0, saturday_sql), 0);
	ck_assert(is_day(friday));
	ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, "DO 1"), 1);
	ck_assert(is_day(saturday));
}
END_TEST

START_TEST(a_clock_that_cannot_be_asked_changes_nothing)
{
	(void)say_after(HALF_A_MINUTE_MS, friday_sql);
	ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, saturday_sql), 1);
	silent = true;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, "DO 1"), 1);
		ck_assert(is_day(friday));
		ck_assert_int_eq(say_after(0, "DO 1"), 0); /* not with every statement */
	}
	silent = false;
	ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, "DO 1"), 1);
	ck_assert(is_day(saturday));
}
END_TEST

START_TEST(a_clock_that_was_never_told_is_ones_own)
{
	int64_t before_ms = time_now_ms();

	silent = true;
	(void)say_after(HALF_A_MINUTE_MS, friday_sql);
	ck_assert_int_eq(say_after(HALF_A_MINUTE_MS, "DO 1"), 1);
	ck_assert(is_day(before_ms));
}
END_TEST

/* One that dies at that very moment: the statement behind it is done by another connection. */
START_TEST(a_connection_lost_with_the_question_fails_no_statement)
{
	int64_t id, count;

	(void)say_after(HALF_A_MINUTE_MS, friday_sql);
	MUST(db_number(db, "SELECT CONNECTION_ID()", DB_NONE, &id, &fixture_err));
	struct db *other = things_open(0);

	MUST(db_exec_plain(other, mem_printf(fixture_mem, "KILL %d", (int)id), &fixture_err));
	silent = true;
	later_ms += HALF_A_MINUTE_MS;
	MUST(db_number(db, "SELECT COUNT(*) FROM thing", DB_NONE, &count, &fixture_err));
	ck_assert_int_eq(count, 0);
}
END_TEST

static bool
wait_within(struct db *on, void *arg, struct err *err)
{
	int before = asked;

	(void)arg;
	later_ms += 10 * HALF_A_MINUTE_MS;
	return db_exec_plain(on, "DO 1", err)
		&& (asked == before || err_set(err, ERR_INVALID, "asked within"));
}

START_TEST(a_transaction_is_not_asked_in_between)
{
	MUST(db_transaction(db, wait_within, NULL, &fixture_err));
	ck_assert_int_eq(say_after(0, "DO 1"), 1);
}
END_TEST

Suite *
db_clock_suite(void)
{
	Suite *suite = suite_create("db_clock");
	TCase *tcase = things_case(suite, "db_clock");

	tcase_add_test(tcase, the_servers_clock_is_asked_for_twice_a_minute);
	tcase_add_test(tcase, a_clock_that_cannot_be_asked_changes_nothing);
	tcase_add_test(tcase, a_clock_that_was_never_told_is_ones_own);
	tcase_add_test(tcase, a_connection_lost_with_the_question_fails_no_statement);
	tcase_add_test(tcase, a_transaction_is_not_asked_in_between);
	return suite;
}
