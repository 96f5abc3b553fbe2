/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "test_base.h"

enum { NOON_MS = 1760011200 }; /* 2025-10-09 12:00:00, seconds */

static const char *path;

static void
open_log(const char *level)
{
	path = fixture_file("", 0);
	time_set_ms(INT64_C(1000) * NOON_MS + 7);
	MUST(log_open("worker", level, path, &fixture_err));
}

/* What stands in the log file. */
static const char *
read_log(void)
{
	static char text[65536];
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, text, sizeof(text) - 1);

	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	ck_assert_int_eq(close(fd), 0);
	return text;
}

#define HEAD "{\"time\":\"2025-10-09T12:00:00.007Z\",\"level\":\"INFO\",\"program\":\"worker\","

START_TEST(a_line_is_json_with_keys_in_order)
{
	open_log(NULL);
	log_event(LOG_INFO, "job.done", log_int("job", -42), log_str("kind", "turn"),
		log_str("note", NULL));
	ck_assert_str_eq(read_log(),
		HEAD "\"event\":\"job.done\",\"job\":-42,\"kind\":\"turn\",\"note\":\"\"}\n");
}
END_TEST

static const struct {
	const char *text, *written;
} escapes[] = {
	{ "a\"b\\c/", "a\\\"b\\\\c/" },
	{ "one\ntwo\r\t\x01", "one\\u000atwo\\u000d\\u0009\\u0001" },
	{ "\033[31mred\x7f", "\\u001b[31mred\\u007f" },
	{ "\xc2\x9b" "2J\xc2\x85", "\\u009b2J\\u0085" },
	{ "a\u2028b", "a\\u2028b" },
	{ "привет \U0001f600", "привет \U0001f600" },
	{ "bad \xff\xd0", "bad \\ufffd\\ufffd" },
	{ "\ufffd", "\ufffd" },
};

START_TEST(control_characters_and_bad_bytes_never_reach_the_log)
{
	open_log(NULL);
	log_event(LOG_INFO, "x", log_str("text", escapes[_i].text));
	ck_assert_str_eq(read_log(),
		mem_printf(fixture_mem, HEAD "\"event\":\"x\",\"text\":\"%s\"}\n",
			escapes[_i].written));
}
END_TEST

static const struct {
	const char *level;
	int lines;
} levels[] = {
	{ NULL, 4 }, { "DEBUG", 5 }, { "INFO", 4 }, { "WARNING", 3 }, { "ERROR", 2 },
	{ "CRITICAL", 1 },
};

START_TEST(a_level_hides_what_is_below)
{
	int lines = 0;

	open_log(levels[_i].level);
	for (int level = LOG_DEBUG; level <= LOG_CRITICAL; level++)
		log_event((enum log_level)level, "x", log_int("n", level));
	for (const char *p = read_log(); (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	ck_assert_int_eq(lines, levels[_i].lines);
}
END_TEST

START_TEST(an_unknown_level_is_refused)
{
	MUST_FAIL(log_open("worker", "info", NULL, &fixture_err), ERR_INVALID);
	MUST_FAIL(log_open("worker", "LOUD", NULL, &fixture_err), ERR_INVALID);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_is_named)
{
	MUST_FAIL(log_open("worker", NULL, "/nonexistent/log", &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "/nonexistent/log"));
}
END_TEST

START_TEST(a_file_is_added_to)
{
	open_log(NULL);
	log_event(LOG_INFO, "one", log_int("n", 1));
	MUST(log_open("worker", NULL, path, &fixture_err));
	log_event(LOG_INFO, "two", log_int("n", 2));
	ck_assert_ptr_nonnull(strstr(read_log(), "\"one\""));
	ck_assert_ptr_nonnull(strstr(read_log(), "\"two\""));
}
END_TEST

static void *
log_in_another_thread(void *arg)
{
	(void)arg;
	log_event(LOG_INFO, "other", log_int("n", 1));
	log_set_id("theirs");
	return NULL;
}

START_TEST(an_id_belongs_to_its_thread)
{
	pthread_t thread;

	open_log(NULL);
	log_set_id("mine");
	ck_assert_int_eq(pthread_create(&thread, NULL, log_in_another_thread, NULL), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	log_event(LOG_INFO, "here", log_int("n", 2));
	log_set_id(NULL);
	log_event(LOG_INFO, "after", log_int("n", 3));
	ck_assert_str_eq(read_log(),
		HEAD "\"event\":\"other\",\"n\":1}\n"
		HEAD "\"id\":\"mine\",\"event\":\"here\",\"n\":2}\n"
		HEAD "\"event\":\"after\",\"n\":3}\n");
}
END_TEST

START_TEST(a_long_id_is_cut)
{
	char id[200];

	memset(id, 'i', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	open_log(NULL);
	log_set_id(id);
	log_event(LOG_INFO, "x", log_int("n", 1));
	id[63] = '\0';
	ck_assert_str_eq(read_log(),
		mem_printf(fixture_mem, HEAD "\"id\":\"%s\",\"event\":\"x\",\"n\":1}\n", id));
}
END_TEST

/* Texts of every length around the limit: the line must stay whole JSON of at most 4 KB. */
START_TEST(a_long_line_is_cut_and_says_so)
{
	static const char *const units[] = { "x", "я", "\n", "\"", "\U0001f600" };
	const char *unit = units[_i], *line;
	char *text = mem_strdup(fixture_mem, "");

	open_log(NULL);
	for (int i = 0; i < 5000; i++)
		text = talloc_strdup_append_buffer(text, unit);
	log_event(LOG_INFO, "x", log_str("text", text), log_str("more", "y"), log_int("n", 1));
	line = read_log();
	ck_assert_uint_le(strlen(line), 4096);
	ck_assert_uint_gt(strlen(line), 4000);
	ck_assert(utf8_is_valid(line, strlen(line)));
	ck_assert_str_eq(line + strlen(line) - 14, "\",\"cut\":true}\n");
}
END_TEST

/* The padding lets the limit fall on every place of a field. */
START_TEST(many_fields_stop_at_the_limit)
{
	struct log_field fields[400];
	char padding[64] = "";
	const char *line;

	open_log(NULL);
	memset(padding, 'x', (size_t)_i);
	fields[0] = log_str("padding", padding);
	for (int i = 1; i < 399; i++)
		fields[i] = i % 2 == 0 ? log_int("number", INT64_MIN) : log_str("text", "\n\n\n");
	fields[399] = (struct log_field){ NULL, NULL, 0 };
	log_write(LOG_INFO, "x", fields);
	line = read_log();
	ck_assert_uint_le(strlen(line), 4096);
	ck_assert_uint_gt(strlen(line), 4000);
	ck_assert_str_eq(line + strlen(line) - 13, ",\"cut\":true}\n");
}
END_TEST

START_TEST(an_err_is_told_by_code_and_text)
{
	struct err err;

	open_log(NULL);
	(void)err_set(&err, ERR_NOT_FOUND, "no chat 7");
	log_err(LOG_INFO, "job.failed", &err);
	ck_assert_str_eq(read_log(),
		HEAD "\"event\":\"job.failed\",\"error\":\"not_found\",\"text\":\"no chat 7\"}\n");
}
END_TEST

static void *
log_many_lines(void *arg)
{
	(void)arg;
	for (int i = 0; i < 100; i++)
		log_event(LOG_INFO, "x", log_str("text", "0123456789"), log_int("n", 5));
	return NULL;
}

START_TEST(lines_of_threads_do_not_mix)
{
	static const char line[] = HEAD "\"event\":\"x\",\"text\":\"0123456789\",\"n\":5}\n";
	pthread_t threads[4];
	const char *text;

	open_log(NULL);
	for (int i = 0; i < COUNT(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, log_many_lines, NULL), 0);
	for (int i = 0; i < COUNT(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	text = read_log();
	ck_assert_uint_eq(strlen(text), 400 * strlen(line));
	for (; *text != '\0'; text += strlen(line))
		ck_assert_mem_eq(text, line, strlen(line));
}
END_TEST

/* Makes stderr a new terminal; the other end of it. */
static int
open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);

	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);

	ck_assert_int_eq(dup2(slave, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(close(slave), 0);
	return master;
}

/* A terminal may give it in parts. */
static void
read_line(int fd, char *text, size_t size)
{
	size_t len = 0;

	while (len == 0 || text[len - 1] != '\n') {
		ssize_t got = read(fd, text + len, size - 1 - len);

		ck_assert_int_gt(got, 0);
		len += (size_t)got;
	}
	text[len] = '\0';
}

START_TEST(a_terminal_gets_short_coloured_text)
{
	int saved = dup(STDERR_FILENO), master = open_terminal();
	char text[1024];

	time_set_ms(INT64_C(1000) * NOON_MS);
	MUST(log_open("worker", NULL, NULL, &fixture_err));
	log_set_id("req1");
	log_event(LOG_WARNING, "job.slow", log_int("ms", 900), log_str("kind", "turn"),
		log_str("text", "two \033words"));

	read_line(master, text, sizeof(text));
	ck_assert_int_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	ck_assert_str_eq(text, "\033[2m12:00:00\033[0m \033[33mwarn\033[0m  job.slow ms=900 kind=turn"
		" text=\"two \\u001bwords\" id=req1\r\n");
	ck_assert_int_eq(close(master), 0);
	ck_assert_int_eq(close(saved), 0);
}
END_TEST

/* Later tests of a program that does not fork find the log as it was. */
static void
reset(void)
{
	time_set_ms(0);
	log_set_id(NULL);
	MUST(log_open("prilavok", NULL, NULL, &fixture_err));
}

static TCase *
log_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, NULL, reset);
	return tcase;
}

Suite *
log_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tcase = log_case(suite, "log_open");

	tcase_add_loop_test(tcase, a_level_hides_what_is_below, 0, COUNT(levels));
	tcase_add_test(tcase, an_unknown_level_is_refused);
	tcase_add_test(tcase, a_file_that_cannot_be_opened_is_named);
	tcase_add_test(tcase, a_file_is_added_to);
	tcase_add_test(tcase, a_terminal_gets_short_coloured_text);
	tcase = log_case(suite, "log_write");
	tcase_add_test(tcase, a_line_is_json_with_keys_in_order);
	tcase_add_loop_test(tcase, control_characters_and_bad_bytes_never_reach_the_log, 0,
		COUNT(escapes));
	tcase_add_loop_test(tcase, a_long_line_is_cut_and_says_so, 0, 5);
	tcase_add_loop_test(tcase, many_fields_stop_at_the_limit, 0, 63);
	tcase_add_test(tcase, lines_of_threads_do_not_mix);
	tcase = log_case(suite, "log_set_id");
	tcase_add_test(tcase, an_id_belongs_to_its_thread);
	tcase_add_test(tcase, a_long_id_is_cut);
	tcase = log_case(suite, "log_err");
	tcase_add_test(tcase, an_err_is_told_by_code_and_text);
	return suite;
}
