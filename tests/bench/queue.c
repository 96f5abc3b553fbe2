/* SPDX-License-Identifier: MIT */
/*
 * How fast jobs are claimed and finished: threads, each a worker with a connection of its own, take
 * one job after the other and end it, while one more puts new ones.  Prints one line of JSON.  The
 * jobs are of a kind nobody else knows; no other worker may run meanwhile.  With --puts the threads
 * only put jobs: what a commit costs without a web server.
 */
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "store/job.h"

enum { THREADS_MAX = 64, SAMPLES_MAX = 1000000, PUT_PAUSE_MS = 2,
	QUICK_US = 5000, QUICK_CLAIMS = 10, SETTLE_S = 10 };

static const char usage[] =
	"Usage: bench-queue --url URL [--threads N] [--seconds N] [--jobs N] [--puts]\n"
	"  --jobs N   how many to put before (10000)\n";

struct options {
	const char *url;
	int64_t threads, seconds, jobs;
	bool puts;
};

struct lane {
	pthread_t thread;
	struct db *db;
	void *mem;
	int number;
	size_t done;     /* jobs */
	bool failed;
	uint32_t *us;    /* of each claim */
	struct err err;
};

static _Atomic bool over;

static int64_t
now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* always there */
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static bool
put(struct lane *lane, int64_t number, struct err *err)
{
	struct job_new job = { .kind = "bench", .name = mem_printf(lane->mem, "%" PRId64, number),
		.payload = "{}", .payload_len = 2 };

	return job_put(lane->db, &job, err);
}

static bool
claim_and_finish(struct lane *lane, const char *worker, struct err *err)
{
	void *mem = mem_context(lane->mem, "claim");
	int64_t began_us = now_us();
	struct job *jobs;
	size_t count;
	bool ok = job_claim(lane->db, mem, worker, 1, &jobs, &count, err);

	if (ok && count > 0) {
		lane->us[lane->done % SAMPLES_MAX] = (uint32_t)(now_us() - began_us);
		ok = job_finish(lane->db, &jobs[0], err);
		lane->done += ok;
	}
	mem_free(mem);
	return ok;
}

static void *
work(void *arg)
{
	struct lane *lane = arg;
	const char *worker = mem_printf(lane->mem, "bench-%d", lane->number);

	while (!over && !lane->failed)
		lane->failed = !claim_and_finish(lane, worker, &lane->err);
	return NULL;
}

static void *
put_all(void *arg)
{
	struct lane *lane = arg;

	while (!over && !lane->failed) {
		int64_t began_us = now_us(), number = (lane->number + 2) * INT64_C(1000000000);

		lane->failed = !put(lane, number + (int64_t)lane->done, &lane->err);
		lane->us[lane->done++ % SAMPLES_MAX] = (uint32_t)(now_us() - began_us);
	}
	return NULL;
}

static void *
feed(void *arg)
{
	struct lane *lane = arg;

	for (int64_t i = 0; !over && !lane->failed; i++) {
		lane->failed = !put(lane, 1000000000 + i, &lane->err);
		time_sleep_ms(PUT_PAUSE_MS);
	}
	return NULL;
}

static bool
open_lane(struct lane *lane, const char *url, int number)
{
	struct db_options options = { .url = url };

	lane->mem = mem_context(NULL, "lane");
	lane->number = number;
	lane->us = mem_array(lane->mem, uint32_t, SAMPLES_MAX);
	return db_open(lane->mem, &options, &lane->db, &lane->err) &&
		db_exec_plain(lane->db, "DO 1", &lane->err);
}

static bool
fill(struct lane *lane, int64_t jobs)
{
	const struct db_arg count = db_i64(jobs);

	return db_exec_plain(lane->db, "DELETE FROM job WHERE kind = 'bench'", &lane->err) &&
		db_exec(lane->db, "INSERT INTO job (kind, name, payload, run_at, created_at)"
			" SELECT 'bench', seq, '{}', 0, 0 FROM seq_1_to_1000000 WHERE seq <= ?", &count, 1, NULL,
			&lane->err);
}

/* What a round before this one has left was deleted all at once, as happens to no queue in life; until
   the server has purged it, every claim walks over it.  So jobs are claimed until that is quick, or it
   has been long enough. */
static bool
settle(struct lane *lane)
{
	int64_t end_us = now_us() + SETTLE_S * INT64_C(1000000);

	for (int quick = 0; quick < QUICK_CLAIMS && now_us() < end_us;) {
		size_t before = lane->done;

		if (!claim_and_finish(lane, "bench-settle", &lane->err))
			return false;
		if (lane->done == before)
			break; /* none is left */
		quick = lane->us[before % SAMPLES_MAX] <= QUICK_US ? quick + 1 : 0;
	}
	lane->done = 0;
	return true;
}

static bool
prepare(struct lane *lane, const struct options *options)
{
	return fill(lane, options->jobs) && (options->puts || settle(lane));
}

/* --- the result */

static int
by_size(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

static void
report(struct lane *lanes, int64_t threads, double seconds)
{
	uint32_t *us = mem_array(lanes[0].mem, uint32_t, SAMPLES_MAX);
	size_t count = 0, done = 0;

	for (int64_t i = 0; i < threads; i++) {
		for (size_t j = 0; j < lanes[i].done && j < SAMPLES_MAX && count < SAMPLES_MAX; j++)
			us[count++] = lanes[i].us[j];
		done += lanes[i].done;
	}
	qsort(us, count, sizeof(*us), by_size);
	(void)printf("{\"jobs\":%zu,\"per_second\":%.1f,\"claim_p50_ms\":%.3f,\"claim_p99_ms\":%.3f,"
		"\"repeats\":%" PRId64 "}\n", done, (double)done / seconds,
		count > 0 ? us[count / 2] / 1e3 : 0, count > 0 ? us[count * 99 / 100] / 1e3 : 0,
		db_repeats());
}

static bool
parse(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "url", required_argument, NULL, 'u' }, { "threads", required_argument, NULL, 't' },
		{ "seconds", required_argument, NULL, 's' }, { "jobs", required_argument, NULL, 'j' },
		{ "puts", no_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;
	struct err err;
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (option == 'u')
			options->url = optarg;
		else if (option == 'p')
			options->puts = true;
		else if (option == 't')
			good = num_parse_range(optarg, 1, THREADS_MAX, &options->threads, &err) && good;
		else if (option == 's' || option == 'j')
			good = num_parse_range(optarg, 1, 1000000, option == 's' ? &options->seconds
				: &options->jobs, &err) && good;
		else
			good = false;
	}
	return good && options->url != NULL && optind == argc;
}

static bool
run(struct lane *lanes, const struct options *options)
{
	int64_t count = options->threads + 1, began_us;
	bool good = true;

	for (int i = 0; i < count; i++)
		if (!open_lane(&lanes[i], options->url, i) || (i == 0 && !prepare(&lanes[0], options)))
			return false;
	began_us = now_us();
	for (int i = 0; i < count; i++)
		if (pthread_create(&lanes[i].thread, NULL, options->puts ? put_all
			    : i < options->threads ? work : feed, &lanes[i]) != 0)
			abort(); /* a machine that cannot start ten threads is not one to measure */
	time_sleep_ms(options->seconds * 1000);
	over = true;
	for (int i = 0; i < count; i++) {
		(void)pthread_join(lanes[i].thread, NULL); /* started, and joined once */
		good = good && !lanes[i].failed;
	}
	if (good)
		report(lanes, options->threads, (double)(now_us() - began_us) / 1e6);
	return db_exec_plain(lanes[0].db, "DELETE FROM job WHERE kind = 'bench'", &lanes[0].err) && good;
}

int
main(int argc, char **argv)
{
	struct options options = { .threads = 8, .seconds = 5, .jobs = 10000 };
	static struct lane lanes[THREADS_MAX + 1];

	if (!parse(argc, argv, &options)) {
		(void)fputs(usage, stderr);
		return 2;
	}
	if (run(lanes, &options))
		return 0;
	for (int i = 0; i <= options.threads; i++)
		if (lanes[i].err.code != ERR_NONE)
			(void)fprintf(stderr, "bench-queue: %s\n", lanes[i].err.text);
	return 1;
}
