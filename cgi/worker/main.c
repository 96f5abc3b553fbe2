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
#include "config.h"
#include "core/setup.h"
#include "io/http.h"
#include "shared/duty.h"

static const char usage[] =
	"Usage: prilavok-worker [--once | --for SECONDS [--finish SECONDS]]\n"
	"Does the jobs: takes in events, answers, sends, looks after accounts.\n"
	"\n"
	"  --once            do what is due now, then end\n"
	"  --for SECONDS     begin nothing more after that time (for cron: --for 55)\n"
	"  --finish SECONDS  then end what was begun, in that time (600)\n"
	"  --help, --version\n"
	"\n"
	"Configuration: prilavok.env(5).  SIGTERM ends it within 10 seconds.\n";

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, THREADS = 64, CONNECTIONS = 8,
	FINISH_MS = 600000, /* an answerer may take 300 s (cgi/ui/params.c), and be asked twice */
	STOP_MS = 7000, END_S = 9 /* service managers and quickstart wait 10 s */ };

struct options {
	enum crew_until until;
	int64_t for_ms;
	int64_t finish_ms;
};

/* A time in seconds, at least so many. */
static bool
parse_seconds(const char *option, int64_t least, int64_t *ms_r)
{
	struct err err;

	if (!num_parse_range(optarg, least, 86400, ms_r, &err)) {
		(void)fprintf(stderr, "prilavok-worker: --%s: %s\n", option, err.text);
		return false;
	}
	*ms_r *= 1000;
	return true;
}

static bool
parse_options(int argc, char **argv, struct options *options_r, int *exit_r)
{
	static const struct option longs[] = {
		{ "once", no_argument, NULL, 'o' },   { "for", required_argument, NULL, 'f' },
		{ "finish", required_argument, NULL, 'e' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' }, { NULL, 0, NULL, 0 },
	};
	int option;

	*exit_r = EXIT_USAGE;
	while ((option = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		switch (option) {
		case 'o':
			options_r->until = CREW_DRAINED;
			break;
		case 'f':
			if (!parse_seconds("for", 1, &options_r->for_ms))
				return false;
			break;
		case 'e':
			if (!parse_seconds("finish", 0, &options_r->finish_ms))
				return false;
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

	(void)sigaction(SIGTERM, &action, NULL); /* these fail only for wrong numbers */
	(void)sigaction(SIGINT, &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static bool
work(void *mem, const struct options *options, struct err *err)
{
	bool service = options->for_ms == 0 && options->until == CREW_FOREVER;
	const struct duty duty = { .mode = service ? "service" : "cron", .until = options->until,
		.for_ms = options->for_ms, .finish_ms = options->finish_ms, .stop_ms = STOP_MS,
		.threads = THREADS, .connections = CONNECTIONS, .nudge_fd = -1,
		.nudges = options->until == CREW_FOREVER };
	enum worker_mode ignored; /* whoever starts this program wants it to work */
	struct conf *conf;

	return conf_load(mem, NULL, &conf, err)
		&& log_open("prilavok-worker", conf_get(conf, "LOG_LEVEL"), conf_get(conf, "LOG_FILE"), err)
		&& setup_worker_mode(conf, &ignored, err) && crew_open(END_S, err)
		&& (duty_do(mem, conf, &duty, err) || crew_pause(0) /* told to stop before it began */);
}

int
main(int argc, char **argv)
{
	struct options options = { .until = CREW_FOREVER, .finish_ms = FINISH_MS };
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
