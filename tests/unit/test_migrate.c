/* SPDX-License-Identifier: MIT */
#include "store/migrate.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"
#include "mariadb.h"
#include "test_store.h"

enum { HOSTS = 6, FILES_MAX = 4, LEASE_MS = 120000, SHORT_LEASE_MS = 1500 };

/* A migration that waits, after it has made a table, until the test lets it pass. */
#define HELD_UP "CREATE TABLE IF NOT EXISTS t (n INT);\nDO GET_LOCK('pass', 600);\n" \
	"DO RELEASE_LOCK('pass');\n"

static struct db *db;
static struct migrate_options options;
static struct migrate_report report;
static char dir[64], names[FILES_MAX][64];
static int files;

/* --- a database and a folder for each test */

static void
set_up(void)
{
	struct db_options root = { .url = mariadb_url(), .connect_timeout_s = 60,
		.read_timeout_s = 300 };

	MUST(db_open(fixture_mem, &root, &db, &fixture_err));
	MUST(db_exec_plain(db, "DROP DATABASE IF EXISTS scratch", &fixture_err));
	MUST(db_exec_plain(db, "CREATE DATABASE scratch CHARACTER SET utf8mb4", &fixture_err));
	options = (struct migrate_options){
		.url = mem_printf(fixture_mem, "mysql://root@localhost/scratch?socket=%s",
			mariadb_socket()),
		.dir = dir,
		.wait_ms = 240000,
		.lease_ms = LEASE_MS,
	};
	root.url = options.url;
	MUST(db_open(fixture_mem, &root, &db, &fixture_err));
	memcpy(dir, "/tmp/prilavok-migrate.XXXXXX", 29);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	files = 0;
}

static void
tear_down(void)
{
	for (int i = 0; i < files; i++)
		(void)unlink(mem_printf(fixture_mem, "%s/%s", dir, names[i]));
	(void)rmdir(dir);
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(mem_printf(fixture_mem, "%s/%s", dir, name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_lt(files, FILES_MAX);
	(void)snprintf(names[files++], sizeof(names[0]), "%s", name);
}

static int64_t
number(const char *sql)
{
	int64_t value;

	MUST(db_number(db, sql, DB_NONE, &value, &fixture_err));
	return value;
}

/* --- migrate_split */

static const struct {
	const char *text;
	const char *statements[4]; /* NULL first: refused */
	int count;
} splits[] = {
	{ "", { "" }, 0 },
	{ "\n-- only words; no work\n/* ; */\n", { "" }, 0 },
	{ "A;\nB;", { "A", "\nB" }, 2 },
	{ "A;  \r\nB; -- done\nC;\n", { "A", "  \r\nB", " -- done\nC" }, 3 },
	{ "A 'x;\ny' ;\n", { "A 'x;\ny' " }, 1 },
	{ "A 'it''s;\n' \"q;\n\" `b;\n`;\n", { "A 'it''s;\n' \"q;\n\" `b;\n`" }, 1 },
	{ "A 'x\\';\n';\nB;", { "A 'x\\';\n'", "\nB" }, 2 },
	{ "A `x\\`;\nB;", { "A `x\\`", "\nB" }, 2 },
	{ "A -- it's;\n, B;\n", { "A -- it's;\n, B" }, 1 },
	{ "A # it's;\n, B;\n", { "A # it's;\n, B" }, 1 },
	{ "A /* it's;\n */ B;\n", { "A /* it's;\n */ B" }, 1 },
	{ "A; B;\n", { "A; B" }, 1 },
	{ "A --1;\n", { "A --1" }, 1 },
	{ ";\n;\nA;\n", { "\nA" }, 1 },
	{ "A", { NULL }, 0 },
	{ "A;\nB\n", { NULL }, 0 },
	{ "A 'x;\n", { NULL }, 0 },
	{ "A 'x\\", { NULL }, 0 },
	{ "A /* x;\n", { NULL }, 0 },
};

START_TEST(statements_end_at_a_semicolon_at_the_end_of_a_line)
{
	char **statements;
	size_t count;

	if (splits[_i].statements[0] == NULL) {
		MUST_FAIL(migrate_split(fixture_mem, splits[_i].text, &statements, &count,
			&fixture_err), ERR_INVALID);
		return;
	}
	MUST(migrate_split(fixture_mem, splits[_i].text, &statements, &count, &fixture_err));
	ck_assert_int_eq((int)count, splits[_i].count);
	for (size_t i = 0; i < count; i++)
		ck_assert_str_eq(statements[i], splits[_i].statements[i]);
}
END_TEST

/* --- migrate_run */

START_TEST(files_are_applied_in_order_and_once)
{
	size_t pending;

	write_file("002-two.sql", "INSERT INTO t VALUES (2);\n");
	write_file("001-one.sql", "-- first\nCREATE TABLE t (n INT);\nINSERT INTO t VALUES (1);\n");
	MUST(migrate_pending(fixture_mem, &options, &pending, &fixture_err));
	ck_assert_uint_eq(pending, 2);
	MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
	ck_assert_uint_eq(report.count, 2);
	ck_assert_str_eq(report.names[0], "001-one.sql");
	ck_assert_str_eq(report.names[1], "002-two.sql");
	MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
	ck_assert_uint_eq(report.count, 0);
	MUST(migrate_pending(fixture_mem, &options, &pending, &fixture_err));
	ck_assert_uint_eq(pending, 0);
	ck_assert_int_eq(number("SELECT COUNT(*) * 10 + SUM(n) FROM t"), 23);
}
END_TEST

START_TEST(a_failed_file_is_named_and_not_recorded)
{
	write_file("001-one.sql", "CREATE TABLE t (n INT);\n");
	write_file("002-bad.sql", "SELECT 1;\nNONSENSE;\n");
	MUST_FAIL(migrate_run(fixture_mem, &options, &report, &fixture_err), ERR_INTERNAL);
	ck_assert(str_has_prefix(fixture_err.text, "002-bad.sql, statement 2: "));
	ck_assert_int_eq(number("SELECT MAX(number) FROM schema_version"), 1);
	ck_assert_int_eq(number("SELECT lease_until FROM schema_lock"), 0);
}
END_TEST

static const struct {
	const char *first, *second;
} bad_names[] = {
	{ "1-one.sql", NULL }, { "0001-one.sql", NULL }, { "one.sql", NULL }, { "001.sql", NULL },
	{ "001-one.sql", "001-two.sql" },
};

START_TEST(files_with_other_names_are_refused)
{
	write_file(bad_names[_i].first, "SELECT 1;\n");
	if (bad_names[_i].second != NULL)
		write_file(bad_names[_i].second, "SELECT 1;\n");
	MUST_FAIL(migrate_run(fixture_mem, &options, &report, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(an_older_program_refuses_a_newer_database)
{
	write_file("001-one.sql", "SELECT 1;\n");
	write_file("002-two.sql", "SELECT 1;\n");
	MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
	ck_assert_int_eq(unlink(mem_printf(fixture_mem, "%s/002-two.sql", dir)), 0);
	MUST_FAIL(migrate_run(fixture_mem, &options, &report, &fixture_err), ERR_CONFLICT);
}
END_TEST

/* --- the project's own schema, killed everywhere */

/* Adds the statements of a file to those of the earlier ones. */
static void
add_statements(const char *path, char ***all, size_t *count)
{
	FILE *file = fopen(path, "r");
	char *text = mem_array(fixture_mem, char, 1000000);
	char **statements;
	size_t more;

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, 999999, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	MUST(migrate_split(fixture_mem, text, &statements, &more, &fixture_err));
	*all = mem_resize(fixture_mem, *all, char *, *count + more);
	memcpy(*all + *count, statements, more * sizeof(char *));
	*count += more;
}

static char **
own_statements(size_t *count_r)
{
	char **all = NULL;
	glob_t found;

	*count_r = 0;
	ck_assert_int_eq(glob(mem_printf(fixture_mem, "%s/*.sql", schema_dir()), 0, NULL, &found),
		0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_statements(found.gl_pathv[i], &all, count_r);
	globfree(&found);
	return all;
}

static void
empty_database(void)
{
	MUST(db_exec_plain(db, "DROP DATABASE scratch", &fixture_err));
	MUST(db_exec_plain(db, "CREATE DATABASE scratch CHARACTER SET utf8mb4", &fixture_err));
	MUST(db_exec_plain(db, "USE scratch", &fixture_err));
}

/* Columns and keys with all that is known of them. */
static int64_t
digest(void)
{
	return number("SELECT (SELECT SUM(CRC32(CONCAT_WS('|', table_name, column_name, column_type,"
		" is_nullable, column_default, collation_name))) FROM information_schema.columns"
		" WHERE table_schema = 'scratch')"
		" + (SELECT SUM(CRC32(CONCAT_WS('|', table_name, index_name, seq_in_index,"
		" column_name, non_unique))) FROM information_schema.statistics"
		" WHERE table_schema = 'scratch')");
}

START_TEST(a_migration_killed_after_any_statement_is_finished_by_the_next)
{
	size_t count;
	char **statements = own_statements(&count);
	int64_t whole;

	options.dir = schema_dir();
	MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
	whole = digest();
	for (size_t killed = 0; killed <= count; killed++) {
		empty_database();
		for (size_t i = 0; i < killed; i++)
			MUST(db_exec_plain(db, statements[i], &fixture_err));
		MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
		ck_assert_uint_ge(report.count, 1);
		ck_assert_int_eq(digest(), whole);
	}
}
END_TEST

/* A process that runs the migration, to be killed. */
static pid_t
start_migration(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct err err;

		_exit(migrate_run(mem_context(NULL, "child"), &options, &report, &err) ? 0 : 1);
	}
	return pid;
}

/* One that is held up: it is at work, and stays so until let_pass. */
static pid_t
start_held_up(void)
{
	pid_t pid;

	MUST(db_exec_plain(db, "DO GET_LOCK('pass', 600)", &fixture_err));
	pid = start_migration();
	while (number("SELECT COUNT(*) FROM information_schema.tables"
		" WHERE table_schema = 'scratch' AND table_name = 't'") == 0)
		time_sleep_ms(10);
	return pid;
}

static void
let_pass(void)
{
	MUST(db_exec_plain(db, "DO RELEASE_LOCK('pass')", &fixture_err));
}

START_TEST(the_lock_of_a_killed_host_runs_out)
{
	pid_t pid;
	int status;

	options.lease_ms = SHORT_LEASE_MS;
	write_file("001-slow.sql", HELD_UP "REPLACE INTO t VALUES (1);\n");
	pid = start_held_up();
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(number("SELECT COUNT(*) FROM schema_version"), 0);
	let_pass();
	MUST(migrate_run(fixture_mem, &options, &report, &fixture_err));
	ck_assert_uint_eq(report.count, 1);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM schema_version"), 1);
}
END_TEST

START_TEST(a_host_that_waits_too_long_says_so)
{
	pid_t pid;
	int status;

	write_file("001-slow.sql", HELD_UP);
	pid = start_held_up();
	options.wait_ms = 100;
	MUST_FAIL(migrate_run(fixture_mem, &options, &report, &fixture_err), ERR_BUSY);
	let_pass();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* With nobody else who waits: on a busy machine a lease so short may run out. */
START_TEST(a_statement_may_take_longer_than_the_lease)
{
	static const char until[] = "SELECT lease_until FROM schema_lock";
	int64_t first;
	pid_t pid;
	int status;

	options.lease_ms = SHORT_LEASE_MS;
	write_file("001-slow.sql", HELD_UP "INSERT INTO t VALUES (1);\n");
	pid = start_held_up();
	first = number(until);
	ck_assert_int_gt(first, 0);
	while (number(until) <= first + SHORT_LEASE_MS) /* renewed, and more than once */
		time_sleep_ms(10);
	let_pass();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM t"), 1);
}
END_TEST

START_TEST(hosts_that_start_at_once_apply_a_file_once)
{
	pid_t pids[HOSTS];
	int status;

	write_file("001-one.sql", "CREATE TABLE IF NOT EXISTS t (n INT);\n"
		"INSERT INTO t VALUES (1);\n");
	write_file("002-two.sql", "INSERT INTO t VALUES (2);\n");
	for (int i = 0; i < HOSTS; i++)
		pids[i] = start_migration();
	for (int i = 0; i < HOSTS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(WEXITSTATUS(status), 0);
	}
	ck_assert_int_eq(number("SELECT COUNT(*) FROM t"), 2);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM schema_version"), 2);
}
END_TEST

Suite *
migrate_suite(void)
{
	Suite *suite = suite_create("migrate");
	TCase *tcase = fixture_case(suite, "migrate_split");

	tcase_add_loop_test(tcase, statements_end_at_a_semicolon_at_the_end_of_a_line, 0,
		COUNT(splits));
	tcase = fixture_case(suite, "migrate_run");
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, files_are_applied_in_order_and_once);
	tcase_add_test(tcase, a_failed_file_is_named_and_not_recorded);
	tcase_add_loop_test(tcase, files_with_other_names_are_refused, 0, COUNT(bad_names));
	tcase_add_test(tcase, an_older_program_refuses_a_newer_database);
	tcase_add_test(tcase, a_migration_killed_after_any_statement_is_finished_by_the_next);
	tcase_add_test(tcase, the_lock_of_a_killed_host_runs_out);
	tcase_add_test(tcase, a_host_that_waits_too_long_says_so);
	tcase_add_test(tcase, a_statement_may_take_longer_than_the_lease);
	tcase_add_test(tcase, hosts_that_start_at_once_apply_a_file_once);
	return suite;
}
