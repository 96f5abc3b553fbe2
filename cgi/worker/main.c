/* SPDX-License-Identifier: MIT */
/* prilavok-worker: does the jobs. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "config.h"
#include "core/setup.h"
#include "io/db_pool.h"
#include "io/http.h"
#include "io/nudge.h"
#include "store/job.h"
#include "worker/crew.h"
#include "worker/identity.h"

static const char usage[] =
	"Usage: prilavok-worker [--once | --for SECONDS]\n"
	"Does the jobs: takes in events, answers, sends, looks after accounts.\n"
	"\n"
	"  --once         do what is due now, then end\n"
	"  --for SECONDS  end after that time (for cron: --for 55)\n"
	"  --help, --version\n"
	"\n"
	"Configuration: prilavok.env(5).  SIGTERM ends it within 10 seconds.\n";

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, THREADS = 64, CONNECTIONS = 8, SERVER_PATIENCE_MS = 500 };

struct options {
	enum crew_until until;
	int64_t for_ms;
};

static bool
parse_options(int argc, char **argv, struct options *options_r, int *exit_r)
{
	static const struct option longs[] = {
		{ "once", no_argument, NULL, 'o' },   { "for", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },   { "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	struct err err;
	int option;

	*exit_r = EXIT_USAGE;
	while ((option = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		switch (option) {
		case 'o':
			options_r->until = CREW_DRAINED;
			break;
		case 'f':
			if (!num_parse_range(optarg, 1, 86400, &options_r->for_ms, &err)) {
				(void)fprintf(stderr, "prilavok-worker: --for: %s\n", err.text);
				return false;
			}
			options_r->for_ms *= 1000;
			break;
		case 'h':
		case 'v':
			(void)(option == 'h' ? fputs(usage, stdout) : puts("prilavok-worker " VERSION));
			*exit_r = EXIT_SUCCESS;
			return false;
		default:
			(void)fputs(usage, stderr);
			return false;
		}
	}
	if (optind < argc) {
		(void)fprintf(stderr, "prilavok-worker: unknown argument \"%s\"\n", argv[optind]);
		return false;
	}
	*exit_r = EXIT_SUCCESS;
	return true;
}

static void
on_signal(int number)
{
	(void)number;
	crew_stop();
}

static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Jobs of workers of this host that died: their leases need not run out. */
static bool
release_dead(struct db *db, void *mem, struct err *err)
{
	const char **holders;
	size_t count;

	if (!job_holders(db, mem, &holders, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		int64_t released;

		if (!identity_is_dead(mem, holders[i]))
			continue;
		if (!job_release_worker(db, holders[i], &released, err))
			return false;
		log_event(LOG_WARNING, "worker.predecessor_died", log_int("jobs_taken_over", released));
	}
	return true;
}

/* Waits for the database, however long it takes to come up; refuses one that would lose work. */
static bool
prepare(const struct core *core, void *mem, struct err *err)
{
	struct db *db = db_pool_take(core->pool);
	bool ready = false, told = false;

	while (!ready) {
		ready = db_ping(db, err);
		if (!ready && err->code != ERR_BUSY)
			break;
		if (!ready && !told)
			log_err(LOG_WARNING, "worker.waits_for_database", err);
		told = true;
		if (!ready)
			time_sleep_ms(SERVER_PATIENCE_MS);
	}
	ready = ready && db_check_server(db, err) && release_dead(db, mem, err);
	db_pool_give(core->pool, db);
	return ready;
}

static bool
work(void *mem, const struct options *options, struct err *err)
{
	struct crew_options crew = { .until = options->until, .for_ms = options->for_ms,
		.nudge_fd = -1 };
	int64_t threads, connections;
	struct core *core;
	struct conf *conf;

	if (!conf_load(mem, NULL, &conf, err) ||
	    !log_open("prilavok-worker", conf_get(conf, "LOG_LEVEL"), conf_get(conf, "LOG_FILE"), err) ||
	    !conf_get_int(conf, "WORKER_THREADS", 1, 1000, THREADS, &threads, err) ||
	    !conf_get_int(conf, "DATABASE_CONNECTIONS", 1, 64, CONNECTIONS, &connections, err) ||
	    !setup_core(mem, conf, (int)connections, &core, err) || !prepare(core, mem, err))
		return false;
	crew.core = core;
	crew.threads = (int)threads;
	crew.worker_id = identity_new(mem);
	crew.mode = options->for_ms > 0 || options->until == CREW_DRAINED ? "cron" : "service";

	const char *path = setup_nudge_path(mem, conf);

	/* Runs from cron leave the socket to the service, if there is one. */
	if (path != NULL && str_equal(crew.mode, "service") &&
	    !nudge_listen(path, &crew.nudge_fd, err))
		return false;
	log_event(LOG_INFO, "worker.start", log_str("mode", crew.mode), log_int("threads", threads));
	if (!crew_run(mem, &crew, err))
		return false;
	log_event(LOG_INFO, "worker.stop", log_str("mode", crew.mode));
	return true;
}

int
main(int argc, char **argv)
{
	struct options options = { .until = CREW_FOREVER };
	void *root = mem_context(NULL, "prilavok-worker");
	int code = EXIT_SUCCESS;
	struct err err;

	if (!parse_options(argc, argv, &options, &code)) {
		mem_free(root);
		return code;
	}
	catch_signals();
	secret_init();
	http_global_init();
	if (!work(root, &options, &err)) {
		log_err(LOG_CRITICAL, "worker.failed", &err);
		code = EXIT_FAILED;
	}
	mem_free(root);
	return code;
}
